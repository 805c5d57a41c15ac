"""Who is in care: patients, as far as the actor may see them."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import reduce
from itertools import islice
from operator import and_, or_
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from patients.models import EpisodeOfCare, Patient, PatientMerge, PatientName
from patients.names import plain_words, ways_of, words_of
from patients.rules import people as rules
from practice import access
from practice.access import Actor, Permission
from practice.days import day_in, parts_of

LAST_LETTER = "\U0010ffff"
MOST_MERGED, MOST_ALIKE, MOST_BORN = 20, 3, 50


def records_for(actor: Actor) -> "QuerySet[Patient]":
    """The records that the actor may see, merged ones among them: all of the clinic, or for a patient the own."""
    own = access.only_own(actor, Permission.PATIENT_VIEW)
    rows: QuerySet[Patient] = Patient.objects.all()
    return rows if own is None else rows.filter(pk=own)


def patients_for(actor: Actor) -> "QuerySet[Patient]":
    """The people whom the actor may see: one record each."""
    return records_for(actor).filter(merged_into__isnull=True)


def found_by(text: str) -> Q:
    """Patients who match a text (see `matching`), by the number and names of merged records too."""
    own = matching(text)
    merged = Patient.objects.filter(own, merged_into__isnull=False).values_list("pk", flat=True)
    stands = {row.pk for row in _standing(list(merged[:MOST_MERGED])).values()}
    return own | Q(pk__in=stands) if stands else own


def standing(patient: Patient) -> Patient:
    """The record that stays: where a merged one went, however many steps away; else the record itself."""
    return patient if patient.merged_into_id is None else _standing([patient.pk])[patient.pk]


def _standing(ids: Sequence[UUID]) -> dict[UUID, Patient]:
    """For each record the one that stays; as many queries as the longest way has steps."""
    went: dict[UUID, UUID] = {pk: pk for pk in ids}
    rows: dict[UUID, Patient] = {}
    while ahead := set(went.values()) - set(rows):
        rows |= Patient.objects.in_bulk(ahead)
        went = {pk: rows[at].merged_into_id or at for pk, at in went.items()}
    return {pk: rows[at] for pk, at in went.items()}


def records_of_one(patient: Patient) -> list[UUID]:
    """The ids under which one person's record is known: the one that stays, and all that went into it."""
    known = [standing(patient).pk]
    newest = known
    while newest := list(Patient.objects.filter(merged_into__in=newest).values_list("pk", flat=True)):
        known = [*known, *newest]
    return known


def matching(text: str) -> Q:
    """Patients by the beginnings of their names in any order, by record number or birth date; accents, apostrophes and
    hyphens aside.
    """
    found = Q()
    for part in parts_of(text)[:8]:
        has_digit = any(letter.isdigit() for letter in part)
        found &= _by_names(part) | _by_number(part) | _by_birth(part) if has_digit else _by_names(part)
    return found


def _by_names(part: str) -> Q:
    """A range instead of LIKE: row-level security lets only leakproof operators use the index (byte order: "C")."""
    return named(part, lambda word: Q(word__gte=word, word__lt=word + LAST_LETTER)) or Q(pk__in=[])


def named(text: str, by: Callable[[str], Q]) -> Q:
    """Patients who have all names of a text, each in one of its ways; `by` finds a word. Empty for no name at all."""
    found = Q()
    for ways in ways_of(text):
        found &= reduce(or_, (_with_all(way, by) for way in ways))
    return found


def _with_all(words: Sequence[str], by: Callable[[str], Q]) -> Q:
    return reduce(and_, (Q(pk__in=PatientName.objects.filter(by(word)).values("patient")) for word in words))


def same_word(word: str) -> Q:
    """A word as it is, for `named`."""
    return Q(word=word)


def _by_number(part: str) -> Q:
    return Q(record_number__startswith=part.upper())


def _by_birth(part: str) -> Q:
    day = day_in(part)
    return Q(date_of_birth=day) if day else Q(pk__in=[])


def namesakes(given_name: str, family_name: str, date_of_birth: date, *, but: UUID | None = None) -> list[Patient]:
    """At most three patients of the same name, accents, apostrophes and hyphens aside, who were born on the same day;
    a merged record stands for the one that it went into. `but` is the one who is asked about.
    """
    same = named(f"{given_name} {family_name}", same_word)
    born = Patient.objects.filter(same, date_of_birth=date_of_birth)
    rows = born.order_by("search_name", "pk")[: MOST_ALIKE * 2] if same else ()
    merged = _standing([row.pk for row in rows if row.merged_into_id])
    found = {row.pk: row for row in (merged.get(row.pk, row) for row in rows)}
    return [row for row in found.values() if row.pk != but][:MOST_ALIKE]


def look_alikes(patient: Patient) -> list[Patient]:
    """At most three other records that may be of the same person: born on one day, with the same words of names.

    Two records whose merge was undone are of two people: somebody looked, and said so.
    """
    parted = PatientMerge.objects.filter(undone_at__isnull=False)
    rows = Patient.objects.filter(date_of_birth=patient.date_of_birth, merged_into__isnull=True).exclude(pk=patient.pk)
    rows = rows.exclude(pk__in=parted.filter(kept=patient).values("merged"))
    rows = rows.exclude(pk__in=parted.filter(merged=patient).values("kept"))
    alike = (row for row in rows.order_by("pk")[:MOST_BORN] if _look_alike(patient.search_name, row.search_name))
    return list(islice(alike, MOST_ALIKE))


def _look_alike(one: str, other: str) -> bool:
    return any(rules.look_alike(words(one), words(other)) for words in (plain_words, words_of))


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
