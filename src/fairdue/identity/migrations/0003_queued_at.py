import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0002_guard")]

    operations = [
        migrations.AddField(
            model_name="signinrequest",
            name="queued_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), editable=False
            ),
        ),
        migrations.AlterField(
            model_name="signinrequest",
            name="asked_at",
            field=models.DateTimeField(help_text="By the shell's clock"),
        ),
    ]
