"""A copy of a consent that was made before copies were noted counts as given."""

from django.db import migrations
from django.db.models import F
from django.db.models.functions import Now


def note(apps, schema_editor):
    """Under the role of the owner, who is behind no fence: every clinic's."""
    consents, reports = apps.get_model("patients", "Consent"), apps.get_model("reports", "Report")
    made = reports.objects.filter(kind="consent", state="done").values("consent")
    consents.objects.filter(pk__in=made, copy_given=False).update(
        copy_given=True, version=F("version") + 1, updated_at=Now()
    )


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0004_keep_why_skilled_care_goes_on"),
        ("patients", "0027_note_copies_of_consents_later"),
    ]
    operations = [migrations.RunPython(note, migrations.RunPython.noop)]
