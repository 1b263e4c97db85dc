"""The calendar, abilities and goals of teams, and what colleagues ask of each other."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from fairdue.journal.guard import guard

# What was written never changes, and a mention shows a note of its own case only.
TELLS_ITS_OWN = """
CREATE FUNCTION work_inbox_own_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (
        (NEW.kind, NEW.case_id, NEW.customer_id, NEW.sender_id, NEW.recipient_id, NEW.note_id,
            NEW.words_sealed, NEW.sent_at)
        IS DISTINCT FROM
        (OLD.kind, OLD.case_id, OLD.customer_id, OLD.sender_id, OLD.recipient_id, OLD.note_id,
            OLD.words_sealed, OLD.sent_at)
        OR OLD.state <> 'open' AND NEW.state <> OLD.state
    ) THEN
        RAISE EXCEPTION 'inbox entry % was written and ended once', OLD.id;
    END IF;
    IF NEW.note_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM work_note AS note
        WHERE note.id = NEW.note_id AND note.case_id = NEW.case_id
          AND note.customer_id = NEW.customer_id AND note.written_by_id = NEW.sender_id
    ) THEN
        RAISE EXCEPTION 'a mention shows a note of its own case and sender';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER work_inbox_own_note BEFORE INSERT OR UPDATE ON work_inboxentry
    FOR EACH ROW EXECUTE FUNCTION work_inbox_own_note();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('delinquency', '0002_links_by_sets'),
        ('journal', '0003_seals'),
        ('people', '0004_field_and_law'),
        ('portfolio', '0011_match_decisions'),
        ('work', '0003_hard_and_respite'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='queueitem',
            name='needs',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), help_text="What whoever takes it from the team's queue must be able to, if anything", null=True, size=None),
        ),
        migrations.CreateModel(
            name='Ability',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), help_text='As rules.abilities names them', size=None)),
                ('set_by', models.CharField(max_length=150)),
                ('set_at', models.DateTimeField()),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
                ('staff', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='InboxEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('mention', 'Mention'), ('handover', 'Handover'), ('opinion', 'Second opinion'), ('escalation', 'Escalation'), ('takeover', 'Taking over')], max_length=10)),
                ('state', models.CharField(choices=[('open', 'Open'), ('seen', 'Seen'), ('answered', 'Answered'), ('agreed', 'Agreed'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], max_length=9)),
                ('words_sealed', models.BinaryField(help_text='None of a mention: the note has them', null=True)),
                ('sent_at', models.DateTimeField()),
                ('answer_sealed', models.BinaryField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('answer_seen_at', models.DateTimeField(help_text='By whoever asked', null=True)),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='delinquency.case')),
                ('customer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.customer')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
                ('note', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='work.note')),
                ('recipient', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.team')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['recipient', '-sent_at'], name='work_inbox_recipient'), models.Index(condition=models.Q(('state', 'open')), fields=['team', '-sent_at'], name='work_inbox_team'), models.Index(condition=models.Q(('state', 'open')), fields=['case', '-sent_at'], name='work_inbox_case'), models.Index(fields=['sender', '-sent_at'], name='work_inbox_sender')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='work_inbox_ended_by_someone'), models.CheckConstraint(condition=models.Q(('recipient__isnull', False), ('team__isnull', False), ('kind', 'handover'), _connector='OR'), name='work_inbox_for_someone'), models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', False), ('customer__isnull', False)), models.Q(('case__isnull', True), ('customer__isnull', True), ('kind', 'handover')), _connector='OR'), name='work_inbox_about_a_case'), models.UniqueConstraint(condition=models.Q(('note__isnull', False)), fields=('note', 'recipient'), name='work_inbox_mention_once'), models.UniqueConstraint(condition=models.Q(('kind', 'takeover'), ('state', 'open')), fields=('case', 'sender', 'kind'), name='work_inbox_takeover_once')],
            },
        ),
        migrations.CreateModel(
            name='Roster',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('shift', 'Shift'), ('leave', 'Leave')], max_length=5)),
                ('begins_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('made_by', models.CharField(max_length=150)),
                ('made_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('withdrawn_at__isnull', True)), fields=['staff', 'begins_at'], name='work_roster_standing')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('begins_at'))), name='work_roster_ends_later')],
            },
        ),
        migrations.CreateModel(
            name='TeamGoal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_day', models.DateField()),
                ('kept_percent', models.PositiveSmallIntegerField(help_text='Promises kept, of those kept or broken', validators=[django.core.validators.MaxValueValidator(100)])),
                ('complaint_free_percent', models.PositiveSmallIntegerField(help_text='Contacts that no complaint followed', validators=[django.core.validators.MaxValueValidator(100)])),
                ('set_by', models.CharField(max_length=150)),
                ('set_at', models.DateTimeField()),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.team')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('complaint_free_percent__lte', 100), ('kept_percent__lte', 100)), name='work_goal_percent')],
            },
        ),
        *(guard(f"work_{table}") for table in ("roster", "ability", "teamgoal")),
        guard("work_inboxentry", by_customer=True),
        migrations.RunSQL(TELLS_ITS_OWN, "DROP FUNCTION work_inbox_own_note() CASCADE;"),
    ]
