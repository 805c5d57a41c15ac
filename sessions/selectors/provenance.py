"""Where a session's targets come from, and what was changed since they were copied."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sessions import fields
from sessions.models import Target

WORDS = {
    "muscle": "muscle", "side": "side", "diameter_mm": "diameter", "length_mm": "length", "technique": "technique",
    "safeguard": "direction and safeguard", "depth_mm": "depth", "dwell_minutes": "time in place",
}  # fmt: skip


def provenance_of(targets: Iterable[Target]) -> dict[UUID, dict[str, Any]]:
    """For each copied target the session that it comes from, what differs, and whether it was confirmed today.

    Counting its needles confirms a target: until then it stands there as last time. One query, none without copies.
    """
    copied = {target.pk: target for target in targets if target.copied_from}
    if not copied:
        return {}
    rows = Target.objects.filter(pk__in={target.copied_from for target in copied.values()})
    sources = {row.pk: row for row in rows.select_related("session__visit")}
    return {
        pk: _copied(target, sources[target.copied_from])  # type: ignore[index]
        for pk, target in copied.items()
        if target.copied_from in sources
    }


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
