"""Co-signing the note of a therapist in supervised training."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from patients.models import Visit
from practice.audit import AuditEvent
from practice.errors import RuleViolation
from practice.models import Credential
from practice.verification import verify_everything
from sessions import services
from sessions.models import Cosignature
from sessions.rules.supervision import answers_alone, require_cosignable
from tests.factories.sessions import COMPLETE, supervisor, trainee, treatable_episode


@pytest.fixture
def episode(cast):
    trainee(cast)
    return treatable_episode(cast)


def written(cast, episode, **details):
    now = timezone.now()
    return services.record_session(
        actor=cast.actor("ida"), episode=episode, occurred_at=now, now=now, **{**COMPLETE, **details}
    )


@pytest.fixture
def session(cast, episode):
    made = written(cast, episode, supervisor=cast.members["ana"])
    services.sign_session(actor=cast.actor("ida"), session=made, now=timezone.now())
    return made


def codes(answer):
    return {blocker["code"] for blocker in answer.json()["blockers"]}


def test_a_therapist_in_training_names_a_supervisor_before_signing(api, cast, episode):
    session = written(cast, episode)
    assert codes(api("ida").post(f"sessions/{session.pk}/sign/")) == {"supervisor_missing"}


@pytest.mark.parametrize("who", ["ida", "unlicensed"])
def test_the_supervisor_has_full_authority_and_is_somebody_else(api, cast, episode, who):
    if who == "unlicensed":
        Credential.objects.filter(membership=cast.members["ana"], kind="needling_authority").delete()
    named = cast.members["ida" if who == "ida" else "ana"]
    session = written(cast, episode, supervisor=named)
    assert codes(api("ida").post(f"sessions/{session.pk}/sign/")) == {"supervisor_not_qualified"}


def test_the_supervisor_of_the_last_note_is_chosen_already_and_looks_so(as_page, cast, episode):
    address = f"/episodes/{episode.pk}/sessions/new/"
    form = as_page("ida").get(address).context["form"]
    assert form["supervisor"].value() is None
    assert cast.members["ida"] not in form.fields["supervisor"].queryset
    written(cast, episode, supervisor=cast.members["ana"])
    page = as_page("ida").get(address)
    assert page.context["form"]["supervisor"].value() == cast.members["ana"].pk
    assert "From your last note" in page.content.decode()
    assert as_page("ana").get(address).context["form"]["supervisor"].value() is None


def test_who_holds_no_licence_any_more_co_signs_nothing(api, cast, session):
    Credential.objects.filter(membership=cast.members["ana"], kind="licence").update(expires_on="2021-01-01")
    assert codes(api("ana").post(f"sessions/{session.pk}/cosign/", {})) == {"license_or_endorsement"}
    assert not Cosignature.objects.exists()


def test_the_supervisor_is_a_therapist_of_the_clinic(api, cast, episode):
    session = written(cast, episode)
    program, path = api("ida"), f"sessions/{session.pk}/"
    tag = program.get(path)["ETag"]
    refused = program.patch(path, {"supervisor": str(cast.members["rui"].pk)}, headers={"If-Match": tag})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["supervisor"])


def test_the_signed_note_waits_and_stands_on_the_supervisors_work_list(api, session):
    told = api("ida").get(f"sessions/{session.pk}/").json()
    assert told["cosignature"]["state"] == "waiting"
    assert [row["code"] for row in told["billing"]["missing"]] == ["cosignature_missing"]
    mine = api("ana").get("worklist/", {"kind": "cosignature"}).json()["results"]
    assert len(mine) == 1
    assert "waits for the co-signature" in mine[0]["text"]


def test_the_named_supervisor_cosigns_and_the_note_stays_as_it_was(api, cast, session):
    before = Visit.objects.get(pk=session.pk).content_hash
    answer = api("ana").post(f"sessions/{session.pk}/cosign/", {"remark": "Seen and agreed."})
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert (told["cosignature"]["state"], told["content_hash"], told["billing"]["missing"]) == ("done", before, [])
    row = Cosignature.objects.get()
    assert [event.verb for event in AuditEvent.objects.filter(target_id=row.pk)] == ["cosignature.added"]
    assert verify_everything().findings == []
    assert api("ana").get("worklist/", {"kind": "cosignature"}).json()["results"] == []


def test_only_the_named_supervisor_cosigns_and_only_once(api, session):
    path = f"sessions/{session.pk}/cosign/"
    assert codes(api("ida").post(path, {})) == {"other_supervisor"}
    assert api("max").post(path, {}).status_code == 403
    assert api("eva").post(path, {}).status_code == 404
    assert api("ana").post(path, {}).status_code == 200
    assert codes(api("ana").post(path, {})) == {"already_cosigned"}


def test_a_draft_and_a_note_without_supervisor_are_not_cosigned(api, cast, episode):
    draft = written(cast, episode, supervisor=cast.members["ana"])
    assert codes(api("ana").post(f"sessions/{draft.pk}/cosign/", {})) == {"not_signed"}
    alone = written(cast, episode)
    assert codes(api("ana").post(f"sessions/{alone.pk}/cosign/", {})) == {"no_supervisor"}


def test_a_cosignature_never_changes(api, session):
    api("ana").post(f"sessions/{session.pk}/cosign/", {})
    for sql in ("UPDATE needling_cosignature SET remark = 'x'", "DELETE FROM needling_cosignature"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_the_page_shows_the_wait_and_takes_the_cosignature(as_page, session):
    page = as_page("ana")
    assert "Waiting for the co-signature" in page.get(f"/sessions/{session.pk}/").content.decode()
    page.post(f"/sessions/{session.pk}/cosign/", {"remark": "Agreed."})
    shown = page.get(f"/sessions/{session.pk}/").content.decode()
    assert "Co-signed by" in shown
    assert "Agreed." in shown


@pytest.fixture
def taken_over(api, cast, episode):
    """A draft of Ida's that Ana, its supervisor, has taken over."""
    draft = written(cast, episode, supervisor=cast.members["ana"])
    given = {"therapist": str(cast.members["ana"].pk), "reason": "Ida has finished her training."}
    assert api("max").post(f"sessions/{draft.pk}/handover/", given).status_code == 200
    return draft


def test_the_only_supervisor_takes_the_note_over_and_answers_for_it_alone(api, as_page, cast, taken_over):
    path, page = f"sessions/{taken_over.pk}/", as_page("ana")
    assert codes(api("ana").get(path)) == set()
    visit = Visit.objects.get(pk=taken_over.pk)
    assert page.post(f"/{path}sign/", {"version": visit.version}).url == f"/{path}"
    told = api("ana").get(path).json()
    assert (told["state"], told["cosignature"], told["billing"]["missing"]) == ("signed", None, [])
    assert (told["therapist"], told["signed_by"]) == (str(cast.members["ida"].pk), str(cast.members["ana"].pk))
    [listed] = api("ana").get("sessions/").json()["results"]
    assert listed["cosignature"] is None
    shown = page.get(f"/{path}").text
    assert "took the note over and signed it: no co-signature is needed" in shown
    assert (f'action="/{path}cosign/"' in shown, f'action="/{path}supervisor/"' in shown) == (False, False)
    assert api("max").get("worklist/", {"kind": "cosignature"}).json()["results"] == []
    assert verify_everything().findings == []


def test_nobody_cosigns_their_own_signature_nor_names_another_for_it(api, cast, taken_over):
    path, noa = f"sessions/{taken_over.pk}/", supervisor(cast)
    assert api("ana").post(f"{path}sign/").json()["cosignature"] is None
    assert codes(api("ana").post(f"{path}cosign/", {})) == {"no_supervisor"}
    renamed = api("ana").post(f"{path}supervisor/", {"supervisor": str(noa.pk)})
    assert (renamed.status_code, codes(renamed)) == (409, {"no_supervisor"})
    assert not Cosignature.objects.exists()


def test_a_second_supervisor_whom_the_note_names_cosigns_what_another_took_over(api, cast, taken_over):
    path, noa = f"sessions/{taken_over.pk}/", supervisor(cast)
    cast.members["noa"] = noa
    assert api("ana").patch(path, {"supervisor": str(noa.pk)}, HTTP_IF_MATCH="*").status_code == 200
    assert api("ana").post(f"{path}sign/").json()["cosignature"]["state"] == "waiting"
    assert api("noa").post(f"{path}cosign/", {}).json()["cosignature"]["state"] == "done"


def test_who_took_it_over_without_full_authority_of_the_day_names_a_supervisor(api, cast, taken_over):
    path = f"sessions/{taken_over.pk}/"
    Credential.objects.filter(membership=cast.members["ana"], kind="needling_authority").delete()
    assert codes(api("ana").post(f"{path}sign/")) == {"supervisor_not_qualified"}
    assert api("ana").patch(path, {"supervisor": None}, HTTP_IF_MATCH="*").status_code == 200
    assert codes(api("ana").post(f"{path}sign/")) == {"supervisor_missing"}


TABLE = [
    # who supervises, who signed, who is at the door, done, licensed: the refusal
    ("s", "t", "s", False, True, ""),
    ("s", "t", "s", False, False, "license_or_endorsement"),
    ("s", "t", "s", True, True, "already_cosigned"),
    ("s", "t", "t", False, True, "other_supervisor"),
    ("s", None, "s", False, True, "not_signed"),
    ("s", "s", "s", False, True, "own_signature"),
    (None, "s", "s", False, True, "no_supervisor"),
]


@pytest.mark.parametrize(("supervises", "signed", "member", "done", "licensed", "code"), TABLE)
def test_who_cosigns(supervises, signed, member, done, licensed, code):
    facts = {"supervisor_id": supervises, "signed_by": signed, "member_id": member, "done": done, "licensed": licensed}
    if not code:
        require_cosignable(**facts)
        return
    with pytest.raises(RuleViolation, match=code):
        require_cosignable(**facts)


@pytest.mark.parametrize(("held", "took_over", "alone"), [
    ({"licence", "needling_authority"}, True, True), ({"licence", "needling_authority"}, False, False),
    ({"licence", "needling_training"}, True, False), ({"licence"}, True, False), (set(), True, False),
])  # fmt: skip
def test_who_answers_alone(held, took_over, alone):
    assert answers_alone(held, took_over=took_over) is alone
