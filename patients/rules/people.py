"""What must hold for a person's details.

Source: project choice: what a record needs to be about one person.
"""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from practice.errors import BadInput, Blocker, RuleViolation, require

OLDEST_YEARS = 120
ALLERGIES_MOST = 300
KNOWN = (
    "A patient of this name and date of birth is registered already."
    " Open that record, or say that this is somebody else."
)


class PossibleDuplicate(RuleViolation):
    """Somebody of this name and date of birth is registered; programs find their ids as `candidates`."""

    def __init__(self, candidates: Sequence[UUID]) -> None:
        super().__init__([Blocker("possible_duplicate", KNOWN, "confirm_duplicate")])
        self.more = {"candidates": [str(pk) for pk in candidates]}


def require_plausible_birth(date_of_birth: date, today: date) -> None:
    """A date of birth lies in the past, and not more than 120 years ago."""
    require(
        date_of_birth <= today, "born_in_the_future", "The date of birth lies in the future. Check the year.",
        "date_of_birth", kind=BadInput,
    )  # fmt: skip
    oldest = (today.year - OLDEST_YEARS, today.month, today.day)
    require(
        (date_of_birth.year, date_of_birth.month, date_of_birth.day) >= oldest, "born_too_long_ago",
        "The date of birth lies more than 120 years ago. Check the year.", "date_of_birth", kind=BadInput,
    )  # fmt: skip


def age_on(date_of_birth: date, day: date) -> int:
    """Age in completed years on a day."""
    return day.year - date_of_birth.year - ((day.month, day.day) < (date_of_birth.month, date_of_birth.day))


def require_same_address(email: str, known: str) -> None:
    """An account keeps its address: its owner changes it, after proving to read the new one."""
    require(
        email.lower() == known.lower(), "has_account",
        f"This patient has an account already, with the address {known}. The patient can change it there.", "email",
    )  # fmt: skip


def require_names(given_name: str, family_name: str) -> None:
    """Both names say something."""
    for field, name in (("given_name", given_name), ("family_name", family_name)):
        require(bool(name.strip()), "name_missing", "Enter the name.", field, kind=BadInput)


def require_new_person(candidates: Sequence[UUID], *, confirmed: bool) -> None:
    """Nobody of the same name was born on the same day, or whoever asks says that this is somebody else."""
    if candidates and not confirmed:
        raise PossibleDuplicate(candidates)


def look_alike(one: Collection[str], other: Collection[str]) -> bool:
    """Whether two names of people born on one day can be the same person's: the words of one are among the other's."""
    mine, theirs = set(one), set(other)
    return bool(mine and theirs) and (mine <= theirs or theirs <= mine)
