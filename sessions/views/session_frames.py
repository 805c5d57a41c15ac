"""What the pages of a session show where it is read."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from patients.models import Side
from patients.selectors.diagnosis import diagnosis_of, diagnosis_words
from practice import reference
from practice.access import Permission
from practice.body_chart import body_chart
from practice.body_views import BodyChart, Shown
from practice.doors.pages import ClinicRequest
from sessions import forms
from sessions.forms import choices
from sessions.models import NeedlingSession, Target
from sessions.rules.supervision import names_supervisors
from sessions.rules.targets import words_of_counts
from sessions.selectors.billing import billing_in_full
from sessions.selectors.precautions import planned_in_words
from sessions.selectors.provenance import AsThen, as_then, provenance_of
from sessions.selectors.rests_on import rests_on
from sessions.selectors.sessions import targets_of
from sessions.selectors.supervision import supervised_by, supervision_of
from sessions.views import frames, ways

TWITCHED: Final = {"yes": "local twitch", "no": "no twitch", "not_sought": "twitch not sought"}


def shown(session: NeedlingSession, request: ClinicRequest) -> dict[str, Any]:
    """A session as it is read."""
    targets, visit = targets_of(session), session.visit
    edition, copied = reference.edition_of(visit.signer, "muscles"), provenance_of(targets)
    names = {key: muscle["common_name"] for key, muscle in reference.entries("muscles", edition).items()}
    return {
        "session": session,
        "visit": visit,
        "episode": visit.episode,
        "banner": frames.banner(request, visit.episode.patient, visit.episode, back=ways.draft_at(session)),
        "targets": [
            {
                "row": target,
                "name": names[target.muscle],
                **frames.provenance_words(copied.get(target.pk)),
            }
            for target in targets
        ],
        "as_then": [_as_then_words(session, found, names) for found in as_then(session, targets)],
        "chart": chart(targets, edition),
        "catalogues": frames.catalogue_words(visit),
        "place": frames.place_words(session.location),
        "risks": frames.chosen_words(session.risk_explained, choices.RISKS),
        "skin": frames.chosen_words(filter(None, [session.skin_prep]), choices.SKIN),
        "advice": frames.chosen_words(session.education, choices.ADVICE),
        "diagnosis": diagnosis_words(session.diagnosis_noted or diagnosis_of(visit.episode)),
        "timed": frames.treatments(session.interventions),
        **supervision_of(session),
        "cosigns": supervised_by(session) == request.actor.membership_id,
        "renames": _renames(session, request),
        "cosign_form": forms.CosignForm(),
        "supervisor_form": forms.SupervisorForm(therapist=session.visit.therapist_id),
        "counts": words_of_counts(targets),
        "needles_in": sum(target.needles_in or 0 for target in targets),
        "needles_out": sum(target.needles_out or 0 for target in targets),
        "measured": frames.measured_pairs(session),
        "rests_on": rests_on(session),
        "events": frames.events_of(session),
        "findings": frames.rescreen_words(session),
        "planned": planned_in_words(session.precautions_noted or {}),
        "overrides": frames.overrides_of(session),
        "billing": billing_in_full(session, request.clinic),
    }


def _as_then_words(session: NeedlingSession, found: AsThen, names: Mapping[str, str]) -> dict[str, Any]:
    """What was copied and not changed, in words under its day."""
    told = {
        "Unchanged": "; ".join(_place(target, names) for target in found.counted),
        "Unchanged, and not counted today": "; ".join(_place(target, names) for target in found.open),
        "The same as then": session.get_position_display().lower() if found.same_position else "",
    }
    return {"at": found.occurred_at, "told": {label: words for label, words in told.items() if words}}


def _place(target: Target, names: Mapping[str, str]) -> str:
    return f"{names[target.muscle]}, {target.get_side_display().lower()}"


def _renames(session: NeedlingSession, request: ClinicRequest) -> bool:
    """Whether the reader may name another supervisor."""
    visit, actor = session.visit, request.actor
    return actor.may(Permission.SUPERVISOR_NAME) and names_supervisors(
        actor.membership_id, therapist=visit.therapist_id, signed_by=visit.signed_by_id,
        supervisor=supervised_by(session), manages=actor.may(Permission.CLINIC_MANAGE),
    )  # fmt: skip


def chart(targets: Iterable[Target], edition: int) -> BodyChart:
    """What was needled, on the pictures that show it: needles in each mark, a ring where the muscle twitched."""
    needled = (target for target in targets if target.needles_in)
    return body_chart(edition).with_shown(map(_shown, needled)).only_chosen()


def _shown(target: Target) -> Shown:
    both = target.side == Side.BILATERAL
    over = " over both sides" if both else ""
    sign = f"{target.needles_in} both" if both else str(target.needles_in)  # not so many on each side
    words = [f"{target.needles_in} needle{'' if target.needles_in == 1 else 's'} in{over}"]
    words += [TWITCHED[target.twitch]] if target.twitch else []
    words += ["familiar pain"] if target.familiar_pain else []
    ringed = target.twitch == Target.Twitch.YES
    return Shown(target.muscle, target.side, sign, ", ".join(words), ringed)
