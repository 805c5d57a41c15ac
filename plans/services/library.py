"""Everything that changes the clinic's own exercises; what one said before stays as an edition."""

from typing import Any
from uuid import UUID

from django.utils.text import slugify

from patients.rules.screening import asked_keys
from plans import fields
from plans.models import ClinicExercise, ExerciseEdition
from plans.rules import exercises as words
from plans.rules import library as rules
from practice import reference
from practice.access import Actor, Permission
from practice.actions import action
from practice.errors import require
from practice.scoping import new_id


@action(needs=Permission.EXERCISE_LIBRARY_WRITE, logs="exercise.added")
def add_exercise(*, actor: Actor, id: UUID | None = None, **details: Any) -> ClinicExercise:
    """An exercise or habit of the clinic's own; `details` are fields.CLINIC_EXERCISE, its steps and its checklist."""
    words.require_kind(details["kind"])
    key = _own_key(details["name"])
    taken = ClinicExercise.objects.filter(key=key).exists()
    require(not taken, "exercise_exists", "The clinic has an exercise of this name already.", "name")
    exercise = ClinicExercise(id=id or new_id(), key=key, **_sound(details))
    exercise.save(force_insert=True)
    _keep_edition(exercise)
    return exercise


@action(needs=Permission.EXERCISE_LIBRARY_WRITE, logs="exercise.changed")
def change_exercise(
    *, actor: Actor, exercise: ClinicExercise, if_version: int | None = None, **details: Any
) -> ClinicExercise:
    """Changed details of one of the clinic's own exercises; its key stays.

    What it says anew is another edition: what is prescribed already stays as it was prescribed.
    """
    exercise = ClinicExercise.objects.locked(exercise.pk, if_version=if_version)
    words.require_kind(details.get("kind", exercise.kind))
    before = _content_of(exercise)
    for name, value in _sound(details, exercise).items():
        setattr(exercise, name, value)
    if rules.content_changed(before, _content_of(exercise)):
        exercise.edition += 1
        exercise.save()
        _keep_edition(exercise)
    else:
        exercise.save()
    return exercise


def _content_of(exercise: ClinicExercise) -> dict[str, Any]:
    """What the exercise says now."""
    return {name: getattr(exercise, name) for name in fields.EXERCISE_CONTENT}


def _sound(details: dict[str, Any], exercise: ClinicExercise | None = None) -> dict[str, Any]:
    """The details as they are kept; BadInput where they make no sense."""
    found = dict(details)
    if "steps" in found:
        found["steps"] = rules.whole_steps(found["steps"], reference.measures())
        rules.require_sound_steps(found["steps"], reference.measures())
    if "avoid" in found or "muscles" in found:
        found |= {name: sorted(set(found[name])) for name in ("avoid", "muscles") if name in found}
        rules.require_known_to_weigh(
            found.get("avoid", ()), found.get("muscles", ()),
            asked=asked_keys(reference.current("screening")), catalogue=reference.muscles().keys(),
        )  # fmt: skip
    if "checklist" in found:
        found["checklist"] = rules.keyed_checklist(found["checklist"], exercise.checklist if exercise else ())
    return found


def _keep_edition(exercise: ClinicExercise) -> None:
    edition = ExerciseEdition(exercise=exercise, number=exercise.edition, content=_content_of(exercise))
    edition.save(force_insert=True)


def _own_key(name: str) -> str:
    """Apart from the library's keys, which know no hyphen."""
    return f"own-{slugify(name)[:56] or 'exercise'}"
