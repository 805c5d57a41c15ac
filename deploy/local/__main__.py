"""Refuses a Python that is too old in words that it still understands, then hands over to the commands."""

import sys

OLDEST = (3, 11)


def too_old(version: tuple) -> str:  # type: ignore[type-arg]
    """The sentence for a Python that cannot run Myoplan; empty when it can."""
    if tuple(version[:2]) >= OLDEST:
        return ""
    return (
        f"Myoplan needs Python 3.11 or newer; this is Python {version[0]}.{version[1]}. "
        "Name a newer one, for instance: make run PYTHON=python3.12"
    )


if __name__ == "__main__":
    if too_old(sys.version_info):
        sys.exit(too_old(sys.version_info))

    from deploy.local.cli import main

    sys.exit(main(sys.argv[1:]))
