"""The commands behind the Makefile: first .venv, then the same command again with its Python."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from deploy.local import bootstrap, commands, signals, stack
from deploy.local.messages import Trouble, complain, from_the_system, say

Verb = Callable[[Sequence[str]], int]
VERBS: dict[str, tuple[str, Verb]] = {
    "run": (bootstrap.RUN, lambda _: stack.run()),
    "test": (bootstrap.DEVELOP, commands.test),
    "check": (bootstrap.DEVELOP, commands.check),
    "fix": (bootstrap.DEVELOP, commands.fix),
    "bench": (bootstrap.DEVELOP, commands.bench),
    "with-services": (bootstrap.DEVELOP, commands.with_services),
    "install": (bootstrap.DEVELOP, lambda _: 0),
}
PREPARED = "MYOPLAN_PREPARED"  # set for the second start, which runs inside .venv


def main(words: list[str]) -> int:
    """Run one command and turn every refusal into a sentence."""
    if not words or words[0] not in VERBS:
        complain(f"Usage: python -m deploy.local {{{'|'.join(VERBS)}}} [-- words]")
        return 2
    signals.listen()
    try:
        return _run(words[0], words[2:] if words[1:2] == ["--"] else words[1:])
    except signals.Stopped:
        say("Stopped.")
    except Trouble as trouble:
        complain(str(trouble))
        return 1
    except OSError as error:
        complain(str(from_the_system(error)))
        return 1
    return 0 if words[0] == "run" else 128 + signals.asked()


def _run(verb: str, words: Sequence[str]) -> int:
    lock, action = VERBS[verb]
    if os.environ.pop(PREPARED, ""):
        return action(words)
    if verb == "run":
        stack.require_free_port()
    return _again(bootstrap.prepared(lock), [verb, *words])


def _again(python: Path, words: Sequence[str]) -> NoReturn:
    """Replace ourselves: `make` keeps one child, which is the one that it passes SIGTERM on to."""
    os.execve(python, [str(python), "-m", "deploy.local", *words], os.environ | {PREPARED: "1"})
