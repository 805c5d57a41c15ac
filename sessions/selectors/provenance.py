"""Where a session's targets come from, and what was changed since they were copied."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sessions import fields
from sessions.models import NeedlingSession, Target

WORDS = {
    "muscle": "muscle", "side": "side", "diameter_mm": "diameter", "length_mm": "length", "technique": "technique",
    "safeguard": "direction and safeguard", "depth_mm": "depth",
}  # fmt: skip


def provenance_of(targets: Iterable[Target]) -> dict[UUID, dict[str, Any]]:
    """For each copied target the session that it comes from, what differs, and whether it was confirmed today.

    Counting its needles confirms a target: until then it stands there as last time. One query, none without copies.
    """
    copied = {target.pk: target for target in targets if target.copied_from}
    if not copied:
        return {}
    sources = _sources(copied.values())
    return {
        pk: _copied(target, sources[target.copied_from])  # type: ignore[index]
        for pk, target in copied.items()
        if target.copied_from in sources
    }


def _sources(copied: Iterable[Target]) -> dict[UUID, Target]:
    rows = Target.objects.filter(pk__in={target.copied_from for target in copied})
    return {row.pk: row for row in rows.select_related("session__visit")}


@dataclass(frozen=True, slots=True)
class AsThen:
    """What stands in a session as it was in an earlier one: targets, counted and not counted yet, and the position."""

    occurred_at: datetime
    counted: list[Target]
    open: list[Target]
    same_position: bool


def as_then(session: NeedlingSession, targets: Iterable[Target]) -> list[AsThen]:
    """For each session that targets were copied from what was not changed since, the newest first.

    The position has no provenance of its own: it is compared. One query, none without copies.
    """
    copied = [target for target in targets if target.copied_from]
    sources = _sources(copied) if copied else {}
    pairs = [(target, sources[target.copied_from]) for target in copied if target.copied_from in sources]
    by_session = sorted(pairs, key=lambda pair: (pair[1].session.visit.occurred_at, pair[1].session_id), reverse=True)
    groups = [list(group) for _, group in groupby(by_session, key=lambda pair: pair[1].session_id)]
    return [_as_then(session, group) for group in groups]


def _as_then(session: NeedlingSession, pairs: list[tuple[Target, Target]]) -> AsThen:
    source = pairs[0][1].session
    same = [target for target, before in pairs if not _copied(target, before)["changed"]]
    return AsThen(
        occurred_at=source.visit.occurred_at,
        counted=[target for target in same if target.needles_in is not None],
        open=[target for target in same if target.needles_in is None],
        same_position=bool(source.position) and session.position == source.position,
    )


def _copied(target: Target, source: Target) -> dict[str, Any]:
    return {
        "session": source.session_id,
        "occurred_at": source.session.visit.occurred_at,
        "confirmed": target.needles_in is not None,
        "changed": [name for name in fields.COPIED if getattr(target, name) != getattr(source, name)],
    }


def changes_in_words(found: dict[str, Any]) -> str:
    """'side, depth'; empty while everything is as it was."""
    return ", ".join(WORDS[name] for name in found["changed"])
