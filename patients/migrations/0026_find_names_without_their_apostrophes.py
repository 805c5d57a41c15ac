"""Names with an apostrophe or a hyphen are found without it: the words that search knows are kept anew."""

from django.db import migrations
from django.db.models import Q

from patients.names import words_of
from practice.scoping import new_id

MARKS = r"['’‘‛ʼʻʹ`´＇‐‑‒–—−－-]"
NAMES = ("given_name", "preferred_name", "family_name")


def keep(apps, schema_editor):
    """Under the role of the owner, who is behind no fence: every clinic's. Words that are there stay."""
    patients, names = (apps.get_model("patients", name) for name in ("Patient", "PatientName"))
    marked = Q()
    for name in NAMES:
        marked |= Q(**{f"{name}__regex": MARKS})
    for row in patients.objects.filter(marked).only("id", "clinic_id", *NAMES).iterator():
        known = set(names.objects.filter(patient=row).values_list("word", flat=True))
        names.objects.bulk_create(
            names(id=new_id(), clinic_id=row.clinic_id, patient=row, word=word)
            for word in words_of(" ".join(getattr(row, name) for name in NAMES)) if word not in known
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("patients", "0025_say_how_a_consent_was_signed")]
    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
