"""Everything that changes the clinic, its people and their credentials."""

from collections.abc import Callable, Sequence
from typing import Any, Final
from uuid import UUID

from practice import access, documents, members, reference, rules, selectors
from practice.access import Actor, Permission, Role
from practice.actions import action
from practice.errors import gather, require
from practice.hours import require_readable
from practice.jurisdictions import state_code
from practice.models import Clinic, Credential, Membership
from practice.scoping import ClinicOwned, new_id


@action(needs=Permission.SIGN_IN, logs="member.signed_in")
def sign_in(*, actor: Actor, membership: Membership) -> Membership:
    """That a member signed in; changes nothing but the trail."""
    return membership


@action(needs=Permission.SIGN_IN, logs="member.signed_out")
def sign_out(*, actor: Actor, membership: Membership) -> Membership:
    """That a member signed out; changes nothing but the trail."""
    return membership


@action(needs=Permission.SIGN_IN, logs="clinic.entered")
def enter_clinic(*, actor: Actor, membership: Membership) -> Membership:
    """That somebody of several clinics, signed in already, went on to work in this one."""
    return membership


@action(needs=Permission.SIGN_IN, logs="clinic.left")
def leave_clinic(*, actor: Actor, membership: Membership) -> Membership:
    """That somebody of several clinics went on to another one; to which is not this clinic's business."""
    return membership


@action(needs=Permission.SIGN_IN, logs="member.sign_in_failed")
def fail_sign_in(*, actor: Actor, membership: Membership) -> Membership:
    """That somebody tried to sign in with this member's account and failed; who it was is not known."""
    return membership


@action(needs=Permission.SIGN_IN, logs="chart.opened")
def open_chart(*, actor: Actor, record: ClinicOwned) -> ClinicOwned:
    """That one patient's record was read; changes nothing: who looked at what is part of the record."""
    return record


@action(needs=Permission.SIGN_IN, logs="chart.refused")
def refuse_chart(*, actor: Actor, record: ClinicOwned) -> ClinicOwned:
    """That a member asked for a patient's record, or to change it, without the right to."""
    return record


@action(needs=Permission.AUDIT_VIEW, logs="trail.exported")
def export_trail(*, actor: Actor) -> Clinic:
    """That the trail, or a part of it, left as a file; changes nothing."""
    return selectors.clinic()


@action(needs=Permission.CLINIC_MANAGE, logs="clinic.changed")
def change_clinic(*, actor: Actor, if_version: int | None = None, **details: Any) -> Clinic:
    """Changed settings of the actor's clinic."""
    clinic = selectors.locked_clinic(if_version=if_version)
    for name, value in details.items():
        setattr(clinic, name, value)
    answers = gather(
        {name: check for name, check in _checks(clinic).items() if {name, *WITH.get(name, ())} & set(details)}
    )
    for name in KEPT_AS_READ & set(answers):
        setattr(clinic, name, answers[name])
    clinic.save()
    return clinic


KEPT_AS_READ: Final = {"jurisdiction", "opening_hours"}
WITH: Final = {"own_report_every": ("payer_rule", "own_certification_days")}  # settings that are judged together


def _checks(clinic: Clinic) -> dict[str, Callable[[], Any]]:
    """By setting, what is asked of it."""
    own = {"report_every": clinic.own_report_every, "certification_days": clinic.own_certification_days}
    return {
        "timezone": lambda: rules.require_known_timezone(clinic.timezone),
        "payer_rule": lambda: rules.require_known_payer_rule(clinic.payer_rule, reference.payer_rules()),
        "own_report_every": lambda: rules.require_own_clocks(clinic.payer_rule, **own),
        "jurisdiction": lambda: state_code(clinic.jurisdiction),
        "emergency_number": lambda: rules.require_emergency_number(clinic.emergency_number),
        "opening_hours": lambda: require_readable(clinic.opening_hours, "opening_hours"),
    }


@action(needs=Permission.CLINIC_MANAGE, logs="member.invited")
def invite_member(
    *, actor: Actor, email: str, name: str, roles: Sequence[str], suffix: str = "", id: UUID | None = None
) -> Membership:
    """A new member, with an account when the e-mail address has none; an e-mail with a link follows."""
    return members.new_member(email=email, name=name, roles=roles, suffix=suffix, id=id)


@action(needs=Permission.CLINIC_MANAGE, logs="member.invited_again")
def invite_again(*, actor: Actor, membership: Membership) -> Membership:
    """Another e-mail with a fresh link, because the first one expired or got lost."""
    return membership


@action(needs=Permission.CLINIC_MANAGE, logs="member.changed")
def change_member(*, actor: Actor, membership: Membership, if_version: int | None = None, **details: Any) -> Membership:
    """Changed name, credentials after the name, or roles of a member."""
    selectors.locked_clinic()
    member: Membership = Membership.objects.locked(membership.pk, if_version=if_version)
    if "roles" in details:
        rules.require_fitting_roles(details["roles"])
        if Role.MANAGER not in details["roles"]:
            _require_a_manager_left(member)
        details["roles"] = members.in_order(details["roles"])
    if "working_hours" in details:
        details["working_hours"] = require_readable(details["working_hours"], "working_hours")
    for name, value in details.items():
        setattr(member, name, value)
    member.save()
    return member


@action(needs=Permission.CLINIC_MANAGE, logs="member.deactivated")
def deactivate_member(*, actor: Actor, membership: Membership, if_version: int | None = None) -> Membership:
    """The member loses access at once; everything that they wrote stays."""
    selectors.locked_clinic()
    membership = Membership.objects.locked(membership.pk, if_version=if_version)
    _require_a_manager_left(membership)
    return members.set_active(membership, False, if_version)


@action(needs=Permission.CLINIC_MANAGE, logs="member.reactivated")
def reactivate_member(*, actor: Actor, membership: Membership, if_version: int | None = None) -> Membership:
    """The member may sign in to this clinic again."""
    return members.set_active(membership, True, if_version)


@action(needs=Permission.CLINIC_MANAGE, logs="credential.added")
def add_credential(*, actor: Actor, membership: Membership, id: UUID | None = None, **details: Any) -> Credential:
    """A licence or needling authority of a member."""
    rules.require_forward_credential(details["issued_on"], details["expires_on"], details.get("suspended_on"))
    details["jurisdiction"] = state_code(details["jurisdiction"])
    credential = Credential(id=id or new_id(), membership=membership, **details)
    credential.save(force_insert=True)
    return credential


@action(needs=Permission.CLINIC_MANAGE, logs="credential.changed")
def change_credential(
    *, actor: Actor, credential: Credential, if_version: int | None = None, **details: Any
) -> Credential:
    """Changed details of a credential; notes signed earlier keep what it said then."""
    credential = Credential.objects.locked(credential.pk, if_version=if_version)
    if details.get("expires_on", credential.expires_on) != credential.expires_on:
        credential.warned_days = None
    if details.get("next_check_on", credential.next_check_on) != credential.next_check_on:
        credential.check_warned_days = None
    if "jurisdiction" in details:
        details["jurisdiction"] = state_code(details["jurisdiction"])
    for name, value in details.items():
        setattr(credential, name, value)
    rules.require_forward_credential(credential.issued_on, credential.expires_on, credential.suspended_on)
    credential.save()
    return credential


@action(needs=Permission.OWN_CREDENTIALS, logs="credential.document_kept")
def keep_document(
    *, actor: Actor, credential: Credential, content: bytes, if_version: int | None = None
) -> Credential:  # fmt: skip
    """The scanned document of a credential, from its member or a manager; a newer one takes its place."""
    access.require_own_membership(actor, Permission.CLINIC_MANAGE, credential.membership_id)
    kind = documents.type_of(content)
    row: Credential = Credential.objects.locked(credential.pk, if_version=if_version)
    path = documents.path_of(actor.clinic_id, row.pk, content, kind)
    documents.keep(path, content)
    row.document, row.document_type, row.document_sha256 = path, kind, documents.digest(content)
    row.save()
    return row


@action(needs=Permission.OWN_CREDENTIALS, logs="credential.document_opened")
def open_document(*, actor: Actor, credential: Credential) -> Credential:
    """Its member or a manager looks at the document; changes nothing."""
    access.require_own_membership(actor, Permission.CLINIC_MANAGE, credential.membership_id)
    require(bool(credential.document), "no_document", "There is no document of this credential yet.")
    return credential


@action(needs=Permission.SIGN_IN, logs="credential.warned")
def warn_of_expiry(*, actor: Actor, credential: Credential, days: int) -> Credential:
    """That the member was told, some days ahead, that it ends; an e-mail follows. Done for the member by the clock."""
    row: Credential = Credential.objects.locked(credential.pk)
    row.warned_days = days
    row.save()
    return row


@action(needs=Permission.SIGN_IN, logs="credential.check_announced")
def warn_of_check(*, actor: Actor, credential: Credential, days: int) -> Credential:
    """That the member was told, some days ahead, that it is to be looked up again; an e-mail follows."""
    row: Credential = Credential.objects.locked(credential.pk)
    row.check_warned_days = days
    row.save()
    return row


def _require_a_manager_left(member: Membership) -> None:
    rules.require_a_manager_left(left=not selectors.is_last_manager(member))
