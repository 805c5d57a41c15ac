"""`make test`, `make check`, `make fix`, `make bench`: commands that run beside throw-away servers."""

import signal
from collections.abc import Sequence

from deploy.local import services
from deploy.local.messages import Trouble, complain, say
from deploy.local.places import CHECKOUT
from deploy.local.processes import Task
from deploy.local.services import Services

Command = tuple[str, ...]
IMPORT_CONTRACTS = "from importlinter.cli import lint_imports_command as lint; lint()"  # its script knows one path only
CHECKS: dict[str, Command] = {
    "ruff check": ("-m", "ruff", "check", "."),
    "ruff format": ("-m", "ruff", "format", "--check", "."),
    "mypy": ("-m", "mypy"),
    "import contracts": ("-c", IMPORT_CONTRACTS),
    "templates": ("-m", "djlint", "templates", "--lint", "--quiet"),
    "migrations": ("manage.py", "makemigrations", "--check", "--dry-run"),
}
REPAIRS: dict[str, Command] = {
    "ruff check": ("-m", "ruff", "check", "--fix", "."),
    "ruff format": ("-m", "ruff", "format", "."),
}


def test(words: Sequence[str]) -> int:
    """The test suite; the words go to pytest."""
    return with_services(["python", "-m", "pytest", *words])


def bench(words: Sequence[str]) -> int:
    """The benchmarks, on servers that write to the disk as real ones do."""
    return with_services(["python", "-m", "bench", *words], durable=True)


def check(words: Sequence[str]) -> int:
    """Everything that can be said without running the tests. Changes nothing."""
    return _all_of(CHECKS)


def fix(words: Sequence[str]) -> int:
    """What a machine can repair by itself."""
    return _all_of(REPAIRS)


def with_services(words: Sequence[str], *, durable: bool = False) -> int:
    """Any command beside throw-away servers, with .venv first in its path; its exit code is ours."""
    with services.throw_away(durable=durable) as running:
        return _run(running, "Command", words)


def _all_of(commands: dict[str, Command]) -> int:
    with services.throw_away(durable=False) as running:
        failed = [name for name, words in commands.items() if _run_with_title(running, name, words) != 0]
    if failed:
        complain(f"Not in order: {', '.join(failed)}")
    return 1 if failed else 0


def _run_with_title(running: Services, name: str, words: Sequence[str]) -> int:
    say(f"── {name}")
    return _run(running, name, ["python", *words])


def _run(running: Services, name: str, words: Sequence[str]) -> int:
    """At our terminal. Ctrl-C reaches it as Ctrl-C, so that pytest can still say what it had found."""
    task = Task(name, words, env=running.env, folder=CHECKOUT, stop=signal.SIGINT, patience=20.0)
    try:
        return running.crew.finish(task)
    except FileNotFoundError as error:
        raise Trouble(f"There is no program '{words[0]}'.") from error
