"""The door's functions and triggers in the database, installed by this room's migrations.

`contact_touches` lists what was done to a person lately; `contact_counts` counts it against the
limits of the terms and adds up the pressure. `contact_request` answers one request to contact a
person: it takes a lock of that person's, counts, makes sure that whoever asks knows what is on
record, decides, and writes journal entry, permit and attempt, all in one round trip.
The triggers refuse an attempt that has no permit of its own, and any later change of either.
"""

from __future__ import annotations

TOUCHES = """
CREATE OR REPLACE FUNCTION contact_touches(
    p_customer bigint, p_since timestamptz, p_at timestamptz
) RETURNS TABLE (
    channel text, contact_point_id bigint, at timestamptz, outcome text, expires_at timestamptz
) LANGUAGE sql STABLE AS $$
    SELECT channel, contact_point_id, made_at, outcome, NULL
    FROM contact_attempt
    WHERE customer_id = p_customer AND made_at >= p_since AND made_at <= p_at
      AND outcome <> 'not_placed'  -- it never reached the customer's telephone
      {theirs}
    UNION ALL
    SELECT channel, contact_point_id, asked_at, '', expires_at  -- allowed, and not used yet
    FROM contact_permit AS permit
    WHERE customer_id = p_customer AND asked_at >= p_since AND asked_at <= p_at
      AND granted AND expires_at > p_at
      AND NOT EXISTS (SELECT FROM contact_attempt WHERE permit_id = permit.id)
$$;
""".replace(
    "{theirs}",
    """-- What reached somebody else was no contact with the person. Most people have no such point,
      -- which one look tells.
      AND (NOT EXISTS (
            SELECT FROM portfolio_contactpoint
            WHERE customer_id = p_customer AND not_theirs_since_at IS NOT NULL)
        OR NOT EXISTS (
            SELECT FROM portfolio_contactpoint AS point
            WHERE point.id = contact_point_id AND point.not_theirs_since_at <= made_at))""",
)

COUNTS = """
CREATE FUNCTION contact_counts(
    p_customer bigint,
    p_point bigint,
    p_channel text,
    p_at timestamptz,
    p_zone text,            -- whose days are counted
    p_terms text,
    OUT counts integer[],   -- by limit of the channel, in the terms' order
    OUT pressure integer,   -- in thousandths of a point
    OUT full_up boolean     -- has any limit no room?
) LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_missed text[];
    v_points jsonb;
    v_fading integer[];
    v_days_back integer;
    v_since timestamptz;
    v_today date := (p_at AT TIME ZONE p_zone)::date;
BEGIN
    SELECT missed, points, fading, days_back INTO v_missed, v_points, v_fading, v_days_back
    FROM contact_terms WHERE digest = p_terms;
    v_since := p_at - v_days_back * interval '1 day';

    WITH touch AS MATERIALIZED (
        SELECT found.*, (found.at AT TIME ZONE p_zone)::date AS day
        FROM contact_touches(p_customer, v_since, p_at) AS found
    ), counted AS (
        SELECT limits.place, limits.most, (
            SELECT count(*)::integer
            FROM touch
            WHERE touch.day > v_today - limits.days
              AND touch.channel = ANY (limits.channels)
              AND (touch.outcome = '' OR touch.outcome = ANY (limits.outcomes))
              AND (NOT limits.per_point OR touch.contact_point_id = p_point)
        ) AS number
        FROM contact_limit AS limits
        WHERE limits.terms_id = p_terms AND p_channel = ANY (limits.channels)
    )
    SELECT (SELECT coalesce(array_agg(number ORDER BY place), '{}') FROM counted),
           (SELECT coalesce(sum(
                (v_points
                    -> (CASE WHEN outcome = ANY (v_missed) THEN 'missed' ELSE 'reached' END)
                    ->> channel)::integer
                * coalesce(v_fading[1 + v_today - day], 0)
            ), 0)::integer
            FROM touch),
           (SELECT coalesce(bool_or(number >= most), false) FROM counted)
    INTO counts, pressure, full_up;
END $$;
"""

LOCK = "PERFORM pg_advisory_xact_lock(hashtextextended('contact', p_customer));"

REQUEST = """
CREATE OR REPLACE FUNCTION contact_request(
    p_customer bigint,
    p_case bigint,
    p_point bigint,
    p_invalid_since date,   -- what is known of the point
    p_channel text,
    p_template text,
    p_content text,         -- digest of the words
    p_actor text,
    p_agency text,
    p_at timestamptz,
    p_expires timestamptz,
    p_zone text,
    p_terms text,
    p_pack_version text,
    p_version bigint,       -- of the circumstances that the verdict speaks of
    p_counts integer[],     -- the counts that it speaks of
    p_pressure integer,     -- and the pressure
    p_pressure_max integer, -- most there may be before this contact, in thousandths
    p_failing jsonb,        -- rules that deny
    p_missing jsonb,        -- facts that are not known
    p_verdict jsonb,
    p_verdict_digest text,
    p_rules jsonb,          -- for the journal: [{rule, pack, version}]
    p_use boolean,          -- store the attempt in the same breath
    p_serves_from timestamptz, -- at once, or for what is planned: not before
    OUT refused text,       -- why nothing was decided: call_open, with_colleague, terms, stale
    OUT granted boolean,
    OUT permit bigint,
    OUT attempt bigint
) LANGUAGE plpgsql AS $$
DECLARE
    v_found record;
    v_look record;
    v_entry bigint;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'permits are asked for under READ COMMITTED, so that each sees the last';
    END IF;
    {lock}

    IF p_use AND p_channel = 'call' AND EXISTS (
        SELECT FROM contact_attempt WHERE made_by = p_actor AND outcome = '' AND channel = 'call'
    ) THEN
        refused := 'call_open';
        RETURN;
    END IF;
    -- All looks in one statement: each costs more by itself than what it finds out.
    SELECT compliance_facts_version(p_customer) IS NOT DISTINCT FROM p_version
               AND (p_point IS NULL OR EXISTS (
                   SELECT FROM portfolio_contactpoint
                   WHERE id = p_point AND customer_id = p_customer
                     AND invalid_since IS NOT DISTINCT FROM p_invalid_since)) AS known,
           EXISTS (
               SELECT FROM contact_attempt
               WHERE customer_id = p_customer AND made_at >= window_begins)
               OR EXISTS (
                   SELECT FROM contact_permit AS earlier
                   WHERE customer_id = p_customer AND asked_at >= window_begins
                     AND earlier.granted AND expires_at > p_at) AS touched,
           p_channel = ANY (closed) AS full_up
    INTO v_look
    FROM contact_terms, LATERAL (SELECT p_at - days_back * interval '1 day') AS w (window_begins)
    WHERE digest = p_terms;
    IF NOT FOUND THEN
        refused := 'terms';
        RETURN;
    END IF;
    IF v_look.known IS NOT TRUE THEN
        refused := 'stale';
        RETURN;
    END IF;
    IF v_look.touched THEN
        SELECT * INTO v_found
        FROM contact_counts(p_customer, p_point, p_channel, p_at, p_zone, p_terms);
    ELSE  -- of most people there is nothing to count
        SELECT array_fill(0, ARRAY[cardinality(p_counts)]) AS counts, 0 AS pressure, v_look.full_up
        INTO v_found;
    END IF;
    IF v_found.counts IS DISTINCT FROM p_counts OR v_found.pressure IS DISTINCT FROM p_pressure THEN
        refused := 'stale';
        RETURN;
    END IF;

    -- Deny by default: a null anywhere is a no.
    granted := coalesce(
        NOT v_found.full_up
        AND v_found.pressure <= p_pressure_max
        AND p_failing = '[]'
        AND p_missing = '[]'
        AND (p_verdict ->> 'allowed')::boolean
        AND jsonb_array_length(p_verdict -> 'clauses') > 0
        AND cardinality(v_found.counts) > 0
        AND p_point IS NOT NULL
        AND p_zone IS NOT NULL
        AND p_verdict_digest IS NOT NULL
        AND p_expires > p_at
        AND p_expires > p_serves_from
        AND (p_serves_from = p_at OR (p_serves_from > p_at AND NOT p_use)), false);

    IF granted IS DISTINCT FROM (p_verdict ->> 'allowed')::boolean THEN
        RAISE EXCEPTION 'the door and the rules disagree: counts %, pressure % of %, verdict %',
            v_found.counts, v_found.pressure, p_pressure_max, p_verdict;
    END IF;

    -- Two people may hold a case between them, never the customer: what the rules allow is refused
    -- while another is on the telephone with them, or about to be. A call forgotten for hours bars
    -- nobody.
    IF granted AND p_use AND p_channel = 'call' AND (EXISTS (
        SELECT FROM contact_attempt
        WHERE customer_id = p_customer AND outcome = '' AND channel = 'call'
          AND made_by <> p_actor AND made_at > p_at - interval '2 hours' AND made_at <= p_at
    ) OR EXISTS (
        SELECT FROM contact_permit AS held
        WHERE customer_id = p_customer AND channel = 'call' AND held.granted AND expires_at > p_at
          AND asked_by <> p_actor AND asked_at <= p_at
          AND NOT EXISTS (SELECT FROM contact_attempt WHERE permit_id = held.id)
    )) THEN
        granted := NULL;
        refused := 'with_colleague';
        RETURN;
    END IF;

    permit := nextval('contact_permit_id_seq');
    INSERT INTO journal_entry (at, actor, action, subject, customer_id, details, rules)
    VALUES (
        p_at, p_actor,
        CASE WHEN granted THEN 'permit_granted' ELSE 'permit_denied' END,
        'permit:' || permit, p_customer,
        jsonb_build_object(
            'channel', p_channel, 'contact_point', p_point, 'case', p_case,
            'template', p_template, 'content_digest', p_content, 'agency', p_agency,
            'granted', granted, 'used', granted AND p_use,
            'expires_at', CASE WHEN granted THEN p_expires END,
            'failing', p_failing, 'missing', p_missing,
            'counts', p_counts, 'pressure', p_pressure,
            'terms', p_terms, 'verdict', p_verdict_digest)
            || CASE WHEN p_serves_from > p_at
                THEN jsonb_build_object('serves_from', p_serves_from) ELSE '{}' END,
        p_rules
    ) RETURNING id INTO v_entry;

    INSERT INTO contact_permit (
        id, journal_entry_id, customer_id, contact_point_id, channel, template, content_digest,
        asked_by, agency, asked_at, granted, serves_from, expires_at, failing, verdict, terms,
        pack_version
    ) OVERRIDING SYSTEM VALUE VALUES (
        permit, v_entry, p_customer, p_point, p_channel, p_template, p_content,
        p_actor, p_agency, p_at, granted, nullif(p_serves_from, p_at),
        CASE WHEN granted THEN p_expires END,
        p_failing, p_verdict, p_terms, p_pack_version
    );

    IF granted AND p_use THEN
        INSERT INTO contact_attempt (
            journal_entry_id, permit_id, customer_id, case_id, contact_point_id, channel,
            template, content_digest, agency, made_by, made_at, outcome
        ) VALUES (
            v_entry, permit, p_customer, p_case, p_point, p_channel,
            p_template, p_content, p_agency, p_actor, p_at, ''
        ) RETURNING id INTO attempt;
    END IF;
END $$;
""".replace("{lock}", LOCK)

NEEDS_PERMIT = """
CREATE OR REPLACE FUNCTION contact_attempt_needs_permit() RETURNS trigger LANGUAGE plpgsql AS $$
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
        OR permit.agency IS DISTINCT FROM NEW.agency
    THEN
        RAISE EXCEPTION 'permit % is for another person, caller, channel or contact point',
            permit.id;
    END IF;
    IF permit.template IS DISTINCT FROM NEW.template
        OR permit.content_digest IS DISTINCT FROM NEW.content_digest
    THEN
        RAISE EXCEPTION 'permit % is for other words', permit.id
            USING HINT = 'Ask for a permit with the words that are to be sent.';
    END IF;
    IF (NEW.made_at >= coalesce(permit.serves_from, permit.asked_at)
        AND NEW.made_at < permit.expires_at) IS NOT TRUE
    THEN
        RAISE EXCEPTION 'permit % is void at %', permit.id, NEW.made_at
            USING HINT = 'A permit serves from when it was asked for until it expires, and one for '
                'something planned inside its window only.';
    END IF;
    RETURN NEW;
END $$;
"""

ASKS_FOR_PERMIT = """
CREATE TRIGGER contact_attempt_needs_permit BEFORE INSERT ON contact_attempt
    FOR EACH ROW EXECUTE FUNCTION contact_attempt_needs_permit();
"""

ONLY_ENDS = """
CREATE OR REPLACE FUNCTION contact_attempt_only_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - '{outcome,ended_at,journal_entry_id}'::text[])
        <> (to_jsonb(OLD) - '{outcome,ended_at,journal_entry_id}'::text[])
    THEN
        RAISE EXCEPTION 'attempt % may only be given an outcome', OLD.id;
    END IF;
    IF OLD.outcome <> '' AND NEW.outcome <> '' AND NEW.outcome <> OLD.outcome
        -- What became of something written is learned by and by.
        AND NOT (OLD.outcome = ANY ('{sent,not_delivered,unconfirmed}')
            AND NEW.outcome = ANY ('{sent,not_delivered,unconfirmed}'))
    THEN
        RAISE EXCEPTION 'attempt % already has an outcome', OLD.id
            USING HINT = 'Undo it first.';
    END IF;
    RETURN NEW;
END $$;
"""

TRIGGERS = """
CREATE TRIGGER contact_attempt_only_ends BEFORE UPDATE ON contact_attempt
    FOR EACH ROW EXECUTE FUNCTION contact_attempt_only_ends();

CREATE FUNCTION contact_permit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'permits are never changed';
END $$;
CREATE TRIGGER contact_permit_stays BEFORE UPDATE ON contact_permit
    FOR EACH ROW EXECUTE FUNCTION contact_permit_stays();
"""

TERMS_STAY = """
CREATE FUNCTION contact_terms_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'terms that contacts were judged by are never changed';
END $$;
CREATE TRIGGER contact_terms_stay BEFORE UPDATE OR DELETE ON contact_terms
    FOR EACH ROW EXECUTE FUNCTION contact_terms_stay();
CREATE TRIGGER contact_limit_stays BEFORE UPDATE OR DELETE ON contact_limit
    FOR EACH ROW EXECUTE FUNCTION contact_terms_stay();
"""

INSTALL = (
    TOUCHES + COUNTS + REQUEST + NEEDS_PERMIT + ASKS_FOR_PERMIT + ONLY_ENDS + TRIGGERS + TERMS_STAY
)

REMOVE = """
DROP FUNCTION IF EXISTS contact_terms_stay() CASCADE;
DROP FUNCTION IF EXISTS contact_permit_stays() CASCADE;
DROP FUNCTION IF EXISTS contact_attempt_only_ends() CASCADE;
DROP FUNCTION IF EXISTS contact_attempt_needs_permit() CASCADE;
DROP FUNCTION IF EXISTS contact_request CASCADE;
DROP FUNCTION IF EXISTS contact_counts CASCADE;
DROP FUNCTION IF EXISTS contact_touches CASCADE;
"""
