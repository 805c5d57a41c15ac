"""Deciding against a precaution: where the level allows it, by a named member, for one day, in the signed note."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from patients.models import Override
from patients.rules import screening as rules
from practice.audit import AuditEvent
from practice.errors import RuleViolation
from tests.factories import patients as make
from tests.factories import plans, sessions
from tests.reference_tables import SCREENING

EVERYBODY = ("ana", "rui", "max", "ida", "pia", "eva")


def sent(cast, episode, **changes):
    told = {"episode": str(episode.pk), "item": "diabetes", "holds_on": str(make.today(cast)), "reason": "Well led."}
    return {**told, **changes}


@pytest.mark.parametrize("item", [entry["key"] for entry in (*SCREENING["contraindications"], *SCREENING["red_flags"])])
def test_only_a_relative_item_that_stands_can_be_overridden(item):
    level = {entry["key"]: entry.get("level") for entry in SCREENING["contraindications"]}.get(item)
    if level == "relative" and item != "pacemaker_estim":
        rules.require_overridable(item, screening=SCREENING, positive=[item])
    else:
        with pytest.raises(RuleViolation) as refused:
            rules.require_overridable(item, screening=SCREENING, positive=[item])
        assert refused.value.blockers[0].code == "not_overridable"
    with pytest.raises(RuleViolation):
        rules.require_overridable(item, screening=SCREENING, positive=[])


def test_what_forbids_stimulation_stays_forbidden_at_page_and_api(api, as_page, cast):
    episode = make.episode(cast)
    make.screening(cast, episode, positive=["pacemaker_estim"], precautions="No stimulation.")
    answer = api("ana").post("overrides/", sent(cast, episode, item="pacemaker_estim"))
    assert answer.status_code == 409
    [blocker] = answer.json()["blockers"]
    assert (blocker["code"], "Needling by hand goes on" in blocker["message"]) == ("not_overridable", True)
    page = as_page("ana").get(f"/episodes/{episode.pk}/overrides/new/").content.decode()
    assert "pacemaker_estim" not in page
    assert not Override.objects.exists()


def test_a_therapist_overrides_and_leaves_one_event(api, cast):
    answer = api("ana").post("overrides/", sent(cast, make.cautious_episode(cast)))
    assert answer.status_code == 201, answer.content
    assert answer.json()["given_by_name"] == cast.members["ana"].signature_name
    assert [event.verb for event in AuditEvent.objects.filter(target_id=answer.json()["id"])] == ["override.recorded"]


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"item": "dandruff"}, 400, "item"),
        ({"item": ""}, 400, "item"),
        ({"reason": " "}, 400, "reason"),
        ({"holds_on": "2999-01-01"}, 400, "holds_on"),
        ({"holds_on": "2001-01-01"}, 400, "holds_on"),
        ({"item": "needle_phobia"}, 409, "item"),
        ({"item": "neoplasm"}, 409, "item"),
        ({"item": "epilepsy"}, 409, "item"),
    ],
)
def test_page_and_api_refuse_in_the_same_words(api, as_page, cast, change, status, field):
    episode = make.cautious_episode(cast)
    answer = api("ana").post("overrides/", sent(cast, episode, **change))
    assert answer.status_code == status, answer.content
    told = answer.json()
    words = told["errors"][field][0] if status == 400 else told["blockers"][0]["message"]
    typed = {key: value for key, value in sent(cast, episode, **change).items() if key != "episode"}
    shown = as_page("ana").post(f"/episodes/{episode.pk}/overrides/new/", typed)
    assert shown.status_code == 400
    assert field == "item" or words in shown.content.decode() or not change.get("reason", "x").strip()
    assert not Override.objects.exists()


def test_one_override_for_one_item_and_day_and_never_changed(api, cast):
    episode = make.cautious_episode(cast)
    statuses = [api("ana").post("overrides/", sent(cast, episode)).status_code for _ in range(2)]
    assert statuses == [201, 409]
    for road in (lambda: Override.objects.update(reason="x"), lambda: Override.objects.all().delete()):
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            road()


def test_roles_and_other_clinics(api, cast):
    episode = make.cautious_episode(cast)
    path = f"overrides/{make.override(cast, episode).pk}/"
    assert {n: api(n).get(path).status_code for n in EVERYBODY} == {
        "ana": 200, "rui": 403, "max": 200, "ida": 200, "pia": 403, "eva": 404,
    }  # fmt: skip
    told = sent(cast, episode, holds_on=str(make.today(cast) - timedelta(days=1)))
    assert {n: api(n).post("overrides/", told).status_code for n in EVERYBODY if n != "ana"} == {
        "rui": 403, "max": 403, "ida": 403, "pia": 403, "eva": 400,
    }  # fmt: skip


def test_an_override_takes_the_place_of_the_written_precaution_and_stands_in_the_signed_note(api, as_page, cast):
    episode = sessions.treatable_episode(cast)
    session = sessions.signable_session(cast, episode, rescreen={"changes": True, "positive": ["diabetes"]})
    program = api("ana")
    codes = [blocker["code"] for blocker in program.get(f"sessions/{session.pk}/").json()["blockers"]]
    assert codes == ["rescreen_not_screened"]
    make.screening(
        cast, episode, positive=["diabetes"], precautions="-", answered_at=timezone.now() - timedelta(hours=1)
    )
    made = make.override(cast, episode)
    told = program.get(f"sessions/{session.pk}/").json()
    assert told["blockers"] == []
    overridden = [notice["message"] for notice in told["notices"] if notice["code"] == "overridden"]
    assert len(overridden) == 1
    assert made.reason in overridden[0]
    assert cast.members["ana"].signature_name in overridden[0]
    tag = program.get(f"sessions/{session.pk}/")["ETag"]
    signed = program.post(f"sessions/{session.pk}/sign/", {}, HTTP_IF_MATCH=tag)
    assert signed.status_code == 200, signed.content
    noted = signed.json()["overrides"]
    assert [(row["item"], row["reason"], row["by"]) for row in noted] == [
        ("diabetes", made.reason, cast.members["ana"].signature_name)
    ]
    assert made.reason in as_page("ana").get(f"/sessions/{session.pk}/").content.decode()


def test_an_override_holds_for_its_day_alone(cast):
    from patients.selectors import safety_of

    episode = make.cautious_episode(cast)
    plans.signed_plan(cast, episode)
    make.override(cast, episode, holds_on=make.today(cast) - timedelta(days=1))
    assert safety_of(episode, make.today(cast)).overridden == frozenset()
    assert safety_of(episode, make.today(cast) - timedelta(days=1)).overridden == {"diabetes"}
