"""The patient's phone: a shell without any record, a worker that knows its release, and the way to install them."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings

from practice.models import Clinic
from sessions.models import CheckIn
from tests.factories import sessions

SHELL, WORKER = "/me/kept/", "/me/worker.js"


@pytest.mark.parametrize("path", [SHELL, WORKER])
def test_only_patients_have_the_shell(as_page, path):
    found = {name: as_page(name).get(path).status_code for name in ("ana", "rui", "max", "ida", "pia", "eva")}
    assert found == {"ana": 403, "rui": 403, "max": 403, "ida": 403, "pia": 200, "eva": 403}


def test_the_shell_holds_nothing_of_anybody(as_page, cast):
    Clinic.objects.filter(pk=cast.here.pk).update(phone="555-0101")
    session = sessions.signed_session(cast)
    page = as_page("pia").get(SHELL).content.decode()
    secrets = ("Pia", "pia@", "555-0101", cast.here.name, str(cast.pia.pk), str(cast.members["pia"].pk))
    for secret in (*secrets, str(session.pk), "csrfmiddlewaretoken", "kept-by"):
        assert secret not in page, secret
    assert '<meta name="csrf-token" content="">' in page


def test_what_to_do_comes_with_the_page_and_with_the_shell(as_page, cast):
    Clinic.objects.filter(pk=cast.here.pk).update(phone="555-0101")
    session = sessions.signed_session(cast)
    for path, phone in ((f"/me/check-in/{session.pk}/", "555-0101"), (SHELL, "")):
        page = as_page("pia").get(path).content.decode()
        advice = json.loads(re.search(r'<script id="advice" type="application/json">(.*?)</script>', page)[1])
        assert (advice["emergency"], advice["phone"]) == ("911", phone)
        told = {one["sign"]: one["emergency"] for one in advice["warning_signs"]}
        assert told.keys() == set(CheckIn.WarningSign.values)
        assert told["breathless"]
        assert 'id="t-emergency"' in page


def test_the_shell_names_one_number_and_another_one_is_another_worker(as_page, cast):
    phone = as_page("pia")
    before = phone.get(WORKER).content
    Clinic.objects.filter(pk=cast.here.pk).update(emergency_number="112")
    page = phone.get(SHELL).content.decode()
    advice = re.search(r'<script id="advice" type="application/json">(.*?)</script>', page)[1]
    assert json.loads(advice)["emergency"] == "112"
    assert "911" not in advice
    assert phone.get(WORKER).content != before


def test_the_worker_changes_with_the_release(as_page, monkeypatch):
    monkeypatch.setattr(settings, "DEBUG", True)
    answer = as_page("pia").get(WORKER)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/javascript; charset=utf-8", "no-cache")
    first, again = (as_page("pia").get(WORKER).content.decode().splitlines()[0] for _ in range(2))
    assert first == again
    assert first.startswith('const WORKER = {"name": "phone"')
    for drawn in (
        "static/css/base.css",
        "templates/base.html",
        "templates/patients/appointment.html",
        "practice/forms.py",
    ):
        path = Path(settings.BASE_DIR, drawn)
        read = Path.read_bytes
        monkeypatch.setattr(Path, "read_bytes", lambda it, path=path, read=read: read(it) + b" " * (it == path))
        assert as_page("pia").get(WORKER).content.decode().splitlines()[0] != first, drawn
        monkeypatch.setattr(Path, "read_bytes", read)


def test_pages_of_a_patient_can_be_installed_and_others_are_as_before(as_page):
    page = as_page("pia").get("/me/").content.decode()
    for said in ('rel="manifest"', "js/phone/live.js", "data-device-strip", "sign-out-ask"):
        assert said in page, said
    assert "phone/live.js" not in as_page("ana").get("/").content.decode()


def test_the_manifest_names_icons_that_are_there():
    static = Path(settings.BASE_DIR, "static")
    told = json.loads((static / "phone.webmanifest").read_text(encoding="utf-8"))
    assert (told["start_url"], told["display"]) == ("/me/", "standalone")
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    for icon in told["icons"]:
        width = int.from_bytes((static / icon["src"]).read_bytes()[16:20], "big")
        assert icon["sizes"] == f"{width}x{width}"


def test_an_answer_that_the_phone_sent_says_what_to_do(as_page, cast):
    session = sessions.signed_session(cast)
    row = sessions.check_in(cast, session, hours_after=2, soreness=3, warning_signs=["breathless"])
    address = f"/me/check-in/{session.pk}/"
    assert "<h1>Call 911 now</h1>" in as_page("pia").get(f"{address}?told={row.pk}").content.decode()
    for other in ("x", "01a20000-0000-7000-8000-000000000000"):
        assert "<h1>Call 911 now</h1>" not in as_page("pia").get(f"{address}?told={other}").content.decode()
