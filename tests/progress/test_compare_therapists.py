"""The comparison of therapists: who sees it, and what stands behind each figure; page, API and file."""

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest

from patients.models import EpisodeOfCare, Measurement
from practice import scoping
from practice import selectors as practice
from practice.models import Membership, User
from progress import refreshing
from progress.rules.comparing_words import WARNING
from progress.rules.period import Period
from progress.selectors.clinic import Asked
from progress.selectors.therapists import FIGURES, Compared, therapists_compared
from tests.factories import progress

PATHS = ["/progress/therapists/", "/progress/therapists/csv/", "/api/v1/clinic/therapists/"]
MANAGER = {"ana": 403, "rui": 403, "max": 200, "ida": 403, "pia": 403, "eva": 403}
CLINIC_OF_TWO = 48


@pytest.fixture
def bea(cast):
    """A second therapist, whose name comes first."""
    user = User.objects.create_user("bea@example.test", "needle-test-2026", name="Abea (synthetic)")
    return Membership.objects.create(user=user, roles=["therapist"], name=user.name, suffix="PT")


@pytest.fixture
def ended(cast, bea):
    """Care of four conditions that ended today: half of it Ana's, half of it Bea's, whose neck patients stay as bad."""
    made = progress.many_episodes(cast, CLINIC_OF_TWO)
    EpisodeOfCare.objects.filter(pk__in=[one.pk for one in made]).update(
        state="discharged", discharged_on=practice.today_in(cast.here), outcome="goals_met"
    )
    others = [one.pk for place, one in enumerate(made) if place // 4 % 2]
    EpisodeOfCare.objects.filter(pk__in=others).update(therapist=bea)
    Measurement.objects.filter(visit__episode_id__in=others).delete()
    return made


def asked(cast):
    today = practice.today_in(cast.here)
    return Asked(Period(today - timedelta(days=364), today))


def told(cast):
    return therapists_compared(cast.actor("max"), asked(cast))


@pytest.mark.parametrize("path", PATHS)
def test_only_the_manager_compares(as_page, api, path):
    found = {name: (api(name) if path.startswith("/api") else as_page(name)).get(path).status_code for name in MANAGER}
    assert found == MANAGER


def test_page_and_api_tell_the_same_with_the_warning(cast, as_page, api, ended):
    page, answer = as_page("max").get("/progress/therapists/"), api("max").get("clinic/therapists/").json()
    assert page.context["told"] == answer
    assert answer["warning"] == WARNING
    assert WARNING in unescape(page.content.decode())


def test_therapists_stand_by_name_and_care_without_a_second_value_is_counted_and_compares_nobody(cast, bea, ended):
    first, second = rows = told(cast)["therapists"]
    assert [row["name"] for row in rows] == sorted([bea.name, cast.members["ana"].name])
    assert [row["finished"] for row in rows] == [CLINIC_OF_TWO // 2] * 2
    assert (first["unmeasured"], first["standing"]) == (CLINIC_OF_TWO // 2, "not_enough_data")
    assert (second["alone"], second["difference"]) == (CLINIC_OF_TWO // 2, None)
    assert "24 of 24 lack the severity at the start or a second value" in first["words"]


def test_enough_on_both_sides_is_compared(cast, bea):
    made = progress.many_episodes(cast, CLINIC_OF_TWO)
    ids = [one.pk for one in made]
    EpisodeOfCare.objects.filter(pk__in=ids).update(
        state="discharged", discharged_on=practice.today_in(cast.here), outcome="goals_met"
    )
    EpisodeOfCare.objects.filter(pk__in=[pk for place, pk in enumerate(ids) if place // 4 % 2]).update(therapist=bea)
    for row in told(cast)["therapists"]:
        assert (row["compared"]["of"], row["peers"], row["standing"]) == (24, 24, "no_clear_difference")
        assert row["difference"]["low"] < row["difference"]["mean"] == 0 < row["difference"]["high"]
        assert sum(part["of"] for part in row["strata"]) == 24


def test_care_that_goes_on_is_not_compared(cast):
    progress.many_episodes(cast, 12)
    assert told(cast)["therapists"] == []


def test_who_stopped_coming_counts_among_those_that_ended(cast):
    progress.worked_episode(cast, "SYN-02", ago=35)
    (row,) = told(cast)["therapists"]
    assert (row["finished"], row["stopped"]) == (1, 1)


def test_every_figure_of_the_page_opens_its_patients_and_every_kind_has_a_list(cast, as_page, bea, ended):
    browser, compared = as_page("max"), Compared(asked(cast))
    page = browser.get("/progress/therapists/").content.decode()
    links = dict(
        re.findall(r'href="(/progress/patients/[^"]+)">(?:<[^>]+>)?(\d+)(?! of)', page)
    )  # fmt: skip
    assert {link.split("/")[3].split(".")[0] for link in links} >= {"finished", "unmeasured", "alone"}
    for link, number in links.items():
        opened = browser.get(unescape(link))
        assert len(opened.context["rows"]) == int(number), link
        assert 'href="/progress/therapists/?' in opened.content.decode(), "the way back"
    for figure in FIGURES:
        of = compared.strata[0]["key"] if figure == "stratum" else str(cast.members["ana"].pk)
        answer = browser.get(f"/progress/patients/{figure}.{of}/")
        assert (answer.status_code, len(answer.context["rows"])) == (200, len(compared.behind(f"{figure}.{of}")))


@pytest.mark.parametrize("figure", ["compared", "compared.nobody", "finished.more.of"])
def test_a_figure_of_nobody_is_not_found(as_page, figure):
    assert as_page("max").get(f"/progress/patients/{figure}/").status_code == 404


def test_the_file_holds_a_row_for_each_therapist_and_no_patient(cast, as_page, bea, ended):
    answer = as_page("max").get("/progress/therapists/csv/")
    assert answer["Content-Disposition"].startswith('attachment; filename="therapists-here-')
    head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert [row[0] for row in rows] == [bea.name, cast.members["ana"].name, WARNING]
    assert {len(row) for row in rows[:-1]} == {len(head)}
    assert rows[0][head.index("Finished")] == str(CLINIC_OF_TWO // 2)
    assert "Number0" not in answer.content.decode()


@pytest.mark.parametrize(("query", "field"), [({"from": "x"}, "from"), ({"condition": "toothache"}, "condition")])
def test_a_filter_that_cannot_be_read_is_refused_at_its_field(as_page, api, query, field):
    assert list(api("max").get("clinic/therapists/", query).json()["errors"]) == [field]
    for path in PATHS[:2]:
        answer = as_page("max").get(path, query)
        assert (answer.status_code, field in answer.context["form"].errors) == (400, True)


def test_one_condition_alone_is_compared_with_itself(cast, api, ended):
    found = api("max").get("clinic/therapists/", {"condition": "neck_pain_posture"}).json()
    assert {part["group"] for part in found["strata"]} == {"neck_pain"}
    assert sum(row["finished"] for row in found["therapists"]) == CLINIC_OF_TWO // 4


def test_another_clinic_s_care_does_not_count(cast, ended):
    with scoping.clinic_in_force(cast.elsewhere.pk):
        assert told(cast)["therapists"] == []


def test_the_number_of_queries_does_not_grow(cast, django_assert_max_num_queries):
    def finish(number, prefix):
        made = progress.many_episodes(cast, number, prefix=prefix)
        EpisodeOfCare.objects.filter(pk__in=[one.pk for one in made]).update(
            state="discharged", discharged_on=practice.today_in(cast.here), outcome="goals_met"
        )
        scoping.keep_at_hand(cast.here)  # as the doors do
        refreshing.refresh_some(50)

    finish(4, "M")
    actor, wanted = cast.actor("max"), asked(cast)
    therapists_compared(actor, wanted)
    with django_assert_max_num_queries(3) as few:
        therapists_compared(actor, wanted)
    finish(24, "N")
    with django_assert_max_num_queries(len(few)):
        assert therapists_compared(actor, wanted)["therapists"][0]["finished"] == 28
