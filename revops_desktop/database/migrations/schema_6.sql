CREATE TABLE deal_image (
	deal_id INTEGER NOT NULL,
	change_id INTEGER NOT NULL,
	changed_at INTEGER NOT NULL,
	closed_value INTEGER,
	amount INTEGER,
	monthly_amount INTEGER,
	expected_close TEXT,
	deleted_at INTEGER,
	CONSTRAINT pk_deal_image PRIMARY KEY (deal_id, change_id)
)
 WITHOUT ROWID,
 STRICT;
CREATE TABLE deal_history (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	deal_id INTEGER NOT NULL,
	changed_at INTEGER NOT NULL,
	closed_value INTEGER,
	amount INTEGER,
	monthly_amount INTEGER,
	expected_close TEXT,
	deleted_at INTEGER,
	undone_at INTEGER,
	CONSTRAINT fk_deal_history_deal_id_deal FOREIGN KEY(deal_id) REFERENCES deal (id) ON DELETE CASCADE
)
 STRICT;
CREATE INDEX ix_deal_history_deal_id ON deal_history (deal_id);
