"""docs/access.md: every address and operation with the roles that may use it, written from the running system."""

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from practice.access import GRANTS, Permission, Role
from practice.doors.addresses import Address, addresses

HEAD = """# Who may do what

Written from the running system by `manage.py access_table`; a test fails when this page and the system differ.
Do not edit it by hand. A patient sees and changes the own record only, whatever the table opens to patients.
The admin site (`/admin/`) opens to operators (superusers) alone; `/accounts/` and `/_allauth/` are the sign-in.
"""
YES, NO = "yes", "–"


def path_of_page() -> Path:
    """Where the page lies."""
    return Path(settings.BASE_DIR, "docs", "access.md")


def text() -> str:
    """The whole page."""
    found = sorted((a for a in addresses() if a.path != "design/"), key=lambda a: (a.path, a.method))
    parts = [
        HEAD,
        "## Pages\n", _table(a for a in found if a.kind == "page"),
        "## API\n", _table(a for a in found if a.kind == "api"),
        "## Open without a role\n", _open(a for a in found if a.kind == "open"),
        "## What each role is granted\n", _grants(),
    ]  # fmt: skip
    return "\n".join(parts)


def _table(rows: Iterable[Address]) -> str:
    heads = ["address", *(role.label for role in Role)]
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for row in rows:
        cells = [YES if role in row.roles else NO for role in Role]
        lines.append(f"| `{row.method} /{row.path}` | {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _open(rows: Iterable[Address]) -> str:
    return "\n".join([*(f"- `{row.method} /{row.path}`" for row in rows), ""])


def _grants() -> str:
    heads = ["permission", *(role.label for role in Role)]
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for permission in Permission:
        cells = [YES if permission in GRANTS[role] else NO for role in Role]
        lines.append(f"| `{permission.value}`: {permission.label} | {' | '.join(cells)} |")
    return "\n".join([*lines, ""])
