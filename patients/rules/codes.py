"""Diagnosis codes: which release is in force on a day of service, which codes are, and which do not go together."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from practice.days import day_words
from practice.errors import Blocker


def release_on(day: date, releases: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The release of the code set in force on a day of service; None before the table begins.

    Source: icd10cm.json releases (CDC/NCHS: a release each 1 October, an update each 1 April).
    """
    return next((row for row in releases if _covers(row["from"], row["to"], day)), None)


def code_problems(codes: Iterable[str], day: date, table: Mapping[str, Mapping[str, Any]]) -> list[Blocker]:
    """Codes that may not be used for care given on this day. Source: icd10cm.json codes (valid_from, valid_to)."""
    return [
        Blocker("code_not_in_force", _not_in_force(code, table[code], day), "icd10")
        for code in codes
        if code in table and not _covers(table[code]["valid_from"], table[code]["valid_to"], day)
    ]


def code_warnings(codes: Sequence[str], day: date, catalogue: Mapping[str, Any]) -> list[Blocker]:
    """What the coder should look at before the note is signed; nothing here stops anybody.

    Source: icd10cm.json excludes1 and code_also (notes of the tabular list), releases (whether it was checked).
    """
    found = [Blocker("excludes1", row["note"], "icd10") for row in catalogue["excludes1"] if _excluded(row, codes)]
    for row in catalogue["code_also"]:
        alone = not any(code.startswith(tuple(row["with"])) for code in codes)
        if row["code"] in codes and alone:
            found.append(Blocker("code_also", row["note"], "icd10"))
    release = release_on(day, catalogue["releases"])
    if codes and (release is None or not release["checked"]):
        name = release["name"] if release else "the code set of that day"
        text = f"These codes were not yet checked against {name}, in force on the day of the visit."
        found.append(Blocker("release_unchecked", text, "icd10"))
    return found


def warnings_at_session(
    codes: Sequence[str], day: date, begun: date, catalogue: Mapping[str, Any]
) -> list[Blocker]:  # fmt: skip
    """What the coder should look at in the codes of an episode on the day of a session; nothing here stops anybody.

    That the release is not checked is said once it came into force after care `begun`: before, the assessment says it.
    Source: icd10cm.json excludes1, code_also and releases, by the day of service; when it is said again is a project
    choice.
    """
    releases = catalogue["releases"]
    known = {"release_unchecked"} if release_on(day, releases) == release_on(begun, releases) else set()
    return [found for found in code_warnings(codes, day, catalogue) if found.code not in known]


def _excluded(row: Mapping[str, Any], codes: Sequence[str]) -> bool:
    return any(code.startswith(row["code"]) for code in codes) and any(c.startswith(row["excludes"]) for c in codes)


def _covers(first: str, last: str | None, day: date) -> bool:
    return date.fromisoformat(first) <= day and (last is None or day <= date.fromisoformat(last))


def _not_in_force(code: str, row: Mapping[str, Any], day: date) -> str:
    since = day_words(date.fromisoformat(row["valid_from"]))
    until = f" to {day_words(date.fromisoformat(row['valid_to']))}" if row["valid_to"] else ""
    return f"{code} may be used for care from {since}{until}, not on {day_words(day)}. Choose another code."
