"""The commands behind the Makefile, as any Python can run them: make .venv, then go on with its Python."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from deploy.local import bootstrap, ports, signals
from deploy.local.messages import Trouble, complain, from_the_system, say

NEEDS = {
    "run": bootstrap.RUN,
    "test": bootstrap.DEVELOP,
    "check": bootstrap.DEVELOP,
    "fix": bootstrap.DEVELOP,
    "bench": bootstrap.DEVELOP,
    "with-services": bootstrap.DEVELOP,
    "install": bootstrap.RUN,
    "install-to-develop": bootstrap.DEVELOP,
}


def main(words: list[str]) -> int:
    """Prepare .venv and continue inside it."""
    if not words or words[0] not in NEEDS:
        complain(f"Usage: python -m deploy.local {{{'|'.join(NEEDS)}}} [-- words]")
        return 2
    return guarded(lambda: _prepare_and_go_on(words))


def guarded(action: Callable[[], int]) -> int:
    """Run it and turn every refusal into a sentence."""
    signals.listen()
    try:
        return action()
    except signals.Stopped:
        say("Stopped.")
    except Trouble as trouble:
        complain(str(trouble))
        return 1
    except OSError as error:
        complain(str(from_the_system(error)))
        return 1
    return 128 + signals.asked()


def _prepare_and_go_on(words: list[str]) -> NoReturn:
    if words[0] == "run":
        ports.require_free_unless_ours(ports.wanted(os.environ))
    _go_on(bootstrap.prepared(NEEDS[words[0]]), words)


def _go_on(python: Path, words: Sequence[str]) -> NoReturn:
    """Replace ourselves: `make` keeps one child, which is the one that it passes SIGTERM on to."""
    os.execv(python, [str(python), "-m", "deploy.local.verbs", *words])
