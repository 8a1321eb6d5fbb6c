CREATE TABLE action (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	at INTEGER NOT NULL,
	label TEXT NOT NULL,
	params TEXT DEFAULT '{}' NOT NULL,
	kind TEXT NOT NULL,
	member_id INTEGER,
	reverses_id INTEGER,
	reversed_by_id INTEGER,
	ends_undo INTEGER DEFAULT '0' NOT NULL,
	CONSTRAINT ck_action_ends_undo CHECK (ends_undo IN (0, 1)),
	CONSTRAINT ck_action_kind CHECK (kind IN ('do', 'undo', 'redo'))
)
 STRICT;
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
	rank INTEGER DEFAULT '0' NOT NULL,
	expected_close TEXT,
	next_due TEXT,
	last_due TEXT,
	touched_at INTEGER,
	owner_id INTEGER,
	CONSTRAINT pk_deal_state PRIMARY KEY (deal_id),
	CONSTRAINT ck_deal_state_status CHECK (status IN ('open', 'customer', 'lost', 'recycled', 'churned', 'transferred'))
)
 STRICT;
CREATE INDEX ix_deal_state_board ON deal_state (pipeline_id, status, stage_id, rank, deal_id, value, since, expected_close, next_due, last_due, touched_at, owner_id);
CREATE INDEX ix_deal_state_undated ON deal_state (pipeline_id) WHERE undated = 1;
CREATE TABLE pod (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	name TEXT NOT NULL,
	position INTEGER NOT NULL
)
 STRICT;
CREATE TABLE saved_view (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	name TEXT NOT NULL,
	page TEXT NOT NULL,
	content TEXT NOT NULL,
	position INTEGER NOT NULL
)
 STRICT;
CREATE TABLE search_entry (
	entry_id INTEGER NOT NULL,
	text TEXT NOT NULL,
	CONSTRAINT pk_search_entry PRIMARY KEY (entry_id)
)
 STRICT;
CREATE TABLE tag (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	name TEXT NOT NULL,
	match_key TEXT NOT NULL,
	colour TEXT NOT NULL,
	CONSTRAINT uq_tag_match_key UNIQUE (match_key)
)
 STRICT;
CREATE INDEX ix_change_gone ON change (table_name, row_id) WHERE after IS NULL;
CREATE TABLE custom_field (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	subject TEXT NOT NULL,
	name TEXT NOT NULL,
	match_key TEXT NOT NULL,
	kind TEXT NOT NULL,
	function_id INTEGER,
	position INTEGER NOT NULL,
	on_card INTEGER DEFAULT '0' NOT NULL,
	archived_at INTEGER,
	CONSTRAINT ck_custom_field_subject CHECK (subject IN ('company', 'contact', 'deal')),
	CONSTRAINT ck_custom_field_kind CHECK (kind IN ('text', 'number', 'money', 'date', 'choice', 'yes_no')),
	CONSTRAINT ck_custom_field_on_card CHECK (on_card IN (0, 1)),
	CONSTRAINT fk_custom_field_function_id_function FOREIGN KEY(function_id) REFERENCES function (id) ON DELETE SET NULL
)
 STRICT;
CREATE TABLE member (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	name TEXT NOT NULL,
	match_key TEXT NOT NULL,
	email TEXT,
	function_id INTEGER,
	pod_id INTEGER,
	monthly_quota INTEGER,
	archived_at INTEGER,
	CONSTRAINT fk_member_function_id_function FOREIGN KEY(function_id) REFERENCES function (id) ON DELETE SET NULL,
	CONSTRAINT fk_member_pod_id_pod FOREIGN KEY(pod_id) REFERENCES pod (id) ON DELETE SET NULL
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
	wip_limit INTEGER,
	idle_limit_days INTEGER,
	new_sale INTEGER DEFAULT '0' NOT NULL,
	archived_at INTEGER,
	CONSTRAINT ck_stage_phase CHECK (phase IN ('lead', 'opportunity', 'customer')),
	CONSTRAINT ck_stage_probability CHECK (probability_basis_points BETWEEN 0 AND 10000),
	CONSTRAINT ck_stage_wip_limit CHECK (wip_limit > 0),
	CONSTRAINT ck_stage_idle_limit_days CHECK (idle_limit_days > 0),
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
	corporate_number TEXT,
	phone TEXT,
	website TEXT,
	address TEXT,
	note TEXT,
	created_at INTEGER NOT NULL,
	deleted_at INTEGER,
	merged_into_id INTEGER,
	CONSTRAINT ck_company_channel CHECK (channel IN ('direct', 'partner')),
	CONSTRAINT fk_company_owner_id_member FOREIGN KEY(owner_id) REFERENCES member (id) ON DELETE SET NULL
)
 STRICT;
CREATE INDEX ix_company_corporate_number ON company (corporate_number);
CREATE INDEX ix_company_deleted_at ON company (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX ix_company_external_key ON company (external_key);
CREATE INDEX ix_company_match_key ON company (match_key);
CREATE TABLE custom_choice (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	field_id INTEGER NOT NULL,
	name TEXT NOT NULL,
	position INTEGER NOT NULL,
	archived_at INTEGER,
	CONSTRAINT fk_custom_choice_field_id_custom_field FOREIGN KEY(field_id) REFERENCES custom_field (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_custom_choice_field_id ON custom_choice (field_id);
CREATE TABLE exit_criterion (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	stage_id INTEGER NOT NULL,
	text TEXT NOT NULL,
	position INTEGER NOT NULL,
	condition TEXT DEFAULT 'checklist' NOT NULL,
	field TEXT,
	custom_field_id INTEGER,
	activity_kind TEXT,
	CONSTRAINT ck_exit_criterion_condition CHECK (condition IN ('checklist', 'field_filled', 'custom_field_filled', 'amount_above_zero', 'activity_logged')),
	CONSTRAINT fk_exit_criterion_stage_id_stage FOREIGN KEY(stage_id) REFERENCES stage (id) ON DELETE CASCADE,
	CONSTRAINT fk_exit_criterion_custom_field_id_custom_field FOREIGN KEY(custom_field_id) REFERENCES custom_field (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_exit_criterion_custom_field_id ON exit_criterion (custom_field_id);
CREATE INDEX ix_exit_criterion_stage_id ON exit_criterion (stage_id);
CREATE TABLE company_tag (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	company_id INTEGER NOT NULL,
	tag_id INTEGER NOT NULL,
	CONSTRAINT uq_company_tag_company_id_tag_id UNIQUE (company_id, tag_id),
	CONSTRAINT fk_company_tag_company_id_company FOREIGN KEY(company_id) REFERENCES company (id) ON DELETE CASCADE,
	CONSTRAINT fk_company_tag_tag_id_tag FOREIGN KEY(tag_id) REFERENCES tag (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_company_tag_tag_id ON company_tag (tag_id);
CREATE TABLE contact (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	company_id INTEGER,
	name TEXT NOT NULL,
	match_key TEXT NOT NULL,
	reading TEXT,
	external_key TEXT,
	role TEXT,
	job_title TEXT,
	email TEXT,
	phone TEXT,
	note TEXT,
	created_at INTEGER NOT NULL,
	deleted_at INTEGER,
	merged_into_id INTEGER,
	CONSTRAINT fk_contact_company_id_company FOREIGN KEY(company_id) REFERENCES company (id) ON DELETE SET NULL
)
 STRICT;
CREATE INDEX ix_contact_company_id ON contact (company_id);
CREATE INDEX ix_contact_deleted_at ON contact (deleted_at) WHERE deleted_at IS NOT NULL;
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
	why_bought TEXT,
	why_lost TEXT,
	promised TEXT,
	board_rank INTEGER,
	touched_at INTEGER,
	created_at INTEGER NOT NULL,
	deleted_at INTEGER,
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
CREATE INDEX ix_deal_deleted_at ON deal (deleted_at) WHERE deleted_at IS NOT NULL;
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
	is_automatic INTEGER DEFAULT '0' NOT NULL,
	CONSTRAINT ck_activity_kind CHECK (kind IN ('call', 'email', 'meeting', 'visit', 'web_visit', 'mail_click', 'seminar', 'catalogue_request', 'inquiry', 'note', 'task', 'override')),
	CONSTRAINT ck_activity_is_automatic CHECK (is_automatic IN (0, 1)),
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
CREATE INDEX ix_activity_open_due_on ON activity (due_on) WHERE due_on IS NOT NULL AND done_at IS NULL;
CREATE TABLE criterion_tick (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	deal_id INTEGER NOT NULL,
	criterion_id INTEGER NOT NULL,
	member_id INTEGER,
	ticked_at INTEGER NOT NULL,
	CONSTRAINT uq_criterion_tick_deal_id_criterion_id UNIQUE (deal_id, criterion_id),
	CONSTRAINT fk_criterion_tick_deal_id_deal FOREIGN KEY(deal_id) REFERENCES deal (id) ON DELETE CASCADE,
	CONSTRAINT fk_criterion_tick_criterion_id_exit_criterion FOREIGN KEY(criterion_id) REFERENCES exit_criterion (id) ON DELETE CASCADE,
	CONSTRAINT fk_criterion_tick_member_id_member FOREIGN KEY(member_id) REFERENCES member (id) ON DELETE SET NULL
)
 STRICT;
CREATE INDEX ix_criterion_tick_criterion_id ON criterion_tick (criterion_id);
CREATE TABLE custom_value (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	field_id INTEGER NOT NULL,
	company_id INTEGER,
	contact_id INTEGER,
	deal_id INTEGER,
	text TEXT,
	number INTEGER,
	choice_id INTEGER,
	CONSTRAINT ck_custom_value_one_record CHECK ((company_id IS NOT NULL) + (contact_id IS NOT NULL) + (deal_id IS NOT NULL) = 1),
	CONSTRAINT uq_custom_value_field_id_company_id UNIQUE (field_id, company_id),
	CONSTRAINT uq_custom_value_field_id_contact_id UNIQUE (field_id, contact_id),
	CONSTRAINT uq_custom_value_field_id_deal_id UNIQUE (field_id, deal_id),
	CONSTRAINT fk_custom_value_field_id_custom_field FOREIGN KEY(field_id) REFERENCES custom_field (id) ON DELETE CASCADE,
	CONSTRAINT fk_custom_value_company_id_company FOREIGN KEY(company_id) REFERENCES company (id) ON DELETE CASCADE,
	CONSTRAINT fk_custom_value_contact_id_contact FOREIGN KEY(contact_id) REFERENCES contact (id) ON DELETE CASCADE,
	CONSTRAINT fk_custom_value_deal_id_deal FOREIGN KEY(deal_id) REFERENCES deal (id) ON DELETE CASCADE,
	CONSTRAINT fk_custom_value_choice_id_custom_choice FOREIGN KEY(choice_id) REFERENCES custom_choice (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_custom_value_choice_id ON custom_value (choice_id);
CREATE INDEX ix_custom_value_company_id ON custom_value (company_id);
CREATE INDEX ix_custom_value_contact_id ON custom_value (contact_id);
CREATE INDEX ix_custom_value_deal_id ON custom_value (deal_id);
CREATE TABLE deal_link (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	deal_id INTEGER NOT NULL,
	title TEXT NOT NULL,
	target TEXT NOT NULL,
	position INTEGER DEFAULT '0' NOT NULL,
	CONSTRAINT fk_deal_link_deal_id_deal FOREIGN KEY(deal_id) REFERENCES deal (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_deal_link_deal_id ON deal_link (deal_id);
CREATE TABLE deal_tag (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	deal_id INTEGER NOT NULL,
	tag_id INTEGER NOT NULL,
	CONSTRAINT uq_deal_tag_deal_id_tag_id UNIQUE (deal_id, tag_id),
	CONSTRAINT fk_deal_tag_deal_id_deal FOREIGN KEY(deal_id) REFERENCES deal (id) ON DELETE CASCADE,
	CONSTRAINT fk_deal_tag_tag_id_tag FOREIGN KEY(tag_id) REFERENCES tag (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_deal_tag_tag_id ON deal_tag (tag_id);
CREATE INDEX ix_deal_exit_wake_on ON deal_exit (wake_on) WHERE wake_on IS NOT NULL;
CREATE VIRTUAL TABLE search_piece USING fts5(pieces, content='', columnsize=0, detail=none, tokenize='ascii tokenchars ''!"#$%&''''()*+,-./:;<=>?@[\]^_`{|}~''');
INSERT INTO search_piece (search_piece, rank) VALUES ('hashsize', 33554432);
INSERT INTO search_piece (search_piece, rank) VALUES ('automerge', 0);
