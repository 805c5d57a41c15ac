"""Every state of the payer's clocks is reached by a record, and stands on Today and on the work list."""

from datetime import timedelta

import pytest

from patients.models import EpisodeOfCare
from plans.models import Certification
from tests.factories import plans as make
from tests.factories import progress


def said(api, as_page, kind):
    """The texts of a kind on the work list; Today says each of them."""
    texts = [row["text"] for row in api("ana").get(f"worklist/?kind={kind}").json()["results"]]
    today = as_page("ana").get("/").content.decode()
    assert [text for text in texts if text.replace("'", "&#x27;") not in today] == []
    return texts


@pytest.mark.parametrize(
    ("ago", "text"),
    [(3, "Certification of the plan ends soon"), (10, "Certification of the plan has expired")],
)
def test_a_certification_ends_and_is_renewed(api, as_page, cast, ago, text):
    episode = progress.worked_episode(cast, "SYN-01", ago=ago)
    assert text in said(api, as_page, "certification")
    make.verbal_order(cast, episode, ago=1)
    assert said(api, as_page, "certification") == ["Verbal order waits for the physician's signature"]


@pytest.mark.parametrize(
    ("visits", "texts"),
    [
        (3, []),
        (4, ["The physician has not certified the plan yet"]),
        (5, ["The physician has not certified the plan in time"]),
    ],
)
def test_the_first_signature_is_asked_for_within_30_days(api, as_page, cast, visits, texts):
    [episode] = progress.many_episodes(cast, 1, visits=visits)
    assert said(api, as_page, "certification") == texts
    Certification.objects.create(episode=episode, kind="initial", certified_on=make.today(), duration_weeks=8)
    assert said(api, as_page, "certification") == []


def test_a_verbal_order_is_late_after_14_days(api, as_page, cast):
    [episode] = progress.many_episodes(cast, 1, visits=4)
    order = Certification.objects.create(
        episode=episode, kind="initial", how="verbal", certified_on=make.today() - timedelta(days=14),
        duration_weeks=8, taken_at="2026-01-01T10:00Z", taken_by=cast.members["ana"], read_back=True,
    )  # fmt: skip
    assert said(api, as_page, "certification") == ["Verbal order waits for the physician's signature"]
    Certification.objects.filter(pk=order.pk).update(certified_on=make.today() - timedelta(days=15))
    assert said(api, as_page, "certification") == ["Verbal order was not signed in time"]


@pytest.mark.parametrize(("visits", "words"), [(9, ""), (10, "Progress report due"), (11, "Progress report overdue")])
def test_a_progress_report_falls_due_by_treatment_days(api, as_page, cast, visits, words):
    [episode] = progress.many_episodes(cast, 1, visits=visits)
    found = said(api, as_page, "progress_report")
    assert [text.split(":")[0] for text in found] == ([words] if words else [])
    EpisodeOfCare.objects.filter(pk=episode.pk).update(reported_on=make.today())
    assert said(api, as_page, "progress_report") == []


def test_nothing_is_asked_for_where_no_payer_asks(api, as_page, cast):
    [episode] = progress.many_episodes(cast, 1, visits=11)
    EpisodeOfCare.objects.filter(pk=episode.pk).update(payer_rule="none")
    assert (said(api, as_page, "certification"), said(api, as_page, "progress_report")) == ([], [])
