CREATE TABLE action (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	at INTEGER NOT NULL,
	label TEXT NOT NULL,
	params TEXT DEFAULT '{}' NOT NULL,
	kind TEXT NOT NULL,
	member_id INTEGER,
	reverses_id INTEGER,
	reversed_by_id INTEGER,
	CONSTRAINT ck_action_kind CHECK (kind IN ('do', 'undo', 'redo'))
)
 STRICT;
CREATE TABLE deal_event (
	deal_id INTEGER NOT NULL,
	sequence INTEGER NOT NULL,
	kind TEXT NOT NULL,
	at INTEGER,
	day TEXT,
	pipeline_id INTEGER NOT NULL,
	stage_id INTEGER NOT NULL,
	opportunity INTEGER NOT NULL,
	reason_id INTEGER,
	value INTEGER,
	CONSTRAINT pk_deal_event PRIMARY KEY (deal_id, sequence),
	CONSTRAINT ck_deal_event_kind CHECK (kind IN ('won', 'lost', 'recycled', 'churned', 'reopened', 'transferred'))
)
 WITHOUT ROWID,
 STRICT;
CREATE INDEX ix_deal_event_pipeline_id_at ON deal_event (pipeline_id, at, kind, opportunity, day, value);
CREATE TABLE deal_reached (
	deal_id INTEGER NOT NULL,
	stage_id INTEGER NOT NULL,
	at INTEGER,
	next INTEGER NOT NULL,
	next_at INTEGER,
	"left" TEXT,
	left_at INTEGER,
	visited INTEGER NOT NULL,
	value INTEGER,
	CONSTRAINT pk_deal_reached PRIMARY KEY (deal_id, stage_id)
)
 WITHOUT ROWID,
 STRICT;
CREATE INDEX ix_deal_reached_flow ON deal_reached (stage_id, at, next, "left", visited, value);
CREATE TABLE deal_state (
	deal_id INTEGER NOT NULL,
	pipeline_id INTEGER NOT NULL,
	status TEXT NOT NULL,
	stage_id INTEGER,
	visit_id INTEGER,
	since INTEGER,
	since_day TEXT,
	first_at INTEGER,
	first_day TEXT,
	opportunity INTEGER NOT NULL,
	opportunity_at INTEGER,
	opportunity_day TEXT,
	won INTEGER NOT NULL,
	won_at INTEGER,
	won_day TEXT,
	undated INTEGER NOT NULL,
	value INTEGER,
	CONSTRAINT pk_deal_state PRIMARY KEY (deal_id),
	CONSTRAINT ck_deal_state_status CHECK (status IN ('open', 'customer', 'lost', 'recycled', 'churned', 'transferred'))
)
 STRICT;
CREATE INDEX ix_deal_state_board ON deal_state (pipeline_id, status, stage_id, since, deal_id, value);
CREATE INDEX ix_deal_state_undated ON deal_state (pipeline_id) WHERE undated = 1;
CREATE TABLE exit_reason (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	kind TEXT NOT NULL,
	parent_id INTEGER,
	name TEXT NOT NULL,
	position INTEGER NOT NULL,
	usual_wait_days INTEGER,
	asks_note INTEGER DEFAULT '0' NOT NULL,
	archived_at INTEGER,
	CONSTRAINT ck_exit_reason_kind CHECK (kind IN ('lost', 'recycled', 'churned')),
	CONSTRAINT ck_exit_reason_asks_note CHECK (asks_note IN (0, 1)),
	CONSTRAINT fk_exit_reason_parent_id_exit_reason FOREIGN KEY(parent_id) REFERENCES exit_reason (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_exit_reason_parent_id ON exit_reason (parent_id);
CREATE TABLE function (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	name TEXT NOT NULL,
	colour TEXT NOT NULL,
	position INTEGER NOT NULL
)
 STRICT;
CREATE TABLE pipeline (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	name TEXT NOT NULL,
	position INTEGER NOT NULL,
	archived_at INTEGER
)
 STRICT;
CREATE TABLE product (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	name TEXT NOT NULL,
	match_key TEXT NOT NULL,
	list_price INTEGER,
	billing TEXT DEFAULT 'one_off' NOT NULL,
	archived_at INTEGER,
	CONSTRAINT ck_product_billing CHECK (billing IN ('one_off', 'monthly'))
)
 STRICT;
CREATE INDEX ix_product_match_key ON product (match_key);
CREATE TABLE reached_by_day (
	stage_id INTEGER NOT NULL,
	next INTEGER NOT NULL,
	"left" TEXT NOT NULL,
	visited INTEGER NOT NULL,
	day INTEGER NOT NULL,
	deals INTEGER NOT NULL,
	known INTEGER NOT NULL,
	carrying INTEGER NOT NULL,
	amount INTEGER NOT NULL,
	CONSTRAINT pk_reached_by_day PRIMARY KEY (stage_id, next, "left", visited, day)
)
 WITHOUT ROWID,
 STRICT;
CREATE INDEX ix_reached_by_day_empty ON reached_by_day (deals) WHERE deals = 0;
CREATE TABLE workspace (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	name TEXT NOT NULL,
	currency TEXT NOT NULL,
	time_zone TEXT NOT NULL,
	country TEXT NOT NULL,
	language TEXT NOT NULL,
	fiscal_year_start_month INTEGER DEFAULT '4' NOT NULL,
	gross_margin_basis_points INTEGER,
	amounts_include_tax INTEGER DEFAULT '0' NOT NULL,
	template TEXT,
	created_at INTEGER NOT NULL,
	CONSTRAINT ck_workspace_one_row CHECK (id = 1),
	CONSTRAINT ck_workspace_fiscal_year_start_month CHECK (fiscal_year_start_month BETWEEN 1 AND 12),
	CONSTRAINT ck_workspace_amounts_include_tax CHECK (amounts_include_tax IN (0, 1))
)
 STRICT;
CREATE TABLE change (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	action_id INTEGER NOT NULL,
	table_name TEXT NOT NULL,
	row_id INTEGER NOT NULL,
	"before" TEXT,
	"after" TEXT,
	CONSTRAINT ck_change_something CHECK (before IS NOT NULL OR after IS NOT NULL),
	CONSTRAINT fk_change_action_id_action FOREIGN KEY(action_id) REFERENCES action (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_change_action_id ON change (action_id);
CREATE INDEX ix_change_table_name_row_id ON change (table_name, row_id);
CREATE TABLE member (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	name TEXT NOT NULL,
	match_key TEXT NOT NULL,
	email TEXT,
	function_id INTEGER,
	monthly_quota INTEGER,
	archived_at INTEGER,
	CONSTRAINT fk_member_function_id_function FOREIGN KEY(function_id) REFERENCES function (id) ON DELETE SET NULL
)
 STRICT;
CREATE INDEX ix_member_match_key ON member (match_key);
CREATE TABLE stage (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	pipeline_id INTEGER NOT NULL,
	name TEXT NOT NULL,
	position INTEGER NOT NULL,
	phase TEXT NOT NULL,
	function_id INTEGER,
	colour TEXT NOT NULL,
	definition TEXT DEFAULT '' NOT NULL,
	probability_basis_points INTEGER NOT NULL,
	new_sale INTEGER DEFAULT '0' NOT NULL,
	archived_at INTEGER,
	CONSTRAINT ck_stage_phase CHECK (phase IN ('lead', 'opportunity', 'customer')),
	CONSTRAINT ck_stage_probability CHECK (probability_basis_points BETWEEN 0 AND 10000),
	CONSTRAINT ck_stage_new_sale CHECK (new_sale IN (0, 1)),
	CONSTRAINT fk_stage_pipeline_id_pipeline FOREIGN KEY(pipeline_id) REFERENCES pipeline (id) ON DELETE CASCADE,
	CONSTRAINT fk_stage_function_id_function FOREIGN KEY(function_id) REFERENCES function (id) ON DELETE SET NULL
)
 STRICT;
CREATE INDEX ix_stage_pipeline_id_position ON stage (pipeline_id, position);
CREATE TABLE company (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	name TEXT NOT NULL,
	match_key TEXT NOT NULL,
	reading TEXT,
	external_key TEXT,
	segment TEXT,
	industry TEXT,
	employees INTEGER,
	region TEXT,
	first_source TEXT,
	channel TEXT,
	owner_id INTEGER,
	note TEXT,
	created_at INTEGER NOT NULL,
	CONSTRAINT ck_company_channel CHECK (channel IN ('direct', 'partner')),
	CONSTRAINT fk_company_owner_id_member FOREIGN KEY(owner_id) REFERENCES member (id) ON DELETE SET NULL
)
 STRICT;
CREATE INDEX ix_company_external_key ON company (external_key);
CREATE INDEX ix_company_match_key ON company (match_key);
CREATE TABLE exit_criterion (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	stage_id INTEGER NOT NULL,
	text TEXT NOT NULL,
	position INTEGER NOT NULL,
	CONSTRAINT fk_exit_criterion_stage_id_stage FOREIGN KEY(stage_id) REFERENCES stage (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_exit_criterion_stage_id ON exit_criterion (stage_id);
CREATE TABLE contact (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	company_id INTEGER,
	name TEXT NOT NULL,
	match_key TEXT NOT NULL,
	reading TEXT,
	external_key TEXT,
	role TEXT,
	email TEXT,
	phone TEXT,
	created_at INTEGER NOT NULL,
	CONSTRAINT fk_contact_company_id_company FOREIGN KEY(company_id) REFERENCES company (id) ON DELETE SET NULL
)
 STRICT;
CREATE INDEX ix_contact_company_id ON contact (company_id);
CREATE INDEX ix_contact_external_key ON contact (external_key);
CREATE INDEX ix_contact_match_key ON contact (match_key);
CREATE TABLE deal (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	title TEXT NOT NULL,
	company_id INTEGER,
	contact_id INTEGER,
	pipeline_id INTEGER NOT NULL,
	kind TEXT DEFAULT 'new' NOT NULL,
	amount INTEGER,
	monthly_amount INTEGER,
	closed_value INTEGER,
	probability_basis_points INTEGER,
	expected_close TEXT,
	owner_id INTEGER,
	source TEXT,
	campaign TEXT,
	external_key TEXT,
	note TEXT,
	created_at INTEGER NOT NULL,
	CONSTRAINT ck_deal_kind CHECK (kind IN ('new', 'repeat', 'renewal', 'upsell', 'cross_sell', 'referral')),
	CONSTRAINT ck_deal_probability CHECK (probability_basis_points BETWEEN 0 AND 10000),
	CONSTRAINT fk_deal_company_id_company FOREIGN KEY(company_id) REFERENCES company (id) ON DELETE SET NULL,
	CONSTRAINT fk_deal_contact_id_contact FOREIGN KEY(contact_id) REFERENCES contact (id) ON DELETE SET NULL,
	CONSTRAINT fk_deal_pipeline_id_pipeline FOREIGN KEY(pipeline_id) REFERENCES pipeline (id) ON DELETE NO ACTION,
	CONSTRAINT fk_deal_owner_id_member FOREIGN KEY(owner_id) REFERENCES member (id) ON DELETE SET NULL
)
 STRICT;
CREATE INDEX ix_deal_company_id ON deal (company_id);
CREATE INDEX ix_deal_contact_id ON deal (contact_id);
CREATE INDEX ix_deal_external_key ON deal (external_key);
CREATE INDEX ix_deal_own_probability ON deal (probability_basis_points) WHERE probability_basis_points IS NOT NULL;
CREATE INDEX ix_deal_owner_id ON deal (owner_id);
CREATE INDEX ix_deal_pipeline_id ON deal (pipeline_id);
CREATE TABLE activity (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	kind TEXT NOT NULL,
	deal_id INTEGER,
	company_id INTEGER,
	contact_id INTEGER,
	member_id INTEGER,
	title TEXT DEFAULT '' NOT NULL,
	note TEXT,
	happened_at INTEGER,
	due_on TEXT,
	done_at INTEGER,
	CONSTRAINT ck_activity_kind CHECK (kind IN ('call', 'email', 'meeting', 'visit', 'web_visit', 'mail_click', 'seminar', 'catalogue_request', 'inquiry', 'note', 'task', 'override')),
	CONSTRAINT fk_activity_deal_id_deal FOREIGN KEY(deal_id) REFERENCES deal (id) ON DELETE CASCADE,
	CONSTRAINT fk_activity_company_id_company FOREIGN KEY(company_id) REFERENCES company (id) ON DELETE CASCADE,
	CONSTRAINT fk_activity_contact_id_contact FOREIGN KEY(contact_id) REFERENCES contact (id) ON DELETE SET NULL,
	CONSTRAINT fk_activity_member_id_member FOREIGN KEY(member_id) REFERENCES member (id) ON DELETE SET NULL
)
 STRICT;
CREATE INDEX ix_activity_company_id ON activity (company_id);
CREATE INDEX ix_activity_contact_id ON activity (contact_id);
CREATE INDEX ix_activity_deal_id ON activity (deal_id);
CREATE INDEX ix_activity_member_id ON activity (member_id);
CREATE TABLE deal_line (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	deal_id INTEGER NOT NULL,
	product_id INTEGER NOT NULL,
	quantity INTEGER DEFAULT '1' NOT NULL,
	unit_price INTEGER,
	position INTEGER DEFAULT '0' NOT NULL,
	CONSTRAINT fk_deal_line_deal_id_deal FOREIGN KEY(deal_id) REFERENCES deal (id) ON DELETE CASCADE,
	CONSTRAINT fk_deal_line_product_id_product FOREIGN KEY(product_id) REFERENCES product (id) ON DELETE NO ACTION
)
 STRICT;
CREATE INDEX ix_deal_line_deal_id ON deal_line (deal_id);
CREATE INDEX ix_deal_line_product_id ON deal_line (product_id);
CREATE TABLE stage_visit (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	deal_id INTEGER NOT NULL,
	stage_id INTEGER NOT NULL,
	sequence INTEGER NOT NULL,
	entered_at INTEGER,
	entered_day TEXT,
	left_at INTEGER,
	left_day TEXT,
	outcome TEXT,
	is_reentry INTEGER DEFAULT '0' NOT NULL,
	is_imported INTEGER DEFAULT '0' NOT NULL,
	member_id INTEGER,
	CONSTRAINT ck_stage_visit_outcome CHECK (outcome IN ('advanced', 'went_back', 'lost', 'recycled', 'churned', 'transferred')),
	CONSTRAINT ck_stage_visit_entered_day CHECK (entered_day IS NULL OR entered_at IS NOT NULL),
	CONSTRAINT ck_stage_visit_left_day CHECK (left_day IS NULL OR left_at IS NOT NULL),
	CONSTRAINT ck_stage_visit_left CHECK (left_at IS NULL OR outcome IS NOT NULL),
	CONSTRAINT ck_stage_visit_is_reentry CHECK (is_reentry IN (0, 1)),
	CONSTRAINT ck_stage_visit_is_imported CHECK (is_imported IN (0, 1)),
	CONSTRAINT uq_stage_visit_deal_id_sequence UNIQUE (deal_id, sequence),
	CONSTRAINT fk_stage_visit_deal_id_deal FOREIGN KEY(deal_id) REFERENCES deal (id) ON DELETE CASCADE,
	CONSTRAINT fk_stage_visit_stage_id_stage FOREIGN KEY(stage_id) REFERENCES stage (id) ON DELETE NO ACTION,
	CONSTRAINT fk_stage_visit_member_id_member FOREIGN KEY(member_id) REFERENCES member (id) ON DELETE SET NULL
)
 STRICT;
CREATE TABLE deal_exit (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	deal_id INTEGER NOT NULL,
	visit_id INTEGER NOT NULL,
	reason_id INTEGER,
	note TEXT,
	wake_on TEXT,
	CONSTRAINT uq_deal_exit_visit_id UNIQUE (visit_id),
	CONSTRAINT fk_deal_exit_deal_id_deal FOREIGN KEY(deal_id) REFERENCES deal (id) ON DELETE CASCADE,
	CONSTRAINT fk_deal_exit_visit_id_stage_visit FOREIGN KEY(visit_id) REFERENCES stage_visit (id) ON DELETE CASCADE,
	CONSTRAINT fk_deal_exit_reason_id_exit_reason FOREIGN KEY(reason_id) REFERENCES exit_reason (id) ON DELETE NO ACTION
)
 STRICT;
CREATE INDEX ix_deal_exit_deal_id ON deal_exit (deal_id);
CREATE INDEX ix_deal_exit_reason_id ON deal_exit (reason_id);
