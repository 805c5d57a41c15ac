"""Co-signing the note of a therapist in supervised training."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from patients import visits
from patients.models import Visit
from practice.audit import AuditEvent
from practice.models import Credential
from practice.selectors import actor_of
from practice.verification import verify_everything
from sessions import services
from sessions.models import Cosignature
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
    assert verify_everything()[1] == []
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


def test_who_took_the_note_over_does_not_supervise_it_as_well(api, as_page, cast, taken_over):
    path, noa = f"sessions/{taken_over.pk}/", supervisor(cast)
    cast.members["noa"] = noa
    assert codes(api("ana").get(path)) == codes(api("ana").post(f"{path}sign/")) == {"own_supervisor"}
    assert "Who signs does not co-sign as well" in as_page("ana").get(f"/{path}sign/").content.decode()
    assert api("ana").patch(path, {"supervisor": str(noa.pk)}, HTTP_IF_MATCH="*").status_code == 200
    assert api("ana").post(f"{path}sign/").json()["cosignature"]["state"] == "waiting"
    renamed = api("ana").post(f"{path}supervisor/", {"supervisor": str(cast.members["ana"].pk)})
    assert (renamed.status_code, list(renamed.json()["errors"])) == (400, ["supervisor"])
    assert api("noa").post(f"{path}cosign/", {}).json()["cosignature"]["state"] == "done"


def test_a_supervisor_who_signed_does_not_cosign_and_names_another(api, as_page, cast, taken_over):
    """Signed before that was asked: two people answer for the note all the same."""
    visits.sign_visit(Visit.objects.get(pk=taken_over.pk), actor=cast.actor("ana"), now=timezone.now())
    path, noa = f"sessions/{taken_over.pk}/", supervisor(cast)
    assert codes(api("ana").post(f"{path}cosign/", {})) == {"own_signature"}
    [item] = api("ana").get("worklist/", {"kind": "cosignature", "whose": "mine"}).json()["results"]
    assert item["text"].endswith("signed it too, name another supervisor")
    page = as_page("ana").get(f"/{path}").content.decode()
    assert ("name somebody else to co-sign" in page, f'action="/{path}cosign/"' in page) == (True, False)
    assert as_page("ana").post(f"/{path}supervisor/", {"supervisor": str(noa.pk)}).url == f"/{path}"
    services.cosign_session(actor=actor_of(noa), session=taken_over, now=timezone.now())
    assert api("ana").get("worklist/", {"kind": "cosignature"}).json()["results"] == []
