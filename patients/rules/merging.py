"""When two records are of one person, what the record that stays takes over, and when a merge can be taken back.

Source: project choice: one person has one record; what was signed stays with the episode in which it was signed.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from patients.rules.people import ALLERGIES_MOST
from practice.days import day_words
from practice.errors import BadInput, Blocker, RuleViolation, require

LACKING: Final[Mapping[str, Any]] = {
    "preferred_name": "", "pronouns": "", "sex": "unknown", "phone": "", "email": "", "address": "",
    "emergency_contact": "", "allergies": "", "acute_medicine": "", "no_reminders": False,
}  # fmt: skip
TAKEN_OVER: Final = tuple(LACKING)
BETWEEN: Final = "; "


class RecordIsMerged(RuleViolation):
    """The record went into another one, which programs find as `merged_into`."""

    def __init__(self, merged_into: UUID, record_number: str) -> None:
        text = f"This record was merged into {record_number}. Open that one and write there."
        super().__init__([Blocker("merged_record", text, "patient")])
        self.more = {"merged_into": str(merged_into)}


def require_standing(merged_into: Any) -> None:
    """Nothing is written into a merged record: `merged_into` is the patient who stays, None while it stands itself."""
    if merged_into is not None:
        raise RecordIsMerged(merged_into.pk, merged_into.record_number)


def require_two_records(kept: UUID, merged: UUID) -> None:
    """A record is merged with another one."""
    require(kept != merged, "same_record", "Choose another record than this one.", "merged", kind=BadInput)


@dataclass(frozen=True, slots=True)
class Booked:
    """An appointment of one of the records, in the clinic's time."""

    record_number: str
    starts_at: datetime
    ends_at: datetime

    @property
    def words(self) -> str:
        """'30 Nov 2026, 10:00–10:30 (T-0001)'."""
        return f"{day_words(self.starts_at)}, {self.starts_at:%H:%M}–{self.ends_at:%H:%M} ({self.record_number})"


def overlaps(kept: Iterable[Booked], merged: Iterable[Booked]) -> list[Blocker]:
    """Appointments of both records that one person cannot keep, each pair with its times; the earliest first."""
    ours = sorted(kept, key=lambda booked: booked.starts_at)
    theirs = sorted(merged, key=lambda booked: booked.starts_at)
    return [
        Blocker(
            "appointments_overlap",
            f"Both records have an appointment at the same time: {one.words} and {other.words}. Move or cancel one of"
            " them first, after taking back what is done or under way.",
            "appointments",
        )
        for one in ours
        for other in theirs
        if one.starts_at < other.ends_at and other.starts_at < one.ends_at
    ]  # fmt: skip


def taken_over(kept: Mapping[str, Any], merged: Mapping[str, Any]) -> dict[str, Any]:
    """What the record that stays takes from the other: details that it lacks, and allergies that it does not name.

    Where both say something else, the record that stays is right; an allergy is never lost, nor is the wish to get no
    reminders.
    """
    found = {name: merged[name] for name, nothing in LACKING.items() if kept[name] == nothing != merged[name]}
    ours, theirs = kept["allergies"], merged["allergies"]
    if ours and theirs and theirs.casefold() not in ours.casefold():
        found["allergies"] = f"{ours}{BETWEEN}{theirs}"
    require(
        len(found.get("allergies", "")) <= ALLERGIES_MOST, "allergies_too_long",
        f"The allergies of both records together are longer than {ALLERGIES_MOST} characters. Shorten them first.",
        "allergies",
    )  # fmt: skip
    return found


def given_back(filled: Collection[str], kept: Mapping[str, Any], merged: Mapping[str, Any]) -> dict[str, Any]:
    """The details as they were before: only those that still say what was taken over."""
    found = {}
    for name in filled:
        if kept[name] == merged[name]:
            found[name] = LACKING[name]
        elif name == "allergies" and kept[name].endswith(BETWEEN + merged[name]):
            found[name] = kept[name].removesuffix(BETWEEN + merged[name])
    return found


def require_undoable(*, undone: bool, merged_on: bool, continued: bool, account_wrote: bool) -> None:
    """A merge is taken back once, and only while nothing that was written since belongs to both records."""
    found = [
        Blocker(code, text)
        for holds, code, text in (
            (undone, "already_undone", "This merge was undone already."),
            (merged_on, "merged_on", "The record that stayed was itself merged since. Undo that first."),
            (
                continued, "continued_since",
                "Care was continued since in a new episode that follows one of the merged record. The two records can"
                " no longer be taken apart.",
            ),
            (
                account_wrote, "account_wrote_since",
                "The patient's account has written in the diary since, and nobody can say into which record that"
                " belongs. Take these diary days back first.",
            ),
        )
        if holds
    ]  # fmt: skip
    if found:
        raise RuleViolation(found[:1] if undone else found)


def account_after(*, kept_has: bool, merged_has: bool, merged_active: bool = True) -> str:
    """What becomes of the merged record's account: it opens the record that stays, unless that has one of its own.

    One that was closed before is not closed again: an undo would open it.
    """
    if not merged_has or (kept_has and not merged_active):
        return ""
    return "closed" if kept_has else "moved"
