"""Credentials of the clinic's people."""

from datetime import date, timedelta

import pytest

from practice import rules, services
from practice.audit import AuditEvent
from practice.errors import BadInput, NotPermitted
from practice.models import Credential

TYPED = {
    "kind": "licence", "profession": "PT", "jurisdiction": "WA", "number": "SYN-1",
    "issued_on": date(2024, 1, 1), "expires_on": date(2027, 1, 1),
}  # fmt: skip
TODAY = date(2026, 11, 22)


def test_a_manager_adds_and_changes_a_credential(cast):
    actor = cast.actor("max")
    made = services.add_credential(actor=actor, membership=cast.members["ida"], **TYPED)
    services.change_credential(actor=actor, credential=made, if_version=1, number="SYN-2")
    assert Credential.objects.get(pk=made.pk).number == "SYN-2"
    found = AuditEvent.objects.filter(target_id=made.pk).order_by("id")
    assert [event.verb for event in found] == ["credential.added", "credential.changed"]


def test_it_cannot_expire_before_it_was_issued(cast):
    with pytest.raises(BadInput):
        services.add_credential(
            actor=cast.actor("max"), membership=cast.members["ida"], **{**TYPED, "expires_on": date(2023, 1, 1)}
        )


@pytest.mark.parametrize("name", ["ana", "rui", "ida", "pia"])
def test_only_managers_add_credentials(cast, name):
    with pytest.raises(NotPermitted):
        services.add_credential(actor=cast.actor(name), membership=cast.members["ida"], **TYPED)


@pytest.mark.parametrize(
    ("issued", "expires", "state"),
    [(-10, -1, "expired"), (-10, 0, "due"), (-10, 60, "due"), (-10, 61, "active"), (1, 90, "planned")],
)
def test_where_a_credential_stands(issued, expires, state):
    day = timedelta(days=1)
    assert rules.credential_state(TODAY + issued * day, TODAY + expires * day, TODAY) == state


@pytest.mark.parametrize(
    ("more", "state"),
    [
        ({"suspended_on": 0}, "suspended"),
        ({"suspended_on": 1}, "active"),
        ({"next_check_on": 60}, "check"),
        ({"next_check_on": -1}, "check"),
        ({"next_check_on": 61}, "active"),
        ({"next_check_on": 0, "suspended_on": -1}, "suspended"),
    ],
)
def test_where_a_suspended_credential_stands_and_one_to_be_looked_up(more, state):
    day = timedelta(days=1)
    given = {name: TODAY + days * day for name, days in more.items()}
    assert rules.credential_state(TODAY - 400 * day, TODAY + 400 * day, TODAY, **given) == state


def test_of_each_kind_the_best_counts_and_of_the_kinds_the_worst():
    assert rules.standing([]) == ""
    assert rules.standing([["expired", "active"]]) == "active"
    assert rules.standing([["expired"], ["active"]]) == "expired"


def test_pages_and_programs_agree(as_page, api, cast):
    path = f"/clinic/people/{cast.members['ida'].pk}/credentials/new/"
    typed = {**{key: str(value) for key, value in TYPED.items()}, "expires_on": "2020-01-01"}
    shown = as_page("max").post(path, typed)
    told = api("max").post("credentials/", {**typed, "membership": str(cast.members["ida"].pk)})
    assert (shown.status_code, told.status_code) == (400, 400)
    words = told.json()["errors"]["expires_on"][0]
    assert words in shown.content.decode()
    assert as_page("max").post(path, {**typed, "expires_on": "2027-01-01"}).status_code == 302
    made = Credential.objects.get(membership=cast.members["ida"])
    edited = as_page("max").post(
        f"/clinic/credentials/{made.pk}/edit/", {**typed, "expires_on": "2028-01-01", "version": made.version}
    )
    assert edited.status_code == 302


def test_a_privilege_is_kept_suspended_and_shown(as_page, api, cast):
    typed = {**{k: str(v) for k, v in TYPED.items()}, "kind": "compact_privilege", "expires_on": "2099-01-01"}
    typed |= {"membership": str(cast.members["ida"].pk)}
    early = api("max").post("credentials/", {**typed, "suspended_on": "2023-12-31"})
    assert (early.status_code, list(early.json()["errors"])) == (400, ["suspended_on"])
    told = api("max").post("credentials/", {**typed, "next_check_on": "2098-05-01"}).json()
    assert (told["kind"], told["next_check_on"], told["suspended_on"]) == ("compact_privilege", "2098-05-01", None)
    sent = {**typed, "version": 1, "next_check_on": "2098-05-01", "suspended_on": "2024-02-01"}
    assert as_page("max").post(f"/clinic/credentials/{told['id']}/edit/", sent).status_code == 302
    shown = as_page("max").get(f"/clinic/people/{typed['membership']}/").content.decode()
    for words in ("Compact privilege", "Suspended from 1 Feb 2024", "Next check 1 May 2098"):
        assert words in shown
    assert "Suspended" in as_page("max").get("/clinic/people/").content.decode()


def test_another_clinics_member_does_not_exist(api, cast):
    answer = api("max").post(
        "credentials/", {**{k: str(v) for k, v in TYPED.items()}, "membership": str(cast.members["eva"].pk)}
    )
    assert answer.json()["errors"] == {"membership": ["There is no such record."]}


def test_the_state_of_a_licence_is_kept_as_it_is_compared(cast):
    actor, typed = cast.actor("max"), {**TYPED, "jurisdiction": "wa"}
    made = services.add_credential(actor=actor, membership=cast.members["ida"], **typed)
    services.change_credential(actor=actor, credential=made, jurisdiction="Or")
    assert Credential.objects.get(pk=made.pk).jurisdiction == "OR"
    with pytest.raises(BadInput, match="unknown_state"):
        services.change_credential(actor=actor, credential=made, jurisdiction="Wash")
