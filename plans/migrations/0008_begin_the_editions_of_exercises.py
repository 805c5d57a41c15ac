"""What each of the clinic's own exercises says today is its first edition, and what is prescribed is prescribed by it."""

from django.db import migrations

from practice.scoping import new_id

CONTENT = ("name", "kind", "purpose", "instructions", "precautions", "steps", "checklist")


def begin(apps, schema_editor):
    """Under the role of the owner, who is behind no fence: every clinic's."""
    exercises, editions, prescriptions = (
        apps.get_model("plans", name) for name in ("ClinicExercise", "ExerciseEdition", "Prescription")
    )
    for row in exercises.objects.all():
        first = editions.objects.create(
            id=new_id(), clinic_id=row.clinic_id, exercise=row, number=row.edition,
            content={name: getattr(row, name) for name in CONTENT},
        )  # fmt: skip
        prescriptions.objects.filter(clinic_id=row.clinic_id, exercise=row.key).update(edition=first)


class Migration(migrations.Migration):
    dependencies = [("plans", "0007_keep_editions_of_the_clinics_own_exercises")]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
