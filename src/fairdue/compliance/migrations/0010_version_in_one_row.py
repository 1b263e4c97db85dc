"""What is known of a customer has its version in one row, kept by the records' triggers."""

import django.db.models.deletion
from django.db import migrations, models


TABLES = ("hold", "mark", "consent", "contactrequest", "dispute", "complaint")

EVERY = " UNION ALL ".join(
    f"SELECT customer_id, journal_entry_id FROM compliance_{table}" for table in TABLES
)
FILL = f"""
INSERT INTO compliance_factsversion (customer_id, journal_entry_id)
SELECT customer_id, max(journal_entry_id) FROM ({EVERY}) AS records GROUP BY customer_id;
"""

FUNCTIONS = """
CREATE OR REPLACE FUNCTION compliance_facts_version(p_customer bigint) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((
        SELECT journal_entry_id FROM compliance_factsversion WHERE customer_id = p_customer
    ), 0);
END $$;

CREATE OR REPLACE FUNCTION compliance_keeps_order() RETURNS trigger LANGUAGE plpgsql AS $$
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
    INSERT INTO compliance_factsversion AS known (customer_id, journal_entry_id)
    VALUES (NEW.customer_id, NEW.journal_entry_id)
    ON CONFLICT (customer_id) DO UPDATE
        SET journal_entry_id = greatest(known.journal_entry_id, excluded.journal_entry_id);
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('compliance', '0009_circumstances_at_once'),
        ('portfolio', '0004_not_theirs'),
    ]

    operations = [
        migrations.CreateModel(
            name='FactsVersion',
            fields=[
                ('customer', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='portfolio.customer')),
                ('journal_entry_id', models.BigIntegerField()),
            ],
        ),
        migrations.RunSQL(FILL + FUNCTIONS, migrations.RunSQL.noop),
    ]
