"""Training records are journalled; courses go live by two others' approval; certificates need a
passed sitting; and `training_clear` tells every other table who may hold a case.
"""

from django.db import migrations

from fairdue.journal.guard import append_only, guard

TABLES = ("course", "courseversion", "courseapproval", "sitting", "certificate", "exercise")

VERSION = """
CREATE FUNCTION training_courseversion_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_entry record;
    v_approvals integer;
    v_officers integer;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' AND NOT (NEW.shipped AND NEW.state = 'live') THEN
            RAISE EXCEPTION 'a version begins as a draft, not %', NEW.state;
        END IF;
    ELSE
        IF (NEW.course_id, NEW.number, NEW.shipped, NEW.started_by, NEW.started_at)
            IS DISTINCT FROM (OLD.course_id, OLD.number, OLD.shipped, OLD.started_by, OLD.started_at)
        THEN
            RAISE EXCEPTION 'what version % is of never changes', OLD.id;
        END IF;
        IF (NEW.content, NEW.digest, NEW.editors)
            IS DISTINCT FROM (OLD.content, OLD.digest, OLD.editors)
        THEN
            IF OLD.state <> 'draft' OR NEW.state <> 'draft' THEN
                RAISE EXCEPTION 'the contents of version % change though it is no draft', OLD.id;
            END IF;
            IF NOT NEW.editors @> OLD.editors OR NOT NEW.changed_by = ANY (NEW.editors) THEN
                RAISE EXCEPTION 'a writer of version % is left out', OLD.id;
            END IF;
        END IF;
        IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
            ('draft', 'submitted'), ('draft', 'refused'), ('submitted', 'live'),
            ('submitted', 'refused'), ('live', 'replaced')
        ) THEN
            RAISE EXCEPTION 'version % can''t go from % to %', OLD.id, OLD.state, NEW.state;
        END IF;
    END IF;
    IF NEW.state <> 'live' OR (TG_OP = 'UPDATE' AND OLD.state = 'live') THEN
        RETURN NEW;
    END IF;
    IF NEW.shipped THEN
        SELECT * INTO v_entry FROM journal_entry WHERE id = NEW.journal_entry_id;
        IF v_entry.action IS DISTINCT FROM 'course_installed' OR v_entry.actor <> 'Fairdue'
            OR NEW.editors <> ARRAY['Fairdue']::varchar[]
        THEN
            RAISE EXCEPTION 'version % comes with the product and isn''t journalled so', NEW.id;
        END IF;
        RETURN NEW;
    END IF;
    SELECT count(DISTINCT approver), count(DISTINCT approver) FILTER (WHERE role = 'compliance')
    INTO v_approvals, v_officers
    FROM training_courseapproval
    WHERE version_id = NEW.id AND NOT approver = ANY (NEW.editors);
    IF v_approvals < 2 OR v_officers < 1 THEN
        RAISE EXCEPTION 'version % goes live without the approval of two others, a compliance '
            'officer among them', NEW.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER training_courseversion_step BEFORE INSERT OR UPDATE ON training_courseversion
    FOR EACH ROW EXECUTE FUNCTION training_courseversion_step();

CREATE FUNCTION training_courseapproval_given() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'approval % is changed', OLD.id;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM training_courseversion
        WHERE id = NEW.version_id AND state = 'submitted' AND NOT NEW.approver = ANY (editors)
    ) THEN
        RAISE EXCEPTION 'version % awaits no approval of %', NEW.version_id, NEW.approver;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM people_staff
        WHERE username = NEW.approver AND role = NEW.role AND role IN ('lead', 'compliance')
            AND is_active
    ) THEN
        RAISE EXCEPTION '% may not approve courses as %', NEW.approver, NEW.role;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER training_courseapproval_given BEFORE INSERT OR UPDATE ON training_courseapproval
    FOR EACH ROW EXECUTE FUNCTION training_courseapproval_given();
"""

CERTIFICATE = """
CREATE FUNCTION training_certificate_earned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.staff_id, NEW.course_id, NEW.sitting_id, NEW.issued_at, NEW.issued_on,
                NEW.expires_on)
            IS DISTINCT FROM
           (OLD.staff_id, OLD.course_id, OLD.sitting_id, OLD.issued_at, OLD.issued_on,
                OLD.expires_on)
            OR OLD.withdrawn_at IS NOT NULL
        THEN
            RAISE EXCEPTION 'certificate % is changed; it can only be withdrawn', OLD.id;
        END IF;
        RETURN NEW;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM training_sitting AS sitting
        JOIN training_courseversion AS version ON version.id = sitting.version_id
        WHERE sitting.id = NEW.sitting_id AND sitting.staff_id = NEW.staff_id
            AND version.course_id = NEW.course_id AND sitting.passed
    ) THEN
        RAISE EXCEPTION 'a certificate without a passed sitting of the same person and course';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER training_certificate_earned BEFORE INSERT OR UPDATE ON training_certificate
    FOR EACH ROW EXECUTE FUNCTION training_certificate_earned();

CREATE FUNCTION training_sitting_marked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.finished_at IS NOT NULL OR (NEW.staff_id, NEW.version_id, NEW.started_at)
        IS DISTINCT FROM (OLD.staff_id, OLD.version_id, OLD.started_at)
    THEN
        RAISE EXCEPTION 'sitting % is changed; it is marked once', OLD.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER training_sitting_marked BEFORE UPDATE ON training_sitting
    FOR EACH ROW EXECUTE FUNCTION training_sitting_marked();
"""

# Whoever holds a case, at a moment: asked by the triggers of the tables that say so.
CLEAR = """
CREATE FUNCTION training_clear(p_staff bigint, p_at timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM training_clearance AS clearance
        JOIN people_staff AS staff ON staff.id = clearance.staff_id
        WHERE clearance.staff_id = p_staff AND clearance.role = staff.role AND staff.is_active
            AND clearance.since <= p_at AND p_at < clearance.until
    )
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("training", "0001_initial"), ("journal", "0003_seals")]

    operations = [
        *(guard(f"training_{table}") for table in TABLES),
        guard("training_clearance"),
        append_only("training_answer"),
        migrations.RunSQL(
            VERSION,
            "DROP FUNCTION training_courseversion_step() CASCADE;"
            "DROP FUNCTION training_courseapproval_given() CASCADE;",
        ),
        migrations.RunSQL(
            CERTIFICATE,
            "DROP FUNCTION training_certificate_earned() CASCADE;"
            "DROP FUNCTION training_sitting_marked() CASCADE;",
        ),
        migrations.RunSQL(CLEAR, "DROP FUNCTION training_clear(bigint, timestamptz);"),
    ]
