"""What stands above every page of a patient: who it is, and what must be known before a needle."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from patients.models import EpisodeOfCare, Patient
from patients.rules import screening as rules
from patients.rules.candidacy import Result
from patients.rules.people import age_on
from patients.rules.referral import Referral, referral_for
from patients.selectors.former import Former, former_of
from patients.selectors.found import Limit
from patients.selectors.safety import Safety, safety_of
from practice import reference
from practice.access import Permission
from practice.asking import Question
from practice.days import day_words
from practice.emergency import localized

Alert = dict[str, Any]

CANDIDACY: Final = {
    Result.EMERGENCY: ("stop", "Red flag: emergency"),
    Result.REFER: ("stop", "Red flag: refer"),
    Result.DO_NOT_NEEDLE: ("stop", "Do not needle"),
    Result.INCOMPLETE: ("watch", "Screening incomplete"),
    Result.AREA_LIMITS: ("watch", "Area limits"),
    Result.PRECAUTIONS: ("watch", "Precautions"),
    Result.PROCEED: ("good", "Screening clear"),
}
CONSENT_PROBLEMS: Final = {
    "missing": "No consent yet",
    "expired": "Consent expired",
    "withdrawn": "Consent withdrawn",
    "guardian_missing": "Guardian's consent missing",
    "own_missing": "Turned 18: own consent missing",
}
# Who may use the address of an alert, where not everybody who reads it may: names in the templates' `may`.
SCREENS, CONSENTS = (needed.name.lower() for needed in (Permission.SCREENING_WRITE, Permission.CONSENT_WRITE))
# Positive items of the screen that are said by name: their icon, and the words.
SAID_BY_NAME: Final = {
    "anticoagulant_therapy": ("bleeding", "Blood thinner"),
    "bleeding_disorder": ("bleeding", "Bleeding disorder"),
    "metal_allergy": ("allergy", "Metal or latex allergy"),
    "vasovagal_history": ("faint", "Faints with needles"),
    "pregnancy": ("pregnancy", "Pregnant"),
    "pacemaker_estim": ("medication", "Pacemaker: no electrical stimulation"),
    "prior_serious_reaction": ("adverse", "Serious reaction before"),
}


@dataclass(frozen=True, slots=True)
class Serious:
    """What a higher app knows of a person: what locks needling, and which grave matters are open, the gravest first.

    A matter says `on` which day it arose, which `work` closes it, and whether it is what `locks`.
    """

    lock: Alert | None = None
    matters: tuple[Alert, ...] = ()


# What a higher app knows of a person that stands open and is grave: the banner says it before everything else.
WHAT_IS_GRAVE: Final[Question[[EpisodeOfCare, date], Serious]] = Question()


def banner_of(
    patient: Patient, episode: EpisodeOfCare | None, day: date, *, clinical: bool = True, safety: Safety | None = None
) -> dict[str, Any]:
    """The banner, what stops needling first; `clinical=False` for those who may not open charts.

    `safety` when it is at hand already; `matters` are the open grave ones of the person, with where each is closed;
    `referral` is what the open red flags ask for, while care has not ended.
    """
    alerts: list[Alert] = []
    matters: list[Alert] = []
    referral = None
    if episode is not None:
        safety = safety or safety_of(episode, day)
        locks, matters = _serious(episode, day) if clinical else ([], [])
        alerts += [*locks, *(matter for matter in matters if not matter["locks"])]
        alerts += [*(_hold(episode) if clinical else []), _consent(episode, safety)]
        alerts += _clinical(episode, safety, locked=bool(locks)) if clinical else []
        referral = _referral(episode, safety) if clinical else None
    if patient.allergies:
        alerts.append({"kind": "allergy", "tone": "watch", "label": f"Allergy: {patient.allergies[:60]}", "url": ""})
    return {
        "name": patient.full_name,
        "url": f"/patients/{patient.pk}/",
        "age": age_on(patient.date_of_birth, day),
        "pronouns": patient.pronouns,
        "record_number": patient.record_number,
        "born_on": day_words(patient.date_of_birth),
        "episode": _episode(episode) if episode is not None and clinical else None,
        "alerts": sorted(alerts, key=lambda alert: alert["tone"] != "stop"),
        "matters": matters,
        "referral": referral,
    }


def _episode(episode: EpisodeOfCare) -> dict[str, str]:
    name = reference.conditions()[episode.condition]["name"]
    return {"label": name, "url": f"/episodes/{episode.pk}/", "status": episode.get_state_display()}


def _hold(episode: EpisodeOfCare) -> Iterator[Alert]:
    if episode.held_on is not None:
        label = f"On hold since {day_words(episode.held_on)}: no needling"
        yield {"kind": "stop", "tone": "stop", "label": label, "url": f"/episodes/{episode.pk}/"}


def _consent(episode: EpisodeOfCare, safety: Safety) -> Alert:
    if safety.consent is None:
        url = f"/episodes/{episode.pk}/consent/new/"
        label = CONSENT_PROBLEMS[safety.consent_problem]
        return {"kind": "consent", "tone": "stop", "label": label, "url": url, "needs": CONSENTS}
    until = safety.consent.expires_on
    label = f"Consent to {day_words(until)}" if until else f"Consent of {day_words(safety.consent.signed_on)}"
    return {
        "kind": "consent", "tone": "good", "label": label,
        "url": f"/consents/{safety.consent.pk}/",
    }  # fmt: skip


def _referral(episode: EpisodeOfCare, safety: Safety) -> Referral | None:
    """What the open red flags ask for, with the number of the clinic; nothing once care has ended."""
    if episode.state == EpisodeOfCare.State.DISCHARGED:
        return None
    asked = referral_for(safety.open_red_flags, reference.current("screening"))
    return asked and replace(asked, title=localized(asked.title), text=localized(asked.text))


def locks_on(episode: EpisodeOfCare, day: date) -> list[Alert]:
    """What locks needling on a day, as the higher apps know it; a query or two for each of them."""
    return _serious(episode, day)[0]


def _serious(episode: EpisodeOfCare, day: date) -> tuple[list[Alert], list[Alert]]:
    """What locks needling, and the open grave matters of the person."""
    known = WHAT_IS_GRAVE.ask(episode, day)
    locks = [serious.lock for serious in known if serious.lock is not None]
    return locks, [matter for serious in known for matter in serious.matters]


def _clinical(episode: EpisodeOfCare, safety: Safety, *, locked: bool) -> Iterator[Alert]:
    """A screen without a finding says nothing where needling is locked: 'clear' would be read as 'go on'."""
    screening = _screening(episode, safety)
    if not (locked and screening["tone"] == "good"):
        yield screening
    if safety.screening is None:
        yield from _formerly(former_of(episode, safety.day))
    elif safety.pressing and not safety.screening_expired:
        url = f"/episodes/{episode.pk}/screening/again/"
        label = f"Ask again: {_asked_again(safety.pressing)}"
        yield {"kind": "screening", "tone": "watch", "label": label, "url": url, "needs": SCREENS}
    if safety.limited_muscles and safety.screening is not None:
        url = f"/screenings/{safety.screening.pk}/"
        yield {"kind": "area", "tone": "stop", "label": f"No needling: {_muscles(safety.limits)}", "url": url}
    for key, (kind, label) in SAID_BY_NAME.items():
        if key in safety.facts.positive:
            yield {"kind": kind, "tone": "watch", "label": label, "url": ""}


def _screening(episode: EpisodeOfCare, safety: Safety) -> Alert:
    again = f"/episodes/{episode.pk}/screening/new/"
    if safety.screening is None:
        return {"kind": "screening", "tone": "stop", "label": "No screening yet", "url": again, "needs": SCREENS}
    renewal = f"/episodes/{episode.pk}/screening/again/"
    if safety.screening_expired:
        return {"kind": "screening", "tone": "stop", "label": "Screening expired", "url": renewal, "needs": SCREENS}
    tone, label = CANDIDACY[Result(safety.candidacy)]
    stops = [key for key in safety.decision.stops if key != "no_consent"]
    if safety.candidacy == Result.DO_NOT_NEEDLE and stops:
        label = f"Do not needle: {rules.labels(reference.current('screening'))[stops[0]][:60].lower()}"
    elif safety.candidacy == Result.DO_NOT_NEEDLE:
        tone, label = CANDIDACY[Result(safety.screening.candidacy)]
    return {
        "kind": "screening", "tone": tone, "label": label,
        "url": f"/screenings/{safety.screening.pk}/",
    }  # fmt: skip


def _formerly(former: Former | None) -> Iterator[Alert]:
    """What was known of the person in the former episode, until this one has asked it again."""
    if former is None:
        return
    url, since = f"/screenings/{former.screening.pk}/", f"({day_words(former.on)}, from the former episode, ask again)"
    told = {limit.item for limit in former.limits}
    if former.limits:
        yield {"kind": "area", "tone": "stop", "label": f"No needling: {_muscles(former.limits)} {since}", "url": url}
    named = [key for key in SAID_BY_NAME if key in former.yes]
    for key in named:
        kind, label = SAID_BY_NAME[key]
        yield {"kind": kind, "tone": "watch", "label": f"{label} {since}", "url": url}
    words = rules.labels(reference.current("screening"))
    if rest := [words.get(key, key)[:60] for key in sorted(former.yes - told - set(named))]:
        yield {"kind": "screening", "tone": "watch", "label": f"{_few(rest)} {since}", "url": url}


def _muscles(limits: Iterable[Limit]) -> str:
    known = reference.muscles()
    sides: dict[str, set[str | None]] = {}
    for limit in limits:
        sides.setdefault(limit.muscle, set()).add(limit.side)
    names = [_sided(known[key]["common_name"].lower(), found) for key, found in sorted(sides.items()) if key in known]
    return _few(names)


def _sided(name: str, sides: set[str | None]) -> str:
    """'upper trapezius, left'; both sides go without saying."""
    [only] = sides if len(sides) == 1 else [None]
    return f"{name}, {only}" if only else name


def _asked_again(keys: frozenset[str]) -> str:
    words = rules.labels(reference.current("screening"))
    return _few([words.get(key, key)[:60].lower() for key in sorted(keys)], at_once=1)


def _few(names: list[str], at_once: int = 2) -> str:
    more = f" and {len(names) - at_once} more" if len(names) > at_once else ""
    return ", ".join(names[:at_once]) + more
