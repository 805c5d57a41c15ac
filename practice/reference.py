"""Reference data: the clinical catalogues, loaded from files and kept by version."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from practice.audit import digest
from practice.models import ReferenceSet

FILES: Final[dict[str, str]] = {
    "conditions": "patients/reference/conditions.json",
    "measures": "patients/reference/measures.json",
    "payer_rules": "patients/reference/payer_rules.json",
    "screening": "patients/reference/screening.json",
    "icd10cm": "patients/reference/icd10cm.json",
    "consent": "patients/reference/consent.json",
    "muscles": "sessions/reference/muscles.json",
    "interventions": "sessions/reference/interventions.json",
    "adverse_events": "sessions/reference/adverse_events.json",
    "aftercare": "sessions/reference/aftercare.json",
    "exercises": "plans/reference/exercises.json",
    "jurisdictions": "practice/reference/jurisdictions.json",
    "programme": "plans/reference/programme.json",
}
# What the words and cut-offs of a signed note come from.
READ_IN_NOTES: Final = ("adverse_events", "conditions", "interventions", "measures", "muscles", "screening")
WORD_FOR_WORD: Final = frozenset({"consent"})


class ReferenceChanged(Exception):
    """A catalogue's file says something else about what records name already."""


def load_all() -> list[str]:
    """Load every catalogue that is new; the same file twice changes nothing. Returns what was added."""
    return [kind for kind, path in FILES.items() if _load(kind, Path(settings.BASE_DIR, path))]


def _load(kind: str, path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    content = json.loads(text)
    known = ReferenceSet.objects.filter(kind=kind, edition=content["schema_version"]).first()
    if known is None:
        _require_kept(kind, path, content)
        ReferenceSet.objects.create(kind=kind, edition=content["schema_version"], sha256=digest(text), content=content)
    elif known.sha256 != digest(text):
        raise ReferenceChanged(
            f"{path.name} differs from the loaded version {known.edition}: raise its schema_version."
        )
    return known is None


def _require_kept(kind: str, path: Path, content: Mapping[str, Any]) -> None:
    """Records name entries by key, for ever: a new version keeps every entry; a consent text keeps its words too."""
    new = _entries(content)
    for earlier in ReferenceSet.objects.filter(kind=kind).order_by("edition"):
        old = _entries(earlier.content)
        lost = sorted(old.keys() - new.keys())
        if lost:
            raise ReferenceChanged(f"{path.name} lacks {', '.join(lost)} of version {earlier.edition}: keep the entry.")
        reworded = sorted(key for key in old if kind in WORD_FOR_WORD and old[key] != new[key])
        if reworded:
            raise ReferenceChanged(f"{path.name} rewords {', '.join(reworded)}, which was signed: give it a new key.")


def _entries(content: Mapping[str, Any]) -> dict[str, Any]:
    """Everything in a catalogue that has a key."""
    lists = [rows for rows in content.values() if isinstance(rows, list)]
    return {row["key"]: row for rows in lists for row in rows if isinstance(row, dict) and "key" in row}


@cache
def edition(kind: str, number: int) -> Mapping[str, Any]:
    """One version of a catalogue, as it was and stays."""
    content: Mapping[str, Any] = ReferenceSet.objects.get(kind=kind, edition=number).content
    return content


@cache
def current_edition(kind: str) -> int:
    """The number of the newest version; a process keeps what it started with."""
    return ReferenceSet.objects.filter(kind=kind).order_by("-edition").values_list("edition", flat=True)[0]


def edition_before(kind: str, moment: datetime) -> int:
    """The number of the version that was the newest before a moment; of what was loaded only later the newest now."""
    rows = ReferenceSet.objects.filter(kind=kind, loaded_at__lt=moment).order_by("-edition")
    found: int | None = rows.values_list("edition", flat=True).first()
    return current_edition(kind) if found is None else found


def editions() -> dict[str, int]:
    """The versions that a note signed now is read under for ever; they are kept with its signature."""
    return {kind: current_edition(kind) for kind in READ_IN_NOTES}


def edition_of(signer: Mapping[str, Any] | None, kind: str) -> int:
    """The version under which a note is read: that of its signature; the newest one for a draft.

    A note that was signed before versions were kept is read under the newest one too.
    """
    kept: int | None = ((signer or {}).get("editions") or {}).get(kind)
    return current_edition(kind) if kept is None else kept


@cache
def entries(kind: str, number: int, list_name: str = "") -> Mapping[str, Mapping[str, Any]]:
    """The entries of a list of one version by their key, in the catalogue's order."""
    return {entry["key"]: entry for entry in edition(kind, number)[list_name or kind]}


def current(kind: str) -> Mapping[str, Any]:
    """The newest version of a catalogue."""
    return edition(kind, current_edition(kind))


@cache
def by_key(kind: str, list_name: str = "") -> Mapping[str, Mapping[str, Any]]:
    """The entries of a catalogue's list by their key, in the catalogue's order."""
    return entries(kind, current_edition(kind), list_name)


def muscles() -> Mapping[str, Mapping[str, Any]]:
    """Muscles by key."""
    return by_key("muscles")


def measures() -> Mapping[str, Mapping[str, Any]]:
    """Measures by key."""
    return by_key("measures")


def conditions() -> Mapping[str, Mapping[str, Any]]:
    """Conditions by key."""
    return by_key("conditions")


def exercises() -> Mapping[str, Mapping[str, Any]]:
    """The library's exercises and posture habits by key."""
    return by_key("exercises")


def codes() -> Mapping[str, Mapping[str, Any]]:
    """ICD-10-CM codes by code, with the days on which they may be used."""
    return by_key("icd10cm", "codes")


def interventions() -> Mapping[str, Mapping[str, Any]]:
    """Treatment beside needling by key, with the code it may be billed as."""
    return by_key("interventions")


def payer_rules() -> Mapping[str, Mapping[str, Any]]:
    """Payer rules by key."""
    return by_key("payer_rules")


def programme() -> Mapping[str, Mapping[str, Any]]:
    """Progressions, precautions and checklists of the library's exercises, by the exercise's key."""
    return by_key("programme")


def adverse_events() -> Mapping[str, Mapping[str, Any]]:
    """Kinds of adverse events by key."""
    return by_key("adverse_events", "events")


def jurisdictions() -> list[Mapping[str, Any]]:
    """The dated rows of state rules."""
    rows: list[Mapping[str, Any]] = current("jurisdictions")["jurisdictions"]
    return rows


def primary_measure(condition: str) -> str:
    """The key of the measure that counts most in a condition; '' where its group has none."""
    group = conditions().get(condition, {}).get("group", "")
    known = current("measures")["thresholds_by_condition"].get(group)
    return str(known["primary_measure"]) if known else ""


def thresholds(group: str) -> Mapping[str, Any]:
    """MCID, MDC and primary measure of a condition group."""
    found: Mapping[str, Any] = current("measures")["thresholds_by_condition"][group]
    return found
