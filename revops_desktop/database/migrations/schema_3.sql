CREATE TABLE business_calendar (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	made_at INTEGER NOT NULL,
	for_running INTEGER DEFAULT '0' NOT NULL,
	content TEXT NOT NULL,
	CONSTRAINT ck_business_calendar_for_running CHECK (for_running IN (0, 1))
)
 STRICT;
CREATE TABLE contact_score (
	contact_id INTEGER NOT NULL,
	score INTEGER NOT NULL,
	fades INTEGER NOT NULL,
	scored_on TEXT NOT NULL,
	CONSTRAINT pk_contact_score PRIMARY KEY (contact_id)
)
 STRICT;
CREATE INDEX ix_contact_score_fades ON contact_score (scored_on) WHERE fades = 1;
CREATE INDEX ix_contact_score_score ON contact_score (score);
CREATE TABLE nurture_list (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	name TEXT NOT NULL,
	match_key TEXT NOT NULL,
	position INTEGER NOT NULL,
	archived_at INTEGER,
	CONSTRAINT uq_nurture_list_match_key UNIQUE (match_key)
)
 STRICT;
CREATE TABLE score_rule (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	name TEXT NOT NULL,
	position INTEGER NOT NULL,
	points INTEGER NOT NULL,
	activity_kind TEXT,
	attribute TEXT,
	comparison TEXT,
	value TEXT,
	half_life_days INTEGER,
	most INTEGER,
	archived_at INTEGER,
	CONSTRAINT ck_score_rule_one_condition CHECK ((activity_kind IS NULL) <> (attribute IS NULL)),
	CONSTRAINT ck_score_rule_comparison CHECK (comparison IN ('is', 'contains', 'at_least', 'at_most', 'filled')),
	CONSTRAINT ck_score_rule_half_life_days CHECK (half_life_days > 0),
	CONSTRAINT ck_score_rule_most CHECK (most > 0)
)
 STRICT;
CREATE TABLE segment (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	name TEXT NOT NULL,
	match_key TEXT NOT NULL,
	position INTEGER NOT NULL,
	archived_at INTEGER,
	CONSTRAINT uq_segment_match_key UNIQUE (match_key)
)
 STRICT;
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
	hot_score INTEGER DEFAULT '100' NOT NULL,
	template TEXT,
	created_at INTEGER NOT NULL,
	CONSTRAINT ck_workspace_one_row CHECK (id = 1),
	CONSTRAINT ck_workspace_fiscal_year_start_month CHECK (fiscal_year_start_month BETWEEN 1 AND 12),
	CONSTRAINT ck_workspace_amounts_include_tax CHECK (amounts_include_tax IN (0, 1))
)
 STRICT;
CREATE TABLE handoff_rule (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	from_function_id INTEGER NOT NULL,
	to_function_id INTEGER NOT NULL,
	name TEXT NOT NULL,
	definition TEXT DEFAULT '' NOT NULL,
	ready_when TEXT DEFAULT 'all' NOT NULL,
	archived_at INTEGER,
	CONSTRAINT ck_handoff_rule_ready_when CHECK (ready_when IN ('all', 'any')),
	CONSTRAINT uq_handoff_rule_from_function_id_to_function_id UNIQUE (from_function_id, to_function_id),
	CONSTRAINT fk_handoff_rule_from_function_id_function FOREIGN KEY(from_function_id) REFERENCES function (id) ON DELETE CASCADE,
	CONSTRAINT fk_handoff_rule_to_function_id_function FOREIGN KEY(to_function_id) REFERENCES function (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_handoff_rule_to_function_id ON handoff_rule (to_function_id);
CREATE TABLE exit_criterion (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	stage_id INTEGER,
	rule_id INTEGER,
	text TEXT NOT NULL,
	position INTEGER NOT NULL,
	condition TEXT DEFAULT 'checklist' NOT NULL,
	field TEXT,
	custom_field_id INTEGER,
	activity_kind TEXT,
	least_score INTEGER,
	level TEXT DEFAULT 'warn' NOT NULL,
	CONSTRAINT ck_exit_criterion_condition CHECK (condition IN ('checklist', 'field_filled', 'custom_field_filled', 'amount_above_zero', 'activity_logged', 'score_reached', 'handoff_items_filled', 'handoff_ready')),
	CONSTRAINT ck_exit_criterion_level CHECK (level IN ('block', 'warn', 'log')),
	CONSTRAINT ck_exit_criterion_one_place CHECK ((stage_id IS NULL) <> (rule_id IS NULL)),
	CONSTRAINT fk_exit_criterion_stage_id_stage FOREIGN KEY(stage_id) REFERENCES stage (id) ON DELETE CASCADE,
	CONSTRAINT fk_exit_criterion_rule_id_handoff_rule FOREIGN KEY(rule_id) REFERENCES handoff_rule (id) ON DELETE CASCADE,
	CONSTRAINT fk_exit_criterion_custom_field_id_custom_field FOREIGN KEY(custom_field_id) REFERENCES custom_field (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_exit_criterion_custom_field_id ON exit_criterion (custom_field_id);
CREATE INDEX ix_exit_criterion_rule_id ON exit_criterion (rule_id);
CREATE INDEX ix_exit_criterion_stage_id ON exit_criterion (stage_id);
CREATE TABLE handoff_item (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	rule_id INTEGER NOT NULL,
	name TEXT NOT NULL,
	position INTEGER NOT NULL,
	field TEXT,
	custom_field_id INTEGER,
	is_required INTEGER DEFAULT '1' NOT NULL,
	archived_at INTEGER,
	CONSTRAINT ck_handoff_item_one_place CHECK (field IS NULL OR custom_field_id IS NULL),
	CONSTRAINT ck_handoff_item_is_required CHECK (is_required IN (0, 1)),
	CONSTRAINT fk_handoff_item_rule_id_handoff_rule FOREIGN KEY(rule_id) REFERENCES handoff_rule (id) ON DELETE CASCADE,
	CONSTRAINT fk_handoff_item_custom_field_id_custom_field FOREIGN KEY(custom_field_id) REFERENCES custom_field (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_handoff_item_custom_field_id ON handoff_item (custom_field_id);
CREATE INDEX ix_handoff_item_rule_id ON handoff_item (rule_id);
CREATE TABLE sla_review (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	cadence TEXT NOT NULL,
	first_day TEXT NOT NULL,
	last_day TEXT NOT NULL,
	held_at INTEGER NOT NULL,
	member_id INTEGER,
	discussion TEXT DEFAULT '' NOT NULL,
	figures TEXT NOT NULL,
	CONSTRAINT ck_sla_review_cadence CHECK (cadence IN ('weekly', 'monthly')),
	CONSTRAINT fk_sla_review_member_id_member FOREIGN KEY(member_id) REFERENCES member (id) ON DELETE SET NULL
)
 STRICT;
CREATE INDEX ix_sla_review_first_day ON sla_review (first_day);
CREATE TABLE time_limit (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	stage_id INTEGER,
	rule_id INTEGER,
	made_at INTEGER NOT NULL,
	for_running INTEGER DEFAULT '0' NOT NULL,
	limit_minutes INTEGER,
	limit_days INTEGER,
	CONSTRAINT ck_time_limit_one_clock CHECK ((stage_id IS NULL) <> (rule_id IS NULL)),
	CONSTRAINT ck_time_limit_one_unit CHECK (limit_minutes IS NULL OR limit_days IS NULL),
	CONSTRAINT ck_time_limit_limit_minutes CHECK (limit_minutes > 0),
	CONSTRAINT ck_time_limit_limit_days CHECK (limit_days > 0),
	CONSTRAINT ck_time_limit_for_running CHECK (for_running IN (0, 1)),
	CONSTRAINT fk_time_limit_stage_id_stage FOREIGN KEY(stage_id) REFERENCES stage (id) ON DELETE CASCADE,
	CONSTRAINT fk_time_limit_rule_id_handoff_rule FOREIGN KEY(rule_id) REFERENCES handoff_rule (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_time_limit_rule_id ON time_limit (rule_id);
CREATE INDEX ix_time_limit_stage_id ON time_limit (stage_id);
CREATE TABLE sla_agreement (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	review_id INTEGER NOT NULL,
	text TEXT NOT NULL,
	member_id INTEGER,
	due_on TEXT,
	done_at INTEGER,
	remark TEXT,
	position INTEGER NOT NULL,
	CONSTRAINT fk_sla_agreement_review_id_sla_review FOREIGN KEY(review_id) REFERENCES sla_review (id) ON DELETE CASCADE,
	CONSTRAINT fk_sla_agreement_member_id_member FOREIGN KEY(member_id) REFERENCES member (id) ON DELETE SET NULL
)
 STRICT;
CREATE INDEX ix_sla_agreement_review_id ON sla_agreement (review_id);
CREATE INDEX ix_activity_of_contact ON activity (contact_id, kind, happened_at, done_at, deal_id);
CREATE TABLE handoff_answer (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	deal_id INTEGER NOT NULL,
	item_id INTEGER NOT NULL,
	text TEXT NOT NULL,
	CONSTRAINT uq_handoff_answer_deal_id_item_id UNIQUE (deal_id, item_id),
	CONSTRAINT fk_handoff_answer_deal_id_deal FOREIGN KEY(deal_id) REFERENCES deal (id) ON DELETE CASCADE,
	CONSTRAINT fk_handoff_answer_item_id_handoff_item FOREIGN KEY(item_id) REFERENCES handoff_item (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_handoff_answer_item_id ON handoff_answer (item_id);
CREATE INDEX ix_stage_visit_running ON stage_visit (stage_id, entered_at, deal_id) WHERE outcome IS NULL AND is_imported = 0;
CREATE TABLE criterion_lack (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	deal_id INTEGER NOT NULL,
	visit_id INTEGER NOT NULL,
	criterion_id INTEGER,
	activity_id INTEGER,
	text TEXT NOT NULL,
	level TEXT NOT NULL,
	CONSTRAINT ck_criterion_lack_level CHECK (level IN ('warn', 'log')),
	CONSTRAINT fk_criterion_lack_deal_id_deal FOREIGN KEY(deal_id) REFERENCES deal (id) ON DELETE CASCADE,
	CONSTRAINT fk_criterion_lack_visit_id_stage_visit FOREIGN KEY(visit_id) REFERENCES stage_visit (id) ON DELETE CASCADE,
	CONSTRAINT fk_criterion_lack_criterion_id_exit_criterion FOREIGN KEY(criterion_id) REFERENCES exit_criterion (id) ON DELETE SET NULL,
	CONSTRAINT fk_criterion_lack_activity_id_activity FOREIGN KEY(activity_id) REFERENCES activity (id) ON DELETE SET NULL
)
 STRICT;
CREATE INDEX ix_criterion_lack_activity_id ON criterion_lack (activity_id);
CREATE INDEX ix_criterion_lack_criterion_id ON criterion_lack (criterion_id);
CREATE INDEX ix_criterion_lack_deal_id ON criterion_lack (deal_id);
CREATE INDEX ix_criterion_lack_visit_id ON criterion_lack (visit_id);
CREATE TABLE deal_exit (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	deal_id INTEGER NOT NULL,
	visit_id INTEGER NOT NULL,
	reason_id INTEGER,
	note TEXT,
	wake_on TEXT,
	nurture_list_id INTEGER,
	CONSTRAINT uq_deal_exit_visit_id UNIQUE (visit_id),
	CONSTRAINT fk_deal_exit_deal_id_deal FOREIGN KEY(deal_id) REFERENCES deal (id) ON DELETE CASCADE,
	CONSTRAINT fk_deal_exit_visit_id_stage_visit FOREIGN KEY(visit_id) REFERENCES stage_visit (id) ON DELETE CASCADE,
	CONSTRAINT fk_deal_exit_reason_id_exit_reason FOREIGN KEY(reason_id) REFERENCES exit_reason (id) ON DELETE NO ACTION,
	CONSTRAINT fk_deal_exit_nurture_list_id_nurture_list FOREIGN KEY(nurture_list_id) REFERENCES nurture_list (id) ON DELETE SET NULL
)
 STRICT;
CREATE INDEX ix_deal_exit_deal_id ON deal_exit (deal_id);
CREATE INDEX ix_deal_exit_nurture_list_id ON deal_exit (nurture_list_id) WHERE nurture_list_id IS NOT NULL;
CREATE INDEX ix_deal_exit_reason_id ON deal_exit (reason_id);
CREATE INDEX ix_deal_exit_wake_on ON deal_exit (wake_on) WHERE wake_on IS NOT NULL;
CREATE TABLE handoff (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	deal_id INTEGER NOT NULL,
	visit_id INTEGER NOT NULL,
	from_visit_id INTEGER,
	rule_id INTEGER,
	from_function_id INTEGER,
	to_function_id INTEGER,
	handed_at INTEGER NOT NULL,
	member_id INTEGER,
	to_member_id INTEGER,
	outcome TEXT,
	decided_at INTEGER,
	decided_by_id INTEGER,
	decided_by TEXT,
	return_reason TEXT,
	seen_at INTEGER,
	CONSTRAINT ck_handoff_outcome CHECK (outcome IN ('accepted', 'returned', 'cancelled')),
	CONSTRAINT ck_handoff_decided_by CHECK (decided_by IN ('person', 'activity', 'move', 'same_hands', 'no_rule', 'left')),
	CONSTRAINT ck_handoff_decided CHECK ((outcome IS NULL) = (decided_at IS NULL)),
	CONSTRAINT fk_handoff_deal_id_deal FOREIGN KEY(deal_id) REFERENCES deal (id) ON DELETE CASCADE,
	CONSTRAINT fk_handoff_visit_id_stage_visit FOREIGN KEY(visit_id) REFERENCES stage_visit (id) ON DELETE CASCADE,
	CONSTRAINT fk_handoff_from_visit_id_stage_visit FOREIGN KEY(from_visit_id) REFERENCES stage_visit (id) ON DELETE CASCADE,
	CONSTRAINT fk_handoff_rule_id_handoff_rule FOREIGN KEY(rule_id) REFERENCES handoff_rule (id) ON DELETE SET NULL,
	CONSTRAINT fk_handoff_from_function_id_function FOREIGN KEY(from_function_id) REFERENCES function (id) ON DELETE SET NULL,
	CONSTRAINT fk_handoff_to_function_id_function FOREIGN KEY(to_function_id) REFERENCES function (id) ON DELETE SET NULL,
	CONSTRAINT fk_handoff_member_id_member FOREIGN KEY(member_id) REFERENCES member (id) ON DELETE SET NULL,
	CONSTRAINT fk_handoff_to_member_id_member FOREIGN KEY(to_member_id) REFERENCES member (id) ON DELETE SET NULL,
	CONSTRAINT fk_handoff_decided_by_id_member FOREIGN KEY(decided_by_id) REFERENCES member (id) ON DELETE SET NULL
)
 STRICT;
CREATE INDEX ix_handoff_deal_id ON handoff (deal_id);
CREATE INDEX ix_handoff_from_visit_id ON handoff (from_visit_id);
CREATE INDEX ix_handoff_handed_at ON handoff (handed_at);
CREATE INDEX ix_handoff_returned ON handoff (member_id) WHERE outcome = 'returned' AND seen_at IS NULL;
CREATE INDEX ix_handoff_visit_id ON handoff (visit_id);
CREATE INDEX ix_handoff_waiting ON handoff (to_function_id, handed_at, rule_id, deal_id) WHERE outcome IS NULL;
CREATE TABLE clock_pause (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	deal_id INTEGER NOT NULL,
	visit_id INTEGER,
	handoff_id INTEGER,
	paused_at INTEGER NOT NULL,
	resumed_at INTEGER,
	reason TEXT NOT NULL,
	member_id INTEGER,
	CONSTRAINT ck_clock_pause_one_clock CHECK ((visit_id IS NULL) <> (handoff_id IS NULL)),
	CONSTRAINT ck_clock_pause_resumed_at CHECK (resumed_at >= paused_at),
	CONSTRAINT fk_clock_pause_deal_id_deal FOREIGN KEY(deal_id) REFERENCES deal (id) ON DELETE CASCADE,
	CONSTRAINT fk_clock_pause_visit_id_stage_visit FOREIGN KEY(visit_id) REFERENCES stage_visit (id) ON DELETE CASCADE,
	CONSTRAINT fk_clock_pause_handoff_id_handoff FOREIGN KEY(handoff_id) REFERENCES handoff (id) ON DELETE CASCADE,
	CONSTRAINT fk_clock_pause_member_id_member FOREIGN KEY(member_id) REFERENCES member (id) ON DELETE SET NULL
)
 STRICT;
CREATE INDEX ix_clock_pause_deal_id ON clock_pause (deal_id);
CREATE INDEX ix_clock_pause_handoff_id ON clock_pause (handoff_id);
CREATE INDEX ix_clock_pause_visit_id ON clock_pause (visit_id);
CREATE TABLE handoff_value (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	handoff_id INTEGER NOT NULL,
	item_id INTEGER,
	name TEXT NOT NULL,
	value TEXT,
	is_required INTEGER NOT NULL,
	position INTEGER NOT NULL,
	CONSTRAINT ck_handoff_value_is_required CHECK (is_required IN (0, 1)),
	CONSTRAINT fk_handoff_value_handoff_id_handoff FOREIGN KEY(handoff_id) REFERENCES handoff (id) ON DELETE CASCADE,
	CONSTRAINT fk_handoff_value_item_id_handoff_item FOREIGN KEY(item_id) REFERENCES handoff_item (id) ON DELETE SET NULL
)
 STRICT;
CREATE INDEX ix_handoff_value_handoff_id ON handoff_value (handoff_id);
CREATE INDEX ix_handoff_value_item_id ON handoff_value (item_id);
