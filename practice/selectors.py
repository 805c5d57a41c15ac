"""Who is at the door, who works in the clinic, and what they did."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from practice import rules, scoping
from practice.access import Actor, Permission, Role, require
from practice.audit import AuditEvent
from practice.errors import StaleVersion
from practice.models import Clinic, Credential, Membership, User
from practice.statements import Given, Statement, columns
from practice.vocabulary import LICENCES


def memberships_of(user: User) -> list[Membership]:
    """Every active membership of a user, in any clinic, the newest first; asked before a clinic is in force."""
    with scoping.every_clinic(reason="sign-in"):
        return list(Membership.objects.filter(user=user, active=True).select_related("clinic").order_by("-pk"))


def is_patient_alone(email: str) -> bool:
    """Whether every account that signs in by this address belongs to somebody who is a patient and nothing else."""
    by_address = Q(email__iexact=email) | Q(emailaddress__email__iexact=email)
    users = list(User.objects.filter(by_address).distinct())
    roles = [member.roles for user in users for member in memberships_of(user)]
    return bool(roles) and all(found == [Role.PATIENT] for found in roles) and not any(u.is_superuser for u in users)


def membership_in_force(user: User, membership_id: UUID) -> Membership | None:
    """The user's own active membership in the clinic in force; every request asks for it."""
    found = MEMBERSHIP.rows(membership=membership_id, user=user.pk)
    return _with_its_clinic(found[0]) if found else None


def _with_its_clinic(row: tuple[Any, ...]) -> Membership:
    own, clinics = columns(Membership), columns(Clinic)
    member = Membership.from_db(connection.alias, own, row[: len(own)])
    member.clinic = Clinic.from_db(connection.alias, clinics, row[len(own) :])
    return member


def _membership() -> Any:
    rows = Membership.objects.filter(pk=Given("membership"), user=Given("user"), active=True)
    return rows.values_list(*columns(Membership), *(f"clinic__{name}" for name in columns(Clinic)))


MEMBERSHIP = Statement(_membership)


def actor_of(membership: Membership, request_id: str = "") -> Actor:
    """What a membership makes of a person; asks for the patient only where the role is patient."""
    roles = frozenset(Role(role) for role in membership.roles)
    patient = getattr(membership, "patient", None) if Role.PATIENT in roles else None
    return Actor(
        clinic_id=membership.clinic_id,
        membership_id=membership.pk,
        user_id=membership.user_id,
        roles=roles,
        name=membership.signature_name,
        patient_id=patient.pk if patient else None,
        request_id=request_id,
    )


def clinic() -> Clinic:
    """The clinic in force."""
    at_hand: Clinic | None = scoping.clinic_at_hand()
    return at_hand or Clinic.objects.get(pk=scoping.clinic_id_in_force())


def locked_clinic(*, if_version: int | None = None) -> Clinic:
    """The clinic in force, locked: changes of its people wait for each other here, so that the last manager cannot slip
    out twice, and nobody is invited twice at once. StaleVersion when it is not the version that was read.
    """
    found = Clinic.objects.select_for_update().get(pk=scoping.clinic_id_in_force())
    if if_version is not None and found.version != if_version:
        raise StaleVersion
    return found


def today_in(clinic_at_hand: Clinic, now: datetime | None = None) -> date:
    """Today, or the day of `now`, in the clinic's time zone."""
    return (now or timezone.now()).astimezone(ZoneInfo(clinic_at_hand.timezone)).date()


def colleagues() -> QuerySet[Membership]:
    """Everybody who works in the clinic in force, by name."""
    rows: QuerySet[Membership] = Membership.objects.exclude(roles=[Role.PATIENT])
    return rows.filter(active=True).order_by("name", "pk")


def therapists() -> QuerySet[Membership]:
    """The members who may treat and sign, by name: those who are not `Membership.gone`."""
    return colleagues().filter(roles__contains=[Role.THERAPIST])


def gone(road: str = "") -> Q:
    """The condition that a member is `Membership.gone`; `road` leads to the member."""
    return Q(**{f"{road}active": False}) | ~Q(**{f"{road}roles__contains": [Role.THERAPIST]})


def members() -> QuerySet[Membership]:
    """Everybody who belongs or belonged to the clinic in force, the active ones first, by name."""
    rows: QuerySet[Membership] = Membership.objects.select_related("user")
    return rows.order_by("-active", "name", "pk")


def staff() -> QuerySet[Membership]:
    """As `members`, without the patients' accounts."""
    return members().exclude(roles=[Role.PATIENT])


def staff_with_credentials(today: date) -> list[dict[str, Any]]:
    """Everybody on the staff with the state of what they hold: of each kind the best, of the kinds the worst."""
    held: dict[UUID, dict[str, list[str]]] = {}
    for row in Credential.objects.order_by("pk"):
        state = _state_of(row, today)
        held.setdefault(row.membership_id, {}).setdefault(row.kind, []).append(state)
    return [{"member": member, "credentials": rules.standing(held.get(member.pk, {}).values())} for member in staff()]


def managers() -> QuerySet[Membership]:
    """The active managers of the clinic in force."""
    rows: QuerySet[Membership] = Membership.objects.filter(active=True, roles__contains=[Role.MANAGER])
    return rows


def is_last_manager(member: Membership) -> bool:
    """Whether nobody else could let the next one in."""
    manages = member.active and Role.MANAGER in member.roles
    return manages and not managers().exclude(pk=member.pk).exists()


def credentials() -> QuerySet[Credential]:
    """All credentials of the clinic in force."""
    rows: QuerySet[Credential] = Credential.objects.select_related("membership")
    return rows


def lasting_credentials() -> list[Credential]:
    """Of each kind and state that somebody who works here holds, the credential that lasts longest."""
    rows = Credential.objects.filter(membership__active=True).select_related("membership").order_by("expires_on", "pk")
    return list({(row.membership_id, row.kind, row.jurisdiction): row for row in rows}.values())


def credentials_of(membership: Membership, today: date) -> list[dict[str, Any]]:
    """The credentials of a member with their state on a day, those that last longest first."""
    rows = Credential.objects.filter(membership=membership).order_by("-expires_on", "pk")
    return [{"row": row, "state": _state_of(row, today)} for row in rows]


def _state_of(row: Credential, today: date) -> str:
    return rules.credential_state(
        row.issued_on, row.expires_on, today, suspended_on=row.suspended_on, next_check_on=row.next_check_on
    )


def trail(actor: Actor) -> QuerySet[AuditEvent]:
    """The trail of the clinic in force, newest first."""
    require(actor, Permission.AUDIT_VIEW)
    rows: QuerySet[AuditEvent] = AuditEvent.objects.order_by("-id")
    return rows


def names_of(membership_ids: set[UUID]) -> dict[UUID, str]:
    """The names behind memberships, for the page that shows who did what."""
    return dict(Membership.objects.filter(pk__in=membership_ids).values_list("pk", "name"))


def in_force(day: Any) -> Q:
    """As `rules.in_force`, for the database; `day` may be an expression."""
    suspended = Q(suspended_on__isnull=True) | Q(suspended_on__gt=day)
    return Q(issued_on__lte=day, expires_on__gte=day) & suspended


def licences_on(membership_id: UUID, day: date) -> QuerySet[Credential]:
    """The licences by which a member may sign on a day: a therapist's, of the clinic's state, in force."""
    rows: QuerySet[Credential] = Credential.objects.filter(
        in_force(day), membership_id=membership_id, kind__in=LICENCES, jurisdiction=clinic().jurisdiction,
        profession__iexact=rules.THERAPISTS,
    )  # fmt: skip
    return rows


def licence_days() -> dict[UUID, list[tuple[date, date]]]:
    """By member the first and last days of the therapist's licences of the clinic's state."""
    rows = Credential.objects.filter(
        kind__in=LICENCES, jurisdiction=clinic().jurisdiction, profession__iexact=rules.THERAPISTS
    )  # fmt: skip
    found: dict[UUID, list[tuple[date, date]]] = {}
    for member, first, last, suspended in rows.values_list("membership_id", "issued_on", "expires_on", "suspended_on"):
        found.setdefault(member, []).append((first, min(last, suspended - timedelta(1)) if suspended else last))
    return found


def credentials_on(membership_id: UUID, day: date) -> list[Credential]:
    """The credentials of a member that are in force on a day (the date of service)."""
    rows = Credential.objects.filter(in_force(day), membership_id=membership_id)
    return list(rows.order_by("kind", "jurisdiction", "pk"))
