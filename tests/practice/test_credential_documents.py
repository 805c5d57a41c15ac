"""Documents of credentials, warnings before they end, and what holds on the day of service."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from practice import expiry, rules, selectors, services
from practice.audit import AuditEvent
from practice.errors import BadInput, NotPermitted
from practice.models import Credential
from sessions.rules.visits import visit_blockers
from sessions.selectors.visits import visit_facts
from tests.factories import patients as make
from tests.factories import sessions

PDF = b"%PDF-1.7 synthetic"
PNG = b"\x89PNG\r\n\x1a\n synthetic"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def licence(cast) -> Credential:
    return Credential.objects.get(membership=cast.members["ana"], kind="licence")


def a_file(content=PDF, name="licence.pdf", kind="application/pdf"):
    return SimpleUploadedFile(name, content, kind)


def test_a_manager_uploads_and_the_member_opens_it(as_page, cast, licence, media):
    path = f"/clinic/credentials/{licence.pk}/document/"
    assert as_page("max").post(f"{path}new/", {"document": a_file()}).status_code == 302
    answer = as_page("ana").get(path)
    assert b"".join(answer.streaming_content) == PDF
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert "no-store" in answer["Cache-Control"]
    (stored,) = [found for found in media.rglob("*") if found.is_file()]
    assert stored.stat().st_mode & 0o077 == 0
    assert "ana" not in str(stored.relative_to(media)).lower()
    verbs = [event.verb for event in AuditEvent.objects.filter(target_id=licence.pk).order_by("id")]
    assert verbs == ["credential.document_kept", "credential.document_opened"]


def test_only_the_member_and_managers_see_or_replace_it(as_page, api, cast, licence):
    path = f"/clinic/credentials/{licence.pk}/document/"
    services.keep_document(actor=cast.actor("ana"), credential=licence, content=PDF)
    expected = {"ana": 200, "rui": 403, "max": 200, "ida": 403, "eva": 404}
    assert {name: as_page(name).get(path).status_code for name in expected} == expected
    assert {name: api(name).get(f"credentials/{licence.pk}/document/").status_code for name in expected} == expected
    assert {name: as_page(name).get(f"{path}new/").status_code for name in expected} == expected
    for name in ("rui", "ida", "pia"):
        with pytest.raises(NotPermitted):
            services.keep_document(actor=cast.actor(name), credential=licence, content=PDF)


@pytest.mark.parametrize("name", ["ida", "rui"])
def test_whoever_may_not_see_the_clinic_has_the_own_credentials(as_page, api, cast, licence, name):
    own = Credential.objects.create(
        membership=cast.members[name], kind="licence", jurisdiction="WA", number="SYN-OWN", profession="PTA",
        issued_on=make.today(cast), expires_on=make.today(cast) + timedelta(days=400),
    )  # fmt: skip
    page, path = f"/clinic/people/{cast.members[name].pk}/", f"/clinic/credentials/{own.pk}/document/"
    assert page in as_page(name).get("/work/").content.decode(), "the menu leads to them"
    assert f"{path}new/" in as_page(name).get(page).content.decode()
    assert as_page(name).post(f"{path}new/", {"document": a_file()}).status_code == 302
    assert path in as_page(name).get(page).content.decode()
    assert b"".join(as_page(name).get(path).streaming_content) == PDF
    program = api(name)
    assert [row["id"] for row in program.get("credentials/").json()["results"]] == [str(own.pk)]
    assert program.get(f"credentials/{own.pk}/").json()["document_type"] == "application/pdf"
    assert b"".join(program.get(f"credentials/{own.pk}/document/").streaming_content) == PDF


@pytest.mark.parametrize("name", ["ida", "rui"])
def test_and_no_colleague_s(as_page, api, cast, licence, name):
    services.keep_document(actor=cast.actor("ana"), credential=licence, content=PDF)
    pages = (f"people/{cast.members['ana'].pk}/", f"credentials/{licence.pk}/document/")
    assert [as_page(name).get(f"/clinic/{path}").status_code for path in (*pages, "people/")] == [403] * 3
    rows = (f"credentials/{licence.pk}/", f"credentials/{licence.pk}/document/")
    assert [api(name).get(path).status_code for path in rows] == [403] * 2
    assert api(name).get("credentials/").json()["results"] == []
    assert AuditEvent.objects.filter(verb="credential.document_opened").count() == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"<html><script>alert(1)</script>", "PDF, PNG or JPEG"),
        (b"MZ an executable", "PDF, PNG or JPEG"),
        (PDF + b"0" * (5 * 1024 * 1024), "more than 5 MB"),
    ],
)
def test_page_and_api_refuse_what_is_no_document(as_page, api, cast, licence, content, words):
    shown = as_page("max").post(f"/clinic/credentials/{licence.pk}/document/new/", {"document": a_file(content)})
    assert shown.status_code == 400
    assert words in shown.content.decode()
    program = api("max")
    told = upload(program, licence, content)
    assert told.status_code == 400, told.content
    assert words in told.json()["errors"]["document"][0]
    with pytest.raises(BadInput):
        services.keep_document(actor=cast.actor("max"), credential=licence, content=content)
    licence.refresh_from_db()
    assert not licence.document


def upload(program, licence, content):
    from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

    body = encode_multipart(BOUNDARY, {"document": a_file(content)})
    return program.generic("POST", f"credentials/{licence.pk}/document/", body, MULTIPART_CONTENT)


def test_a_program_uploads_and_fetches_it(api, cast, licence):
    program = api("max")
    kept = upload(program, licence, PNG)
    assert (kept.status_code, kept.json()["document_type"]) == (200, "image/png")
    answer = program.get(f"credentials/{licence.pk}/document/")
    assert b"".join(answer.streaming_content) == PNG


@pytest.mark.parametrize(
    ("ahead", "step"), [(61, None), (60, 60), (31, 60), (30, 30), (8, 30), (7, 7), (0, 7), (-1, None)]
)
def test_which_warning_is_due(cast, ahead, step):
    today = make.today(cast)
    assert rules.warning_step(today + timedelta(days=ahead), today) == step


def test_each_warning_reaches_the_member_once(cast, licence):
    def warned(ahead):
        Credential.objects.filter(pk=licence.pk).update(expires_on=make.today(cast) + timedelta(days=ahead))
        expiry.warn_in_clinic(clinic_id=str(cast.here.pk))
        events = AuditEvent.objects.filter(target_id=licence.pk, verb="credential.warned")
        return events.count()

    assert [warned(ahead) for ahead in (61, 60, 45, 30, 29, 7, 3, -1)] == [0, 1, 1, 2, 2, 3, 3, 3]
    expiry.send_warning(clinic_id=str(cast.here.pk), target_id=str(licence.pk))
    assert mail.outbox[0].to == [cast.user("ana").email]
    assert licence.number not in mail.outbox[0].body + mail.outbox[0].subject


def test_the_next_check_is_announced_as_the_end_is(cast, licence):
    def told(ahead):
        Credential.objects.filter(pk=licence.pk).update(next_check_on=make.today(cast) + timedelta(days=ahead))
        expiry.warn_in_clinic(clinic_id=str(cast.here.pk))
        return AuditEvent.objects.filter(target_id=licence.pk, verb="credential.check_announced").count()

    assert [told(ahead) for ahead in (61, 60, 45, 30, 7, 3, -1)] == [0, 1, 1, 2, 3, 3, 3]
    expiry.send_check_reminder(clinic_id=str(cast.here.pk), target_id=str(licence.pk))
    [letter] = [sent for sent in mail.outbox if "look it up" in sent.subject]
    assert (letter.to, licence.number in letter.body + letter.subject) == ([cast.user("ana").email], False)
    services.change_credential(
        actor=cast.actor("max"), credential=licence, next_check_on=make.today(cast) + timedelta(days=30)
    )
    assert told(30) == 4


def test_a_renewed_credential_is_warned_of_anew(cast, licence):
    services.warn_of_expiry(actor=cast.actor("ana"), credential=licence, days=7)
    services.change_credential(
        actor=cast.actor("max"), credential=licence, expires_on=make.today(cast) + timedelta(days=700)
    )
    licence.refresh_from_db()
    assert licence.warned_days is None


def test_a_newer_credential_of_the_same_kind_silences_the_older(cast, licence):
    Credential.objects.filter(pk=licence.pk).update(expires_on=make.today(cast) + timedelta(days=5))
    Credential.objects.create(
        membership=cast.members["ana"], kind="licence", jurisdiction="WA", number="SYN-NEW",
        issued_on=make.today(cast), expires_on=make.today(cast) + timedelta(days=700),
    )  # fmt: skip
    assert list(expiry.due_warnings(timezone.now())) == []


@pytest.mark.parametrize(
    ("kind", "change", "signs"),
    [
        ("licence", {"ends": 0}, True),
        ("licence", {"ends": -1}, False),
        ("needling_authority", {"ends": -1}, False),
        ("needling_authority", {"ends": 0}, True),
        ("licence", {"begins": 1}, False),
        ("licence", {"jurisdiction": "OR"}, False),
        ("licence", {"profession": "PTA"}, False),
        ("licence", {"kind": "compact_privilege"}, True),
        ("licence", {"kind": "compact_privilege", "jurisdiction": "OR"}, False),
        ("needling_authority", {"kind": "compact_privilege"}, False),
        ("licence", {"suspended": 1}, True),
        ("licence", {"suspended": 0}, False),
        ("needling_authority", {"suspended": -1}, False),
    ],
)
def test_what_counts_is_the_day_of_service(api, cast, kind, change, signs):
    session = sessions.signable_session(cast)
    day = session.visit.occurred_on
    fields = {name: value for name, value in change.items() if name not in ("ends", "begins", "suspended")}
    if "ends" in change:
        fields["expires_on"] = day + timedelta(days=change["ends"])
    if "suspended" in change:
        fields["suspended_on"] = day + timedelta(days=change["suspended"])
    if "begins" in change:
        fields["issued_on"] = day + timedelta(days=change["begins"])
    Credential.objects.filter(membership=cast.members["ana"], kind=kind).update(**fields)
    program = api("ana")
    tag = program.get(f"sessions/{session.pk}/")["ETag"]
    answer = program.post(f"sessions/{session.pk}/sign/", {}, HTTP_IF_MATCH=tag)
    assert answer.status_code == (200 if signs else 409), answer.content
    if not signs:
        assert [blocker["code"] for blocker in answer.json()["blockers"]] == ["license_or_endorsement"]


@pytest.mark.parametrize(
    ("change", "signs"),
    [({"kind": "compact_privilege"}, True), ({"kind": "needling_training"}, False), ({"suspended_on": 0}, False)],
)
def test_a_visit_and_a_booking_ask_for_a_licence_that_counts(cast, change, signs):
    note = sessions.record_visit(cast, sessions.treatable_episode(cast))
    day = note.visit.occurred_on
    fields = {name: day if value == 0 else value for name, value in change.items()}
    Credential.objects.filter(membership=cast.members["ana"], kind="licence").update(**fields)
    found = [blocker.code for blocker in visit_blockers(visit_facts(note))]
    assert found == ([] if signs else ["license_or_endorsement"])
    spans = selectors.licence_days().get(cast.members["ana"].pk, ())
    assert any(first <= day <= last for first, last in spans) is signs


def test_a_licence_that_lapsed_since_does_not_stop_a_note_of_an_earlier_day(cast):
    session = sessions.signable_session(cast, occurred_at=timezone.now() - timedelta(days=2))
    yesterday = make.today(cast) - timedelta(days=1)
    Credential.objects.filter(membership=cast.members["ana"], kind="licence").update(expires_on=yesterday)
    from sessions import services as needling

    signed = needling.sign_session(actor=cast.actor("ana"), session=session, now=timezone.now())
    kept = {row["kind"]: row for row in signed.visit.signer["credentials"]}
    assert set(kept["licence"]) == {"kind", "jurisdiction", "number", "expires_on"}
    assert kept["licence"]["expires_on"] == yesterday.isoformat()
