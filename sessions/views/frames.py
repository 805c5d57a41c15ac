"""What the pages of a session show beside its form: the banner, the blockers with their ways, the risks of muscles."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.http import QueryDict

from patients.models import EpisodeOfCare, Patient, Visit
from patients.rules.freshness import beyond_the_visit
from patients.rules.screening import labels
from patients.selectors.banner import banner_of
from practice import reference
from practice import selectors as practice
from practice.access import Permission
from practice.doors.pages import ClinicRequest
from practice.doors.returning import with_way_back
from practice.units import with_unit
from sessions import fields, forms
from sessions.forms import choices
from sessions.forms.session import ESTIM, MEASURED
from sessions.forms.targets import TargetForm
from sessions.models import AdverseEvent, NeedlingSession, Target, VisitNote
from sessions.rules.facts import SigningFacts, high_risk, longest_needle
from sessions.rules.notices import signing_notices
from sessions.rules.signing import needling_stops, signing_blockers
from sessions.selectors.billing import billing_in_full
from sessions.selectors.facts import facts_before, signing_facts
from sessions.selectors.limits import ruled_out_in
from sessions.selectors.precautions import planned_in_words
from sessions.selectors.provenance import changes_in_words
from sessions.selectors.sessions import standing_events, targets_of, with_parts
from sessions.views import ways


def sent(request: ClinicRequest) -> QueryDict | None:
    """What was posted, even when it is empty; None when the page is only opened."""
    return request.POST if request.method == "POST" else None


def banner(request: ClinicRequest, patient: Patient, episode: EpisodeOfCare, *, back: str = "") -> dict[str, Any]:
    """The patient's banner, as much of it as the role may see; its forms lead back to the note at `back`."""
    clinical = request.actor.may(Permission.CHART_VIEW)
    found = banner_of(patient, episode, practice.today_in(request.clinic), clinical=clinical)
    for alert in found["alerts"]:
        if "needs" in alert:
            alert["url"] = with_way_back(alert["url"], back)
    return found


def draft_context(session: NeedlingSession, request: ClinicRequest) -> dict[str, Any]:
    """What still stands in the way of signing, and what the session would be billed as."""
    facts = signing_facts(with_parts(session), request.clinic)
    return {
        "session": session,
        "version": session.visit.version,
        "blockers": ways.linked(signing_blockers(facts), session),
        "notices": ways.linked(signing_notices(facts), session, consent=facts.consent_scope.consent_id),
        "override_url": ways.override_url(session, signing_blockers(facts)),
        "billing": billing_in_full(session, request.clinic),
        "stops": ways.linked([] if facts.needled else needling_stops(facts), session),
        "limits": ruled_out_in(facts),
        "planned": planned_in_words(facts.precautions_planned),
        **_counts(facts),
    }


def known_before(request: ClinicRequest, episode: EpisodeOfCare, now: datetime) -> dict[str, Any]:
    """Before a session is begun: why no needle goes in yet, each with where it is settled, and where none goes in."""
    facts = facts_before(episode, request.actor.membership_id, now, request.clinic)
    settled = ways.places(episode.pk, back=request.get_full_path())
    stops = [
        {**stop.as_json(), "url": settled.get(stop.code) or settled.get(stop.field, settled["episode"])}
        for stop in needling_stops(facts)
    ]
    return {"stops": stops, "limits": ruled_out_in(facts), "planned": planned_in_words(facts.precautions_planned)}


def say_limits(context: dict[str, Any]) -> None:
    """The rows whose muscle the screen rules out say so."""
    words = {(limit["muscle"], limit["side"]): limit["words"] for limit in context["limits"]}
    for row in context["rows"]:
        row["limit"] = words.get(row["form"].place, "")


def _counts(facts: SigningFacts) -> dict[str, int]:
    return {
        "needles_in": sum(target.needles_in or 0 for target in facts.targets),
        "needles_out": sum(target.needles_out or 0 for target in facts.targets),
    }


def initial_of(session: NeedlingSession) -> dict[str, Any]:
    """A stored session as the form shows it."""
    visit, rescreen, estim = session.visit, session.rescreen or {}, session.estim
    found = set(rescreen.get("positive", ()))
    flags = {flag["key"] for flag in reference.current("screening")["red_flags"]}
    beyond = beyond_the_visit(found, reference.current("screening"))
    measured = {(row.measure, row.phase): row.value for row in visit.measurements.all() if not row.side}
    return {
        **{name: getattr(session, name) for name in forms.SessionForm.base_fields if hasattr(session, name)},
        "version": visit.version, "occurred_at": visit.occurred_at, "minutes": visit.minutes, "note": visit.note,
        "changes": {None: "", True: "true", False: "false"}[rescreen.get("changes")],
        "interventions": session.interventions,
        "change_note": rescreen.get("note", ""),
        "positive": found - flags - beyond, "beyond_today": beyond, "red_flags": found & flags,
        "events_answer": _events_answer(session),
        "estim_used": estim is not None,
        **{f"estim_{name}": (estim or {}).get(name) for name in ESTIM},
        **{name: shown_number(measured.get(place)) for name, place in MEASURED.items()},
    }  # fmt: skip


def _events_answer(session: NeedlingSession) -> str:
    if not session.adverse_events_answered:
        return ""
    return "listed" if standing_events(session) else "none"


def shown_number(value: Any) -> Any:
    """A whole number without its decimals."""
    return int(value) if value is not None and value == int(value) else value


def hidden_measurements(visit: Visit, fields_shown: Mapping[str, tuple[str, str]]) -> list[dict[str, Any]]:
    """Measurements of the draft that the form does not show, for example from the clinic's app: they stay."""
    shown = set(fields_shown.values())
    return [
        {name: getattr(row, name) for name in fields.MEASUREMENT}
        for row in visit.measurements.all()
        if (row.measure, row.phase) not in shown or row.side
    ]


def hazard_of(key: str) -> Mapping[str, Any] | None:
    """The catalogue's entry of the muscle that stands in a row."""
    return reference.muscles().get(key)


def hazard_in(form: TargetForm) -> dict[str, Any]:
    """What the catalogue says of the muscle in a row, and of the length of its needle."""
    hazard = hazard_of(form.chosen_muscle)
    if hazard is None:
        return {"hazard": None}
    too_long = high_risk(hazard) and form.is_too_long
    return {"hazard": hazard, "longest": longest_needle(hazard), "too_long": too_long}


def target_initial(target: Target) -> dict[str, Any]:
    """A stored target as a row of the form."""
    return {name: getattr(target, name) for name in fields.TARGET}


def event_initial(event: AdverseEvent) -> dict[str, Any]:
    """A stored event as a row of the form."""
    return {name: getattr(event, name) for name in forms.EventRows.form.base_fields}


def answer_behind(event: AdverseEvent) -> dict[str, str] | None:
    """The patient's answer that opened an event, as a link; None where somebody of the clinic recorded it."""
    if event.check_in_id is None:
        return None
    words = f"From a patient's answer: {event.get_state_display().lower()}. It stays when the row is removed."
    return {"url": f"/adverse-events/{event.pk}/", "label": words}


def measured_pairs(session: NeedlingSession | VisitNote) -> list[dict[str, Any]]:
    """Each measure with its values before, after and at the visit, in the catalogue's order."""
    known = reference.entries("measures", reference.edition_of(session.visit.signer, "measures"))
    found = dict[tuple[str, str], dict[str, Any]]()
    for row in session.visit.measurements.all():
        name = known[row.measure]["name"]
        entry = found.setdefault((row.measure, row.side), {"name": name, "side": row.get_side_display()})
        entry[row.phase] = None if row.value is None else with_unit(row.value, known[row.measure])
    order = list(known)
    return [found[key] for key in sorted(found, key=lambda key: (order.index(key[0]), key[1]))]


def last_time(source: NeedlingSession) -> dict[str, Any]:
    """What was done at the last signed session, to be seen beside the new one."""
    known = reference.muscles()
    measured = {
        (row.measure, row.phase): shown_number(row.value) for row in with_parts(source).visit.measurements.all()
    }
    return {
        "session": source,
        "at": source.visit.occurred_at,
        "targets": [{"name": known[row.muscle]["common_name"], "row": row} for row in targets_of(source)],
        "pain_before": measured.get(MEASURED["pain_before"]),
        "pain_after": measured.get(MEASURED["pain_after"]),
        "response": source.response,
    }


def events_of(session: NeedlingSession) -> list[dict[str, Any]]:
    """What went wrong, in the catalogue's words; `since` marks what was recorded after the note was signed."""
    known, noted = reference.adverse_events(), session.adverse_events_noted
    said = None if noted is None else {event["id"] for event in noted}
    return [
        {"row": event, "label": known[event.kind]["label"], "since": said is not None and str(event.pk) not in said}
        for event in session.adverse_events.all()
    ]


def overrides_of(session: NeedlingSession) -> list[dict[str, Any]]:
    """What was decided against for this session, in the clinic's words, as the signed note has it."""
    words = labels(reference.current("screening"))
    return [{**noted, "label": words.get(noted["item"], noted["item"])} for noted in session.overrides_noted or ()]


def provenance_words(copied: dict[str, Any] | None) -> dict[str, Any]:
    """Where a target was copied from, and what was changed since."""
    return {"copied": copied, "copied_changes": changes_in_words(copied) if copied else ""}


def catalogue_words(visit: Visit) -> str:
    """The versions of the catalogues under which a signed note is read ('measures 2, muscles 1')."""
    kept = (visit.signer or {}).get("editions") or {}
    return ", ".join(f"{kind.replace('_', ' ')} {number}" for kind, number in sorted(kept.items()))


def place_words(place: str) -> str:
    """Where it was, in the form's words."""
    return dict(choices.PLACES).get(place, place)


def chosen_words(keys: Iterable[str], offered: Iterable[tuple[str, str]]) -> str:
    """What was ticked in a note, in the form's words."""
    words = dict(offered)
    return ", ".join(words.get(key, key) for key in keys)


def treatments(written: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Other treatment in the catalogue's words."""
    known = reference.interventions()
    return [{**known[row["key"]], "minutes": row.get("minutes"), "note": row.get("note", "")} for row in written]


def rescreen_words(session: NeedlingSession | VisitNote) -> list[str]:
    """What the short re-screen found, in the clinic's words."""
    screening = reference.current("screening")
    labels = {item["key"]: item["label"] for item in (*screening["contraindications"], *screening["red_flags"])}
    return [labels.get(key, key) for key in (session.rescreen or {}).get("positive", ())]
