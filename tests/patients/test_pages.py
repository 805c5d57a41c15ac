"""The pages of people, episodes, screening and consent, in a browser's terms."""

import copy
from datetime import timedelta

import pytest
from django.utils import timezone

from patients.models import Consent, EpisodeOfCare, Patient, Screening
from patients.selectors.consents import SAID
from practice import reference
from practice.models import ReferenceSet
from tests.factories import patients as make

EVERYBODY = ("ana", "rui", "max", "ida", "pia", "eva")
ALL = {"ana": 200, "rui": 200, "max": 200, "ida": 200, "pia": 403, "eva": 404}
CHART = {**ALL, "rui": 403}
THERAPIST = {"ana": 200, "rui": 403, "max": 403, "ida": 403, "pia": 403, "eva": 404}
WHO = {"given_name": "Åsa", "family_name": "Öst (synthetic)", "date_of_birth": "1980-02-29", "sex": "female"}


@pytest.fixture
def course(cast):
    """An episode with a screen, a consent, a draft and a signed assessment."""
    episode = make.ready_episode(cast)
    return {
        "patient": cast.pia.pk, "episode": episode.pk, "screening": Screening.objects.get().pk,
        "consent": Consent.objects.get().pk, "signed": make.signed_assessment(cast, episode).pk,
        "draft": make.assessment(cast, episode).pk,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("path", "answers"),
    [
        ("/patients/", {**ALL, "eva": 200}),
        ("/patients/new/", {"ana": 200, "rui": 200, "max": 200, "ida": 403, "pia": 403, "eva": 200}),
        ("/patients/{patient}/edit/", {**ALL, "ida": 403}),
        ("/patients/{patient}/record/", {**dict.fromkeys(ALL, 301), "pia": 403, "eva": 404}),
        ("/patients/{patient}/episodes/new/", THERAPIST),
        ("/episodes/{episode}/edit/", THERAPIST),
        ("/episodes/{episode}/hold/", THERAPIST),
        ("/episodes/{episode}/resume/", THERAPIST),
        ("/episodes/{episode}/refer-out/", THERAPIST),
        ("/episodes/{episode}/discharge/", THERAPIST),
        ("/episodes/{episode}/screening/new/", THERAPIST),
        ("/episodes/{episode}/clearances/new/", THERAPIST),
        ("/screenings/{screening}/", CHART),
        ("/episodes/{episode}/consent/new/", {**ALL, "ida": 403}),
        ("/consents/{consent}/", ALL),
        ("/consents/{consent}/withdraw/", {**ALL, "ida": 403}),
        ("/consents/text/", {**ALL, "eva": 200}),
        ("/episodes/{episode}/assessment/new/", THERAPIST),
        ("/assessments/{draft}/", CHART),
        ("/assessments/{signed}/", CHART),
        ("/assessments/{draft}/sign/", THERAPIST),
        ("/assessments/{signed}/addenda/new/", THERAPIST),
    ],
)
def test_each_page_opens_for_its_roles(as_page, course, path, answers):
    address = path.format(**course)
    assert {name: as_page(name).get(address).status_code for name in EVERYBODY} == answers


def test_strangers_sign_in_first(client, course):
    assert client.get("/patients/")["Location"].startswith("/accounts/login/")


def test_the_desk_registers_a_patient_with_the_next_number(as_page, cast):
    browser = as_page("rui")
    assert browser.post("/patients/new/", WHO).status_code == 302
    browser.post("/patients/new/", {**WHO, "given_name": "Bo"})
    numbers = Patient.objects.exclude(pk=cast.pia.pk).order_by("record_number").values_list("record_number", flat=True)
    assert list(numbers) == ["HE-000001", "HE-000002"]


def test_a_namesake_asks_for_a_second_look(as_page, cast):
    browser = as_page("rui")
    browser.post("/patients/new/", WHO)
    asked = browser.post("/patients/new/", {**WHO, "given_name": "Asa"})
    assert asked.status_code == 400
    assert "registered already" in asked.content.decode()
    assert f"/patients/{Patient.objects.get(family_name=WHO['family_name']).pk}/" in asked.content.decode()
    assert browser.post("/patients/new/", {**WHO, "confirm_duplicate": "on"}).status_code == 302
    assert Patient.objects.count() == 3


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"given_name": ""}, "Enter the given name."),
        ({"date_of_birth": "2999-01-01"}, "The date of birth lies in the future. Check the year."),
        ({"date_of_birth": "1800-01-01"}, "The date of birth lies more than 120 years ago. Check the year."),
        ({"email": "nowhere"}, "Enter a valid email address."),
        ({"sex": "x"}, "Select a valid choice"),
    ],
)
def test_what_is_refused_stands_at_its_field_and_nothing_is_stored(as_page, cast, change, words):
    answer = as_page("rui").post("/patients/new/", {**WHO, **change})
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert Patient.objects.count() == 1


def test_a_stale_page_changes_nothing(as_page, cast):
    browser, address = as_page("rui"), f"/patients/{cast.pia.pk}/edit/"
    told = {**WHO, "version": cast.pia.version}
    assert browser.post(address, told).status_code == 302
    for _ in range(2):
        stale = browser.post(address, {**told, "phone": "1"})
        assert (stale.status_code, stale.context["version"]) == (409, cast.pia.version)
        assert "changed this record since" in stale.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [("pers", True), ("PIA per", True), ("per pia", True), ("T-0001", True), ("1985-05-17", True), ("5/17/1985", True),
     ("ia", False), ("pia nobody", False), ("1985-05-18", False), ("%", False), ("pia 1985-05-17", True)],
)  # fmt: skip
def test_search_finds_beginnings_of_names_numbers_and_birth_dates(as_page, cast, query, found):
    page = as_page("rui").get("/patients/", {"q": query}, follow=True).content.decode()
    assert (f"/patients/{cast.pia.pk}/" in page) is found


def test_the_list_is_filtered_by_care(as_page, cast):
    make.ready_episode(cast)
    browser = as_page("ana")

    def found(**query):
        return f"/patients/{cast.pia.pk}/" in browser.get("/patients/", query).content.decode()

    assert found(condition="tth_chronic")
    assert not found(condition="migraine_chronic")
    assert found(status="assessment")
    assert not found(status="none")
    assert found(therapist=str(cast.members["ana"].pk))
    assert "Tension-type" not in as_page("rui").get("/patients/").content.decode().split('id="results"')[1]


@pytest.mark.parametrize("many", [3, 30])
def test_the_list_asks_as_often_for_3_as_for_30(as_page, cast, many, django_assert_num_queries):
    for number in range(many):
        make.episode(cast, of=make.patient(cast, given_name=f"N{number}"))
    browser = as_page("ana")
    browser.get("/patients/")
    with django_assert_num_queries(14, exact=False):
        assert browser.get("/patients/").content.decode().count("row-link") == many + 1


def test_a_therapist_starts_screens_and_assesses_in_the_browser(as_page, cast):
    browser = as_page("ana")
    begun = browser.post(
        f"/patients/{cast.pia.pk}/episodes/new/",
        {"condition": "tth_chronic", "started_on": str(make.today(cast)), "therapist": str(cast.members["ana"].pk)},
    )
    episode = EpisodeOfCare.objects.get()
    assert begun["Location"] == f"/episodes/{episode.pk}/screening/new/"
    now = make.midday(cast, make.today(cast)).strftime("%Y-%m-%d 00:00")
    incomplete = browser.post(begun["Location"], {"answered_at": now})
    assert incomplete.status_code == 400
    assert "15 questions have no answer yet." in incomplete.content.decode()
    page = browser.get(begun["Location"]).context["form"]
    rest = {f"none_{group['key']}": "on" for group in page.groups()}
    refused = browser.post(begun["Location"], {"answered_at": now, "diabetes": "yes", **rest})
    assert "Write what you do about it: Diabetes" in refused.content.decode()
    told = {"answered_at": now, "diabetes": "yes", "plan_diabetes": "Look at the skin.", **rest}
    assert browser.post(begun["Location"], told).status_code == 302
    assert Screening.objects.get().positive == ["diabetes"]


def test_an_area_answered_yes_asks_for_its_muscles_where_they_are_chosen(as_page, cast):
    browser, episode = as_page("ana"), make.episode(cast)
    address = f"/episodes/{episode.pk}/screening/new/"
    page = browser.get(address).context["form"]
    area = next(question for question in page.questions if question.forbids_area)
    told = {f"none_{group['key']}": "on" for group in page.groups()} | {area.key: "yes"}
    told["answered_at"] = make.midday(cast, make.today(cast)).strftime("%Y-%m-%d 00:00")
    refused = browser.post(address, told)
    words, html = f"Choose the muscles that must not be needled: {area.label}.", refused.content.decode()
    assert refused.status_code == 400
    row = html.partition(f'data-area="{area.key}"')[2].partition("</tr>")[0]
    assert " open>" in row.partition("<summary>")[0]
    assert words in row.partition('class="chips"')[0]
    assert f'<a href="#id_muscles_{area.key}">Muscles not to be needled</a>: {words}' in html
    muscle = next(iter(reference.muscles()))
    assert browser.post(address, told | {f"muscles_{area.key}": muscle}).status_code == 302
    assert episode.screenings.latest("answered_at").limited_muscles == {area.key: [muscle]}


def test_the_desk_records_and_withdraws_a_consent(as_page, cast):
    browser, episode = as_page("rui"), make.episode(cast)
    told = {"scope": "dry_needling", "regions": "Neck", "signed_on": str(make.today(cast)), "signed_name": "Pia P.",
            "signed_how": "typed"}  # fmt: skip
    assert browser.post(f"/episodes/{episode.pk}/consent/new/", told).status_code == 302
    consent = Consent.objects.get()
    assert "not acupuncture" in browser.get(f"/consents/{consent.pk}/").content.decode()
    assert browser.post(f"/consents/{consent.pk}/withdraw/", {"reason": ""}).status_code == 400
    said = {"reason": "Did not say", "version": consent.version}
    answer = browser.post(f"/consents/{consent.pk}/withdraw/", said, follow=True)
    assert "There is no needling without a new one." in answer.content.decode()
    assert Consent.objects.get().withdrawn_at


def test_who_withdraws_an_older_consent_is_told_that_the_newer_one_holds(as_page, cast):
    browser, episode, today = as_page("rui"), make.episode(cast), make.today(cast)
    older = make.consent(cast, episode, signed_on=today - timedelta(days=9))
    newer = make.consent(cast, episode, signed_on=today)
    asked = browser.get(f"/consents/{older.pk}/withdraw/").content.decode()
    assert f"/consents/{newer.pk}/withdraw/" in asked
    assert "needling may go on under it" in asked
    said = {"reason": "Said so", "version": older.version}
    told = browser.post(f"/consents/{older.pk}/withdraw/", said, follow=True).content.decode()
    assert "still holds: needling may go on under it." in told
    assert "no needling without" not in told
    assert "no needling without" in browser.get(f"/consents/{newer.pk}/withdraw/").content.decode()


@pytest.mark.parametrize("name", ["rui", "ana"])
@pytest.mark.parametrize(
    ("consent", "words"),
    [
        ({}, "In force"),
        ({"expires_on": -1}, "Expired"),
        ({"expires_on": 0}, "In force"),
        ({"withdrawn": True}, "Withdrawn"),
        ({"born": 14}, "A guardian has to sign"),
        ({"born": 18}, "Turned 18: has to sign anew"),
    ],
)
def test_every_page_says_of_a_consent_what_the_rule_says(as_page, cast, name, consent, words):
    today = make.today(cast)
    born = {"date_of_birth": today.replace(year=today.year - consent["born"], day=1)} if "born" in consent else {}
    episode = make.episode(cast, of=make.patient(cast, **born), started_on=today - timedelta(days=90))
    ends = {"expires_on": today + timedelta(days=consent["expires_on"])} if "expires_on" in consent else {}
    row = Consent.objects.create(
        episode=episode, signed_on=today - timedelta(days=60), signed_how="paper", signed_name="P (synthetic)", **ends
    )
    if consent.get("withdrawn"):
        Consent.objects.filter(pk=row.pk).update(withdrawn_at=timezone.now(), withdrawn_reason="x")
    for path in (f"/patients/{episode.patient_id}/", f"/consents/{row.pk}/"):
        page = as_page(name).get(path).content.decode()
        main = page[page.index("<main") :]
        assert {text for _, _, text in SAID.values() if text in main} == {words}, path


def test_the_front_desks_page_is_the_patients_page(as_page, cast):
    for name in ("rui", "ana"):
        answer = as_page(name).get(f"/patients/{cast.pia.pk}/record/")
        assert (answer.status_code, answer["Location"]) == (301, f"/patients/{cast.pia.pk}/")


def test_an_episode_is_discharged_in_the_browser(as_page, cast):
    browser, episode = as_page("ana"), make.ready_episode(cast)
    told = {"outcome": "goals_met", "discharged_on": str(make.today(cast)), "discharge_summary": " "}
    assert browser.post(f"/episodes/{episode.pk}/discharge/", told).status_code == 400
    sent = {**told, "discharge_summary": "Done.", "version": episode.version, "confirmed": "yes"}
    assert browser.post(f"/episodes/{episode.pk}/discharge/", sent).status_code == 302
    assert EpisodeOfCare.objects.get().state == "discharged"


def test_an_old_screen_is_shown_with_the_form_that_it_answered(as_page, cast):
    episode = make.ready_episode(cast)
    form = copy.deepcopy(dict(reference.current("screening")))
    form["red_flags"][0]["label"] = "As it was asked back then"
    ReferenceSet.objects.create(kind="screening", edition=0, sha256="0" * 64, content=form)
    old = Screening.objects.create(
        episode=episode, answered_at=make.midday(cast, episode.started_on), answered_by=cast.members["ana"],
        form_edition=0, red_flags=[form["red_flags"][0]["key"]], candidacy="refer",
    )  # fmt: skip
    assert "As it was asked back then" in as_page("ana").get(f"/screenings/{old.pk}/").content.decode()


def test_a_record_number_is_found_by_its_beginning(as_page, cast):
    made = make.patient(cast)
    page = as_page("rui").get("/patients/", {"q": made.record_number[:7].lower()}, follow=True).content.decode()
    assert str(made.pk) in page
    assert str(cast.pia.pk) not in page


def test_the_next_page_begins_after_the_last_name(as_page, cast, monkeypatch):
    monkeypatch.setattr("patients.views.people.PAGE_SIZE", 2)
    for name in ("Bea", "Cleo", "Zoe"):
        make.patient(cast, given_name=name)
    browser, found, address = as_page("ana"), [], "/patients/"
    while address:
        context = browser.get(address).context
        found += [row["patient"].given_name for row in context["rows"]]
        address = f"/patients/{context['next_url']}" if context["next_url"] else ""
    assert found == ["Bea", "Cleo", "Pia", "Zoe"]
    assert browser.get("/patients/", {"after": "nobody"}).status_code == 404
