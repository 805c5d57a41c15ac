"""The life of a report: asked for, followed, fetched; and what stops it."""

import pytest

from tests.contract.journal import day
from tests.waiting import wait_until

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("live")]


def test_a_report_is_asked_for_followed_and_fetched(therapist, new_id):
    episode = therapist.get("episodes/?state=plan_active")["results"][-1]["id"]
    sent = {"id": new_id(), "kind": "progress", "episode": episode, "from": day(90), "to": day(), "format": "pdf"}
    asked = therapist.send("POST", "reports/", sent)
    assert asked.status_code == 202, asked.text
    assert {name: asked.json()[name] for name in sent} == sent
    assert asked.json()["state"] in ("queued", "running", "done")
    path, seen = f"reports/{sent['id']}/", []

    def is_over():
        row = therapist.get(path)
        seen.append((row["state"], row["progress"]))
        return row["state"] in ("done", "failed")

    wait_until(is_over, "the report is made")
    assert seen[-1] == ("done", 100)
    assert {state for state, _ in seen} <= {"queued", "running", "done"}
    assert [progress for _, progress in seen] == sorted(progress for _, progress in seen)
    file = therapist.send("GET", f"{path}file/")
    assert file.status_code == 200
    assert file.headers["Content-Type"] == "application/pdf"
    assert file.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("change", "field"),
    [({"kind": "no_such"}, "kind"), ({"format": "exe"}, "format"), ({"from": "x"}, "from"), ({"episode": 7}, "episode"),
     ({"from": day(), "to": day(10)}, None)],
)  # fmt: skip
def test_what_cannot_be_made_is_refused(therapist, episode, change, field):
    answer = therapist.send("POST", "reports/", {"kind": "progress", "episode": episode, **change})
    assert answer.status_code == 400
    assert field is None or field in answer.json()["errors"]


def test_a_role_without_the_right_gets_none(sign_in, episode):
    for role in ("frontdesk", "patient", "assistant"):
        assert sign_in(role).send("POST", "reports/", {"kind": "progress", "episode": episode}).status_code == 403
