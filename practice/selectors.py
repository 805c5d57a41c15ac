"""Who is at the door: memberships and the actor that they make."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone

from practice import scoping
from practice.access import Actor, Role
from practice.models import Clinic, Credential, Membership, User


def memberships_of(user: User) -> list[Membership]:
    """Every active membership of a user, in any clinic, the newest first; asked before a clinic is in force."""
    with scoping.every_clinic(reason="sign-in"):
        return list(Membership.objects.filter(user=user, active=True).select_related("clinic").order_by("-pk"))


def membership_in_force(user: User, membership_id: UUID) -> Membership | None:
    """The user's own active membership in the clinic in force."""
    rows: QuerySet[Membership] = Membership.objects.filter(pk=membership_id, user=user, active=True)
    return rows.select_related("clinic").first()


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
    return Clinic.objects.get(pk=scoping.clinic_id_in_force())


def today_in(clinic_at_hand: Clinic) -> date:
    """Today in the clinic's time zone."""
    return timezone.now().astimezone(ZoneInfo(clinic_at_hand.timezone)).date()


def colleagues() -> QuerySet[Membership]:
    """Everybody who works in the clinic in force, by name."""
    rows: QuerySet[Membership] = Membership.objects.exclude(roles=[Role.PATIENT])
    return rows.filter(active=True).order_by("name", "pk")


def therapists() -> QuerySet[Membership]:
    """The members who may treat, by name."""
    return colleagues().filter(roles__contains=[Role.THERAPIST])


def credentials_on(membership_id: UUID, day: date) -> list[Credential]:
    """The credentials of a member that are in force on a day (the date of service)."""
    rows = Credential.objects.filter(membership_id=membership_id, issued_on__lte=day, expires_on__gte=day)
    return list(rows.order_by("kind", "jurisdiction", "pk"))
