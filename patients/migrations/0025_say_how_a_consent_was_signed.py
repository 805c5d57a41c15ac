from django.db import migrations, models

HOW = {"choices": [("paper", "On paper"), ("drawn", "Signed on the screen"), ("typed", "Name typed")], "max_length": 8}


class Migration(migrations.Migration):
    dependencies = [("patients", "0024_keep_the_number_that_a_consent_names")]

    operations = [
        migrations.AlterField(model_name="consent", name="signed_how", field=models.CharField(**HOW)),
        migrations.AlterField(model_name="consentevent", name="signed_how", field=models.CharField(**HOW)),
    ]
