"""Database triggers on papers: numbers without gaps, words that never change, released by two
others. Used from migrations.
"""

from __future__ import annotations

from django.db import migrations

INSTALL = """
CREATE FUNCTION legal_paper_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_last integer;
    v_releases integer;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'written' THEN
            RAISE EXCEPTION 'a paper begins unreleased';
        END IF;
        PERFORM pg_advisory_xact_lock(hashtext('legal_paper:' || NEW.series || NEW.year));
        SELECT coalesce(max(serial), 0) INTO v_last
        FROM legal_paper WHERE series = NEW.series AND year = NEW.year;
        IF NEW.serial <> v_last + 1 THEN
            RAISE EXCEPTION 'paper % of series % in % is not the next, which is %',
                NEW.serial, NEW.series, NEW.year, v_last + 1;
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.matter_id, NEW.customer_id, NEW.kind, NEW.series, NEW.year, NEW.serial,
        NEW.template_version, NEW.template_digest, NEW.language, NEW.as_of, NEW.court,
        NEW.batch_id, NEW.sheet_digest, NEW.sheet_sealed, NEW.written_by, NEW.written_at)
        IS DISTINCT FROM
       (OLD.matter_id, OLD.customer_id, OLD.kind, OLD.series, OLD.year, OLD.serial,
        OLD.template_version, OLD.template_digest, OLD.language, OLD.as_of, OLD.court,
        OLD.batch_id, OLD.sheet_digest, OLD.sheet_sealed, OLD.written_by, OLD.written_at)
    THEN
        RAISE EXCEPTION 'what paper % says never changes', OLD.id
            USING HINT = 'Withdraw it and write another.';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('written', 'released'), ('written', 'withdrawn'), ('released', 'withdrawn')
    ) THEN
        RAISE EXCEPTION 'paper % can''t go from % to %', OLD.id, OLD.state, NEW.state;
    END IF;
    IF OLD.released_at IS NOT NULL AND NEW.released_at IS DISTINCT FROM OLD.released_at THEN
        RAISE EXCEPTION 'when paper % was released never changes', OLD.id;
    END IF;
    IF NEW.state = 'released' AND OLD.state <> 'released' THEN
        SELECT count(DISTINCT releaser) INTO v_releases
        FROM legal_paperrelease WHERE paper_id = NEW.id AND releaser <> NEW.written_by;
        IF v_releases < 2 THEN
            RAISE EXCEPTION 'paper % lacks the release of two others', NEW.id;
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER legal_paper_guard BEFORE INSERT OR UPDATE ON legal_paper
    FOR EACH ROW EXECUTE FUNCTION legal_paper_guard();

CREATE FUNCTION legal_paperrelease_given() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM legal_paper
        WHERE id = NEW.paper_id AND state = 'written' AND written_by <> NEW.releaser
    ) THEN
        RAISE EXCEPTION 'paper % awaits no release of %', NEW.paper_id, NEW.releaser;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM people_staff
        WHERE username = NEW.releaser AND role = NEW.role AND is_active
            AND role IN ('legal', 'compliance')
    ) THEN
        RAISE EXCEPTION '% may not release papers as %', NEW.releaser, NEW.role;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER legal_paperrelease_given BEFORE INSERT ON legal_paperrelease
    FOR EACH ROW EXECUTE FUNCTION legal_paperrelease_given();
"""

REMOVE = """
DROP FUNCTION legal_paperrelease_given() CASCADE;
DROP FUNCTION legal_paper_guard() CASCADE;
"""


def release_by_two_others() -> migrations.RunSQL:
    """The triggers on papers and on their releases."""
    return migrations.RunSQL(INSTALL, REMOVE)
