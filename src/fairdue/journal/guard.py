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

CREATE FUNCTION journal_demands_own_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1
        FROM changed
        JOIN journal_entry AS entry ON entry.id = changed.journal_entry_id
        WHERE entry.customer_id <> changed.customer_id
    ) THEN
        RAISE EXCEPTION '% on % under the journal entry of another customer',
            TG_OP, TG_TABLE_NAME
            USING HINT = 'An entry names the customer whom it is about, or none.';
    END IF;
    RETURN NULL;
END $$;
"""

REMOVE = """
DROP FUNCTION journal_demands_own_entry() CASCADE;
DROP FUNCTION journal_demands_entry() CASCADE;
DROP FUNCTION journal_refuses_change() CASCADE;
DROP FUNCTION journal_entry_stamp() CASCADE;
"""


def append_only(table: str) -> migrations.RunSQL:
    """Refuse every update and delete of `table`."""
    triggers = {
        f"{table}_append_only": f"BEFORE UPDATE OR DELETE ON {table}",
        f"{table}_no_truncate": f"BEFORE TRUNCATE ON {table}",
    }
    return migrations.RunSQL(
        "\n".join(
            f"CREATE TRIGGER {name} {when} FOR EACH STATEMENT "
            "EXECUTE FUNCTION journal_refuses_change();"
            for name, when in triggers.items()
        ),
        "\n".join(f"DROP TRIGGER {name} ON {table};" for name in triggers),
    )


def install() -> migrations.RunSQL:
    """The trigger functions, and the journal's own protection."""
    return migrations.RunSQL(INSTALL, REMOVE)


def guard(table: str, *, by_customer: bool = False) -> migrations.RunSQL:
    """Refuse inserts and updates of `table` without an entry, and every delete.

    `by_customer`, for tables with a customer_id: an entry about another customer won't do either.
    """
    demands = ["journal_demands_entry"] + ["journal_demands_own_entry"] * by_customer
    triggers = {
        f"{table}_{function.removeprefix('journal_')}_{event}": (
            f"AFTER {event} ON {table} REFERENCING NEW TABLE AS changed",
            function,
        )
        for function in demands
        for event in ("insert", "update")
    } | {
        f"{table}_never_{event}d": (f"BEFORE {event} ON {table}", "journal_refuses_change")
        for event in ("delete", "truncate")
    }
    return migrations.RunSQL(
        "\n".join(
            f"CREATE TRIGGER {name} {when} FOR EACH STATEMENT EXECUTE FUNCTION {function}();"
            for name, (when, function) in triggers.items()
        ),
        "\n".join(f"DROP TRIGGER {name} ON {table};" for name in triggers),
    )


BY_ROW = """
CREATE OR REPLACE FUNCTION journal_demands_entry_of_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_transaction bigint;
    v_recorded timestamptz;
    v_customer bigint;
BEGIN
    SELECT transaction_id, recorded_at, customer_id INTO v_transaction, v_recorded, v_customer
    FROM journal_entry WHERE id = NEW.journal_entry_id;
    IF v_transaction IS DISTINCT FROM pg_current_xact_id()::text::bigint
        OR v_recorded < transaction_timestamp()  -- restored: numbers begin anew
    THEN
        RAISE EXCEPTION '% on % without a journal entry of the same transaction',
            TG_OP, TG_TABLE_NAME
            USING HINT = 'Write it with journal.actions.record in the same transaction.';
    END IF;
    IF v_customer <> NEW.customer_id THEN
        RAISE EXCEPTION '% on % under the journal entry of another customer',
            TG_OP, TG_TABLE_NAME
            USING HINT = 'An entry names the customer whom it is about, or none.';
    END IF;
    RETURN NEW;
END $$;
"""


def guard_by_row(table: str) -> migrations.RunSQL:
    """The same demands as `guard` with by_customer, for a table already guarded and written row
    by row: no list of changed rows is kept, which takes longer than looking at the one.
    """
    dropped = [
        f"DROP TRIGGER {table}_{demand}_{event} ON {table};"
        for demand in ("demands_entry", "demands_own_entry")
        for event in ("insert", "update")
    ]
    return migrations.RunSQL(
        BY_ROW
        + "\n".join(dropped)
        + f"""
CREATE TRIGGER {table}_demands_entry BEFORE INSERT OR UPDATE ON {table}
    FOR EACH ROW EXECUTE FUNCTION journal_demands_entry_of_row();
""",
        f"DROP TRIGGER {table}_demands_entry ON {table};",
    )
