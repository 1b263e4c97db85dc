"""Foreign keys checked by sets: for tables that take rows by the million, all from the night.

PostgreSQL checks a foreign key row by row, with a look-up and a lock for each. That took longer
than writing the rows. A link checks what a statement wrote, or deleted, by one join. Used from
migrations, with `db_constraint=False` on the model's field.

A link doesn't lock what it points at, so a row could be deleted while another transaction points
at it. Link only tables whose rows come and go in the night, which runs one at a time.
"""

from __future__ import annotations

from django.db import migrations

FUNCTIONS = """
CREATE OR REPLACE FUNCTION links_demand_target() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_broken bigint;
BEGIN
    EXECUTE format(
        'SELECT count(*) FROM changed WHERE changed.%1$I IS NOT NULL AND NOT EXISTS '
        '(SELECT FROM %2$I AS target WHERE target.id = changed.%1$I)', TG_ARGV[0], TG_ARGV[1]
    ) INTO v_broken;
    IF v_broken > 0 THEN
        RAISE foreign_key_violation USING
            MESSAGE = format('%s on %s: %s rows name no row of %s in %s',
                TG_OP, TG_TABLE_NAME, v_broken, TG_ARGV[1], TG_ARGV[0]),
            HINT = 'Write the rows that they name first.';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION links_keep_target() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_named boolean;
BEGIN
    EXECUTE format(
        'SELECT EXISTS (SELECT FROM gone JOIN %1$I AS pointing ON pointing.%2$I = gone.id)',
        TG_ARGV[0], TG_ARGV[1]
    ) INTO v_named;
    IF v_named THEN
        RAISE foreign_key_violation USING
            MESSAGE = format('DELETE on %s: %s still names some of the rows in %s',
                TG_TABLE_NAME, TG_ARGV[0], TG_ARGV[1]);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION links_fix_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE foreign_key_violation USING
        MESSAGE = format('UPDATE of id on %s: other tables name its rows', TG_TABLE_NAME);
END $$;
"""


def link(table: str, column: str, target: str) -> migrations.RunSQL:
    """Rows of `table` name rows of `target` in `column`, and nobody deletes what is named.

    `column` should come first in an index of `table`, so that a delete of `target` is quick.
    """
    name = f"{table}_{column}"
    return migrations.RunSQL(
        FUNCTIONS
        + "".join(
            f"""
CREATE TRIGGER {name}_link_{event} AFTER {event} ON {table}
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT
    EXECUTE FUNCTION links_demand_target('{column}', '{target}');"""
            for event in ("insert", "update")
        )
        + f"""
CREATE TRIGGER {name}_link_kept AFTER DELETE ON {target}
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT
    EXECUTE FUNCTION links_keep_target('{table}', '{column}');
CREATE TRIGGER {name}_link_fixed BEFORE UPDATE OF id ON {target}
    FOR EACH STATEMENT EXECUTE FUNCTION links_fix_number();
""",
        f"""
DROP TRIGGER {name}_link_fixed ON {target};
DROP TRIGGER {name}_link_kept ON {target};
DROP TRIGGER {name}_link_update ON {table};
DROP TRIGGER {name}_link_insert ON {table};
""",
    )


def roomy(table: str) -> migrations.RunSQL:
    """Leave half of each new page of `table` empty: the night changes most of its rows each day,
    and a row whose new version fits on its page needs no change of the indexes.
    """
    return migrations.RunSQL(
        f"ALTER TABLE {table} SET (fillfactor = 50)", f"ALTER TABLE {table} RESET (fillfactor)"
    )
