"""Database triggers that keep agreements within what was assessed. Used from migrations.

The check constraints of `models.agreements` refuse one granted above its ceiling without a second
person. These see to it that the ceiling is the customer's newest assessment, that the instalments
are those of the terms, and that terms never change.
"""

from __future__ import annotations

from django.db import migrations

INSTALL = """
CREATE FUNCTION negotiation_agreement_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_high bigint;
    v_sum bigint;
    v_number integer;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state NOT IN ('proposed', 'approved') THEN
            RAISE EXCEPTION 'an agreement begins as a proposal, not %', NEW.state;
        END IF;
    ELSIF (NEW.customer_id, NEW.kind, NEW.currency, NEW.replaces_id, NEW.principal_minor,
           NEW.interest_minor, NEW.fees_minor, NEW.waived_minor, NEW.instalments, NEW.every,
           NEW.first_due_on, NEW.starts_on, NEW.yearly_rate, NEW.amount_minor, NEW.amounts_minor,
           NEW.plan_interest_minor, NEW.total_minor, NEW.monthly_minor, NEW.last_due_on,
           NEW.proposed_by, NEW.proposed_at)
        IS DISTINCT FROM
          (OLD.customer_id, OLD.kind, OLD.currency, OLD.replaces_id, OLD.principal_minor,
           OLD.interest_minor, OLD.fees_minor, OLD.waived_minor, OLD.instalments, OLD.every,
           OLD.first_due_on, OLD.starts_on, OLD.yearly_rate, OLD.amount_minor, OLD.amounts_minor,
           OLD.plan_interest_minor, OLD.total_minor, OLD.monthly_minor, OLD.last_due_on,
           OLD.proposed_by, OLD.proposed_at)
    THEN
        RAISE EXCEPTION 'the terms of agreement % never change', NEW.id
            USING HINT = 'Propose a revision that replaces it.';
    END IF;
    IF NEW.ceiling_minor IS NOT NULL AND (
        TG_OP = 'INSERT'
        OR NEW.ceiling_minor IS DISTINCT FROM OLD.ceiling_minor
        OR (NEW.state <> OLD.state AND NEW.state IN ('approved', 'active')
            AND OLD.state IN ('proposed', 'approved'))
    ) THEN
        SELECT high_minor INTO v_high FROM negotiation_assessment
        WHERE customer_id = NEW.customer_id AND currency = NEW.currency
        ORDER BY id DESC LIMIT 1;
        IF v_high IS DISTINCT FROM NEW.ceiling_minor THEN
            RAISE EXCEPTION 'the ceiling of agreement % is not what was assessed last', NEW.id
                USING HINT = 'Read it with negotiation.queries.capacity.';
        END IF;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'approved' AND NEW.state = 'active' THEN
        SELECT coalesce(sum(amount_minor), 0), count(*) INTO v_sum, v_number
        FROM negotiation_agreementinstalment WHERE agreement_id = NEW.id;
        IF (v_sum, v_number) IS DISTINCT FROM (NEW.total_minor, NEW.instalments::integer) THEN
            RAISE EXCEPTION 'the instalments of agreement % are not those of its terms', NEW.id;
        END IF;
    ELSIF TG_OP = 'UPDATE'
        AND OLD.state NOT IN ('active', 'breached', 'cured', 'completed', 'ended')
        AND NEW.state IN ('active', 'breached', 'cured', 'completed', 'ended', 'revised')
    THEN
        RAISE EXCEPTION 'agreement % goes from % to % only by being accepted',
            NEW.id, OLD.state, NEW.state;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER negotiation_agreement_guard BEFORE INSERT OR UPDATE ON negotiation_agreement
    FOR EACH ROW EXECUTE FUNCTION negotiation_agreement_guard();

CREATE FUNCTION negotiation_instalment_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_monthly bigint;
    v_state text;
    v_customer bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT monthly_minor, state, customer_id INTO v_monthly, v_state, v_customer
        FROM negotiation_agreement WHERE id = NEW.agreement_id;
        IF NEW.amount_minor > v_monthly OR NEW.customer_id <> v_customer
            OR v_state NOT IN ('proposed', 'approved')
        THEN
            RAISE EXCEPTION 'instalment % is not one of agreement %', NEW.number, NEW.agreement_id;
        END IF;
    ELSIF (NEW.agreement_id, NEW.customer_id, NEW.number, NEW.due_on, NEW.amount_minor,
           NEW.principal_minor, NEW.interest_minor, NEW.fees_minor, NEW.plan_interest_minor)
        IS DISTINCT FROM
          (OLD.agreement_id, OLD.customer_id, OLD.number, OLD.due_on, OLD.amount_minor,
           OLD.principal_minor, OLD.interest_minor, OLD.fees_minor, OLD.plan_interest_minor)
    THEN
        RAISE EXCEPTION 'instalment % of agreement % never changes', NEW.number, NEW.agreement_id
            USING HINT = 'Propose a revision of the agreement.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER negotiation_instalment_guard
    BEFORE INSERT OR UPDATE ON negotiation_agreementinstalment
    FOR EACH ROW EXECUTE FUNCTION negotiation_instalment_guard();
"""

REMOVE = """
DROP FUNCTION negotiation_instalment_guard() CASCADE;
DROP FUNCTION negotiation_agreement_guard() CASCADE;
"""


def keep_within_what_was_assessed() -> migrations.RunSQL:
    """The triggers on agreements and their instalments."""
    return migrations.RunSQL(INSTALL, REMOVE)
