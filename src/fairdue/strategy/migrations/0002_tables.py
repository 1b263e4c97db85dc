"""Proposals and activations of decision tables: journalled, and approved by somebody else."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from fairdue.journal.guard import append_only, guard

# What holds whoever writes: a proposal's editors only grow, its text is written in drafts only,
# nobody approves what they wrote, and nothing goes live that was neither approved nor live before.
PROPOSAL = """
ALTER TABLE strategy_proposal ADD CONSTRAINT strategy_approved_by_another CHECK (
    state <> 'approved' OR (decided_by <> '' AND NOT decided_by = ANY (editors))
);
CREATE FUNCTION strategy_proposal_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT NEW.editors @> OLD.editors THEN
        RAISE EXCEPTION 'an editor of proposal % is left out', OLD.id;
    END IF;
    IF NEW.text <> OLD.text AND NEW.state <> 'draft' THEN
        RAISE EXCEPTION 'the text of proposal % is changed though it is no draft', OLD.id;
    END IF;
    IF NEW.version_id IS DISTINCT FROM OLD.version_id AND 'draft' NOT IN (OLD.state, NEW.state) THEN
        RAISE EXCEPTION 'the version of proposal % is changed though it is no draft', OLD.id;
    END IF;
    IF NEW.text <> OLD.text AND NOT NEW.changed_by = ANY (NEW.editors) THEN
        RAISE EXCEPTION 'proposal % is changed by somebody who is not among its editors', OLD.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER strategy_proposal_change BEFORE UPDATE ON strategy_proposal
    FOR EACH ROW EXECUTE FUNCTION strategy_proposal_change();
"""
ACTIVATION = """
CREATE FUNCTION strategy_activation_approved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM strategy_proposal
        WHERE id = NEW.proposal_id AND version_id = NEW.version_id AND state = 'approved'
    ) AND NOT (NEW.proposal_id IS NULL AND EXISTS (
        SELECT 1 FROM strategy_activation
        WHERE "table" = NEW."table" AND starts_at <= NEW.activated_at AND cancelled_at IS NULL
            AND NEW.version_id IN (version_id, replaces_id)
    )) THEN
        RAISE EXCEPTION 'version % goes live though it was neither approved nor live before',
            NEW.version_id;
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.starts_at, NEW.version_id, NEW.replaces_id)
        IS DISTINCT FROM (OLD.starts_at, OLD.version_id, OLD.replaces_id)
    THEN
        RAISE EXCEPTION 'activation % is changed; cancel it and make another', OLD.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER strategy_activation_approved BEFORE INSERT OR UPDATE ON strategy_activation
    FOR EACH ROW EXECUTE FUNCTION strategy_activation_approved();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0003_seals'),
        ('strategy', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(max_length=60)),
                ('text', models.TextField(help_text="YAML; a draft's may not work yet")),
                ('note', models.TextField(blank=True, help_text='What is to be reached by it')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Awaiting approval'), ('approved', 'Approved'), ('rejected', 'Rejected'), ('withdrawn', 'Withdrawn')], max_length=10)),
                ('editors', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=150), size=None)),
                ('started_by', models.CharField(max_length=150)),
                ('started_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=150)),
                ('changed_at', models.DateTimeField()),
                ('submitted_by', models.CharField(blank=True, max_length=150)),
                ('submitted_at', models.DateTimeField(null=True)),
                ('decided_by', models.CharField(blank=True, max_length=150)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decision_note', models.TextField(blank=True)),
                ('base', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='strategy.tableversion')),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
                ('version', models.ForeignKey(help_text='Once submitted', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='strategy.tableversion')),
            ],
            options={
                'indexes': [models.Index(fields=['table', '-started_at'], name='strategy_proposal_table')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['submitted', 'approved']), _negated=True), models.Q(('submitted_at__isnull', False), ('version__isnull', False)), _connector='OR'), name='strategy_submitted_has_version')],
            },
        ),
        migrations.CreateModel(
            name='Activation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(max_length=60)),
                ('starts_at', models.DateTimeField()),
                ('activated_by', models.CharField(max_length=150)),
                ('activated_at', models.DateTimeField()),
                ('reason', models.TextField(blank=True)),
                ('cancelled_by', models.CharField(blank=True, max_length=150)),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
                ('replaces', models.ForeignKey(help_text='What was live until then', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='strategy.tableversion')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='strategy.tableversion')),
                ('proposal', models.ForeignKey(help_text='None: gone back to', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='strategy.proposal')),
            ],
            options={
                'indexes': [models.Index(fields=['table', '-starts_at'], name='strategy_activation_table')],
                'constraints': [models.CheckConstraint(condition=models.Q(('starts_at__gte', models.F('activated_at'))), name='strategy_activation_ahead'), models.CheckConstraint(condition=models.Q(('cancelled_at__isnull', True), ('cancelled_at__lt', models.F('starts_at')), _connector='OR'), name='strategy_activation_cancelled_before')],
            },
        ),
        append_only("strategy_tableversion"),
        guard("strategy_proposal"),
        guard("strategy_activation"),
        migrations.RunSQL(PROPOSAL, "DROP FUNCTION strategy_proposal_change CASCADE;"),
        migrations.RunSQL(ACTIVATION, "DROP FUNCTION strategy_activation_approved CASCADE;"),
    ]
