"""The events of a draft that its therapist recorded, and no patient's answer opened, were written by the draft."""

from django.db import migrations
from django.db.models import F


def keep(apps, schema_editor):
    """Under the role of the owner, who is behind no fence: every clinic's. Signed notes keep what they have."""
    events = apps.get_model("needling", "AdverseEvent").objects
    own = events.filter(check_in=None, session__visit__signed_at=None, reported_by=F("session__visit__therapist"))
    events.filter(pk__in=list(own.values_list("pk", flat=True))).update(of_note=True)


class Migration(migrations.Migration):
    dependencies = [("needling", "0012_say_which_events_a_note_wrote")]
    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
