"""The progress report: its facts as words and pictures, then as a PDF."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime
from itertools import chain, repeat
from typing import Any

from practice.days import day_words
from progress.charts import PRINT, PRINT_HALF, Chart, horizontal_bars, trend_chart, written

from .body_figure import body_figure
from .content import clinic_content, moment, patient_content
from .engine import RenderedDocument, typeset
from .facts import (
    AdverseEventFacts,
    Clinician,
    Discharge,
    EpisodeFacts,
    GoalFacts,
    MeasureFacts,
    Notice,
    PlanFacts,
    PrescriptionFacts,
    ProgressReportFacts,
    SessionFacts,
    Standing,
    TargetFacts,
)

NAME = "Progress report"
NONE = "–"
DAGGER, FROM_A_DRAFT = "†", "from a note that is a draft, not signed. Hollow points in the charts are such values too."
BLOCK = 10
FOUR_VIEWS = 2072  # units: four pictures of the body chart and what lies between them
LONG_TEXT = 600
Cell = str | dict[str, str | None]


def render_progress_report(facts: ProgressReportFacts, *, timestamp: datetime) -> RenderedDocument:
    """Typeset the report; the same facts and timestamp (in the clinic's time zone) give the same bytes."""
    content = _content(facts)
    digest = hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    # Signing must not change the hash of what is signed, so the signature and the day of printing stay outside it.
    content |= {"signature": _signature(facts), "document": _document(facts, digest, timestamp)}
    return typeset("progress_report.typ", content, content_hash=digest, timestamp=timestamp)


def _content(facts: ProgressReportFacts) -> dict[str, Any]:
    return {
        "paper": facts.paper,
        "language": facts.language,
        "clinic": clinic_content(facts.clinic),
        "patient": patient_content(facts.patient),
        "episode": _episode(facts.episode),
        "standing": _standing(facts.standing),
        "alerts": _notices(facts.alerts),
        "measures": [_measure(measure) for measure in facts.measures],
        "charts": _charts(facts),
        "goals": [_goal(goal) for goal in facts.goals],
        "sessions": [block for session in facts.sessions for block in _session(session)],
        "targets": _targets_per_muscle(facts),
        "body": _body(facts),
        "adverse_events": [_adverse_event(event) for event in facts.adverse_events],
        "plan": _plan(facts.plan),
        "clocks": _notices(facts.clocks),
        "justification": facts.justification,
        "drafts": f"{DAGGER} {FROM_A_DRAFT}" if _rests_on_drafts(facts) else "",
    }


def _rests_on_drafts(facts: ProgressReportFacts) -> bool:
    """Whether a mark stands anywhere that the footnote explains."""
    marked = any(measure.baseline_draft or measure.latest_draft for measure in facts.measures)
    return marked or any(goal.draft for goal in facts.goals) or any(trend.drafts for trend in facts.trends)


def _document(facts: ProgressReportFacts, digest: str, timestamp: datetime) -> dict[str, Any]:
    covered = _span(facts.episode.covers_from, facts.episode.covers_to)
    return {
        "name": NAME,
        "title": f"{NAME}, record {facts.patient.record_number}, {day_words(facts.episode.covers_to)}",
        "description": f"{NAME} of one episode of care, {covered}",
        "generated": moment(timestamp),
        "hash": digest,
        "short_hash": digest[:16],
        "draft": facts.signature is None,
    }


def _span(first: date, last: date | None) -> str:
    return f"{day_words(first)} to {day_words(last)}" if last else f"from {day_words(first)}"


def _clinician(clinician: Clinician) -> str:
    return f"{clinician.name}, {clinician.credential}" if clinician.credential else clinician.name


def _episode(episode: EpisodeFacts) -> dict[str, Any]:
    return {
        "condition": episode.condition,
        "diagnoses": [f"{diagnosis.code} {diagnosis.words}".strip() for diagnosis in episode.diagnoses] or [NONE],
        "therapist": _clinician(episode.therapist),
        "referred_by": episode.referred_by,
        "started": day_words(episode.started_on),
        "covers": _span(episode.covers_from, episode.covers_to),
        "treatment_days": str(episode.treatment_days),
        "discharge": _discharge(episode.discharge),
    }


def _discharge(ended: Discharge | None) -> dict[str, str] | None:
    if ended is None:
        return None
    return {"on": day_words(ended.on), "outcome": ended.outcome, "reason": ended.reason, "summary": ended.summary}


def _standing(standing: Standing) -> dict[str, str]:
    return {
        "tone": standing.tone,
        "status": standing.status,
        "sentence": standing.sentence,
        "responder": _marked(standing.responder, draft=standing.responder_draft and standing.responder != ""),
    }


def _notices(notices: Sequence[Notice]) -> list[dict[str, str]]:
    return [{"name": n.name, "state": n.state, "tone": n.tone, "words": n.words} for n in notices]


def _number(value: float | None, *, signed: bool = False) -> str:
    if value is None:
        return NONE
    return f"+{written(value)}" if signed and value > 0 else written(value)


def _judged(measure: MeasureFacts, met: bool | None, yes: str, no: str, threshold: float | None) -> Cell:
    if measure.latest is None:
        return {"words": "not enough data yet", "tone": None}
    if met is None or threshold is None:
        return {"words": "not known" if threshold is None else NONE, "tone": None}
    return {"words": f"{yes if met else no} ({written(threshold)})", "tone": "good" if met else None}


def _measure(measure: MeasureFacts) -> list[Cell]:
    arrow = "↓" if measure.lower_is_better else "↑"
    sign = measure.unit_words if measure.unit_words in ("°", "%") else ""
    return [
        {"words": f"{measure.label} {arrow}", "below": "" if sign else measure.unit_words},
        _dated(measure.baseline, measure.baseline_on, sign, draft=measure.baseline_draft),
        _dated(measure.latest, measure.latest_on, sign, draft=measure.latest_draft),
        _number(measure.change, signed=True),
        _number(measure.percent_change, signed=True),
        _judged(measure, measure.mcid_met, "✓ met", "not met", measure.mcid),
        _judged(measure, measure.reliable_change, "✓ yes", "no", measure.mdc),
        _bands(measure),
    ]


def _marked(words: str, *, draft: bool) -> str:
    """With the mark that the footnote explains, where it is of a note that is not signed."""
    return f"{words} {DAGGER}" if draft else words


def _dated(value: float | None, on: date | None, sign: str, *, draft: bool) -> Cell:
    words = _marked(_number(value) + (sign if value is not None else ""), draft=draft)
    return {"words": words, "below": day_words(on, year=False) if on else ""}


def _bands(measure: MeasureFacts) -> str:
    bands = [band for band in (measure.band_baseline, measure.band_latest) if band]
    return " → ".join(dict.fromkeys(bands)) or NONE


def _charts(facts: ProgressReportFacts) -> list[dict[str, str]]:
    densities = chain([PRINT], repeat(PRINT_HALF))
    drawable = [trend for trend in facts.trends if trend.recorded]
    drawn = zip(drawable, densities, strict=False)
    return [_picture(trend_chart(trend, palette="print", density=density)) for trend, density in drawn]


def _picture(chart: Chart) -> dict[str, str]:
    return {"svg": chart.svg, "caption": chart.title, "alt": chart.description}


def _targets_per_muscle(facts: ProgressReportFacts) -> dict[str, str] | None:
    if not facts.targets_per_muscle:
        return None
    title = "Sessions in which each muscle was needled"
    return _picture(
        horizontal_bars(facts.targets_per_muscle, key="targets", title=title, palette="print", density=PRINT)
    )


def _body(facts: ProgressReportFacts) -> dict[str, Any] | None:
    drawn = body_figure(facts.body)
    return None if drawn is None else {**_picture(drawn), "share": min(drawn.width / FOUR_VIEWS, 1) * 100}


def _goal(goal: GoalFacts) -> list[Cell]:
    state: Cell = {"words": "no value yet", "tone": None}
    if goal.met is not None:
        state = {"words": "✓ met", "tone": "good"} if goal.met else {"words": "not met yet", "tone": "watch"}
    return [goal.words, _marked(goal.latest, draft=goal.draft), day_words(goal.due_on) if goal.due_on else NONE, state]


def _session(session: SessionFacts) -> list[dict[str, Any]]:
    """Blocks that stay whole on a page, each short enough to fit on one; a very long response flows by itself."""
    rows = [_target(target) for target in session.targets] or [["no muscle needled", *[NONE] * 5]]
    blocks = [_block(session, rows[start : start + BLOCK]) for start in range(0, len(rows), BLOCK)]
    for block in blocks[1:]:
        block["therapist"] = "continued"
    response = _response(session)
    place = "response" if len(response) <= LONG_TEXT else "long_response"
    blocks[-1] |= {place: response, "height": blocks[-1]["height"] + (place == "response" and response != "")}
    return blocks


def _block(session: SessionFacts, rows: list[list[Cell]]) -> dict[str, Any]:
    said = {"on": day_words(session.on), "therapist": session.therapist, "signed": session.signed}
    return {**said, "targets": rows, "height": len(rows), "response": "", "long_response": ""}


def _response(session: SessionFacts) -> str:
    pain = ""
    if session.pain_after is not None:
        pain = f"Pain {_number(session.pain_before)} → {_number(session.pain_after)}."
    elif session.pain_before is not None:
        pain = f"Pain {_number(session.pain_before)}."
    return f"{pain} {session.response}".strip()


def _target(target: TargetFacts) -> list[Cell]:
    familiar = " · familiar pain" if target.familiar_pain else ""
    return [target.muscle, target.side, _needles(target), target.size, target.technique, f"{target.twitch}{familiar}"]


def _needles(target: TargetFacts) -> Cell:
    counted = f"{_number(target.needles_in)} / {_number(target.needles_out)}"
    return counted if target.needles_in == target.needles_out else {"words": counted, "tone": "stop"}


def _adverse_event(event: AdverseEventFacts) -> list[Cell]:
    return [day_words(event.on), event.what, event.grade, event.action or NONE, event.outcome or NONE]


def _done(each: PrescriptionFacts) -> str:
    """Of the days on which it was due in the last four weeks; a day without a word is none."""
    if each.done_days is None:
        return "not reported"
    return f"{written(each.done_days)} of {each.due_days} days" if each.due_days else f"{written(each.done_days)} days"


def _plan(plan: PlanFacts | None) -> dict[str, Any] | None:
    if plan is None:
        return None
    return {
        "frequency": plan.frequency,
        "duration": f"{plan.duration}, planned {_span(plan.starts_on, plan.planned_until)}",
        "certified": f"until {day_words(plan.certified_until)}" if plan.certified_until else NONE,
        "prescriptions": [
            [
                each.name,
                each.kind,
                each.dose,
                _done(each),
            ]
            for each in plan.prescriptions
        ],
    }


def _signature(facts: ProgressReportFacts) -> dict[str, str] | None:
    if facts.signature is None:
        return None
    return {"by": _clinician(facts.signature.by), "at": moment(facts.signature.at)}
