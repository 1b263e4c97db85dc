"""What people decide about ambiguous matches, and indexes of what is rare: credits, reversals."""

import django.db.models.deletion
from django.db import migrations, models

from fairdue.journal.guard import guard


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0003_seals'),
        ('portfolio', '0010_payments_over_several_accounts'),
    ]

    operations = [
        migrations.CreateModel(
            name='MatchDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.CharField(choices=[('same', 'The payment it was paired with'), ('other', 'Another reported payment'), ('apart', 'A payment of its own')], max_length=5)),
                ('other_ref', models.CharField(blank=True, help_text='payment_ref of the other', max_length=80)),
                ('reason', models.CharField(max_length=400)),
                ('decided_at', models.DateTimeField()),
                ('decided_by', models.CharField(max_length=150)),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
                ('match', models.OneToOneField(help_text='The entry payment_matched', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('answer', 'other'), ('other_ref', ''), _connector='XOR'), name='portfolio_matchdecision_other')],
            },
        ),
        migrations.AddIndex(
            model_name='balance',
            index=models.Index(condition=models.Q(('total_minor__lt', 0)), fields=['account'], name='portfolio_balance_in_credit'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(condition=models.Q(('amount_minor__lt', 0)), fields=['-paid_on'], name='portfolio_payment_taken_back'),
        ),
        guard("portfolio_matchdecision"),
    ]
