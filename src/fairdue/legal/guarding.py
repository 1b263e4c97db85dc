"""Database triggers that keep matters on an approved road. Used from migrations.

They hold whoever writes: no stage but one that follows, none but the reminder before two others
approved this road and claim, and what was claimed never changes without new approvals.
"""

from __future__ import annotations

from django.db import migrations

INSTALL = """
CREATE FUNCTION legal_matter_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_approvals integer;
    v_officers integer;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.stage <> 'reminder' OR NEW.approval <> 'waiting' OR NEW.road_version <> 1 THEN
            RAISE EXCEPTION 'a matter begins with the reminder, its road not yet approved';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.customer_id, NEW.case_id, NEW.jurisdiction, NEW.currency, NEW.opened_by, NEW.opened_at)
        IS DISTINCT FROM
       (OLD.customer_id, OLD.case_id, OLD.jurisdiction, OLD.currency, OLD.opened_by, OLD.opened_at)
    THEN
        RAISE EXCEPTION 'what matter % is of never changes', OLD.id;
    END IF;
    IF OLD.stage = 'closed' THEN
        RAISE EXCEPTION 'matter % is closed', OLD.id
            USING HINT = 'Open another matter for what is still owed.';
    END IF;
    IF NEW.road_version <> OLD.road_version THEN
        IF NEW.road_version <> OLD.road_version + 1 OR NEW.approval <> 'waiting'
            OR NEW.stage <> OLD.stage
        THEN
            RAISE EXCEPTION 'another road of matter % waits for approval where it is', OLD.id;
        END IF;
    ELSE
        IF (NEW.road, NEW.road_by, NEW.balance_as_of, NEW.principal_minor, NEW.interest_minor,
            NEW.fees_minor, NEW.claimed_minor)
            IS DISTINCT FROM
           (OLD.road, OLD.road_by, OLD.balance_as_of, OLD.principal_minor, OLD.interest_minor,
            OLD.fees_minor, OLD.claimed_minor)
        THEN
            RAISE EXCEPTION 'road and claim of matter % change without a new version', OLD.id;
        END IF;
        IF OLD.approval <> 'waiting' AND NEW.approval <> OLD.approval THEN
            RAISE EXCEPTION 'what was decided of the road of matter % stays decided', OLD.id;
        END IF;
    END IF;
    IF NEW.approval = 'approved' AND OLD.approval <> 'approved' THEN
        SELECT count(DISTINCT approver),
            count(DISTINCT approver) FILTER (WHERE role IN ('legal', 'compliance'))
        INTO v_approvals, v_officers
        FROM legal_matterapproval
        WHERE matter_id = NEW.id AND road_version = NEW.road_version AND approves
            AND approver NOT IN (NEW.opened_by, NEW.road_by);
        IF v_approvals < 2 OR v_officers < 1 THEN
            RAISE EXCEPTION 'the road of matter % lacks the approval of two others, a legal or '
                'compliance officer among them', NEW.id;
        END IF;
    END IF;
    IF NEW.stage <> OLD.stage THEN
        IF (OLD.stage, NEW.stage) NOT IN (
            ('reminder', 'lawyers_letter'), ('reminder', 'mediation'),
            ('reminder', 'payment_order'), ('reminder', 'suit'), ('reminder', 'settlement'),
            ('reminder', 'closed'), ('lawyers_letter', 'mediation'),
            ('lawyers_letter', 'payment_order'), ('lawyers_letter', 'suit'),
            ('lawyers_letter', 'settlement'), ('lawyers_letter', 'closed'),
            ('mediation', 'payment_order'), ('mediation', 'suit'), ('mediation', 'enforcement'),
            ('mediation', 'settlement'), ('mediation', 'closed'), ('payment_order', 'suit'),
            ('payment_order', 'enforcement'), ('payment_order', 'settlement'),
            ('payment_order', 'closed'), ('suit', 'judgment'), ('suit', 'enforcement'),
            ('suit', 'settlement'), ('suit', 'closed'), ('judgment', 'enforcement'),
            ('judgment', 'settlement'), ('judgment', 'closed'), ('enforcement', 'settlement'),
            ('enforcement', 'closed'), ('settlement', 'suit'), ('settlement', 'enforcement'),
            ('settlement', 'closed')
        ) THEN
            RAISE EXCEPTION 'matter % can''t go from % to %', OLD.id, OLD.stage, NEW.stage;
        END IF;
        IF NEW.stage <> 'closed' AND NEW.approval <> 'approved' THEN
            RAISE EXCEPTION 'matter % goes nowhere before its road is approved', OLD.id;
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER legal_matter_guard BEFORE INSERT OR UPDATE ON legal_matter
    FOR EACH ROW EXECUTE FUNCTION legal_matter_guard();

CREATE FUNCTION legal_matterapproval_given() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM legal_matter
        WHERE id = NEW.matter_id AND road_version = NEW.road_version AND approval = 'waiting'
            AND stage <> 'closed' AND NEW.approver NOT IN (opened_by, road_by)
    ) THEN
        RAISE EXCEPTION 'matter % awaits no approval of %', NEW.matter_id, NEW.approver;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM people_staff
        WHERE username = NEW.approver AND role = NEW.role AND is_active
            AND role IN ('legal', 'lead', 'compliance')
    ) THEN
        RAISE EXCEPTION '% may not approve a road as %', NEW.approver, NEW.role;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER legal_matterapproval_given BEFORE INSERT ON legal_matterapproval
    FOR EACH ROW EXECUTE FUNCTION legal_matterapproval_given();
"""

REMOVE = """
DROP FUNCTION legal_matterapproval_given() CASCADE;
DROP FUNCTION legal_matter_guard() CASCADE;
"""


def keep_on_an_approved_road() -> migrations.RunSQL:
    """The triggers on matters and on approvals of their roads."""
    return migrations.RunSQL(INSTALL, REMOVE)
