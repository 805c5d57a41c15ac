"""The suggested needling code of a session, why, and what is missing before anybody bills it."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from practice import reference
from practice.errors import Blocker
from practice.models import Clinic
from practice.vocabulary import MuscleCounting
from sessions.models import NeedlingSession
from sessions.rules import billing
from sessions.selectors.sessions import targets_of
from sessions.selectors.supervision import supervised_by


def billing_of(targets: list[Any], clinic: Clinic, policy: str = "", *, compared: bool = True) -> dict[str, Any] | None:
    """The suggested code, the count and the way of counting; None as long as nothing was needled.

    `compared` adds what the other ways of counting would lead to.
    """
    chosen = MuscleCounting(policy or clinic.counting_policy)
    count = billing.count_muscles(targets, chosen, _cpt_keys())
    if not count:
        return None
    told = {"code": billing.code_for(count), "count": count, "basis": chosen.value}
    if not compared:
        return told
    counted = billing.by_policy(targets, _cpt_keys())
    return {**told, "by_policy": {name.value: dict(found) for name, found in counted.items()}}


def billing_in_full(session: NeedlingSession, clinic: Clinic) -> dict[str, Any] | None:
    """As `billing_of`, with each counted muscle and why, timed treatment, and what is missing before billing."""
    targets = targets_of(session)
    found = billing_of(targets, clinic, session.counting_policy)
    if found is None:
        return None
    units = billing.counted_muscles(targets, MuscleCounting(found["basis"]), _cpt_keys())
    return {
        **found,
        "counted": [_unit(unit) for unit in units],
        "not_counted": [f"{_name(target)}: planned, no needle" for target in targets if not target.needles_in],
        "timed": timed_codes(session.interventions),
        "missing": [blocker.as_json() for blocker in _missing(session)],
    }


def timed_codes(interventions: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Codes that are paid by time, with their own minutes: kept apart from needling. Source: domain.md (c)."""
    known = reference.interventions()
    return [
        {"code": entry["code"], "label": entry["label"], "minutes": row.get("minutes")}
        for row in interventions
        if (entry := known[row["key"]])["timed"] and entry["code"]
    ]


def _unit(unit: billing.Unit) -> dict[str, Any]:
    targets = [_name(target) for target in unit.targets]
    return {"muscle": unit.muscle, "side": unit.side, "targets": targets, "reason": unit.reason}


def _name(target: Any) -> str:
    return f"{reference.muscles()[target.muscle]['common_name']}, {target.side}"


def _missing(session: NeedlingSession) -> Iterator[Blocker]:
    if not session.visit.is_signed:
        yield Blocker("note_not_signed", "The note is not signed yet: bill it afterwards.", "signed_at")
    elif supervised_by(session) and not hasattr(session, "cosignature"):
        yield Blocker("cosignature_missing", "The supervisor has not co-signed yet.", "cosignature")
    for row in timed_codes(session.interventions):
        if not row["minutes"]:
            yield Blocker("intervention_minutes_missing", f"{row['code']} needs its minutes.", "interventions")


@cache
def _cpt_keys() -> Mapping[str, str]:
    """Which anatomical muscle each muscle is part of; a process keeps the catalogue it started with."""
    return {key: muscle["cpt_muscle_key"] for key, muscle in reference.muscles().items()}
