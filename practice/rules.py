"""What must hold for the clinic, its people and their credentials.

Source: domain.md (d), 'Why credential checks matter', and (f), access control; who is let in is a project choice.
"""

import re
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Final
from zoneinfo import available_timezones

from practice.access import Role
from practice.errors import BadInput, Blocker, require

WARNING_STEPS = (7, 30, 60)  # days before a credential ends
SOON = timedelta(days=WARNING_STEPS[-1])
THERAPISTS: Final = "PT"  # the profession that signs; assistants and aides never do; domain.md (d)
YEARS = range(1800, 3000)  # moments with which every calendar and time zone can count
EMERGENCY_NUMBER = re.compile(r"[0-9]{2,8}")
OWN_RULE: Final = "clinic_chosen"  # payer_rules.json
LAST_MANAGER: Final = "This is the clinic's last manager. Make somebody else a manager first."
FROM_WORST = ("suspended", "expired", "planned", "due", "check", "active")


def require_known_timezone(name: str) -> None:
    """A time zone of the tz database; days and reports are counted in it. Source: the IANA time zone database."""
    require(name in available_timezones(), "unknown_timezone", "Choose a time zone from the list.", "timezone",
            kind=BadInput)  # fmt: skip


def require_emergency_number(number: str) -> None:
    """What a phone can dial at once: 2 to 8 digits (911, 112, 000). Source: project choice."""
    require(
        EMERGENCY_NUMBER.fullmatch(number) is not None, "not_a_number_to_dial",
        "Enter the number with digits only, for example 911 or 112.", "emergency_number", kind=BadInput,
    )  # fmt: skip


def require_own_clocks(payer_rule: str, *, report_every: int | None, certification_days: int | None) -> None:
    """The own rule says at least one of its clocks: with neither nothing would ever fall due, unseen.

    Source: domain.md (a), 'Medicare-style clocks (make them settings per payer)'.
    """
    says = payer_rule != OWN_RULE or report_every is not None or certification_days is not None
    text = "Enter how often a report is due or how long a certification lasts, or choose the payer rule without clocks."
    require(says, "own_rule_is_empty", text, "own_report_every", kind=BadInput)


def require_known_payer_rule(key: str, table: Collection[str]) -> None:
    """A payer rule of payer_rules.json; which clocks run follows from it.

    Source: domain.md (a), 'Medicare-style clocks (make them settings per payer)'.
    """
    require(key in table, "unknown_payer_rule", "Choose a payer rule from the list.", "payer_rule", kind=BadInput)


def require_fitting_roles(roles: Collection[str]) -> None:
    """At least one role; a patient's account is a patient's alone."""
    require(len(roles) > 0, "no_role", "Choose at least one role.", "roles", kind=BadInput)
    require(
        Role.PATIENT not in roles or len(set(roles)) == 1, "patient_role_alone",
        "A patient's account cannot also work in the clinic. Invite the person with another e-mail address.",
        "roles", kind=BadInput,
    )  # fmt: skip


def require_not_a_member(already: bool) -> None:
    """Nobody is invited twice into one clinic."""
    require(
        not already, "already_a_member",
        "This e-mail address already belongs to somebody in this clinic. Use another one. Where their access has "
        "ended, a manager gives it back on that person's page.",
        "email",
    )  # fmt: skip


def require_a_manager_left(*, left: bool) -> None:
    """The clinic always has an active manager, or nobody could let the next one in."""
    require(left, "last_manager", LAST_MANAGER, "roles")


def require_forward_credential(issued_on: date, expires_on: date, suspended_on: date | None = None) -> None:
    """A credential expires, and is suspended, on or after the day on which it was issued.

    Source: domain.md (d), 'licence number, type, status, expiry'.
    """
    require(
        issued_on <= expires_on, "expires_before_issue",
        "The credential would expire before it was issued. Check both dates.", "expires_on", kind=BadInput,
    )  # fmt: skip
    require(
        suspended_on is None or issued_on <= suspended_on, "suspended_before_issue",
        "The credential would be suspended before it was issued. Check both dates.", "suspended_on", kind=BadInput,
    )  # fmt: skip


def in_force(issued_on: date, expires_on: date, suspended_on: date | None, day: date) -> bool:
    """Whether a credential counts on a day of service: its last day counts, the day of its suspension does not.

    Source: domain.md (d), 'licence number, type, status, expiry'.
    """
    return issued_on <= day <= expires_on and (suspended_on is None or day < suspended_on)


def licence_blockers(*, licensed: bool) -> list[Blocker]:
    """What keeps everybody without a licence from signing whatever is signed.

    The licence is a therapist's, of the clinic's state, in force on the day of service, and where a plan or a
    co-signature tells of no service, on the day of the signature. Source: domain.md (b) 2 and 20, (d) and (f).
    """
    text = "Whoever signs needs a licence of this state that is in force on the day. Check the credentials."
    return [] if licensed else [Blocker("license_or_endorsement", text, "clinician")]


def warning_step(expires_on: date, today: date) -> int | None:
    """Which warning is due: 7, 30 or 60 days before the end, the nearest; None before that, and once it ended.

    Source: domain.md (d), 'expiry … next check'; how many days before is a project choice.
    """
    days = (expires_on - today).days
    return next((step for step in WARNING_STEPS if 0 <= days <= step), None)


def standing(by_kind: Iterable[Collection[str]]) -> str:
    """What a list shows of somebody's credentials: the best of each kind, and of the kinds the worst; '' for none.

    Source: domain.md (d), 'status, expiry'; that one state stands for all is a project choice.
    """
    best = [max(states, key=FROM_WORST.index) for states in by_kind]
    return min(best, key=FROM_WORST.index, default="")


def credential_state(
    issued_on: date, expires_on: date, today: date, *, suspended_on: date | None = None,
    next_check_on: date | None = None,
) -> str:  # fmt: skip
    """'suspended', 'expired', 'planned' (not yet in force), 'due' (ends within 60 days), 'check' or 'active'.

    'check' is to be looked up at the board within 60 days, or was to be. Source: domain.md (d), 'status … next check'.
    """
    if suspended_on is not None and suspended_on <= today:
        return "suspended"
    if expires_on < today:
        return "expired"
    if issued_on > today:
        return "planned"
    if expires_on <= today + SOON:
        return "due"
    return "check" if next_check_on is not None and next_check_on <= today + SOON else "active"
