"""Care that stands referred out went there when its row last changed: nothing else moves it meanwhile."""

from django.db import migrations
from django.db.models import F


def keep(apps, schema_editor):
    """Under the role of the owner, who is behind no fence: every clinic's."""
    episodes = apps.get_model("patients", "EpisodeOfCare").objects
    episodes.filter(state="referred_out", referred_out_at=None).update(referred_out_at=F("updated_at"))


class Migration(migrations.Migration):
    dependencies = [("patients", "0032_say_when_each_red_flag_was_recorded")]
    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
