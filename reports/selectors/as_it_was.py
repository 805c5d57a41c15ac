"""What held at the end of a period of what is written over when it changes: codes, payer rule, medicine, settings, who
led the care, and what clinic and people were called.
"""

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import date, datetime, time, timedelta
from typing import Any, Final, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import models

from patients.models import EpisodeOfCare
from practice.history import as_it_was, as_they_were
from practice.models import Clinic, Membership

OF_EPISODE: Final = ("condition", "icd10", "payer_rule", "therapist_id")
OF_PATIENT: Final = ("acute_medicine",)
OF_CLINIC: Final = (
    "payer_rule", "own_report_every", "own_certification_days", "counting_policy", "jurisdiction",
    "name", "address", "phone", "email",
)  # fmt: skip
OF_MEMBER: Final = ("name", "suffix")
Row = TypeVar("Row", bound=models.Model)


def as_on(episode: EpisodeOfCare, clinic: Clinic, last: date, *, today: date) -> tuple[EpisodeOfCare, Clinic]:
    """Episode, with its patient, and clinic as they stood when a day ended; what was only written down later stands as
    it stands now. They are for reading, never to be saved.
    """
    if last >= today:
        return episode, clinic
    ended = _end_of(last, clinic)
    before = as_it_was(episode, OF_EPISODE, ended)
    if not before.get("icd10"):  # not coded yet: the codes that came later are for what was treated then
        before.pop("icd10", None)
    then = _with(episode, before)
    then.patient = _with(episode.patient, as_it_was(episode.patient, OF_PATIENT, ended))
    return then, _with(clinic, as_it_was(clinic, OF_CLINIC, ended))


def called_on(members: Iterable[Membership], clinic: Clinic, last: date, *, today: date) -> Mapping[UUID, Membership]:
    """Members by id, called as they were when a day ended. They are for reading, as in `as_on`."""
    known = {member.pk: member for member in members}
    if last >= today:
        return known
    then = as_they_were(Membership, known, OF_MEMBER, _end_of(last, clinic))
    return {pk: _with(member, then.get(pk, {})) for pk, member in known.items()}


def _end_of(day: date, clinic: Clinic) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(clinic.timezone))


def _with(row: Row, said: dict[str, Any]) -> Row:
    made = copy(row)
    for name, value in said.items():
        setattr(made, name, value)
    return made
