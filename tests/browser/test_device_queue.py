"""What waits on a device is sent once, however often the network breaks, and under its member alone."""

import pytest

from tests.browser.device import quiet, run

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]

SENDS = """
  const store = await openStore(owner, { arrive: true });
  const queue = new Queue(store);
  const sent = [];
  const real = window.fetch;
  let answers = [];
  window.fetch = async (address, options) => {
    const body = options.body ? JSON.parse(options.body) : null;
    sent.push([options.method, address.replace("/api/v1/", ""), body, options.headers["If-Match"] ?? null]);
    const answer = answers.shift();
    if (!answer || answer === "none") throw new TypeError("no network");
    const [status, told, version] = answer, headers = version ? { ETag: `"${version}"` } : {};
    return new Response(status === 204 ? null : JSON.stringify(told), { status, headers });
  };
  const states = async () => (await queue.entries()).map((entry) => entry.state);
"""


@pytest.fixture
def page(open_page):
    return quiet(open_page)


def test_what_never_left_is_changed_and_what_may_have_left_is_followed(page):
    found = run(page, SENDS + """
      await queue.add({ about: "a", words: "first", request: create("adherence/", { done: "done" }, "id-1") });
      await queue.add({ about: "a", words: "second", request: create("adherence/", { done: "partly" }) });
      const before = (await queue.entries()).map((entry) => [entry.words, entry.request.id, entry.request.body]);
      answers = ["none"];
      const held = await queue.send();
      await queue.add({ about: "a", words: "third", request: create("adherence/", { done: "not_done" }) });
      answers = [[200, { id: "id-1" }, 4], [200, { id: "id-1" }, 5]];
      const rest = await queue.send();
      return { before, held, rest, sent, states: await states() };
    """)  # fmt: skip
    assert found["before"] == [["second", "id-1", {"done": "partly"}]]
    assert (found["held"], found["rest"]) == ("later", "")
    create = ["POST", "adherence/", {"id": "id-1", "done": "partly"}, None]
    assert found["sent"] == [create, create, ["PATCH", "adherence/id-1/", {"done": "not_done"}, '"4"']]
    assert found["states"] == ["saved", "saved"]


def test_a_refusal_keeps_both_values_and_what_follows_waits(page):
    found = run(page, SENDS + """
      const request = create("diary-days/", { headache: false }, "mine");
      await queue.add({ about: "diary:1", words: "no headache", request });
      answers = [[409, { detail: "recorded already", existing: "theirs" }], [200, { id: "theirs", headache: true }, 3]];
      await queue.send();
      const [entry] = await queue.entries();
      const { state, problem, theirs } = entry;
      const told = [state, problem.detail, theirs.headache, theirs.version, await queue.unsent()];
      await queue.insist(entry);
      answers = [[200, { id: "theirs" }, 4]];
      await queue.send();
      return { told, last: sent.at(-1), states: await states() };
    """)  # fmt: skip
    assert found["told"] == ["needs", "recorded already", True, 3, 1]
    assert found["last"] == ["PATCH", "diary-days/theirs/", {"headache": False}, '"3"']
    assert found["states"] == ["saved"]


def test_an_answer_that_was_lost_is_no_conflict(page):
    found = run(page, SENDS + """
      const request = change("diary-days/", "x", 2, { headache: true, intensity: 4 });
      await queue.add({ about: "d", words: "w", request });
      answers = ["none", [412, { detail: "changed" }], [200, { id: "x", headache: true, intensity: 4 }, 3]];
      await queue.send(); await queue.send();
      return [sent.map(([method]) => method), await states()];
    """)  # fmt: skip
    assert found == [["PATCH", "PATCH", "GET"], ["saved"]]


def test_a_sign_in_that_ended_keeps_everything(page):
    found = run(page, SENDS + """
      await queue.add({ about: "a", words: "one", request: create("adherence/", {}) });
      const request = act("prescriptions/", "p", "checklist", { checked: [] }, 7);
      await queue.add({ about: "b", words: "two", request });
      answers = [[401, { detail: "Sign in first" }]];
      const held = await queue.send();
      return [held, sent.length, await states(), await queue.unsent()];
    """)  # fmt: skip
    assert found == ["sign-in", 1, ["waiting", "waiting"], 2]


def test_taking_back_what_waits(page):
    found = run(page, SENDS + """
      await queue.add({ about: "a", words: "one", request: create("diary-days/", {}, "one") });
      await queue.takeBack("a", () => "taken back");
      const nothing = (await queue.entries()).length;
      await queue.add({ about: "a", words: "two", request: create("diary-days/", {}, "two") });
      answers = ["none"]; await queue.send();
      await queue.takeBack("a", () => "taken back");
      answers = [[201, { id: "two" }, 1], [204]]; await queue.send();
      return [nothing, sent.slice(1).map(([method, path]) => [method, path])];
    """)  # fmt: skip
    assert found == [0, [["POST", "diary-days/"], ["DELETE", "diary-days/two/"]]]


def test_taking_back_a_change_gives_back_what_stood_there(page):
    found = run(page, SENDS + """
      const request = change("diary-days/", "x", 2, { headache: false }, { headache: true });
      await queue.add({ about: "a", words: "no headache", request });
      answers = ["none"]; await queue.send();
      await queue.takeBack("a", ({ verb, body }) => `${verb} ${body.headache}`);
      const words = (await queue.entries()).map((entry) => entry.words);
      answers = [[200, { id: "x" }, 3], [200, { id: "x" }, 4]]; await queue.send();
      await queue.add({ about: "b", words: "unknown before", request: change("diary-days/", "y", 1, {}) });
      answers = ["none"]; await queue.send();
      await queue.takeBack("b", () => "taken back");
      return [words, sent.slice(1, 3), sent.map(([method]) => method), await states()];
    """)  # fmt: skip
    patches = [["PATCH", "diary-days/x/", {"headache": value}, f'"{n}"'] for value, n in ((False, 2), (True, 3))]
    assert found == [["no headache", "change true"], patches, ["PATCH"] * 4, ["saved", "saved", "waiting"]]


def test_what_is_entered_once_is_never_changed_at_the_server(page):
    """A second tap joins the first, also when that may have left; another answer stands beside it."""
    found = run(page, SENDS + """
      const answer = (soreness, at) => createOnce("check-ins/", { soreness, answered_at: at });
      const add = (value, at) => queue.add({ about: "c", words: `soreness ${value}`, request: answer(value, at) });
      const first = await add(2, "10:00");
      answers = ["none"]; await queue.send();
      const again = await add(2, "10:01");
      const one = [(await queue.entries()).length, again.request.body.answered_at];
      await add(6, "10:02");
      const { id } = first.request;
      answers = [[409, { status: 409, detail: "other content" }], [200, { id, soreness: 2, answered_at: "10:00" }, 1]];
      await queue.send();
      const [{ state, theirs, words }] = await queue.entries();
      const bodies = sent.slice(0, 2).map(([, , body]) => body);
      const asked = sent.map(([method, path]) => [method, path.replace(id, "id")]);
      const ids = new Set(bodies.map((body) => body.id)).size;
      return { one, state, words, theirs: theirs.soreness, ids, asked, sent: bodies.map((body) => body.soreness) };
    """)  # fmt: skip
    assert found == {
        "one": [1, "10:00"], "state": "needs", "words": "soreness 6", "theirs": 2, "ids": 1, "sent": [2, 6],
        "asked": [["POST", "check-ins/"], ["POST", "check-ins/"], ["GET", "check-ins/id/"]],
    }  # fmt: skip


def test_what_was_changed_while_it_was_on_its_way_is_not_called_saved(page):
    found = run(page, SENDS + """
      const request = (soreness) => createOnce("check-ins/", { soreness });
      const add = (soreness) => queue.add({ about: "c", words: "w", request: request(soreness) });
      await add(2);
      let arrived, leave;
      const left = new Promise((resolve) => { leave = resolve; });
      const answered = window.fetch;
      window.fetch = async (...asked) => {
        leave();
        await new Promise((resolve) => { arrived = resolve; });
        return answered(...asked);
      };
      answers = [[201, { id: "x", soreness: 2 }, 1]];
      const round = queue.send();
      await left;
      await add(6);
      arrived();
      await round;
      const [entry] = await queue.entries();
      return [entry.state, entry.request.body.soreness, await queue.unsent()];
    """)  # fmt: skip
    assert found == ["waiting", 6, 1]


def test_two_tabs_send_an_entry_once_and_under_its_member_alone(page):
    found = run(page, """
      const [one, two] = [new Queue(await openStore(owner, { arrive: true })), new Queue(await openStore(owner))];
      const me = await (await fetch("/api/v1/me/")).json();
      const { results } = await (await fetch("/api/v1/diary-days/?page_size=200")).json();
      const ago = (days) => new Date(Date.now() - days * 86400000).toISOString().slice(0, 10);
      const on = ago(20), [stands] = results.filter((row) => row.on === on);
      const token = document.cookie.match(/csrftoken=([^;]+)/)[1];
      const address = (row) => `/api/v1/diary-days/${row.id}/`;
      if (stands) {
        const version = (await fetch(address(stands))).headers.get("ETag");
        await fetch(address(stands), { method: "DELETE", headers: { "X-CSRFToken": token, "If-Match": version } });
      }
      await one.add({ about: `diary:${on}`, words: "w", request: create("diary-days/", { on, headache: false }) });
      let posts = 0;
      const real = window.fetch;
      window.fetch = (address, options) => { posts += options?.method === "POST"; return real(address, options); };
      await Promise.all([one.send(), two.send()]);
      const other = new Queue(await openStore("00000000-0000-7000-8000-000000000000"));
      await other.add({ about: "x", words: "w", request: create("diary-days/", { on, headache: true }) });
      return [me.membership === owner, posts, await one.unsent(), await other.send()];
    """)  # fmt: skip
    assert found == [True, 1, 0, "sign-in"]
