CREATE TABLE channel_month (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	month TEXT NOT NULL,
	source TEXT NOT NULL,
	match_key TEXT NOT NULL,
	spend INTEGER,
	reach INTEGER,
	CONSTRAINT ck_channel_month_spend CHECK (spend >= 0),
	CONSTRAINT ck_channel_month_reach CHECK (reach >= 0),
	CONSTRAINT uq_channel_month_match_key_month UNIQUE (match_key, month)
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
	is_last INTEGER NOT NULL,
	followed_at INTEGER,
	preceded_at INTEGER,
	CONSTRAINT pk_deal_event PRIMARY KEY (deal_id, sequence),
	CONSTRAINT ck_deal_event_kind CHECK (kind IN ('won', 'lost', 'recycled', 'churned', 'reopened', 'transferred'))
)
 WITHOUT ROWID,
 STRICT;
CREATE INDEX ix_deal_event_left ON deal_event (pipeline_id, stage_id, kind, reason_id, at, value, followed_at, preceded_at, is_last) WHERE kind IN ('lost', 'recycled', 'churned');
CREATE INDEX ix_deal_event_pipeline_id_kind ON deal_event (pipeline_id, kind, at, opportunity, day, value, followed_at, preceded_at, is_last);
CREATE INDEX ix_deal_reached_late ON deal_reached (stage_id, next_at, at) WHERE next_at - at > 2592000;
CREATE TABLE target (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	month TEXT NOT NULL,
	figure TEXT NOT NULL,
	pipeline_id INTEGER,
	stage_id INTEGER,
	function_id INTEGER,
	pod_id INTEGER,
	member_id INTEGER,
	segment TEXT,
	value INTEGER NOT NULL,
	CONSTRAINT ck_target_one_part CHECK ((function_id IS NOT NULL) + (pod_id IS NOT NULL) + (member_id IS NOT NULL) + (segment IS NOT NULL) <= 1),
	CONSTRAINT fk_target_pipeline_id_pipeline FOREIGN KEY(pipeline_id) REFERENCES pipeline (id) ON DELETE CASCADE,
	CONSTRAINT fk_target_stage_id_stage FOREIGN KEY(stage_id) REFERENCES stage (id) ON DELETE CASCADE,
	CONSTRAINT fk_target_function_id_function FOREIGN KEY(function_id) REFERENCES function (id) ON DELETE CASCADE,
	CONSTRAINT fk_target_pod_id_pod FOREIGN KEY(pod_id) REFERENCES pod (id) ON DELETE CASCADE,
	CONSTRAINT fk_target_member_id_member FOREIGN KEY(member_id) REFERENCES member (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_target_function_id ON target (function_id);
CREATE INDEX ix_target_member_id ON target (member_id);
CREATE INDEX ix_target_month ON target (month, figure);
CREATE INDEX ix_target_pipeline_id ON target (pipeline_id);
CREATE INDEX ix_target_pod_id ON target (pod_id);
CREATE INDEX ix_target_stage_id ON target (stage_id);
CREATE INDEX ix_stage_visit_ended ON stage_visit (stage_id, left_at, entered_at, entered_day, left_day, deal_id) WHERE left_at IS NOT NULL;
