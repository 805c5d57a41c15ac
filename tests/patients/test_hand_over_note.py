"""A draft whose therapist cannot sign is handed over: who treated stays in the note, who signs is another."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from patients import services
from patients.models import EpisodeOfCare, Visit
from patients.rules.handovers import HandingOver, require_handing_over
from practice import selectors as practice
from practice.audit import AuditEvent
from practice.errors import RecordIsFinal, RuleViolation
from practice.models import Credential, Membership
from practice.scoping import new_id
from practice.selectors import actor_of
from practice.verification import verify_everything
from sessions import services as sessions_services
from tests.factories import patients as make
from tests.factories import sessions

WHY = "Ana left the clinic."
EVERYBODY = ("ana", "rui", "max", "ida", "pia", "eva")


@pytest.fixture
def session(cast, noa):
    """A complete draft of Ana's, who has left."""
    made = sessions.signable_session(cast)
    leave(cast.members["ana"])
    return made


def draft(cast, kind):
    """A complete draft of Ana's."""
    episode = sessions.treatable_episode(cast)
    make_one = {"sessions": sessions.signable_session, "visits": sessions.record_visit, "assessments": make.assessment}
    return make_one[kind](cast, episode)


def codes(answer):
    return [blocker["code"] for blocker in answer.json()["blockers"]]


def leave(member):
    Membership.objects.filter(pk=member.pk).update(active=False)


def hand_over(actor, visit, to, **told):
    wanted = {"therapist": to, "reason": WHY, "now": timezone.now(), **told}
    return services.hand_over_note(actor=actor, visit=visit, **wanted)


def test_a_manager_hands_the_draft_over_and_it_is_signed_at_last(cast, api, session, noa):
    manager, address = api("max"), f"sessions/{session.pk}/"
    sent = {"therapist": str(noa.pk), "reason": WHY}
    given = manager.post(f"{address}handover/", sent)
    assert given.status_code == 200, given.content
    assert (given.json()["therapist"], given.json()["taken_over_by"]) == (str(cast.members["ana"].pk), str(noa.pk))
    signed = sessions_services.sign_session(actor=actor_of(noa), session=session, now=timezone.now())
    visit = signed.visit
    assert (visit.therapist_id, visit.signed_by_id) == (cast.members["ana"].pk, noa.pk)
    assert verify_everything().findings == []
    again = manager.post(f"{address}handover/", sent)
    assert (again.status_code, Visit.objects.get(pk=visit.pk).taken_over_by_id) == (409, noa.pk)


def test_the_signature_keeps_the_credentials_of_who_treated_beside_those_of_who_signs(cast, as_page, session, noa):
    hand_over(cast.actor("max"), session.visit, noa)
    Credential.objects.filter(membership=cast.members["ana"]).update(number="SYN-OF-ANA")
    visit = sessions_services.sign_session(actor=actor_of(noa), session=session, now=timezone.now()).visit
    Credential.objects.filter(membership=cast.members["ana"]).update(number="SYN-LATER")
    kept = visit.signer["treated"]
    assert (kept["name"], {row["kind"] for row in kept["credentials"]}) == (
        "Ana (synthetic), PT", {"licence", "needling_authority"},
    )  # fmt: skip
    shown = as_page("max").get(f"/sessions/{session.pk}/").content.decode()
    assert shown.count("SYN-OF-ANA") == 2
    assert "SYN-LATER" not in shown
    assert verify_everything().findings == []


def test_what_nobody_took_over_is_signed_as_ever_and_an_older_signature_is_shown_and_stays_sound(cast, as_page, noa):
    visit = sessions.signed_session(cast).visit
    assert set(visit.signer) == {"name", "credentials", "editions"}
    taken = sessions.signable_session(cast, visit.episode)
    hand_over(cast.actor("max"), taken.visit, noa)
    old = Visit.objects.get(pk=taken.pk)
    old.sign(by_id=noa.pk, at=timezone.now(), signer=visit.signer)  # as before the credentials of both were kept
    assert old.content_hash == Visit.objects.get(pk=old.pk).computed_hash()
    assert "Treated by</dt><dd>Ana (synthetic), PT" in as_page("max").get(f"/sessions/{old.pk}/").content.decode()


def test_it_leaves_one_event_of_the_patient(cast, session, noa):
    hand_over(cast.actor("max"), session.visit, noa)
    events = AuditEvent.objects.filter(verb="note.handed_over")
    assert [(event.target_id, event.patient_id) for event in events] == [(session.pk, cast.pia.pk)]


def test_a_therapist_takes_over_what_a_colleague_left_behind(cast, as_page, session, noa):
    browser, page = as_page("noa"), f"/visits/{session.pk}/hand-over/"
    draft = browser.get(f"/sessions/{session.pk}/").content.decode()
    assert ("has left the clinic and cannot sign" in draft, page in draft) == (True, True)
    refused = browser.post(page, {"therapist": noa.pk, "reason": "", "version": session.visit.version})
    assert (refused.status_code, "Say why, in a few words." in refused.content.decode()) == (400, True)
    typed = {"therapist": noa.pk, "reason": WHY, "version": session.visit.version}
    assert browser.post(page, typed).url == f"/episodes/{session.visit.episode_id}/"
    assert "took the note over on" in browser.get(f"/sessions/{session.pk}/").content.decode()
    sessions_services.sign_session(actor=actor_of(noa), session=session, now=timezone.now())
    note = browser.get(f"/sessions/{session.pk}/").content.decode()
    assert "Treated by" in note
    assert f"{cast.members['ana'].signature_name}" in note
    assert WHY in note


def test_a_stale_page_hands_nothing_over(cast, as_page, session, noa):
    typed = {"therapist": noa.pk, "reason": WHY, "version": session.visit.version + 1}
    stale = as_page("noa").post(f"/visits/{session.pk}/hand-over/", typed)
    assert (stale.status_code, WHY in stale.content.decode()) == (409, True)
    assert Visit.objects.get(pk=session.pk).taken_over_by_id is None


def test_the_manager_finds_the_notes_of_who_left(cast, as_page, api, session, noa):
    [row] = api("max").get("clinic/progress/").json()["unsigned"]
    assert (row["therapist"], row["active"]) == (str(cast.members["ana"].pk), False)
    behind = as_page("max").get(f"/progress/patients/unsigned.{cast.members['ana'].pk}/").content.decode()
    assert f"/visits/{session.pk}/hand-over/" in behind
    assert "hand the notes over" in as_page("max").get("/progress/").content.decode()
    hand_over(cast.actor("max"), session.visit, noa)
    [row] = api("max").get("clinic/progress/").json()["unsigned"]
    assert (row["therapist"], row["active"]) == (str(noa.pk), True)
    [item] = api("max").get("worklist/", {"kind": "unsigned_note"}).json()["results"]
    assert item["therapist"] == str(noa.pk)


def no_therapist(member):
    Membership.objects.filter(pk=member.pk).update(roles=["assistant"])


@pytest.mark.parametrize(("ends", "words"), [
    (leave, "has left the clinic"), (no_therapist, "is no therapist here any more"),
])  # fmt: skip
def test_who_left_and_who_is_no_therapist_any_more_are_said_alike(cast, api, as_page, noa, ends, words):
    session = sessions.signable_session(cast)
    ends(cast.members["ana"])
    offered = f"/visits/{session.pk}/hand-over/"
    draft = as_page("noa").get(f"/sessions/{session.pk}/").content.decode()
    assert (f"{words} and cannot sign" in draft, offered in draft) == (True, True)
    [row] = api("max").get("clinic/progress/").json()["unsigned"]
    assert (row["active"], row["gone"]) == (False, words)
    assert f"{words[1:]}: hand the notes over" in as_page("max").get("/progress/").content.decode()
    behind = as_page("max").get("/progress/patients/unsigned/").content.decode()
    assert (f"who {words}" in behind, offered in behind) == (True, True)
    refused = api("ida").post("visits/", {"episode": str(session.visit.episode_id), "occurred_at": timezone.now()})
    assert (refused.status_code, refused.json()["detail"].split(" and ")[0].endswith(words)) == (409, True)
    taken = api("noa").post(f"sessions/{session.pk}/handover/", {"therapist": str(noa.pk), "reason": WHY})
    assert (taken.status_code, taken.json()["taken_over_by"]) == (200, str(noa.pk))


def test_gone_are_those_who_are_not_among_the_therapists(cast, noa):
    leave(noa)
    no_therapist(sessions.supervisor(cast, "bea"))
    here = set(practice.therapists())
    assert {member for member in Membership.objects.all() if not member.gone} == here == {cast.members["ana"]}


def test_visits_and_assessments_are_handed_over_too(cast, api, noa):
    episode = sessions.treatable_episode(cast)
    visit, assessment = sessions.record_visit(cast, episode), make.assessment(cast, episode)
    leave(cast.members["ana"])
    for address in (f"visits/{visit.pk}/", f"assessments/{assessment.pk}/"):
        given = api("max").post(f"{address}handover/", {"therapist": str(noa.pk), "reason": WHY})
        assert (given.status_code, given.json()["taken_over_by"]) == (200, str(noa.pk))
    sessions_services.sign_visit(actor=actor_of(noa), visit_note=visit, now=timezone.now())
    assert Visit.objects.get(pk=visit.pk).signed_by_id == noa.pk


@pytest.mark.parametrize("kind", ["sessions", "visits", "assessments"])
def test_who_took_it_over_signs_with_a_licence_of_the_day(cast, api, as_page, noa, kind):
    note = draft(cast, kind)
    leave(cast.members["ana"])
    hand_over(cast.actor("max"), note.visit, noa)
    licence = Credential.objects.filter(membership=noa, kind=Credential.Kind.LICENCE)
    held = licence.get().expires_on
    licence.update(expires_on=note.visit.occurred_on - timedelta(days=1))
    path = f"{kind}/{note.pk}/"
    assert codes(api("noa").get(path)) == ["license_or_endorsement"]
    assert codes(api("noa").post(f"{path}sign/")) == ["license_or_endorsement"]
    assert "Whoever signs needs a licence" in as_page("noa").get(f"/{path}sign/").content.decode()
    licence.update(expires_on=held)
    signed = api("noa").post(f"{path}sign/")
    assert (signed.status_code, signed.json()["signed_by"]) == (200, str(noa.pk)), signed.content


def test_the_needling_authority_is_that_of_who_treated(cast, api, session, noa):
    Credential.objects.filter(membership=noa, kind=Credential.Kind.NEEDLING).delete()
    hand_over(cast.actor("max"), session.visit, noa)
    assert codes(api("noa").get(f"sessions/{session.pk}/")) == []
    Credential.objects.filter(membership=cast.members["ana"], kind=Credential.Kind.NEEDLING).delete()
    assert codes(api("noa").post(f"sessions/{session.pk}/sign/")) == ["license_or_endorsement"]


def test_a_handover_makes_up_for_no_licence_of_who_treated(cast, api, noa):
    visit = draft(cast, "visits")
    hand_over(cast.actor("max"), visit.visit, noa)
    Credential.objects.filter(membership=cast.members["ana"]).delete()
    refused = api("noa").post(f"visits/{visit.pk}/sign/")
    assert [blocker["code"] for blocker in refused.json()["blockers"]] == ["license_or_endorsement"]
    assert refused.json()["detail"].startswith("Who treated the patient held no licence")


@pytest.mark.parametrize("kind", ["sessions", "visits", "assessments"])
def test_nobody_signs_what_was_handed_to_a_colleague(cast, api, as_page, noa, kind):
    note, bea = draft(cast, kind), sessions.supervisor(cast, "bea")
    cast.members["bea"] = bea
    hand_over(cast.actor("max"), note.visit, noa)
    for name in ("bea", "ana"):
        refused = api(name).post(f"{kind}/{note.pk}/sign/")
        assert (refused.status_code, codes(refused)) == (409, ["other_clinician"])
    typed = {"version": Visit.objects.get(pk=note.pk).version}
    page = as_page("bea").post(f"/{kind}/{note.pk}/sign/", typed)
    said = "Only the therapist who treated the patient signs this note, or who took it over."
    assert (page.status_code, said in page.content.decode()) == (409, True)
    assert Visit.objects.get(pk=note.pk).signed_at is None


def test_who_did_not_take_it_over_does_not_sign(cast, session, noa):
    with pytest.raises(RuleViolation, match="other_clinician"):
        sessions_services.sign_session(actor=actor_of(noa), session=session, now=timezone.now())


def test_roles_and_other_clinics(cast, api, as_page, session, noa):
    page, path = f"/visits/{session.pk}/hand-over/", f"sessions/{session.pk}/handover/"
    Membership.objects.filter(pk=cast.members["ana"].pk).update(active=True)
    sent = {"therapist": str(noa.pk), "reason": WHY}
    assert {name: as_page(name).get(page).status_code for name in EVERYBODY} == {
        "ana": 200, "rui": 403, "max": 200, "ida": 403, "pia": 403, "eva": 404,
    }  # fmt: skip
    assert {name: api(name).post(path, sent).status_code for name in ("rui", "ida", "pia", "eva")} == {
        "rui": 403, "ida": 403, "pia": 403, "eva": 404,
    }  # fmt: skip


def facts(**said):
    one, two = new_id(), new_id()
    given = {
        "to_be_signed": True, "signs": one, "signs_name": "Ana", "left": True, "new": two, "new_treats": True,
        "member": two, "manages": False, **said,
    }  # fmt: skip
    return HandingOver(**given)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"to_be_signed": False}, "nothing_to_sign"), ({"new_treats": False}, "not_a_therapist"),
        ({"left": False}, "still_here"), ({"member": new_id()}, "not_concerned"),
    ],
)  # fmt: skip
def test_what_is_refused(said, code):
    require_handing_over(facts())
    require_handing_over(facts(left=False, manages=True, member=new_id()))
    with pytest.raises(RuleViolation, match=code):
        require_handing_over(facts(**said))


def test_inactive_therapists_take_nothing_over(cast, session, noa):
    for member in (cast.members["ana"], cast.members["ida"]):
        with pytest.raises(RuleViolation, match="not_a_therapist"):
            hand_over(cast.actor("max"), session.visit, member)


def test_a_signed_note_is_not_handed_over(cast, noa):
    signed = sessions.signed_session(cast)
    with pytest.raises(RecordIsFinal):
        hand_over(cast.actor("max"), signed.visit, noa)


def test_the_database_keeps_no_half_handover(cast, session, noa):
    with pytest.raises(IntegrityError, match="a_handover_says"), transaction.atomic():
        Visit.objects.filter(pk=session.pk).update(taken_over_by=noa)


def test_an_assistant_records_for_nobody_who_left(cast, api):
    episode = sessions.treatable_episode(cast)
    leave(cast.members["ana"])
    now = timezone.now().isoformat()
    refused = api("ida").post("visits/", {"episode": str(episode.pk), "occurred_at": now, "done": "Taught."})
    assert (refused.status_code, refused.json()["blockers"][0]["code"]) == (409, "therapist_left")
    absent = {"episode": str(episode.pk), "occurred_at": now, "outcome": "no_show"}
    assert api("ida").post("visits/", absent).status_code == 201
    EpisodeOfCare.objects.filter(pk=episode.pk).update(therapist=sessions.supervisor(cast))
    assert (
        api("ida").post("visits/", {"episode": str(episode.pk), "occurred_at": now, "done": "Taught."}).status_code
        == 201
    )
