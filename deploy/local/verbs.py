"""The commands behind the Makefile, once .venv is there."""

import sys
from collections.abc import Callable, Sequence

from deploy.local import commands, stack
from deploy.local.cli import guarded

VERBS: dict[str, Callable[[Sequence[str]], int]] = {
    "run": stack.run,
    "test": commands.test,
    "check": commands.check,
    "fix": commands.fix,
    "bench": commands.bench,
    "with-services": commands.with_services,
    "install": lambda words: 0,
    "install-to-develop": lambda words: 0,
}


def main(verb: str, words: Sequence[str]) -> int:
    """Run one command. Being stopped is how `run` ends well; for the others it is an interruption."""
    code = guarded(lambda: VERBS[verb](words[1:] if words[:1] == ["--"] else words))
    return 0 if verb == "run" and code > 128 else code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
