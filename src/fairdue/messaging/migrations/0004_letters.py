"""Letters on paper, and the batches they are printed and posted in."""


import django.db.models.deletion
from django.db import migrations, models

from fairdue.journal.guard import guard


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0003_seals'),
        ('messaging', '0003_templates'),
        ('portfolio', '0011_match_decisions'),
    ]

    operations = [
        migrations.CreateModel(
            name='LetterBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('law', models.CharField(help_text='CN, US or UK: paper, window and sender', max_length=2)),
                ('state', models.CharField(choices=[('gathered', 'Print file being made'), ('printed', 'Print file ready'), ('posted', 'Posted')], default='gathered', max_length=10)),
                ('both_sides', models.BooleanField()),
                ('letters', models.PositiveIntegerField()),
                ('gathered_at', models.DateTimeField()),
                ('gathered_by', models.CharField(max_length=150)),
                ('printed_at', models.DateTimeField(help_text='When the print file was made', null=True)),
                ('pages', models.PositiveIntegerField(help_text='Printed pages, without empty backs', null=True)),
                ('sheets', models.PositiveIntegerField(null=True)),
                ('sha256', models.CharField(blank=True, help_text='Of the print file', max_length=64)),
                ('bytes', models.PositiveBigIntegerField(null=True)),
                ('posted_on', models.DateField(null=True)),
                ('posted_by', models.CharField(blank=True, max_length=150)),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('sha256', ''), ('state', 'gathered')), models.Q(models.Q(('state', 'gathered'), _negated=True), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='messaging_batch_has_its_file'), models.CheckConstraint(condition=models.Q(models.Q(('posted_on__isnull', False), ('state', 'posted')), models.Q(models.Q(('state', 'posted'), _negated=True), ('posted_on__isnull', True)), _connector='OR'), name='messaging_batch_posted_on_a_day')],
            },
        ),
        migrations.CreateModel(
            name='PaperLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(help_text='Printed on every page', max_length=12, unique=True)),
                ('code_index', models.BinaryField(help_text='Blind index of its contact code, for returns')),
                ('law', models.CharField(max_length=2)),
                ('sheet_sealed', models.BinaryField(help_text='typesetting.Letter as JSON, with the address')),
                ('sheet_digest', models.CharField(help_text='SHA-256 of what is printed', max_length=64)),
                ('place', models.PositiveIntegerField(help_text='In the batch, from 1', null=True)),
                ('first_page', models.PositiveIntegerField(null=True)),
                ('pages', models.PositiveIntegerField(null=True)),
                ('returned_on', models.DateField(null=True)),
                ('returned_for', models.CharField(blank=True, choices=[('unknown', 'Not known at this address'), ('moved', 'Moved away'), ('incomplete', 'Address incomplete or wrong'), ('refused', 'Not accepted'), ('deceased', 'Said to have died')], max_length=12)),
                ('returned_by', models.CharField(blank=True, max_length=150)),
                ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='messaging.letterbatch')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.customer')),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
                ('message', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='messaging.message')),
            ],
            options={
                'indexes': [models.Index(fields=['code_index'], name='messaging_letter_code'), models.Index(condition=models.Q(('batch', None)), fields=['law'], name='messaging_letter_waiting'), models.Index(fields=['customer'], name='messaging_letter_customer')],
                'constraints': [models.UniqueConstraint(fields=('batch', 'place'), name='messaging_letter_place')],
            },
        ),
        guard("messaging_letterbatch"),
        guard("messaging_paperletter", by_customer=True),
    ]
