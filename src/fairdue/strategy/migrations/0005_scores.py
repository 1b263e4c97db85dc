"""Models that score accounts and reports on their fairness; journalled, approved by another."""

import django.db.models.deletion
from django.db import migrations, models

from fairdue.journal.guard import append_only, guard

# The version of a model is the digest of its trees and card, so neither ever changes; and what was
# decided about it is decided once.
MODEL = """
CREATE FUNCTION strategy_scoremodel_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.target, NEW.version, NEW.trees, NEW.card, NEW.trained_by, NEW.trained_at)
        IS DISTINCT FROM
        (OLD.target, OLD.version, OLD.trees, OLD.card, OLD.trained_by, OLD.trained_at)
    THEN
        RAISE EXCEPTION 'score model % is changed; train another', OLD.id;
    END IF;
    IF (OLD.approved_at IS NOT NULL AND NEW.approved_at IS DISTINCT FROM OLD.approved_at)
        OR (OLD.retired_at IS NOT NULL AND NEW.retired_at IS DISTINCT FROM OLD.retired_at)
    THEN
        RAISE EXCEPTION 'what was decided about score model % is changed', OLD.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER strategy_scoremodel_change BEFORE UPDATE ON strategy_scoremodel
    FOR EACH ROW EXECUTE FUNCTION strategy_scoremodel_change();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0003_seals'),
        ('strategy', '0004_replay'),
    ]

    operations = [
        migrations.CreateModel(
            name='ScoreModel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('target', models.CharField(choices=[('will_cure', 'Will cure by itself'), ('will_pay', 'Will pay within 30 days'), ('will_break_promise', 'Will break the promise')], max_length=20)),
                ('version', models.CharField(help_text='Digest of trees and card', max_length=12)),
                ('trained_as_of', models.DateField()),
                ('trees', models.TextField(help_text='As LightGBM writes it')),
                ('card', models.JSONField(help_text='Features, blocks, figures, bins, calibration')),
                ('trained_by', models.CharField(max_length=150)),
                ('trained_at', models.DateTimeField()),
                ('approved_by', models.CharField(blank=True, max_length=150)),
                ('approved_at', models.DateTimeField(null=True)),
                ('retired_by', models.CharField(blank=True, max_length=150)),
                ('retired_at', models.DateTimeField(null=True)),
                ('reason', models.TextField(blank=True, help_text='Why it was retired or not approved')),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
            ],
            options={
                'indexes': [models.Index(fields=['target', '-approved_at'], name='strategy_model_live')],
                'constraints': [models.UniqueConstraint(fields=('target', 'version'), name='strategy_model_version'), models.CheckConstraint(condition=models.Q(('approved_by', ''), models.Q(('approved_by', models.F('trained_by')), _negated=True), _connector='OR'), name='strategy_model_approved_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('approved_by', '')), models.Q(models.Q(('approved_by', ''), _negated=True), ('approved_at__isnull', False)), _connector='OR'), name='strategy_model_approved_when')],
            },
        ),
        migrations.CreateModel(
            name='FairnessReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_by', models.CharField(max_length=150)),
                ('made_at', models.DateTimeField()),
                ('report', models.JSONField()),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
                ('model', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='strategy.scoremodel')),
            ],
            options={
                'indexes': [models.Index(fields=['model', '-made_at'], name='strategy_fairness_model')],
            },
        ),
        guard("strategy_scoremodel"),
        guard("strategy_fairnessreport"),
        append_only("strategy_fairnessreport"),
        migrations.RunSQL(MODEL, "DROP FUNCTION strategy_scoremodel_change CASCADE;"),
    ]
