"""The question that comes with every permit, as functions whose plans the database keeps."""

from django.db import migrations

from fairdue.compliance.queries.circumstances import INSTALL

TABLES = ("hold", "mark", "consent", "contactrequest", "dispute", "complaint")

LATEST = "\n        UNION ALL ".join(
    f"(SELECT journal_entry_id FROM compliance_{table} WHERE customer_id = p_customer"
    " ORDER BY journal_entry_id DESC LIMIT 1)"
    for table in TABLES
)

VERSION = f"""
CREATE OR REPLACE FUNCTION compliance_facts_version(p_customer bigint) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(max(journal_entry_id), 0) FROM (
        {LATEST}
    ) AS latest);
END $$;
"""

REMOVE = "DROP FUNCTION compliance_circumstances(bigint, timestamptz, timestamptz)"


class Migration(migrations.Migration):
    dependencies = [("compliance", "0008_mark_recorded_at")]
    operations = [
        migrations.RunSQL(VERSION, migrations.RunSQL.noop),
        migrations.RunSQL(INSTALL, REMOVE),
    ]
