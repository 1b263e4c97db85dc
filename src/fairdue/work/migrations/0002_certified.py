"""Nobody holds a case, or has one assigned, without a certificate that counts: by any route."""

from django.db import migrations

# Whether one who is assigned a case may take it is asked again when they do, at the desk's own
# moment; here it is enough that their clearance wasn't withdrawn from its beginning.
CERTIFIED = """
CREATE FUNCTION work_demands_certificate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.taken_by_id IS NOT NULL AND (
        TG_OP = 'INSERT' OR NEW.taken_by_id IS DISTINCT FROM OLD.taken_by_id
    ) AND NOT training_clear(NEW.taken_by_id, NEW.taken_at) THEN
        RAISE EXCEPTION 'member of staff % takes a case without a certificate that counts',
            NEW.taken_by_id USING HINT = 'They pass their courses first.';
    END IF;
    IF NEW.assigned_to_id IS NOT NULL AND (
        TG_OP = 'INSERT' OR NEW.assigned_to_id IS DISTINCT FROM OLD.assigned_to_id
    ) AND NOT EXISTS (
        SELECT 1 FROM training_clearance AS clearance
        JOIN people_staff AS staff ON staff.id = clearance.staff_id
        WHERE clearance.staff_id = NEW.assigned_to_id AND clearance.role = staff.role
            AND staff.is_active AND clearance.since < clearance.until
    ) THEN
        RAISE EXCEPTION 'member of staff % is given a case without a certificate',
            NEW.assigned_to_id USING HINT = 'They pass their courses first.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER work_queueitem_certified
    BEFORE INSERT OR UPDATE OF taken_by_id, assigned_to_id ON work_queueitem
    FOR EACH ROW WHEN (NEW.taken_by_id IS NOT NULL OR NEW.assigned_to_id IS NOT NULL)
    EXECUTE FUNCTION work_demands_certificate();
"""

# What was in hand when this came goes back to the queue: nobody is certified yet.
PUT_BACK = """
UPDATE work_queueitem SET state = 'waiting', taken_by_id = NULL, taken_at = NULL
WHERE state = 'taken';
UPDATE work_queueitem SET assigned_to_id = NULL WHERE assigned_to_id IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("work", "0001_initial"), ("training", "0002_guard")]

    operations = [
        migrations.RunSQL(PUT_BACK, migrations.RunSQL.noop),
        migrations.RunSQL(CERTIFIED, "DROP FUNCTION work_demands_certificate() CASCADE;"),
    ]
