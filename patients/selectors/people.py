"""Who is in care: patients, as far as the actor may see them."""

from datetime import date
from typing import cast
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from patients.models import EpisodeOfCare, Patient, PatientName
from patients.names import words_of
from practice import access
from practice.access import Actor, Permission

LAST_LETTER = "\U0010ffff"


def patients_for(actor: Actor) -> "QuerySet[Patient]":
    """The patients that the actor may see: all of the clinic, or for a patient the own record."""
    own = access.only_own(actor, Permission.PATIENT_VIEW)
    rows: QuerySet[Patient] = Patient.objects.all()
    return rows if own is None else rows.filter(pk=own)


def matching(text: str) -> Q:
    """Patients by the beginnings of their names in any order and without accents, by record number or birth date."""
    found = Q()
    for part in text.split()[:8]:
        has_digit = any(letter.isdigit() for letter in part)
        found &= _by_names(part) | _by_number(part) | _by_birth(part) if has_digit else _by_names(part)
    return found


def _by_names(part: str) -> Q:
    """A range instead of LIKE: row-level security lets only leakproof operators use the index (byte order: "C")."""
    found = Q()
    for word in words_of(part):
        named = PatientName.objects.filter(word__gte=word, word__lt=word + LAST_LETTER)
        found &= Q(pk__in=named.values("patient"))
    return found or Q(pk__in=[])


def _by_number(part: str) -> Q:
    return Q(record_number__startswith=part.upper())


def _by_birth(part: str) -> Q:
    day = day_in(part)
    return Q(date_of_birth=day) if day else Q(pk__in=[])


def namesakes(given_name: str, family_name: str, date_of_birth: date) -> "QuerySet[Patient]":
    """Patients of the same name, accents aside, who were born on the same day."""
    words = set(words_of(f"{given_name} {family_name}"))
    born = Patient.objects.filter(date_of_birth=date_of_birth)
    for word in words:
        born = born.filter(pk__in=PatientName.objects.filter(word=word).values("patient"))
    return cast("QuerySet[Patient]", born.order_by("search_name", "pk") if words else born.none())


def day_in(text: str) -> date | None:
    """The date that a text is, as 1985-05-17 or 5/17/1985 (what the forms take too); None when it is none."""
    if text.count("/") == 2:
        month, day, year = text.split("/")
        text = f"{year}-{month:0>2}-{day:0>2}"
    try:
        return date.fromisoformat(text) if len(text) == len("2026-01-31") else None
    except ValueError:
        return None


def page_by_name(rows: "QuerySet[Patient]", after: UUID | None, size: int) -> tuple[list[Patient], UUID | None]:
    """One page of patients by name with their episodes, after a given one; and after whom the next page begins."""
    ordered = rows.order_by("search_name", "pk")
    last = Patient.objects.filter(pk=after).first() if after else None
    if last is not None:
        beyond = Q(search_name__gt=last.search_name) | Q(search_name=last.search_name, pk__gt=last.pk)
        ordered = ordered.filter(search_name__gte=last.search_name).filter(beyond)
    episodes = EpisodeOfCare.objects.select_related("therapist").order_by("-started_on", "-pk")
    found = list(ordered.prefetch_related(Prefetch("episodes", episodes))[: size + 1])
    return found[:size], found[size - 1].pk if len(found) > size else None
