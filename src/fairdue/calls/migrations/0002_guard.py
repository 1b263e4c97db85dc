"""No call, recording, hold or seat changes without the journal; no call without its collector."""

from django.db import migrations

from fairdue.journal.guard import guard

RESERVED = """
CREATE FUNCTION calls_demands_reserved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM calls_diallerseat
    WHERE run_id = NEW.run_id AND staff_id = NEW.staff_id AND state = 'reserved' FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a call of the dialler for a collector who is not reserved'
            USING HINT = 'Reserve the collector first, in a transaction before this one.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER calls_call_demands_reserved BEFORE INSERT ON calls_call
    FOR EACH ROW WHEN (NEW.run_id IS NOT NULL) EXECUTE FUNCTION calls_demands_reserved();
"""
FREE = "DROP FUNCTION calls_demands_reserved() CASCADE;"


class Migration(migrations.Migration):
    dependencies = [("calls", "0001_initial"), ("journal", "0003_seals")]

    operations = [
        guard("calls_call", by_customer=True),
        guard("calls_recording", by_customer=True),
        guard("calls_recordinghold", by_customer=True),
        guard("calls_diallerrun"),
        guard("calls_diallerseat"),
        migrations.RunSQL(RESERVED, FREE),
    ]
