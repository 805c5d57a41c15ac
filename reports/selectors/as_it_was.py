"""What held at the end of a period of what is written over when it changes: codes, payer rule, medicine, settings."""

from copy import copy
from datetime import date, datetime, time, timedelta
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from django.db import models

from patients.models import EpisodeOfCare
from practice.history import as_it_was
from practice.models import Clinic

OF_EPISODE: Final = ("condition", "icd10", "payer_rule")
OF_PATIENT: Final = ("acute_medicine",)
OF_CLINIC: Final = ("payer_rule", "own_report_every", "own_certification_days", "counting_policy", "jurisdiction")
Row = TypeVar("Row", bound=models.Model)


def as_on(episode: EpisodeOfCare, clinic: Clinic, last: date, *, today: date) -> tuple[EpisodeOfCare, Clinic]:
    """Episode, with its patient, and clinic as they stood when a day ended; what was only written down later stands as
    it stands now. They are for reading, never to be saved.
    """
    if last >= today:
        return episode, clinic
    ended = datetime.combine(last + timedelta(days=1), time(), ZoneInfo(clinic.timezone))
    before = as_it_was(episode, OF_EPISODE, ended)
    if not before.get("icd10"):  # not coded yet: the codes that came later are for what was treated then
        before.pop("icd10", None)
    then = _with(episode, before)
    then.patient = _with(episode.patient, as_it_was(episode.patient, OF_PATIENT, ended))
    return then, _with(clinic, as_it_was(clinic, OF_CLINIC, ended))


def _with(row: Row, said: dict[str, Any]) -> Row:
    made = copy(row)
    for name, value in said.items():
        setattr(made, name, value)
    return made
