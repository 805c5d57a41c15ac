"""Reads of people, episodes, screening, consent, visits and measurements."""

import unicodedata

from django.db.models import Q, QuerySet

from patients.models import Patient
from practice import access
from practice.access import Actor, Permission


def folded(text: str) -> str:
    """Lower case without accents, for search: 'José Ångström' → 'jose angstrom'."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).split())


def patients_for(actor: Actor) -> "QuerySet[Patient]":
    """The patients that the actor may see: all of the clinic, or for a patient the own record."""
    own = access.only_own(actor, Permission.PATIENT_VIEW)
    rows: QuerySet[Patient] = Patient.objects.all()
    return rows if own is None else rows.filter(pk=own)


def matching(text: str) -> Q:
    """Patients by part of a name, in any order and without accents, or by record number."""
    found = Q()
    for word in folded(text).split():
        found &= Q(search_name__contains=word) | Q(record_number__iexact=word)
    return found
