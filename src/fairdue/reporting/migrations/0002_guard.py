"""Nothing of a report changes without the journal, and what it said never does."""

from django.db import migrations

from fairdue.journal.guard import guard

STAYS = """
CREATE FUNCTION reporting_report_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.kind, OLD.period, OLD.first, OLD.last, OLD.currency, OLD.made_at, OLD.made_by,
        OLD.document, OLD.digest)
        IS DISTINCT FROM
        (NEW.kind, NEW.period, NEW.first, NEW.last, NEW.currency, NEW.made_at, NEW.made_by,
        NEW.document, NEW.digest)
    THEN
        RAISE EXCEPTION 'a report says for ever what it said when it was made'
            USING HINT = 'Later corrections stand beside it: reporting.actions.recount.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reporting_periodreport_stays BEFORE UPDATE ON reporting_periodreport
    FOR EACH ROW EXECUTE FUNCTION reporting_report_stays();
"""
LOOSE = "DROP FUNCTION reporting_report_stays() CASCADE;"


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial"), ("journal", "0003_seals")]
    operations = [
        guard("reporting_reportschedule"),
        guard("reporting_periodreport"),
        guard("reporting_recount"),
        guard("reporting_reportpost"),
        migrations.RunSQL(STAYS, LOOSE),
    ]
