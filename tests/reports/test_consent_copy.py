"""The patient's copy of a consent: asked for by whoever may see it, made in the background, a tagged PDF."""

from importlib import import_module
from io import BytesIO

import pytest
from django.apps import apps
from django.utils import timezone
from pypdf import PdfReader

from patients.models import Consent
from practice.audit import AuditEvent
from reports import production
from reports.models import Report
from tests.factories import patients, reports

STROKES = "M10 20 L30 40 L50 60 L70 80"
EVERYBODY = ("ana", "rui", "max", "ida", "pia", "eva")


@pytest.fixture
def consent(cast) -> Consent:
    episode = patients.episode(cast)
    return patients.consent(cast, episode, areas=["upper back"], signed_how="drawn", signature=STROKES)


def make(cast) -> Report:
    report = Report.objects.get()
    production.make(report.pk, step=reports.step_of(cast))
    report.refresh_from_db()
    return report


def test_the_front_desk_asks_for_the_copy_and_opens_it(as_page, cast, consent, media):
    page, path = as_page("rui"), f"/consents/{consent.pk}/copy/"
    assert "No copy yet" in page.get(path).content.decode()
    assert page.post(path).status_code == 302
    report = make(cast)
    assert (report.state, report.problem) == ("done", "")
    assert "Open the copy" in page.get(path).content.decode()
    answer = page.get(f"{path}file/")
    content = b"".join(answer.streaming_content)
    words = " ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(content)).pages)
    for said in ("Consent to dry needling", "Pia Person (synthetic)", "reaches the lung", "Signed on the screen"):
        assert said in words
    assert PdfReader(BytesIO(content)).trailer["/Root"]["/MarkInfo"]["/Marked"]
    verbs = [event.verb for event in AuditEvent.objects.filter(target_id=report.pk).order_by("id")]
    assert verbs == ["consent.copy_requested", "report.made", "consent.copy_opened"]


def test_a_program_asks_for_a_copy_as_for_every_report(api, cast, consent, media):
    program = api("ana")
    answer = program.post("reports/", {"kind": "consent", "consent": str(consent.pk)})
    assert answer.status_code == 202, answer.content
    make(cast)
    assert program.get(f"reports/{answer.json()['id']}/file/")["Content-Type"] == "application/pdf"


def test_a_copy_that_was_made_counts_as_given(api, cast, media):
    consent = patients.consent(cast, patients.episode(cast), copy_given=False)
    api("ana").post("reports/", {"kind": "consent", "consent": str(consent.pk)})
    consent.refresh_from_db()
    assert not consent.copy_given
    make(cast)
    consent.refresh_from_db()
    assert consent.copy_given


def test_copies_from_before_they_were_noted_count_too(cast):
    lost = patients.consent(cast, patients.episode(cast), copy_given=False)
    copied = patients.consent(cast, patients.episode(cast), copy_given=False)
    report = reports.asked(cast, copied.episode)
    Report.objects.filter(pk=report.pk).update(
        kind="consent", consent=copied, state="done", file="copy.pdf", finished_at=timezone.now()
    )
    upgrade = import_module("reports.migrations.0005_note_copies_that_were_made")
    upgrade.note(apps, None)
    assert [Consent.objects.get(pk=row.pk).copy_given for row in (copied, lost)] == [True, False]


@pytest.mark.parametrize("told", [{"kind": "consent"}, {"kind": "progress", "consent": True}])
def test_a_copy_names_its_consent_and_nothing_else_does(api, cast, consent, told):
    sent = {**told, "consent": str(consent.pk)} if "consent" in told else told
    answer = api("ana").post("reports/", sent)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["consent"])
    assert not Report.objects.exists()


def test_who_may_have_a_copy(as_page, cast, consent):
    path = f"/consents/{consent.pk}/copy/"
    found = {name: as_page(name).post(path).status_code for name in EVERYBODY}
    assert found == {"ana": 302, "rui": 302, "max": 302, "ida": 302, "pia": 403, "eva": 404}
    assert as_page("rui").get(f"{path}file/").status_code == 404
