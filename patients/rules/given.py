"""Answers to the criteria's questions that the assessment holds already: profile, measures and palpation."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from patients.rules.criteria import Given
from patients.rules.measurements import frt_positive

Answer = bool | None

MONTHS: Final = 3
CHRONIC_DAYS: Final = 15
POSTURE_CUT_OFF: Final = Decimal(50)
ROTATION_CUT_OFF: Final = Decimal(60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What one kind of headache is like; None or '' where nobody said. Hours of an untreated attack, pain 0-10."""

    days_per_month: Decimal | None = None
    months: int | None = None
    attack_hours: Decimal | None = None
    usual_intensity: int | None = None
    where: str = ""
    quality: str = ""
    worse_with_activity: Answer = None
    nausea: str = ""
    light: Answer = None
    sound: Answer = None
    aura: Answer = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What was measured (latest value by measure) and felt: whether any muscle gave the familiar pain, and so on."""

    measured: Mapping[str, Decimal]
    frt_cut_off: Decimal
    familiar_pain: bool = False
    trigger_point: bool = False
    tender: bool = False


def given_answers(profile: Profile, examined: Examined) -> dict[str, Given]:
    """By question key, what need not be asked, with its source in words.

    Only what follows without judgement: 'mixed' pain, absent palpation or a missing number say nothing.
    Source: conditions.json (items and derive_from), measures.json (cut-offs).
    """
    return {key: Given(answer, source) for key, answer, source in _all(profile, examined) if answer is not None}


def _all(profile: Profile, examined: Examined) -> Iterator[tuple[str, Answer, str]]:
    yield from _how_often(profile)
    yield from _how_long(profile)
    yield from _what_kind(profile)
    yield from _with_what(profile)
    yield from _examined(profile, examined)


def _how_often(profile: Profile) -> Iterator[tuple[str, Answer, str]]:
    days, source = profile.days_per_month, "days a month"
    if days is None:
        return
    long = None if profile.months is None else profile.months > MONTHS
    yield "days_lt1", days < 1, source
    yield "days_1_14", _both(1 <= days < CHRONIC_DAYS, long), "days a month and months"
    for key in ("days_ge15", "migraine_chronic.days_ge15"):
        yield key, _both(days >= CHRONIC_DAYS, long), "days a month and months"


def _how_long(profile: Profile) -> Iterator[tuple[str, Answer, str]]:
    hours, source = profile.attack_hours, "hours of an attack"
    if hours is not None:
        yield "dur", Decimal("0.5") <= hours <= 7 * 24, source
        yield "tth_chronic.dur", hours >= 1, source
        yield "dur4_72", 4 <= hours <= 72, source


def _what_kind(profile: Profile) -> Iterator[tuple[str, Answer, str]]:
    where, quality, pain = profile.where, profile.quality, profile.usual_intensity
    if where:
        yield "bilateral", where == "both", "side"
        yield "unilateral", where != "both", "side"
        yield "side_locked", where in ("left", "right"), "side"
    if quality and quality != "mixed":
        yield "pressing", quality == "pressing", "quality"
        yield "pulsating", quality == "pulsating", "quality"
    if pain is not None:
        yield "mild_moderate", 1 <= pain <= 6, "usual intensity"
        yield "mod_severe", pain >= 4, "usual intensity"
    if profile.worse_with_activity is not None:
        yield "worse_activity", profile.worse_with_activity, "activity"
        yield "not_worse_activity", not profile.worse_with_activity, "activity"


def _with_what(profile: Profile) -> Iterator[tuple[str, Answer, str]]:
    sick, light, sound = profile.nausea, profile.light, profile.sound
    both = _both(light, sound)
    yield "photo_and_phono", both, "light and sound"
    yield "one_photo_phono", None if both is None else not both, "light and sound"
    yield "aura_any", profile.aura, "aura"
    if sick:
        yield "no_nausea", sick == "none", "nausea"
        yield "nausea_vomit", sick != "none", "nausea"
        yield "no_mod_nausea", sick != "severe", "nausea"
    three = [light, sound, (sick != "none") if sick else None]
    yield "one_of_three", _at_most_one(three), "light, sound and nausea"


def _examined(profile: Profile, examined: Examined) -> Iterator[tuple[str, Answer, str]]:
    found = examined.measured
    tests = {side: found.get(f"frt_{side}") for side in ("left", "right")}
    positive = {s: frt_positive(v, examined.frt_cut_off) for s, v in tests.items() if v is not None}
    one_side = profile.where if profile.where in ("left", "right") else ""
    on_side = positive.get(one_side) if one_side else _any(positive)
    yield "frt_positive", on_side, "flexion-rotation test"
    yield "neck_pain_headache.frt_positive", _any(positive), "flexion-rotation test"
    rotation = found.get(f"crom_rotation_{one_side}") if one_side else None
    yield "rot_lt60", None if rotation is None else rotation < ROTATION_CUT_OFF, "rotation"
    posture = found.get("cva")
    yield "fhp", None if posture is None else posture < POSTURE_CUT_OFF, "craniovertebral angle"
    for key, felt in (
        ("digital_pressure", examined.familiar_pain), ("mtrp", examined.trigger_point), ("ttrp", examined.tender),
    ):  # fmt: skip
        yield key, felt or None, "palpation"


def _both(one: Answer, other: Answer) -> Answer:
    if one is False or other is False:
        return False
    return True if one and other else None


def _any(found: Mapping[str, bool]) -> Answer:
    """Yes when one is; no only when both sides were tested."""
    if any(found.values()):
        return True
    return False if len(found) == 2 else None


def _at_most_one(answers: Collection[Answer]) -> Answer:
    yes, open_ones = list(answers).count(True), list(answers).count(None)
    if yes > 1:
        return False
    return True if yes + open_ones <= 1 else None
