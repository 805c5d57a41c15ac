"""Random kills while a session is logged: tab, network and server end in any order; entered must be stored."""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page, expect

from tests.browser.conftest import sign_in
from tests.browser.room import PATIENCE, choose_muscle, drafts, open_new, ready, saved
from tests.live import KilledServer

PATIENT = "Ben"  # whose sessions no other test counts
THERAPIST = "therapist@harbor.example"
COUNTS = ("targets-0-needles_in", "targets-0-needles_out", "targets-1-needles_in")
NUMBERS = {"minutes": 90, "pain_before": 10, **dict.fromkeys(COUNTS, 9)}
WORDS = ("note", "response", "precautions", "change_note")
NEVER_LONGER = 1500  # milliseconds between an entry and what ends it


@dataclass
class Kills:
    """One session under fire; `entered` is what a person knows to have entered."""

    context: BrowserContext
    server: KilledServer
    chance: random.Random
    entered: dict[str, str] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Sign in and open a new session with two muscles."""
        self.page: Page = self.context.new_page()
        sign_in(self.page, THERAPIST)
        self.episode = open_new(self.page, PATIENT)
        self.before = len(drafts(self.page, self.episode))
        choose_muscle(self.page, "splenius_capitis", "left")
        choose_muscle(self.page, "trapezius_upper", "right", 1)
        self.page.locator("label:has([name=changes][value=true])").click()

    def once(self) -> None:
        """Entries, and something that ends meanwhile; then the page shows what was entered."""
        self.enter()
        self.page.wait_for_timeout(self.chance.randrange(NEVER_LONGER))
        end = self.chance.choice((self.close_tab, self.reload, self.cut_network, self.kill_server, self.lose_answer))
        self.done.append(end.__name__)
        end()
        shown = {name: self.page.input_value(f"[name={name}]") for name in self.entered}
        assert shown == self.entered, self.done

    def end(self) -> None:
        """What is stored is what was entered, in one session."""
        found = saved(self.page)
        assert stored_as_entered(found, self.entered) == self.entered
        assert len(drafts(self.page, self.episode)) == self.before + 1

    def enter(self) -> None:
        """One to three fields; entered is what the device has kept, as the bar says."""
        for _ in range(self.chance.randint(1, 3)):
            name = self.chance.choice((*NUMBERS, *WORDS))
            value = (
                str(self.chance.randint(0, NUMBERS[name])) if name in NUMBERS else f"words {self.chance.random():.6f}"
            )
            self.page.fill(f"[name={name}]", value)
            self.entered[name] = value
        expect(self.page.locator("#saved-state[data-kept=yes]")).to_be_visible(timeout=PATIENCE)

    def close_tab(self) -> None:
        """And open the same address in another one."""
        address = self.page.url
        self.page.close()
        self.page = self.context.new_page()
        self.page.goto(address)
        ready(self.page)

    def reload(self) -> None:
        """In the middle of whatever is on its way."""
        self.page.reload()
        ready(self.page)

    def cut_network(self) -> None:
        """Entries go on without it; perhaps the tab is closed as well."""
        self.context.set_offline(True)
        self.enter()
        self.page.wait_for_timeout(self.chance.randrange(NEVER_LONGER))
        self._back(lambda: self.context.set_offline(False))

    def kill_server(self) -> None:
        """Entries go on without it; perhaps the tab is closed as well."""
        self.server.kill()
        self.enter()
        self.page.wait_for_timeout(self.chance.randrange(NEVER_LONGER))
        self._back(self.server.start)

    def lose_answer(self) -> None:
        """The server stores, and its answer never arrives."""
        self.page.route("**/api/v1/sessions/**", _lose)
        self.enter()
        self.page.wait_for_timeout(self.chance.randrange(NEVER_LONGER))
        self._back(self._answers_come)

    def _answers_come(self) -> None:
        if not self.page.is_closed():
            self.page.unroute("**/api/v1/sessions/**")

    def _back(self, mend: Callable[[], None]) -> None:
        if self.chance.random() < 0.5:
            mend()
            return
        address = self.page.url
        self.page.close()
        mend()
        self.page = self.context.new_page()
        self.page.goto(address)
        ready(self.page)


def _lose(route: Any) -> None:
    with suppress(Error):  # the tab may be closed meanwhile
        route.fetch()
        route.abort()


def stored_as_entered(found: dict[str, Any], entered: dict[str, str]) -> dict[str, str]:
    """The stored session in the words of the form."""
    targets = {(row["muscle"], row["side"]): row for row in found["targets"]}
    rows = [targets["splenius_capitis", "left"], targets["trapezius_upper", "right"]]
    values = {row["measure"]: row["value"] for row in found["measurements"]}
    told = {"pain_before": values.get("nprs_current"), "change_note": found["rescreen"].get("note")}
    told |= {f"targets-{at}-{name}": row[name] for at, row in enumerate(rows) for name in ("needles_in", "needles_out")}
    return {name: str(told.get(name, found.get(name))) for name in entered}
