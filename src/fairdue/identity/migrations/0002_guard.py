"""No change without a journal entry of the same transaction; what was tried is never changed."""

from django.db import migrations

from fairdue.journal.guard import guard

GUARDED = ("signinlink", "signinrequest", "session", "contactcode", "callchallenge")
ONCE = ("signintry", "codecheck")


def only_added(table: str) -> migrations.RunSQL:
    """Refuse updates too, of a table that `guard` protects already."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_never_updated BEFORE UPDATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_refuses_change();",
        f"DROP TRIGGER {table}_never_updated ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_initial"), ("journal", "0002_guard")]
    operations = [
        *(guard(f"identity_{table}", by_customer=True) for table in GUARDED),
        *(guard(f"identity_{table}") for table in ONCE),
        *(only_added(f"identity_{table}") for table in ONCE),
    ]
