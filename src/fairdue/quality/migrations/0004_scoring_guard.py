"""Scores, draws, plans and notes never change; a sheet is in use by two others' approval; nobody
scores their own talk.
"""

from django.db import migrations

from fairdue.journal.guard import append_only, guard

KEPT = ("samplingplan", "draw", "score", "sheetapproval", "coachingnote")
"""Written once."""

SHEET = """
CREATE FUNCTION quality_sheetversion_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_entry record;
    v_approvals integer;
    v_officers integer;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' AND NOT (NEW.shipped AND NEW.state = 'live') THEN
            RAISE EXCEPTION 'a score sheet begins as a draft, not %', NEW.state;
        END IF;
    ELSE
        IF (NEW.number, NEW.shipped, NEW.started_at)
            IS DISTINCT FROM (OLD.number, OLD.shipped, OLD.started_at)
        THEN
            RAISE EXCEPTION 'what score sheet % is never changes', OLD.id;
        END IF;
        IF (NEW.content, NEW.digest, NEW.editors)
            IS DISTINCT FROM (OLD.content, OLD.digest, OLD.editors)
            AND (OLD.state <> 'draft' OR NEW.state <> 'draft'
                OR NOT NEW.editors @> OLD.editors)
        THEN
            RAISE EXCEPTION 'the contents of score sheet % change though it is no draft, or one '
                'of its writers is left out', OLD.id;
        END IF;
        IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
            ('draft', 'submitted'), ('draft', 'refused'), ('submitted', 'live'),
            ('submitted', 'refused'), ('live', 'replaced')
        ) THEN
            RAISE EXCEPTION 'score sheet % can''t go from % to %', OLD.id, OLD.state, NEW.state;
        END IF;
    END IF;
    IF NEW.state <> 'live' OR (TG_OP = 'UPDATE' AND OLD.state = 'live') THEN
        RETURN NEW;
    END IF;
    IF NEW.shipped THEN
        SELECT * INTO v_entry FROM journal_entry WHERE id = NEW.journal_entry_id;
        IF v_entry.action IS DISTINCT FROM 'sheet_installed' OR v_entry.actor <> 'Fairdue'
            OR NEW.editors <> ARRAY['Fairdue']::varchar[]
        THEN
            RAISE EXCEPTION 'score sheet % comes with the product and isn''t journalled so', NEW.id;
        END IF;
        RETURN NEW;
    END IF;
    SELECT count(DISTINCT approver), count(DISTINCT approver) FILTER (WHERE role = 'compliance')
    INTO v_approvals, v_officers
    FROM quality_sheetapproval
    WHERE version_id = NEW.id AND NOT approver = ANY (NEW.editors);
    IF v_approvals < 2 OR v_officers < 1 THEN
        RAISE EXCEPTION 'score sheet % is put in use without the approval of two others, a '
            'compliance officer among them', NEW.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER quality_sheetversion_step BEFORE INSERT OR UPDATE ON quality_sheetversion
    FOR EACH ROW EXECUTE FUNCTION quality_sheetversion_step();

CREATE FUNCTION quality_sheetapproval_given() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM quality_sheetversion
        WHERE id = NEW.version_id AND state = 'submitted' AND NOT NEW.approver = ANY (editors)
    ) OR NOT EXISTS (
        SELECT 1 FROM people_staff
        WHERE username = NEW.approver AND role = NEW.role AND role IN ('lead', 'compliance')
            AND is_active
    ) THEN
        RAISE EXCEPTION 'score sheet % awaits no approval of %', NEW.version_id, NEW.approver;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER quality_sheetapproval_given BEFORE INSERT ON quality_sheetapproval
    FOR EACH ROW EXECUTE FUNCTION quality_sheetapproval_given();
"""

TALK = """
CREATE FUNCTION quality_drawntalk_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.discussed_at IS NOT NULL OR (to_jsonb(NEW) - '{journal_entry_id,discussed_note,discussed_by,discussed_at}'::text[])
        IS DISTINCT FROM (to_jsonb(OLD) - '{journal_entry_id,discussed_note,discussed_by,discussed_at}'::text[])
    THEN
        RAISE EXCEPTION 'drawn talk % is changed', OLD.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER quality_drawntalk_kept BEFORE UPDATE ON quality_drawntalk
    FOR EACH ROW EXECUTE FUNCTION quality_drawntalk_kept();

CREATE FUNCTION quality_score_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM quality_drawntalk AS talk JOIN people_staff AS staff ON staff.id = talk.staff_id
        WHERE talk.id = NEW.talk_id AND staff.username = NEW.reviewer
    ) THEN
        RAISE EXCEPTION '% scores a talk of their own', NEW.reviewer;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER quality_score_by_another BEFORE INSERT ON quality_score
    FOR EACH ROW EXECUTE FUNCTION quality_score_by_another();

CREATE FUNCTION quality_scoreappeal_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.decided_at IS NOT NULL OR (NEW.score_id, NEW.scored_by, NEW.reason, NEW.appealed_at,
            NEW.due_on)
        IS DISTINCT FROM (OLD.score_id, OLD.scored_by, OLD.reason, OLD.appealed_at, OLD.due_on)
    THEN
        RAISE EXCEPTION 'appeal % is changed; it is decided once', OLD.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER quality_scoreappeal_once BEFORE UPDATE ON quality_scoreappeal
    FOR EACH ROW EXECUTE FUNCTION quality_scoreappeal_once();
"""


class Migration(migrations.Migration):
    dependencies = [("quality", "0003_scoring"), ("people", "0004_field_and_law")]

    operations = [
        *(guard(f"quality_{table}") for table in ("sheetversion", "scoreappeal")),
        guard("quality_drawntalk", by_customer=True),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER quality_{table}_demands_entry AFTER INSERT ON quality_{table} "
                "REFERENCING NEW TABLE AS changed FOR EACH STATEMENT "
                "EXECUTE FUNCTION journal_demands_entry();",
                f"DROP TRIGGER quality_{table}_demands_entry ON quality_{table};",
            )
            for table in KEPT
        ),
        *(append_only(f"quality_{table}") for table in KEPT),
        migrations.RunSQL(
            SHEET,
            "DROP FUNCTION quality_sheetversion_step() CASCADE;"
            "DROP FUNCTION quality_sheetapproval_given() CASCADE;",
        ),
        migrations.RunSQL(
            TALK,
            "DROP FUNCTION quality_drawntalk_kept() CASCADE;"
            "DROP FUNCTION quality_score_by_another() CASCADE;"
            "DROP FUNCTION quality_scoreappeal_once() CASCADE;",
        ),
    ]
