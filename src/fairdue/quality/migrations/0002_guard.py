"""No transcript, finding or task changes without the journal; a finding's place never changes."""

from django.db import migrations

from fairdue.journal.guard import guard

PLACE = """
CREATE FUNCTION quality_keeps_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.transcript_id, OLD.line, OLD.start, OLD."end", OLD.kind, OLD.want, OLD.severity)
        IS DISTINCT FROM
        (NEW.transcript_id, NEW.line, NEW.start, NEW."end", NEW.kind, NEW.want, NEW.severity)
        OR OLD.first_confirms IS NOT NULL AND
        (OLD.first_confirms, OLD.first_by, OLD.first_at, OLD.first_note) IS DISTINCT FROM
        (NEW.first_confirms, NEW.first_by, NEW.first_at, NEW.first_note)
        OR OLD.second_confirms IS NOT NULL AND
        (OLD.second_confirms, OLD.second_by, OLD.second_at, OLD.second_note) IS DISTINCT FROM
        (NEW.second_confirms, NEW.second_by, NEW.second_at, NEW.second_note)
    THEN
        RAISE EXCEPTION 'a finding is about one place, and what was decided stays'
            USING HINT = 'Decide with quality.actions.decide.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER quality_spokenfinding_place BEFORE UPDATE ON quality_spokenfinding
    FOR EACH ROW EXECUTE FUNCTION quality_keeps_place();
"""
LOOSE = "DROP FUNCTION quality_keeps_place() CASCADE;"


class Migration(migrations.Migration):
    dependencies = [("quality", "0001_initial"), ("journal", "0003_seals")]

    operations = [
        guard("quality_transcript", by_customer=True),
        guard("quality_spokenfinding", by_customer=True),
        guard("quality_reviewtask", by_customer=True),
        migrations.RunSQL(PLACE, LOOSE),
    ]
