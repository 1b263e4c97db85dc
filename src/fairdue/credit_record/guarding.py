"""Database triggers: two people for a correction, and files that only go forward."""

from __future__ import annotations

from django.db import migrations

INSTALL = """
CREATE FUNCTION credit_record_correction_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'proposed' OR NEW.decided_by <> '' OR NEW.decided_at IS NOT NULL THEN
            RAISE EXCEPTION 'a correction begins as a proposal';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state <> 'proposed' THEN
        RAISE EXCEPTION 'correction % is decided', OLD.id
            USING HINT = 'Propose another one.';
    END IF;
    IF (NEW.customer_id, NEW.account_id, NEW.month, NEW.character, NEW.reason, NEW.dispute_id,
        NEW.proposed_by, NEW.proposed_at)
        IS DISTINCT FROM
       (OLD.customer_id, OLD.account_id, OLD.month, OLD.character, OLD.reason, OLD.dispute_id,
        OLD.proposed_by, OLD.proposed_at)
    THEN
        RAISE EXCEPTION 'what correction % proposes never changes', OLD.id;
    END IF;
    IF NEW.decided_at IS NULL OR NEW.decided_by IN ('', OLD.proposed_by) OR NOT EXISTS (
        SELECT 1 FROM people_staff
        WHERE username = NEW.decided_by AND is_active AND role = 'compliance'
    ) THEN
        RAISE EXCEPTION 'correction % is decided by a compliance officer other than its proposer',
            OLD.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER credit_record_correction_guard BEFORE INSERT OR UPDATE
    ON credit_record_correction
    FOR EACH ROW EXECUTE FUNCTION credit_record_correction_guard();

CREATE FUNCTION credit_record_submission_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'made' THEN
            RAISE EXCEPTION 'a file is made before it is sent';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.bureau, NEW.month, NEW.number, NEW.records, NEW.held, NEW.length, NEW.sha256,
        NEW.path, NEW.made_by, NEW.made_at)
        IS DISTINCT FROM
       (OLD.bureau, OLD.month, OLD.number, OLD.records, OLD.held, OLD.length, OLD.sha256,
        OLD.path, OLD.made_by, OLD.made_at)
    THEN
        RAISE EXCEPTION 'what file % holds never changes', OLD.id
            USING HINT = 'Make the month''s file again.';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('made', 'sent'), ('sent', 'acknowledged'), ('sent', 'rejected')
    ) THEN
        RAISE EXCEPTION 'file % can''t go from % to %', OLD.id, OLD.state, NEW.state;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER credit_record_submission_guard BEFORE INSERT OR UPDATE
    ON credit_record_submission
    FOR EACH ROW EXECUTE FUNCTION credit_record_submission_guard();
"""

REMOVE = """
DROP FUNCTION credit_record_submission_guard() CASCADE;
DROP FUNCTION credit_record_correction_guard() CASCADE;
"""


def keep_two_people() -> migrations.RunSQL:
    """The triggers on corrections and on files."""
    return migrations.RunSQL(INSTALL, REMOVE)
