"""A summary remembers the needled days of its episode; the rows of before are of an earlier edition and made anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("progress", "0002_records_mark_summaries_stale")]
    operations = [
        migrations.AddField("episodesummary", "needled", models.JSONField(default=dict, editable=False)),
    ]
