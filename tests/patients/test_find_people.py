"""Searching for people: no address holds what was typed, and yet Back and a reload show who was found."""

from datetime import date

import pytest

from tests.factories import patients as make

FIND = "/patients/find/"


def text(answer):
    return answer.content.decode()


def test_a_search_leads_to_an_address_without_the_name(as_page, cast):
    other = make.patient(cast)
    browser = as_page("rui")
    answer = browser.post(FIND, {"to": "/patients/", "q": "Pia", "therapist": ""})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/patients/?find=")
    assert "pia" not in answer["Location"].lower()
    for _ in ("first", "reloaded"):
        page = text(browser.get(answer["Location"]))
        assert 'value="Pia"' in page
        assert f"/patients/{cast.pia.pk}/" in page
        assert f"/patients/{other.pk}/" not in page


def test_filters_that_name_nobody_stay_readable(as_page, cast):
    answer = as_page("ana").post(FIND, {"to": "/patients/", "q": "", "status": "active"})
    assert answer["Location"] == "/patients/?status=active"
    assert as_page("ana").post(FIND, {"q": " "})["Location"] == "/patients/"


def test_a_script_shows_the_sealed_address(as_page, cast):
    there = as_page("rui").post(FIND, {"to": "/patients/", "q": "Pia"})["Location"]
    shown = as_page("rui").get(there, headers={"HX-Request": "true"})
    assert shown["HX-Replace-Url"] == there
    assert "HX-Replace-Url" not in as_page("rui").get(there)


@pytest.mark.parametrize("page", ["/patients/", "/appointments/new/", "/patients/{}/merge/"])
def test_a_text_that_stands_open_in_an_address_is_sealed(as_page, cast, page):
    twin = make.patient(cast, given_name="Pia")
    browser, address = as_page("rui"), page.format(twin.pk)
    answer = browser.get(f"{address}?q=Pia+Person")
    assert (answer.status_code, "Pia" in answer["Location"]) == (302, False)
    assert str(cast.pia.pk) in text(browser.get(answer["Location"]))
    form = text(browser.get(address))
    assert f'action="{FIND}"' in form
    assert f'name="to" value="{address}"' in form


def test_the_address_opens_to_the_member_who_searched_alone(as_page, cast):
    there = as_page("rui").post(FIND, {"to": "/patients/", "q": "Pia"})["Location"]
    for name, address in (("max", there), ("rui", "/patients/?find=nonsense"), ("rui", "/patients/?find=é")):
        page = as_page(name).get(address)
        assert page.status_code == 200
        assert 'value="Pia"' not in text(page)


def test_the_first_page_of_the_desk_finds_without_a_name_in_the_address(as_page, cast):
    other, browser = make.patient(cast), as_page("rui")
    answer = browser.post(FIND, {"to": "/", "q": "Pia"})
    assert answer["Location"].startswith("/?find=")
    page = text(browser.get(answer["Location"]))
    assert f"/patients/{cast.pia.pk}/" in page
    assert f"/patients/{other.pk}/" not in page
    assert 'value="Pia"' in page
    assert "Nobody found" in text(browser.post(FIND, {"to": "/", "q": "Zzz"}, follow=True))
    assert "Nobody found" not in text(browser.get("/"))


@pytest.mark.parametrize("typed", ["6 Oct 1985", "pia 6 October 1985", "Oct 6, 1985", "1985-10-06", "10/6/1985"])
def test_a_birth_date_is_found_as_the_product_shows_it(as_page, cast, typed):
    make.patient(cast)
    type(cast.pia).objects.filter(pk=cast.pia.pk).update(date_of_birth=date(1985, 10, 6))
    found = as_page("rui").post(FIND, {"to": "/patients/", "q": typed}, follow=True).context["rows"]
    assert [row["patient"] for row in found] == [cast.pia]


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example/", "patients/", ""])
def test_a_search_stays_here(as_page, cast, to):
    assert as_page("rui").post(FIND, {"to": to, "q": ""})["Location"] == "/patients/"


def test_more_of_what_was_found_lies_under_a_sealed_address(as_page, cast):
    for number in range(51):
        make.patient(cast, given_name=f"Nora {number}")
    browser = as_page("rui")
    answer = browser.post(FIND, {"to": "/patients/", "q": "nora"}, follow=True)
    more = answer.context["next_url"]
    assert "nora" not in more.lower()
    assert len(browser.get(f"/patients/{more}").context["rows"]) == 1


def test_patients_search_for_nobody(as_page, cast):
    assert as_page("pia").post(FIND, {"q": "Ana"}).status_code == 403
