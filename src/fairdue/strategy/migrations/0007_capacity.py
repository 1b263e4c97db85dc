"""What there is to share out, journalled; and what each case was given by the last night."""

import django.db.models.deletion
from django.db import migrations, models

from fairdue.engine.links import link
from fairdue.journal.guard import guard


class Migration(migrations.Migration):

    dependencies = [
        ('delinquency', '0002_links_by_sets'),
        ('journal', '0003_seals'),
        ('people', '0002_strategist'),
        ('strategy', '0006_experiment_readings'),
    ]

    operations = [
        migrations.CreateModel(
            name='Allotment',
            fields=[
                ('case', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='delinquency.case')),
                ('as_of', models.DateField()),
                ('decided', models.CharField(help_text='By the decision table', max_length=10)),
                ('treatment', models.CharField(choices=[('message', 'Message'), ('letter', 'Letter'), ('remind', 'Remind'), ('call', 'Call'), ('visit', 'Visit'), ('legal', 'Legal'), ('none', 'Waits')], max_length=10)),
                ('team', models.CharField(blank=True, help_text='Its code', max_length=50)),
                ('net_value_minor', models.BigIntegerField(help_text='Fen of the valuation; for ranking only')),
                ('price_minor', models.BigIntegerField(help_text='What it takes is worth so much to others')),
                ('reason', models.CharField(blank=True, help_text='Why not what was decided', max_length=10)),
                ('considered', models.JSONField(help_text='By treatment: its worth, and what bars it')),
            ],
        ),
        migrations.CreateModel(
            name='Capacity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('resource', models.CharField(choices=[('minutes', 'Call minutes'), ('visits', 'Visits'), ('letters', 'Letters'), ('messages', 'Messages'), ('legal', 'Legal reviews')], max_length=10)),
                ('weekday', models.SmallIntegerField(help_text='0 is Monday; none: every day', null=True)),
                ('on', models.DateField(null=True)),
                ('amount', models.IntegerField(help_text='Minutes or pieces; none: as policy has it', null=True)),
                ('changed_by', models.CharField(max_length=150)),
                ('changed_at', models.DateTimeField()),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
                ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.team')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('resource', 'team', 'weekday', 'on'), name='strategy_capacity_place', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('weekday__isnull', True), ('on__isnull', True), _connector='OR'), name='strategy_capacity_weekday_or_date'), models.CheckConstraint(condition=models.Q(('amount__isnull', True), ('amount__gte', 0), _connector='OR'), name='strategy_capacity_not_negative')],
            },
        ),
        guard("strategy_capacity"),
        link("strategy_allotment", "case_id", "delinquency_case"),
    ]
