"""Another supervisor for a signed note that waits: the note stays as it was, the trail and both members know."""

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from patients.models import Visit
from practice.audit import AuditEvent
from practice.errors import BadInput, RuleViolation
from practice.models import Membership
from practice.selectors import actor_of
from practice.verification import verify_everything
from sessions import services
from sessions.models import SupervisorChange
from sessions.rules.supervision import Renaming, require_renaming
from sessions.tasks import tell_supervisors
from tests.factories.sessions import COMPLETE, supervisor, trainee, treatable_episode


@pytest.fixture
def session(cast):
    trainee(cast)
    episode, now = treatable_episode(cast), timezone.now()
    written = {"occurred_at": now, "supervisor": cast.members["ana"], **COMPLETE}
    made = services.record_session(actor=cast.actor("ida"), episode=episode, now=now, **written)
    return services.sign_session(actor=cast.actor("ida"), session=made, now=now)


@pytest.fixture
def noa(cast):
    return supervisor(cast)


def name(actor, session, member, **told):
    return services.name_supervisor(actor=actor, session=session, supervisor=member, now=timezone.now(), **told)


def leave(member):
    Membership.objects.filter(pk=member.pk).update(active=False)


def test_the_new_supervisor_cosigns_and_the_note_stays_as_it_was(cast, session, noa):
    before = Visit.objects.get(pk=session.pk).content_hash
    row = name(cast.actor("ida"), session, noa, reason="Ana is on leave.")
    assert (row.previous, row.supervisor, row.named_by) == (cast.members["ana"], noa, cast.members["ida"])
    assert [event.verb for event in AuditEvent.objects.filter(target_id=row.pk)] == ["supervisor_change.added"]
    with pytest.raises(RuleViolation, match="other_supervisor"):
        services.cosign_session(actor=cast.actor("ana"), session=session, now=timezone.now())
    services.cosign_session(actor=actor_of(noa), session=session, now=timezone.now())
    assert Visit.objects.get(pk=session.pk).content_hash == before
    assert verify_everything().findings == []


def test_the_work_goes_from_one_list_to_the_other(api, cast, session, noa):
    name(cast.actor("ana"), session, noa)
    mine = {"kind": "cosignature", "whose": "mine"}
    assert api("ana").get("worklist/", mine).json()["results"] == []
    [item] = api("max").get("worklist/", {"kind": "cosignature"}).json()["results"]
    assert item["therapist"] == str(noa.pk)


def test_both_have_a_message_without_a_patient_in_it(cast, session, noa):
    row = name(cast.actor("max"), session, noa, reason="Ana is on leave.")
    tell_supervisors(clinic_id=str(cast.here.pk), target_id=str(row.pk))
    told = {message.to[0]: message.body for message in mail.outbox}
    assert set(told) == {noa.user.email, cast.members["ana"].user.email}
    assert "waits for your co-signature" in told[noa.user.email]
    assert "instead of you" in told[cast.members["ana"].user.email]
    words = " ".join([*told.values(), *(message.subject for message in mail.outbox)])
    assert cast.pia.family_name not in words
    assert cast.pia.record_number not in words


def test_a_supervisor_who_left_is_told_nothing_and_the_work_is_the_therapists(api, cast, session, noa):
    leave(cast.members["ana"])
    [item] = api("ida").get("worklist/", {"kind": "cosignature", "whose": "mine"}).json()["results"]
    assert item["text"].endswith("has left the clinic, name another supervisor")
    row = name(cast.actor("ida"), session, noa)
    tell_supervisors(clinic_id=str(cast.here.pk), target_id=str(row.pk))
    assert [message.to for message in mail.outbox] == [[noa.user.email]]


def test_a_supervisor_who_is_no_therapist_any_more_is_asked_no_more(api, as_page, cast, session):
    Membership.objects.filter(pk=cast.members["ana"].pk).update(roles=["assistant"])
    [item] = api("ida").get("worklist/", {"kind": "cosignature", "whose": "mine"}).json()["results"]
    assert item["text"].endswith("is no therapist here any more, name another supervisor")
    page = as_page("ida").get(f"/sessions/{session.pk}/").content.decode()
    assert "is no therapist here any more: name somebody else" in page


def test_a_draft_is_not_signed_with_a_supervisor_who_left(api, cast, noa):
    trainee(cast)
    episode, now = treatable_episode(cast), timezone.now()
    written = {"occurred_at": now, "supervisor": noa, **COMPLETE}
    draft = services.record_session(actor=cast.actor("ida"), episode=episode, now=now, **written)
    leave(noa)
    told = api("ida").post(f"sessions/{draft.pk}/sign/").json()
    assert {row["code"] for row in told["blockers"]} == {"supervisor_not_qualified"}


def test_the_new_one_is_a_qualified_therapist_and_somebody_else(cast, session):
    refused = {"ana": "same_supervisor", "ida": "own_supervisor", "rui": "not_a_therapist"}
    for member, code in refused.items():
        with pytest.raises(BadInput, match=code):
            name(cast.actor("max"), session, cast.members[member])


def test_somebody_who_left_is_no_supervisor(cast, session, noa):
    leave(noa)
    with pytest.raises(BadInput, match="not_a_therapist"):
        name(cast.actor("max"), session, noa)


FACTS = {
    "signed_by": "t", "done": False, "therapist": "t", "current": "c", "new": "n", "member": "t", "manages": False,
    "is_therapist": True, "held": frozenset({"licence", "needling_authority"}),
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"current": None}, "no_supervisor"),
        ({"signed_by": None}, "not_signed"),
        ({"signed_by": "n"}, "own_supervisor"),
        ({"done": True}, "already_cosigned"),
        ({"member": "x"}, "not_concerned"),
        ({"held": frozenset({"licence", "needling_training"})}, "supervisor_not_qualified"),
    ],
)
def test_when_no_other_is_named(changed, code):
    with pytest.raises(RuleViolation, match=code):
        require_renaming(Renaming(**{**FACTS, **changed}))


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"member": "c"},
        {"member": "x", "manages": True},
        {"member": "s", "signed_by": "s"},
    ],
)
def test_those_concerned_and_a_manager_name_another(changed):
    require_renaming(Renaming(**{**FACTS, **changed}))


def test_the_change_never_changes(cast, session, noa):
    name(cast.actor("ida"), session, noa)
    for sql in ("UPDATE needling_supervisorchange SET reason = 'x'", "DELETE FROM needling_supervisorchange"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_the_page_names_another_and_shows_who_was_named_instead_of_whom(as_page, cast, session, noa):
    leave(cast.members["ana"])
    browser, address = as_page("ida"), f"/sessions/{session.pk}/"
    assert "has left the clinic: name somebody else" in browser.get(address).text
    assert browser.post(f"{address}supervisor/", {"supervisor": ""}).status_code == 400
    answer = browser.post(f"{address}supervisor/", {"supervisor": str(noa.pk), "reason": "Ana left."})
    assert answer.url == address
    shown = browser.get(address).text
    assert f"{noa.name} supervises this note" in shown
    assert "(Ana left.)" in shown
    assert as_page("max").get(address).text.count("Name this supervisor") == 1
    assert as_page("rui").post(f"{address}supervisor/", {"supervisor": str(noa.pk)}).status_code == 403


def test_programs_name_another_too_and_read_who_it_is(api, cast, session, noa):
    path = f"sessions/{session.pk}/"
    refused = api("ida").post(f"{path}supervisor/", {"supervisor": str(cast.members["ana"].pk)})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["supervisor"])
    told = api("ida").post(f"{path}supervisor/", {"supervisor": str(noa.pk)}).json()
    assert (told["cosignature"]["supervisor"], told["supervisor"]) == (str(noa.pk), str(cast.members["ana"].pk))
    [listed] = [row for row in api("ana").get("sessions/").json()["results"] if row["id"] == str(session.pk)]
    assert listed["cosignature"]["supervisor"] == str(noa.pk)
    assert api("eva").post(f"{path}supervisor/", {"supervisor": str(noa.pk)}).status_code == 404
    assert SupervisorChange.objects.count() == 1
