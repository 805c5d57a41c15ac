"""What must hold for one day of the headache diary.

Source: domain.md (e), `headache_days_28`; how far back a day can be written is a project choice.
"""

from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal

from plans.rules.once import PATIENTS_LOOK_BACK
from practice.errors import BadInput, Blocker, require

LOOK_BACK = timedelta(days=730)


def require_recordable_day(on: date, *, today: date, by_patient: bool) -> None:
    """A day is written when it has come: patients up to 28 days back, the clinic up to two years."""
    look_back = "You can fill in the last 28 days. Tell your therapist about earlier ones."
    for holds, code, words in (
        (on <= today, "in_the_future", "This day lies in the future. Write it when it has come."),
        (not by_patient or on >= today - PATIENTS_LOOK_BACK, "too_long_ago", look_back),
        (on >= today - LOOK_BACK, "too_long_ago", "This day lies more than two years back. Check the date."),
    ):
        require(holds, code, words, "on", kind=BadInput)


def require_consistent(
    *, headache: bool, intensity: int | None, hours: Decimal | None, medicines: Collection[str]
) -> None:
    """Intensity and hours are asked only with a headache; each class of medicine counts once a day."""
    found = []
    if not headache and intensity:
        found.append(Blocker("no_headache", "Without a headache there is no intensity.", "intensity"))
    if not headache and hours:
        found.append(Blocker("no_headache", "Without a headache there are no hours.", "hours"))
    if headache and intensity == 0:
        found.append(Blocker("no_pain", "0 means no headache: choose 1 to 10, or no headache.", "intensity"))
    if len(set(medicines)) != len(medicines):
        found.append(Blocker("medicine_twice", "Name each class of medicine once.", "medicines"))
    if found:
        raise BadInput(found)
