"""No change without a journal entry; and from which entry on the journal makes events."""

from django.db import migrations

from fairdue.journal.guard import guard

BEGIN = """
INSERT INTO integration_following (first_entry, done_below, cluster)
SELECT (SELECT coalesce(max(id), 0) + 1 FROM journal_entry),
       pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
       (SELECT system_identifier FROM pg_control_system())
"""


class Migration(migrations.Migration):
    dependencies = [("integration", "0001_initial"), ("journal", "0003_seals")]
    operations = [
        guard("integration_token"),
        guard("integration_endpoint"),
        guard("integration_source"),
        migrations.RunSQL(BEGIN, "DELETE FROM integration_following"),
    ]
