"""Nothing that a telephone handed in changes or goes; a record changes by decisions alone."""

from django.db import migrations

from fairdue.journal.guard import append_only, guard

RECORDS = """
CREATE FUNCTION visits_record_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    open_fields text[] := '{attempt_id,conflicts,untaken,state,decided_by,decided_at,'
        'decision_note,journal_entry_id}';
BEGIN
    IF (to_jsonb(NEW) - open_fields) <> (to_jsonb(OLD) - open_fields) THEN
        RAISE EXCEPTION 'visit record % is kept as it was handed in', OLD.id
            USING HINT = 'Write a correction that replaces it.';
    END IF;
    IF OLD.state = 'signed_off' AND NEW.state <> OLD.state THEN
        RAISE EXCEPTION 'visit record % was signed off', OLD.id;
    END IF;
    IF NEW.state IN ('signed_off', 'returned') AND NEW.state <> OLD.state AND EXISTS (
        SELECT FROM people_staff WHERE id = NEW.staff_id AND username = NEW.decided_by
    ) THEN
        RAISE EXCEPTION 'visit record %: nobody signs off their own', OLD.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER visits_record_stays BEFORE UPDATE ON visits_visitrecord
    FOR EACH ROW EXECUTE FUNCTION visits_record_stays();
"""
LOOSE = "DROP FUNCTION visits_record_stays() CASCADE;"


class Migration(migrations.Migration):
    dependencies = [("visits", "0004_phones_and_records"), ("journal", "0003_seals")]

    operations = [
        guard("visits_device"),
        guard("visits_handin"),
        append_only("visits_handin"),
        guard("visits_deed", by_customer=True),
        append_only("visits_deed"),
        guard("visits_evidence", by_customer=True),
        append_only("visits_evidence"),
        guard("visits_visitrecord", by_customer=True),
        migrations.RunSQL(RECORDS, LOOSE),
        guard("visits_alarm"),
    ]
