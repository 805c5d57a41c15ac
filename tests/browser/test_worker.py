"""The text of the service workers, asked in a page that stands in for the browser around it: what answers, and when."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]
# `status` is the server's; None: it never answers.
ASKS = """async ({ path, mode, status }) => {
  const heard = {}, location = { origin: "https://clinic.example" };
  const self = { addEventListener: (kind, act) => { heard[kind] = act; } };
  const match = async (asked) => new Response(`kept: ${asked.url ? "asset" : asked}`);
  const caches = { open: async () => ({ match }) };
  const answered = () => Promise.resolve(new Response("the server's", { status }));
  const fetch = () => (status === null ? new Promise(() => {}) : answered());
  WORKER_TEXT
  let answer = null;
  const request = { url: location.origin + path, method: "GET", mode };
  heard.fetch({ request, respondWith: (given) => { answer = given; } });
  return answer && (await answer).text();
}"""


STARTS = "(given) => { window.answer = null; (ASKS)(given).then((text) => { window.answer = text; }); }"
SETTLES = """() => new Promise((resolve) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = resolve;
  port2.postMessage(1);
})"""


@pytest.fixture(params=["/worker.js", "/me/worker.js"])
def worker(open_page, request):
    """`worker(path, status, after=seconds)` is what the page gets, and None where the worker leaves it alone."""
    who = "patient" if request.param.startswith("/me/") else "therapist"
    page = open_page(f"{who}@harbor.example")
    asks = ASKS.replace("WORKER_TEXT", page.request.get(request.param).text())
    page.clock.install()
    page.goto("about:blank")

    def ask(path, status, *, mode="navigate", after=0):
        page.evaluate(STARTS.replace("ASKS", asks), {"path": path, "mode": mode, "status": status})
        page.clock.run_for(after * 1000)
        page.evaluate(SETTLES)
        return page.evaluate("window.answer")

    ask.home = "/me/" if who == "patient" else "/"
    ask.shell = "kept: /me/kept/" if who == "patient" else "kept: /kept/"
    return ask


@pytest.mark.parametrize("status", [502, 503, 504])
def test_where_only_a_proxy_answers_the_shell_takes_over(worker, status):
    assert worker(worker.home, status) == worker.shell


@pytest.mark.parametrize("status", [200, 403, 404, 500])
def test_what_the_clinic_answers_is_shown(worker, status):
    assert worker(worker.home, status) == "the server's"


def test_a_page_waits_for_a_weak_network_for_a_while_only(worker):
    assert worker(worker.home, None, after=5) is None
    assert worker(worker.home, None, after=7) == worker.shell


def test_what_its_name_says_comes_from_the_device_at_once(worker):
    assert worker("/static/js/app.0123456789ab.js", None, mode="cors") == "kept: asset"
    assert worker("/static/css/base.0123456789ab.css", 200, mode="no-cors") == "kept: asset"


def test_what_may_have_changed_is_asked_for_as_long_as_a_page(worker):
    assert worker("/static/js/app.js", 200, mode="cors") == "the server's"
    assert worker("/static/js/app.js", None, mode="cors", after=5) is None
    assert worker("/static/js/app.js", None, mode="cors", after=7) == "kept: asset"
