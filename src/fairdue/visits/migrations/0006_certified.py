"""Nobody sets out on a round without a certificate that counts."""

from django.db import migrations

CERTIFIED = """
CREATE FUNCTION visits_demands_certificates() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (TG_OP = 'INSERT' OR OLD.state <> NEW.state)
        AND NOT (training_clear(NEW.first_id, NEW.taken_at)
                 AND training_clear(NEW.second_id, NEW.taken_at))
    THEN
        RAISE EXCEPTION 'round % is taken by somebody without a certificate that counts', NEW.id
            USING HINT = 'They pass their courses first.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER visits_round_certified BEFORE INSERT OR UPDATE OF state ON visits_round
    FOR EACH ROW WHEN (NEW.state = 'taken') EXECUTE FUNCTION visits_demands_certificates();
"""


class Migration(migrations.Migration):
    dependencies = [("visits", "0005_guard_records"), ("training", "0002_guard")]

    operations = [
        migrations.RunSQL(CERTIFIED, "DROP FUNCTION visits_demands_certificates() CASCADE;"),
    ]
