"""Recording and withdrawing a written consent.

Rules: patients.rules.agreement.require_recordable, patients.rules.agreement.require_not_withdrawn.
"""

from datetime import date

import pytest

from patients.models import Consent
from practice.audit import AuditEvent
from tests.factories import patients as make

EVERYBODY = ("ana", "rui", "max", "ida", "pia", "eva")


def sent(cast, episode, **changes):
    return {
        "episode": str(episode.pk), "signed_on": str(make.today(cast)), "signed_how": "paper",
        "signed_name": "Pia (synthetic)", **changes,
    }  # fmt: skip


def test_the_front_desk_records_a_consent_and_leaves_one_event(api, cast):
    answer = api("rui").post("consents/", sent(cast, make.episode(cast), copy_given=True))
    assert answer.status_code == 201, answer.content
    assert (answer.json()["text_version"], answer.json()["scope"]) == ("2026-11", "dry_needling")
    assert [e.verb for e in AuditEvent.objects.filter(target_id=answer.json()["id"])] == ["consent.recorded"]


def test_how_it_was_signed_is_never_taken_for_granted(api, cast):
    told = sent(cast, make.episode(cast))
    told.pop("signed_how")
    answer = api("rui").post("consents/", told)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["signed_how"])
    assert not Consent.objects.exists()
    assert api("rui").post("consents/", {**told, "signed_how": "paper"}).status_code == 201


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"signed_on": "2999-01-01"}, "signed_on"),
        ({"signed_on": "29 February"}, "signed_on"),
        ({"signed_on": "1900-01-01"}, "signed_on"),
        ({"expires_on": "2001-01-01"}, "expires_on"),
        ({"signed_name": ""}, "signed_name"),
        ({"text_version": "1999"}, "text_version"),
        ({"scope": "surgery"}, "scope"),
        ({"withdrawn_at": "2026-01-01T10:00:00Z"}, "withdrawn_at"),
    ],
)
def test_bad_input_names_the_field_and_stores_nothing(api, cast, change, field):
    answer = api("rui").post("consents/", sent(cast, make.episode(cast), **change))
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert not Consent.objects.exists()


def test_under_18_a_guardian_signs_and_the_child_agrees(api, cast):
    born = date(make.today(cast).year - 14, 1, 1)
    episode = make.episode(cast, of=make.patient(cast, date_of_birth=born))
    program = api("rui")
    for told, field in (
        ({}, "guardian_name"),
        ({"guardian_name": "Gus (synthetic)"}, "guardian_relation"),
        ({"guardian_name": "Gus (synthetic)", "guardian_relation": "father"}, "assent"),
    ):
        assert list(program.post("consents/", sent(cast, episode, **told)).json()["errors"]) == [field]
    told = {"guardian_name": "Gus (synthetic)", "guardian_relation": "father", "assent": True}
    assert program.post("consents/", sent(cast, episode, **told)).status_code == 201


def test_a_consent_is_withdrawn_once_with_a_reason(api, cast):
    program, consent = api("rui"), make.consent(cast, make.episode(cast))
    path = f"consents/{consent.pk}/withdraw/"
    assert program.post(path, {}).status_code == 400
    assert program.post(path, {"reason": "x"}, HTTP_IF_MATCH='"9"').status_code == 412
    answer = program.post(path, {"reason": "Changed her mind."})
    assert (answer.status_code, answer.json()["withdrawn_reason"]) == (200, "Changed her mind.")
    assert answer.json()["withdrawn_at"]
    assert program.post(path, {"reason": "Again."}).status_code == 409
    assert AuditEvent.objects.filter(target_id=consent.pk, verb="consent.withdrawn").count() == 1


def test_roles_and_other_clinics(api, cast):
    consent = make.consent(cast, make.episode(cast))
    path = f"consents/{consent.pk}/"
    assert {n: api(n).get(path).status_code for n in EVERYBODY} == {
        "ana": 200, "rui": 200, "max": 200, "ida": 200, "pia": 403, "eva": 404,
    }  # fmt: skip
    withdraw = {n: api(n).post(f"{path}withdraw/", {"reason": "x"}).status_code for n in ("ida", "pia", "eva", "max")}
    assert withdraw == {"ida": 403, "pia": 403, "eva": 404, "max": 200}


@pytest.mark.parametrize("many", [3, 30])
def test_the_list_asks_as_often_for_3_as_for_30(api, cast, many, django_assert_num_queries):
    episode = make.episode(cast)
    for _ in range(many):
        make.consent(cast, episode)
    program = api("rui")
    program.get("consents/")
    with django_assert_num_queries(12, exact=False):
        assert len(program.get("consents/").json()["results"]) == many


def test_the_empty_paper_has_lines_to_sign_and_a_button_that_prints_it(as_page, cast):
    page = as_page("rui").get("/consents/text/").content.decode()
    assert "data-print" in page
    sheet = page[page.index("<article") : page.index("</article>")]
    for line in ("Patient's name", "Date", "Patient's signature", "guardian's name", "Relation to the patient",
                 "Guardian's signature", "the child was asked, and agrees too"):  # fmt: skip
        assert line in sheet
