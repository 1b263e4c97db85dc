"""Database triggers that tie a table's changes to the journal. Used from migrations."""

from __future__ import annotations

from django.db import migrations

INSTALL = """
CREATE FUNCTION journal_entry_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.transaction_id := pg_current_xact_id()::text::bigint;
    NEW.recorded_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER journal_entry_stamp BEFORE INSERT ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_entry_stamp();

CREATE FUNCTION journal_refuses_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND starts_with(current_database(), 'test_')
        AND current_setting('fairdue.allow_truncate', true) = 'on'
    THEN
        RETURN NULL;  -- the throw-away database of a test run, by name and by its own setting
    END IF;
    RAISE EXCEPTION '% on % is refused: this record is append-only', TG_OP, TG_TABLE_NAME
        USING HINT = 'Record a new, correcting entry instead.';
END $$;
CREATE TRIGGER journal_entry_append_only BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuses_change();
CREATE TRIGGER journal_entry_no_truncate BEFORE TRUNCATE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuses_change();

CREATE FUNCTION journal_demands_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1
        FROM (SELECT DISTINCT journal_entry_id FROM changed) AS named
        LEFT JOIN journal_entry AS entry ON entry.id = named.journal_entry_id
        WHERE entry.transaction_id IS DISTINCT FROM pg_current_xact_id()::text::bigint
            OR entry.recorded_at < transaction_timestamp()  -- restored: numbers begin anew
    ) THEN
        RAISE EXCEPTION '% on % without a journal entry of the same transaction',
            TG_OP, TG_TABLE_NAME
            USING HINT = 'Write it with journal.actions.record in the same transaction.';
    END IF;
    RETURN NULL;
END $$;
"""

REMOVE = """
DROP FUNCTION journal_demands_entry() CASCADE;
DROP FUNCTION journal_refuses_change() CASCADE;
DROP FUNCTION journal_entry_stamp() CASCADE;
"""


def install() -> migrations.RunSQL:
    """The trigger functions, and the journal's own protection."""
    return migrations.RunSQL(INSTALL, REMOVE)


def guard(table: str) -> migrations.RunSQL:
    """Refuse inserts and updates of `table` without an entry, and every delete."""
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_journalled_insert AFTER INSERT ON {table}
            REFERENCING NEW TABLE AS changed
            FOR EACH STATEMENT EXECUTE FUNCTION journal_demands_entry();
        CREATE TRIGGER {table}_journalled_update AFTER UPDATE ON {table}
            REFERENCING NEW TABLE AS changed
            FOR EACH STATEMENT EXECUTE FUNCTION journal_demands_entry();
        CREATE TRIGGER {table}_never_deleted BEFORE DELETE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION journal_refuses_change();
        CREATE TRIGGER {table}_never_truncated BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION journal_refuses_change();
        """,
        f"""
        DROP TRIGGER {table}_journalled_insert ON {table};
        DROP TRIGGER {table}_journalled_update ON {table};
        DROP TRIGGER {table}_never_deleted ON {table};
        DROP TRIGGER {table}_never_truncated ON {table};
        """,
    )
