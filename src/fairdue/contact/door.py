"""The door's functions and triggers in the database, installed by this room's migrations.

`contact_counts` counts what stands against the day's limits, for the panel and the permit alike.
`contact_request` answers one request to call a person: it takes a lock of that person's, counts,
looks for holds, decides, and writes journal entry, permit and attempt, all in one round trip.
The triggers refuse an attempt that has no permit of its own, and any later change of either.
"""

from __future__ import annotations

COUNTS = """
CREATE FUNCTION contact_counts(
    p_customer bigint,
    p_point bigint,
    p_at timestamptz,
    p_day_start timestamptz,
    p_day_end timestamptz,
    p_unanswered text[]
) RETURNS TABLE (effective integer, unanswered integer) LANGUAGE sql STABLE AS $$
    WITH today AS (
        SELECT contact_point_id, outcome = '' AS is_open, outcome = ANY (p_unanswered) AS missed
        FROM contact_attempt
        WHERE customer_id = p_customer
          AND channel = 'call'
          AND made_at >= p_day_start AND made_at < p_day_end
    ), pending AS (
        SELECT contact_point_id
        FROM contact_permit AS permit
        WHERE customer_id = p_customer
          AND channel = 'call'
          AND granted
          AND expires_at > p_at
          AND NOT EXISTS (SELECT FROM contact_attempt WHERE permit_id = permit.id)
    )
    SELECT (SELECT count(*) FROM today WHERE NOT missed)
             + (SELECT count(*) FROM pending),
           (SELECT count(*) FROM today WHERE contact_point_id = p_point AND (missed OR is_open))
             + (SELECT count(*) FROM pending WHERE contact_point_id = p_point)
$$;
"""

LOCK = "PERFORM pg_advisory_xact_lock(hashtextextended('contact', p_customer));"

REQUEST = """
CREATE OR REPLACE FUNCTION contact_request(
    p_customer bigint,
    p_case bigint,
    p_point bigint,
    p_actor text,
    p_at timestamptz,
    p_expires timestamptz,
    p_day_start timestamptz,
    p_day_end timestamptz,
    p_effective_max integer,
    p_unanswered_max integer,
    p_unanswered text[],
    p_holds bigint[],       -- the holds that the clauses below speak of
    p_clauses jsonb,        -- in order: {"clause": …}, or {"counter": name, "by_count": […]}
    p_missing jsonb,        -- names of facts that are not known
    p_earliest jsonb,       -- next lawful moment: [counts allow, counts deny]
    p_rules jsonb,          -- for the journal: [{rule, pack, version}]
    p_pack_version text,
    p_dial boolean          -- store the attempt in the same breath
) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_effective integer;
    v_unanswered integer;
    v_holds bigint[];
    v_counts_allow boolean;
    v_granted boolean;
    v_clauses jsonb;
    v_failing jsonb;
    v_entry bigint;
    v_permit bigint := nextval(pg_get_serial_sequence('contact_permit', 'id'));
    v_attempt bigint;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'permits are asked for under READ COMMITTED, so that each sees the last';
    END IF;
    {lock}

    IF p_dial AND EXISTS (
        SELECT FROM contact_attempt WHERE made_by = p_actor AND outcome = ''
    ) THEN
        RETURN jsonb_build_object('refused', 'call_open');
    END IF;
    v_holds := compliance_holds_in_force(p_customer, p_at);
    IF v_holds IS DISTINCT FROM p_holds THEN
        RETURN jsonb_build_object('refused', 'stale');
    END IF;
    SELECT counts.effective, counts.unanswered INTO v_effective, v_unanswered
    FROM contact_counts(p_customer, p_point, p_at, p_day_start, p_day_end, p_unanswered) AS counts;

    SELECT jsonb_agg(chosen.clause ORDER BY chosen.place),
           coalesce(
               jsonb_agg(chosen.clause -> 'rule' ORDER BY chosen.place)
                   FILTER (WHERE (chosen.clause ->> 'allowed')::boolean IS NOT TRUE),
               '[]')
    INTO v_clauses, v_failing
    FROM (
        SELECT part.place, CASE part.value ->> 'counter'
            WHEN 'effective'
                THEN part.value -> 'by_count' -> least(v_effective, p_effective_max)
            WHEN 'unanswered'
                THEN part.value -> 'by_count' -> least(v_unanswered, p_unanswered_max)
            ELSE part.value -> 'clause'
        END AS clause
        FROM jsonb_array_elements(p_clauses) WITH ORDINALITY AS part (value, place)
    ) AS chosen;

    -- Deny by default: a null anywhere is a no.
    v_counts_allow := coalesce(
        v_effective < p_effective_max AND v_unanswered < p_unanswered_max, false);
    v_granted := coalesce(
        v_counts_allow
        AND v_failing = '[]'
        AND jsonb_array_length(v_clauses) > 0
        AND p_missing = '[]'
        AND p_expires > p_at, false);

    INSERT INTO journal_entry (at, actor, action, subject, customer_id, details, rules)
    VALUES (
        p_at, p_actor,
        CASE WHEN v_granted THEN 'permit_granted' ELSE 'permit_denied' END,
        'permit:' || v_permit, p_customer,
        jsonb_build_object(
            'channel', 'call', 'contact_point', p_point, 'case', p_case,
            'failing', v_failing, 'missing', p_missing, 'dialled', v_granted AND p_dial),
        p_rules
    ) RETURNING id INTO v_entry;

    INSERT INTO contact_permit (
        id, journal_entry_id, customer_id, contact_point_id, channel, asked_by, asked_at, granted,
        expires_at, failing, verdict, pack_version
    ) OVERRIDING SYSTEM VALUE VALUES (
        v_permit, v_entry, p_customer, p_point, 'call', p_actor, p_at, v_granted,
        CASE WHEN v_granted THEN p_expires END, v_failing,
        jsonb_build_object(
            'allowed', v_granted, 'clauses', coalesce(v_clauses, '[]'), 'missing', p_missing,
            'earliest', CASE WHEN NOT v_granted
                THEN p_earliest -> (CASE WHEN v_counts_allow THEN 0 ELSE 1 END) END),
        p_pack_version
    );

    IF v_granted AND p_dial THEN
        INSERT INTO contact_attempt (
            journal_entry_id, permit_id, customer_id, case_id, contact_point_id, channel, made_by,
            made_at, outcome
        ) VALUES (
            v_entry, v_permit, p_customer, p_case, p_point, 'call', p_actor, p_at, ''
        ) RETURNING id INTO v_attempt;
    END IF;

    RETURN jsonb_build_object(
        'refused', NULL, 'granted', v_granted, 'permit', v_permit, 'attempt', v_attempt,
        'effective', v_effective, 'unanswered', v_unanswered);
END $$;
""".replace("{lock}", LOCK)

TRIGGERS = """
CREATE FUNCTION contact_attempt_needs_permit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    permit contact_permit%ROWTYPE;
BEGIN
    SELECT * INTO permit FROM contact_permit WHERE id = NEW.permit_id;
    IF NOT FOUND OR permit.granted IS NOT TRUE THEN
        RAISE EXCEPTION 'attempt without a granted permit'
            USING HINT = 'Ask for one with contact.actions.dial.';
    END IF;
    IF permit.customer_id IS DISTINCT FROM NEW.customer_id
        OR permit.channel IS DISTINCT FROM NEW.channel
        OR permit.contact_point_id IS DISTINCT FROM NEW.contact_point_id
        OR permit.asked_by IS DISTINCT FROM NEW.made_by
    THEN
        RAISE EXCEPTION 'permit % is for another person, caller, channel or contact point',
            permit.id;
    END IF;
    IF (NEW.made_at >= permit.asked_at AND NEW.made_at < permit.expires_at) IS NOT TRUE THEN
        RAISE EXCEPTION 'permit % is void at %', permit.id, NEW.made_at
            USING HINT = 'A permit serves from when it was asked for until it expires.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER contact_attempt_needs_permit BEFORE INSERT ON contact_attempt
    FOR EACH ROW EXECUTE FUNCTION contact_attempt_needs_permit();

CREATE FUNCTION contact_attempt_only_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - '{outcome,ended_at,journal_entry_id}'::text[])
        <> (to_jsonb(OLD) - '{outcome,ended_at,journal_entry_id}'::text[])
    THEN
        RAISE EXCEPTION 'attempt % may only be given an outcome', OLD.id;
    END IF;
    IF OLD.outcome <> '' AND NEW.outcome <> '' AND NEW.outcome <> OLD.outcome THEN
        RAISE EXCEPTION 'attempt % already has an outcome', OLD.id
            USING HINT = 'Undo it first.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER contact_attempt_only_ends BEFORE UPDATE ON contact_attempt
    FOR EACH ROW EXECUTE FUNCTION contact_attempt_only_ends();

CREATE FUNCTION contact_permit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'permits are never changed';
END $$;
CREATE TRIGGER contact_permit_stays BEFORE UPDATE ON contact_permit
    FOR EACH ROW EXECUTE FUNCTION contact_permit_stays();
"""

INSTALL = COUNTS + REQUEST + TRIGGERS

REMOVE = """
DROP FUNCTION contact_permit_stays() CASCADE;
DROP FUNCTION contact_attempt_only_ends() CASCADE;
DROP FUNCTION contact_attempt_needs_permit() CASCADE;
DROP FUNCTION contact_request CASCADE;
DROP FUNCTION contact_counts CASCADE;
"""
