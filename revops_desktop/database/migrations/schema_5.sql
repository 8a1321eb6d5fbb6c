CREATE TABLE report_look (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	logo TEXT,
	colour TEXT,
	paper TEXT DEFAULT 'a4' NOT NULL,
	parts TEXT,
	CONSTRAINT ck_report_look_one CHECK (id = 1),
	CONSTRAINT ck_report_look_paper CHECK (paper IN ('a4', 'letter'))
)
 STRICT;
CREATE TABLE report (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	kind TEXT NOT NULL,
	pipeline_id INTEGER,
	pipeline_name TEXT NOT NULL,
	month TEXT NOT NULL,
	language TEXT NOT NULL,
	paper TEXT NOT NULL,
	parts TEXT NOT NULL,
	notes TEXT DEFAULT '' NOT NULL,
	as_of INTEGER NOT NULL,
	made_at INTEGER NOT NULL,
	member_id INTEGER,
	CONSTRAINT ck_report_kind CHECK (kind IN ('diagnosis', 'one_page')),
	CONSTRAINT ck_report_paper CHECK (paper IN ('a4', 'letter')),
	CONSTRAINT fk_report_pipeline_id_pipeline FOREIGN KEY(pipeline_id) REFERENCES pipeline (id) ON DELETE SET NULL,
	CONSTRAINT fk_report_member_id_member FOREIGN KEY(member_id) REFERENCES member (id) ON DELETE SET NULL
)
 STRICT;
CREATE INDEX ix_report_member_id ON report (member_id);
CREATE INDEX ix_report_month ON report (month, pipeline_id);
CREATE INDEX ix_report_pipeline_id ON report (pipeline_id);
CREATE TABLE report_action (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	report_id INTEGER NOT NULL,
	position INTEGER NOT NULL,
	added_at INTEGER NOT NULL,
	"key" TEXT NOT NULL,
	words TEXT NOT NULL,
	figure TEXT,
	subject TEXT DEFAULT '' NOT NULL,
	value TEXT,
	n INTEGER,
	weeks INTEGER,
	state TEXT DEFAULT 'open' NOT NULL,
	decided_at INTEGER,
	decided_day TEXT,
	note TEXT DEFAULT '' NOT NULL,
	CONSTRAINT ck_report_action_state CHECK (state IN ('open', 'done', 'dropped')),
	CONSTRAINT ck_report_action_decided CHECK ((state = 'open') = (decided_at IS NULL)),
	CONSTRAINT ck_report_action_decided_day CHECK (decided_day IS NULL OR decided_at IS NOT NULL),
	CONSTRAINT ck_report_action_weeks CHECK (weeks > 0),
	CONSTRAINT fk_report_action_report_id_report FOREIGN KEY(report_id) REFERENCES report (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_report_action_report_id ON report_action (report_id);
CREATE TABLE report_figure (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	report_id INTEGER NOT NULL,
	"key" TEXT NOT NULL,
	subject TEXT DEFAULT '' NOT NULL,
	value TEXT,
	n INTEGER,
	CONSTRAINT fk_report_figure_report_id_report FOREIGN KEY(report_id) REFERENCES report (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_report_figure_report_id ON report_figure (report_id);
CREATE TABLE report_file (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	report_id INTEGER NOT NULL,
	pdf TEXT,
	pages INTEGER NOT NULL,
	words TEXT NOT NULL,
	CONSTRAINT uq_report_file_report_id UNIQUE (report_id),
	CONSTRAINT fk_report_file_report_id_report FOREIGN KEY(report_id) REFERENCES report (id) ON DELETE CASCADE
)
 STRICT;
