"""What a device keeps: sealed, tied to its member, bounded in time and in room."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.browser.device import quiet, run

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("live")]


@pytest.fixture
def page(open_page):
    return quiet(open_page)


def test_what_is_kept_is_sealed_and_its_key_stays_here(page):
    found = run(page, """
      const store = await openStore(owner, { arrive: true });
      await store.keep("day", { headache: "Band around the head" }, 60000);
      const [member] = await rows("members"), [record] = await rows("read");
      let exported = "yes";
      try { await crypto.subtle.exportKey("raw", member.key); } catch { exported = "no"; }
      const text = new TextDecoder("latin1").decode(record.sealed);
      const again = (await store.recall("day")).value.headache, last = (await lastOwner()) === owner;
      const { extractable } = member.key, readable = text.includes("Band"), names = Object.keys(record).sort();
      return { exported, extractable, readable, names, again, last };
    """)  # fmt: skip
    assert found == {
        "exported": "no", "extractable": False, "readable": False, "again": "Band around the head", "last": True,
        "names": ["from", "iv", "name", "owner", "sealed", "until"],
    }  # fmt: skip


def test_a_record_that_was_moved_or_altered_does_not_open(page):
    found = run(page, """
      const store = await openStore(owner, { arrive: true });
      await store.keep("one", "mine", 60000);
      const request = indexedDB.open("myoplan");
      const database = await new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
      const [record] = await rows("read");
      const step = database.transaction("read", "readwrite");
      step.objectStore("read").put({ ...record, name: "other" });
      await new Promise((resolve) => { step.oncomplete = resolve; });
      return [await store.recall("other"), (await store.recall("one")).value];
    """)  # fmt: skip
    assert found == [None, "mine"]


def test_what_was_read_ends_and_a_clock_set_back_ends_it_too(page):
    found = run(page, """
      const store = await openStore(owner, { arrive: true });
      await store.keep("short", 1, 1000); await store.keep("long", 2, 3600000);
      const now = Date.now, seen = [];
      Date.now = () => now() + 2000;
      seen.push(await store.recall("short"), (await store.recall("long")).value);
      await store.tidy();
      seen.push((await rows("read")).length);
      Date.now = () => now() - 86400000;
      seen.push(await store.recall("long"));
      Date.now = now;
      return seen;
    """)  # fmt: skip
    assert found == [None, 2, 1, None]


def test_another_member_ends_what_was_read_and_not_what_waits(page):
    found = run(page, """
      const mine = await openStore(owner, { arrive: true });
      await mine.keep("day", "read by me", 3600000);
      const request = create("diary-days/", { on: "2026-01-01" });
      await new Queue(mine).add({ about: "diary:1", words: "mine", request });
      const other = await openStore("other", { arrive: true });
      const seen = [(await mine.recall("day")), (await other.work()).length, await lastOwner()];
      const back = await openStore(owner, { arrive: true });
      seen.push((await back.work())[0].words, (await lastOwner()) === owner);
      await back.forget();
      seen.push((await rows("members")).length, (await rows("work")).length);
      return seen;
    """)  # fmt: skip
    assert found == [None, 0, "other", "mine", True, 0, 0]


def test_a_full_device_says_so_and_keeps_what_it_had(open_page, live_app):
    page = open_page(size="phone")
    room = {"origin": live_app, "quotaSize": 6_000_000}
    page.context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", room)
    sign_in(page, "patient@harbor.example")
    page.goto("/accounts/2fa/")
    found = run(page, """
      const queue = new Queue(await openStore(owner, { arrive: true }));
      const add = (about, words) => queue.add({ about, words, request: create("diary-days/", {}) });
      await add("a", "before");
      let full = false;
      try { await add("b", "x".repeat(12000000)); } catch (problem) { full = problem instanceof NoRoom; }
      return [full, (await queue.entries()).map((entry) => entry.words)];
    """)  # fmt: skip
    assert found == [True, ["before"]]


@pytest.mark.parametrize(("who", "path"), [("therapist", "/kept/"), ("patient", "/me/kept/")])
def test_a_shell_opens_without_a_mistake_where_there_is_a_network(open_page, who, path):
    page = open_page(f"{who}@harbor.example")  # fails the test when a script stops with an error
    page.goto(path)
    page.wait_for_load_state("networkidle")
    expect(page.locator("main")).to_be_visible()
