"""What became of the appointments of an absence that is taken back, in words for who took it back."""

from collections.abc import Iterable, Sequence

from django.contrib import messages
from django.utils import timezone

from patients.models import Appointment, Visit
from patients.selectors.appointments import still_given_up
from patients.vocabulary import NOT_SEEN
from practice.days import day_words
from practice.doors.pages import ClinicRequest


def for_good(ended: Iterable[Appointment], visit: Visit) -> list[Appointment]:
    """Those that a changed visit gives up no more: all of them once it took place, else those of other days."""
    absent = visit.state in NOT_SEEN
    return [row for row in ended if not absent or timezone.localtime(row.starts_at).date() != visit.occurred_on]


def say(request: ClinicRequest, given_up: Sequence[Appointment]) -> None:
    """Which of them are booked again, and which could not be and why; `given_up` as it stood before."""
    gone = still_given_up(given_up) if given_up else {}
    for row in given_up:
        begin = timezone.localtime(row.starts_at)
        which = (
            f"The appointment of {begin:%a} {day_words(begin, year=False)}, {begin:%H:%M}, with {row.therapist.name}"
        )
        if row.pk in gone:
            why = " ".join(blocker.message for blocker in gone[row.pk])
            messages.warning(request, f"{which} could not be booked again. {why}")
        else:
            messages.success(request, f"{which} is booked again.")
