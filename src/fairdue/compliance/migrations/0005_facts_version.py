"""Every change of what is known of a customer has a number, and is in the order of the journal."""

from django.db import migrations

from fairdue.journal.guard import guard

TABLES = ("hold", "mark", "consent", "contactrequest", "dispute", "complaint")
ADDED = ("consent", "contactrequest", "dispute", "complaint")

LATEST = "\n        UNION ALL ".join(
    f"(SELECT journal_entry_id FROM compliance_{table} WHERE customer_id = p_customer"
    " ORDER BY journal_entry_id DESC LIMIT 1)"
    for table in TABLES
)

INSTALL = (
    f"""
CREATE FUNCTION compliance_facts_version(p_customer bigint) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT coalesce(max(journal_entry_id), 0) FROM (
        {LATEST}
    ) AS latest
$$;

-- One at a time per customer, so that whoever commits later has the greater number: without it a
-- change could hide behind one that was numbered later but committed first.
CREATE FUNCTION compliance_lock_facts(p_customer bigint) RETURNS void LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('compliance', p_customer))
$$;

CREATE FUNCTION compliance_keeps_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_latest bigint;
BEGIN
    PERFORM compliance_lock_facts(NEW.customer_id);
    v_latest := compliance_facts_version(NEW.customer_id);
    IF v_latest > NEW.journal_entry_id AND EXISTS (
        SELECT FROM journal_entry
        WHERE id = v_latest AND transaction_id <> pg_current_xact_id()::text::bigint
    ) THEN
        RAISE EXCEPTION '% on % under an entry older than the customer''s latest change',
            TG_OP, TG_TABLE_NAME
            USING HINT = 'Call compliance_lock_facts before writing the entry.';
    END IF;
    RETURN NEW;
END $$;
"""
    + "".join(
        f"CREATE TRIGGER compliance_{table}_keeps_order BEFORE INSERT OR UPDATE"
        f" ON compliance_{table} FOR EACH ROW EXECUTE FUNCTION compliance_keeps_order();\n"
        for table in TABLES
    )
)

REMOVE = """
DROP FUNCTION compliance_keeps_order() CASCADE;
DROP FUNCTION compliance_lock_facts(bigint);
DROP FUNCTION compliance_facts_version(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("compliance", "0004_circumstances"), ("journal", "0002_guard")]
    operations = [
        *(guard(f"compliance_{table}", by_customer=True) for table in ADDED),
        migrations.RunSQL(INSTALL, REMOVE),
    ]
