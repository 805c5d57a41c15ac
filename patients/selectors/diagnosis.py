"""What an episode is treated for, as notes and plans keep it: the episode may be coded anew later."""

from datetime import date
from typing import Any

from patients.models import EpisodeOfCare
from patients.rules.codes import code_problems, release_on, warnings_at_session
from practice import reference
from practice.errors import Blocker


def diagnosis_of(episode: EpisodeOfCare) -> dict[str, Any]:
    """The condition and its codes as they are now."""
    return {"condition": episode.condition, "icd10": list(episode.icd10)}


def diagnosis_signed(episode: EpisodeOfCare, day: date) -> dict[str, Any]:
    """The same with the release of ICD-10-CM in force on a day, '' without codes: as it is signed."""
    release = release_on(day, reference.current("icd10cm")["releases"]) if episode.icd10 else None
    return {**diagnosis_of(episode), "release": release["name"] if release else ""}


def codes_not_in_force(episode: EpisodeOfCare, day: date) -> tuple[str, ...]:
    """Why codes of the episode may not be used for care given on a day, in words; empty where all of them may."""
    return tuple(problem.message for problem in code_problems(episode.icd10, day, reference.codes()))


def coding_at_session(episode: EpisodeOfCare, day: date) -> tuple[Blocker, ...]:
    """What a coder should look at in the codes of an episode for care given on a day; it is settled at the episode."""
    found = warnings_at_session(episode.icd10, day, episode.started_on, reference.current("icd10cm"))
    return tuple(Blocker(warning.code, warning.message, "diagnosis") for warning in found)


def diagnosis_words(told: dict[str, Any]) -> str:
    """'Chronic tension-type headache (G44.229; ICD-10-CM FY2027)'."""
    codes = "; ".join(part for part in (", ".join(told["icd10"]), told.get("release", "")) if part)
    return f"{reference.conditions()[told['condition']]['name']}{f' ({codes})' if codes else ''}"
