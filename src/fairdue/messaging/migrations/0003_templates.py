"""Templates, their versions and approvals: journalled, and live by two others' approval only."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from fairdue.journal.guard import guard

# What holds whoever writes: texts change in drafts only, writers are never left out, a version
# takes no step that it may not, and none is live without two approvals of people who wrote none
# of it, a compliance officer among them. What comes with the product is live as installed, by an
# entry that says so.
VERSION = """
CREATE FUNCTION messaging_templateversion_step() RETURNS trigger LANGUAGE plpgsql AS $$
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
        IF (NEW.template_id, NEW.number, NEW.shipped, NEW.started_by, NEW.started_at)
            IS DISTINCT FROM
           (OLD.template_id, OLD.number, OLD.shipped, OLD.started_by, OLD.started_at)
        THEN
            RAISE EXCEPTION 'what version % is of never changes', OLD.id;
        END IF;
        IF (NEW.subject_en, NEW.subject_zh, NEW.body_en, NEW.body_zh, NEW.editors)
            IS DISTINCT FROM
           (OLD.subject_en, OLD.subject_zh, OLD.body_en, OLD.body_zh, OLD.editors)
        THEN
            IF OLD.state <> 'draft' OR NEW.state <> 'draft' THEN
                RAISE EXCEPTION 'the words of version % are changed though it is no draft', OLD.id;
            END IF;
            IF NOT NEW.editors @> OLD.editors OR NOT NEW.changed_by = ANY (NEW.editors) THEN
                RAISE EXCEPTION 'a writer of version % is left out', OLD.id;
            END IF;
        END IF;
        IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
            ('draft', 'submitted'), ('draft', 'withdrawn'), ('submitted', 'draft'),
            ('submitted', 'live'), ('submitted', 'refused'), ('submitted', 'withdrawn'),
            ('live', 'replaced'), ('live', 'withdrawn')
        ) THEN
            RAISE EXCEPTION 'version % can''t go from % to %', OLD.id, OLD.state, NEW.state;
        END IF;
        IF NEW.state = 'draft' AND EXISTS (
            SELECT 1 FROM messaging_templateapproval WHERE version_id = NEW.id AND NOT void
        ) THEN
            RAISE EXCEPTION 'version % is a draft with approvals', OLD.id;
        END IF;
        IF OLD.live_from IS NOT NULL AND NEW.live_from IS DISTINCT FROM OLD.live_from
            OR OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at
        THEN
            RAISE EXCEPTION 'since when version % was live never changes', OLD.id;
        END IF;
    END IF;
    IF NEW.state <> 'live' OR (TG_OP = 'UPDATE' AND OLD.state = 'live') THEN
        RETURN NEW;
    END IF;
    IF NEW.shipped THEN
        SELECT * INTO v_entry FROM journal_entry WHERE id = NEW.journal_entry_id;
        IF v_entry.action IS DISTINCT FROM 'template_installed' OR v_entry.actor <> 'Fairdue'
            OR NEW.editors <> ARRAY['Fairdue']::varchar[]
        THEN
            RAISE EXCEPTION 'version % comes with the product and isn''t journalled so', NEW.id;
        END IF;
        RETURN NEW;
    END IF;
    SELECT count(DISTINCT approver), count(DISTINCT approver) FILTER (WHERE role = 'compliance')
    INTO v_approvals, v_officers
    FROM messaging_templateapproval
    WHERE version_id = NEW.id AND NOT void AND NOT approver = ANY (NEW.editors);
    IF v_approvals < 2 OR v_officers < 1 THEN
        RAISE EXCEPTION 'version % goes live without the approval of two others, a compliance '
            'officer among them', NEW.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER messaging_templateversion_step BEFORE INSERT OR UPDATE ON messaging_templateversion
    FOR EACH ROW EXECUTE FUNCTION messaging_templateversion_step();
"""
APPROVAL = """
CREATE FUNCTION messaging_templateapproval_given() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.version_id, NEW.approver, NEW.role, NEW.note, NEW.approved_at)
            IS DISTINCT FROM (OLD.version_id, OLD.approver, OLD.role, OLD.note, OLD.approved_at)
            OR OLD.void
        THEN
            RAISE EXCEPTION 'approval % is changed; it can only become void', OLD.id;
        END IF;
        RETURN NEW;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM messaging_templateversion
        WHERE id = NEW.version_id AND state = 'submitted' AND NOT NEW.approver = ANY (editors)
    ) THEN
        RAISE EXCEPTION 'version % awaits no approval of %', NEW.version_id, NEW.approver;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM people_staff
        WHERE username = NEW.approver AND role = NEW.role AND role IN ('lead', 'compliance')
            AND is_active
    ) THEN
        RAISE EXCEPTION '% may not approve words as %', NEW.approver, NEW.role;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER messaging_templateapproval_given
    BEFORE INSERT OR UPDATE ON messaging_templateapproval
    FOR EACH ROW EXECUTE FUNCTION messaging_templateapproval_given();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0003_seals'),
        ('messaging', '0002_carriers_and_receipts'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Template',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40)),
                ('channel', models.CharField(max_length=10)),
                ('law', models.CharField(blank=True, help_text='CN | US | UK; empty: any', max_length=2)),
                ('kind', models.CharField(help_text='What it is for: a code of rules.mandatory', max_length=20)),
                ('title_en', models.CharField(max_length=80)),
                ('title_zh', models.CharField(max_length=80)),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('name', 'channel', 'law'), name='messaging_template_once'), models.CheckConstraint(condition=models.Q(('channel__in', ['sms', 'email', 'letter']), ('law__in', ['', 'CN', 'US', 'UK'])), name='messaging_template_known')],
            },
        ),
        migrations.CreateModel(
            name='TemplateVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Awaiting approval'), ('live', 'Live'), ('replaced', 'Replaced'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn')], max_length=10)),
                ('subject_en', models.TextField(blank=True)),
                ('subject_zh', models.TextField(blank=True)),
                ('body_en', models.TextField(blank=True)),
                ('body_zh', models.TextField(blank=True)),
                ('note', models.TextField(blank=True, help_text='Why it was written')),
                ('shipped', models.BooleanField(default=False, help_text='Comes with the product')),
                ('editors', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=150), size=None)),
                ('started_by', models.CharField(max_length=150)),
                ('started_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=150)),
                ('changed_at', models.DateTimeField()),
                ('submitted_by', models.CharField(blank=True, max_length=150)),
                ('submitted_at', models.DateTimeField(null=True)),
                ('live_from', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(help_text='Replaced, refused or withdrawn', null=True)),
                ('ended_by', models.CharField(blank=True, max_length=150)),
                ('ended_note', models.TextField(blank=True)),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='messaging.template')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('template', 'number'), name='messaging_templateversion_number'), models.UniqueConstraint(condition=models.Q(('state', 'live')), fields=('template',), name='messaging_templateversion_one_live'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'live'), _negated=True), models.Q(('ended_at__isnull', True), ('live_from__isnull', False)), _connector='OR'), name='messaging_templateversion_live_since')],
            },
        ),
        migrations.CreateModel(
            name='TemplateApproval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('approver', models.CharField(max_length=150)),
                ('role', models.CharField(max_length=20)),
                ('note', models.TextField(blank=True)),
                ('approved_at', models.DateTimeField()),
                ('void', models.BooleanField(default=False, help_text='The version became a draft again')),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvals', to='messaging.templateversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('void', False)), fields=('version', 'approver'), name='messaging_templateapproval_once')],
            },
        ),
        guard("messaging_template"),
        guard("messaging_templateversion"),
        guard("messaging_templateapproval"),
        migrations.RunSQL(VERSION, "DROP FUNCTION messaging_templateversion_step CASCADE;"),
        migrations.RunSQL(APPROVAL, "DROP FUNCTION messaging_templateapproval_given CASCADE;"),
    ]
