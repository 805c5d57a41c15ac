"""Every page and form of the browser under fire: never broken, refused in words at the top of the form, not stored."""

import itertools
import re

import pytest
from django.test import Client
from django.urls import resolve

from practice.doors.addresses import addresses
from tests.hostile.operations import path_for, said
from tests.hostile.rendered import forms_of
from tests.people import ROLES

PAGES = [
    a
    for a in addresses()
    if a.kind in ("page", "open") and not a.path.startswith(("api/", "healthz", "favicon", "design/"))
]
OPENED = [a for a in PAGES if a.method == "GET"]
POSTED = [a for a in PAGES if a.method == "POST"]
SUMMARY = b'class="error-summary"'
OF_A_CREDENTIAL = "clinic/credentials/<uuid:pk>/document/"
OWN_ALONE = ("clinic/people/<uuid:pk>/", OF_A_CREDENTIAL, f"{OF_A_CREDENTIAL}new/")  # all of the staff, each the own
BY_SCRIPT = ("me/kept/", "kept/")  # their forms go nowhere: the page's script sends them through the API
AT_A_TIME = 40  # lots of fields that are spoilt together: the forms of an assessment and a session have over 100
LEADS_ON = "/patients/find/"  # takes a search out of addresses; the page to which it leads refuses what is wrong
# Forms about a row that overwrite nothing of what it says: they add a row of their own, or ask for one to be made.
ADDS = {
    "assessments/<uuid:pk>/addenda/new/", "clinic/credentials/<uuid:pk>/document/new/",
    "clinic/people/<uuid:pk>/credentials/new/", "clinic/people/<uuid:pk>/invite/", "consents/<uuid:consent_id>/copy/",
    "episodes/<uuid:episode_id>/absences/", "episodes/<uuid:episode_id>/adverse-events/new/",
    "episodes/<uuid:episode_id>/exercises/new/<slug:key>/", "episodes/<uuid:episode_id>/plan/certify/",
    "episodes/<uuid:episode_id>/reports/home-programme/", "episodes/<uuid:episode_id>/reports/new/",
    "episodes/<uuid:pk>/assessment/new/", "episodes/<uuid:pk>/clearances/new/", "episodes/<uuid:pk>/consent/new/",
    "episodes/<uuid:pk>/reopen/", "episodes/<uuid:pk>/screening/again/", "episodes/<uuid:pk>/screening/new/",
    "me/check-in/<uuid:pk>/", "patients/<uuid:pk>/episodes/new/", "sessions/<uuid:pk>/check-in/",
}  # fmt: skip
# They say one state that was chosen, whatever the row said before: access gone, today done, made once more.
SAY_ALL = {
    "clinic/people/<uuid:pk>/deactivate/",
    "me/exercises/<uuid:prescription_id>/",
    "reports/<uuid:report_id>/retry/",
}
TEXTS = (
    "", "   ", "x", "-1", "1e400", "99999999999999999999", "NaN", "Infinity", "٣", "a\0b", "\0", "🧠🪡", "\u202eabc",
    "<b onload=x>",
    "'; DROP TABLE patients_patient; --", "{{ 7|add:1 }} %s", "0000-00-00", "2026-02-30", "9999-12-31", "0001-01-01",
    "10000-01-01",
    "2026-01-02T25:61", "9999-12-31T23:59", "0001-01-01T00:00", "true", "on", "null",
    "01a20000-0000-7000-8000-000000000000",
    "x" * 100_000,
)  # fmt: skip
QUERIES = ("before", "after", "page", "q", "therapist", "condition", "status", "state", "from", "to", "kind", "whose",
           "since", "verb",
           "member", "target", "measure", "on", "week", "month", "episode", "key", "grade", "open", "filter", "next",
           "muscle", "row", "back")  # fmt: skip
ASKED = (
    "x",
    "\0",
    "-1",
    "99999999999999999999",
    "9999-12-31",
    "0001-01-01",
    "01a20000-0000-7000-8000-000000000000",
    "🧠",
    "",
)


@pytest.fixture(scope="module")
def browsers(ground):
    """A browser of each of the cast."""
    found = {name: Client(raise_request_exception=False) for name in ROLES}
    for name, browser in found.items():
        browser.force_login(ground.cast.user(name))
    ground.programs = found
    return found


def complaints(found):
    found = [f"{what}: {wrong}" for what, wrong in found if wrong]
    assert found == []


def sound(answer, *statuses):
    return "" if answer.status_code in statuses else f"answers {answer.status_code} {words_of(answer)}"


def words_of(answer):
    text = re.sub(r"<[^>]+>|\s+", " ", answer.content.decode()) if not answer.streaming else ""
    return re.sub(r"\s+", " ", text)[:160]


@pytest.mark.parametrize("address", OPENED, ids=said)
def test_no_query_breaks_a_page(ground, browsers, address):
    path, (first, *others) = path_for(address, ground), ground.all_who_may(address)
    whole = [(first, value, {}) for value in ASKED]
    parts = [(first, value, {"HTTP_HX_REQUEST": "true"}) for value in ASKED[::3]]
    few = [(name, value, {}) for name in others for value in ASKED[::4]]

    def tries():
        for name, value, headers in whole + parts + few:
            answer = ground.send(name, "GET", path, dict.fromkeys(QUERIES, value), **headers)
            mine = (403,) if address.path in OWN_ALONE else ()
            yield f"{name} everything={value!r} {headers}", sound(answer, 200, 301, 302, 304, 400, 404, 409, *mine)

    complaints(tries())


@pytest.mark.parametrize("address", [a for a in PAGES if "<uuid:" in a.path], ids=said)
def test_another_clinics_page_is_not_found(ground, browsers, address):
    own = path_for(address, ground)
    at = next(number for number, part in enumerate(address.path.split("/"), 1) if part.startswith("<uuid:"))

    def tries():
        for wanted in ("x", "%00", "01a20000-0000-7000-8000-000000000000", *ground.elsewhere.values()):
            parts = own.split("/")
            parts[at] = wanted
            for name in ground.all_who_may(address):
                yield f"{name} {wanted}", sound(ground.send(name, address.method, "/".join(parts)), 404)

    with ground.nothing_stored():
        complaints(tries())


def forms_at(ground, address):
    """The forms that post to addresses of the product, by the first role for which a form has these fields."""
    if address.path not in ground.forms:
        ground.forms[address.path] = list(read_forms(ground, address).values())
    return ground.forms[address.path]


def read_forms(ground, address):
    path, found = path_for(address, ground), {}
    for name in ground.all_who_may(address):
        answer = ground.send(name, "GET", path)
        if not answer.streaming and "html" in answer.get("Content-Type", ""):
            for form in forms_of(answer.content.decode(), path):
                if not form.action.startswith("/accounts/"):
                    found.setdefault(form.outline(), (name, form))
    return found


@pytest.mark.parametrize("address", [a for a in OPENED if a.path not in BY_SCRIPT], ids=said)
def test_no_garbage_in_a_form_breaks_it(ground, browsers, address):
    with ground.nothing_stored():
        for name, form in forms_at(ground, address):
            complaints(garbage(ground, name, form))


def garbage(ground, name, form):
    """All fields at once, with and without those that count the rows; then few at a time, each with another text, of
    rows that are alike those of the first.
    """
    texts, counts = itertools.cycle(TEXTS), [field for field in form.open_names() if field.endswith("_FORMS")]
    yield f"{form.action} nothing at all", judged(ground.send_form(name, form.action, {}))
    for number, text in enumerate(TEXTS):
        kept = {field: form.sound()[field] for field in counts if number % 7}
        sent = {**form.sound(), **dict.fromkeys(form.open_names(), text), **kept}
        yield f"{form.action} everything={text[:30]!r}", judged(ground.send_form(name, form.action, sent))
    for fields in far_apart(list({re.sub(r"-\d+-", "-", name): name for name in reversed(form.open_names())}.values())):
        spoilt = {field: next(texts) for field in fields}
        answer = ground.send_form(name, form.action, {**form.sound(), **spoilt})
        told = {field: text[:30] for field, text in spoilt.items()}
        yield f"{form.action} {told}", judged(answer)


def far_apart(fields):
    """One field at a time; where a form has many, as many as give no more than AT_A_TIME lots, never neighbours: an
    error of one part of the form does not keep another part from being read.
    """
    lots = min(len(fields), AT_A_TIME)
    return [fields[start::lots] for start in range(lots)]


def judged(answer):
    """Taken and led on, or refused: with a summary of what is wrong, or a page that says so."""
    if answer.status_code in (302, 303, 204, 404, 403):
        return ""
    if answer.status_code == 200:
        return "" if SUMMARY not in answer.content else "is refused with 200"
    if answer.status_code in (400, 409, 412):
        told = SUMMARY in answer.content or b"<h1" in answer.content or b"blocker" in answer.content
        return "" if told else f"{answer.status_code} without a summary: {words_of(answer)}"
    return f"answers {answer.status_code} {words_of(answer)}"


def answer_to(ground, name, action, sent):
    answer = ground.send_form(name, action, sent)
    return ground.send(name, "GET", answer["Location"]) if action == LEADS_ON else answer


@pytest.mark.parametrize("address", OPENED, ids=said)
def test_no_foreign_id_is_taken_by_a_form(ground, browsers, address):
    with ground.nothing_stored():
        for name, form in forms_at(ground, address):
            complaints(
                (
                    f"{form.action} {field}",
                    sound(answer_to(ground, name, form.action, {**form.sound(), field: pk}), 400, 404, 409),
                )
                for field in form.names_of_ids()
                for pk in ground.elsewhere.values()
            )


@pytest.mark.parametrize("address", OPENED, ids=said)
def test_a_form_that_is_old_changes_nothing(ground, browsers, address):
    with ground.nothing_stored():
        read = (each for each in forms_at(ground, address) if any(each[1].fields.get("version", ())))
        for name, form in read:
            complaints(
                (f"{form.action} version={old!r}", sound(browsers[name].post(form.action, fields), 302, 400, 409, 412))
                for old in ("0", "-1", "x", "99999", "99999999999999999999", "")
                for fields in [{**form.sound(), "version": old}]
            )


def test_a_form_about_a_row_sends_the_version_that_was_read(ground, browsers):
    """Whoever changes what is there says what they read, or is named here with the reason why not."""
    found = {
        resolve(form.action.split("?")[0]).route
        for address in OPENED if address.path not in BY_SCRIPT
        for _, form in forms_at(ground, address)
        if not any(field.split("-")[-1] == "version" for field in form.fields)
    }  # fmt: skip
    complaints((route, "sends no version") for route in sorted(found - ADDS - SAY_ALL) if "<uuid:" in route)


@pytest.mark.parametrize("address", POSTED, ids=said)
def test_a_post_from_elsewhere_is_403(ground, address):
    browser = Client(raise_request_exception=False, enforce_csrf_checks=True)
    browser.force_login(ground.cast.user(ground.who_may(address)))
    with ground.nothing_stored():
        answer = browser.post(path_for(address, ground), {"reason": "x"})
    assert (answer.status_code, answer["Content-Type"]) == (403, "text/html; charset=utf-8")
    assert b"<h1" in answer.content
