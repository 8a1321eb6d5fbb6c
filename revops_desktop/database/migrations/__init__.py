"""The steps from one schema to the next, one file each, named by the version they lead to.

A step has `revision`, `down_revision` and `upgrade()` with Alembic's `op`. It runs with foreign
keys off, inside the one transaction of the whole migration. A table is rebuilt by
`op.batch_alter_table(name, recreate="always", table_kwargs={"sqlite_strict": True,
"sqlite_autoincrement": True})`: without these it comes out neither, which `migrate.tables_agree`
finds. A step that adds or removes rows names the tables in `CHANGES_ROWS`, or the migration takes
the difference for a fault and stops.
"""
