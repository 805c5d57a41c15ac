"""The clinic, its people, their credentials, and the receipts and catalogues that every app relies on."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from practice import hours
from practice.access import Role
from practice.audit import AuditEvent
from practice.chain import TrailLink
from practice.history import tracked, tracked_to_look_back
from practice.privacy import Classified
from practice.scoping import ClinicOwned, new_id
from practice.vocabulary import CredentialKind, MuscleCounting

__all__ = ["AuditEvent", "Clinic", "Credential", "Membership", "ReferenceSet", "TrailLink", "User", "WriteReceipt"]


class UserManager(BaseUserManager["User"]):
    """Makes accounts that sign in by e-mail."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An account; without a password nobody can sign in with one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An operator's account: the admin site, and no clinic of its own."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in. What they may do depends on their membership in a clinic."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    classified = Classified(
        identifying="email name", plain="id password last_login is_superuser is_active is_staff date_joined"
    )
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """One person has one address, however it is typed: kept in small letters, whichever door made the account."""
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return f"user {self.pk}"

    def get_full_name(self) -> str:
        """The name that colleagues see."""
        return self.name


@tracked_to_look_back
class Clinic(models.Model):
    """The tenant: every clinical row belongs to exactly one."""

    class Paper(models.TextChoices):
        """Paper of printed reports."""

        LETTER = "us-letter", "Letter"
        A4 = "a4", "A4"

    CountingPolicy = MuscleCounting

    class CalendarNames(models.TextChoices):
        """How a patient is called in a calendar feed, which leaves the clinic for phones and their clouds."""

        RECORD_NUMBER = "record_number", "By record number"
        INITIALS = "initials", "By initials"
        NOTHING = "nothing", "Not at all"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    timezone = models.CharField(max_length=64, default="America/Los_Angeles")
    jurisdiction = models.CharField("state", max_length=8, default="WA")
    address = models.TextField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    paper = models.CharField(max_length=16, choices=Paper, default=Paper.LETTER)
    counting_policy = models.CharField(max_length=20, choices=CountingPolicy, default=CountingPolicy.MERGED)
    payer_rule = models.CharField(max_length=32, default="medicare_style")
    own_report_every = models.PositiveSmallIntegerField(null=True, blank=True)
    own_certification_days = models.PositiveSmallIntegerField(null=True, blank=True)
    minimum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    calendar_names = models.CharField(max_length=16, choices=CalendarNames, default=CalendarNames.RECORD_NUMBER)
    remind_hours = models.PositiveSmallIntegerField(null=True, blank=True, default=24)
    takes_requests = models.BooleanField(default=False)
    emergency_number = models.CharField(max_length=8, default="911")
    version = models.PositiveIntegerField(default=1, editable=False)
    opening_hours = models.CharField(max_length=hours.LONGEST, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    classified = Classified(
        plain="id slug name timezone jurisdiction address phone email paper counting_policy payer_rule own_report_every"
        " own_certification_days minimum_age calendar_names remind_hours takes_requests opening_hours"
        " emergency_number version created_at"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(minimum_age__isnull=True) | Q(minimum_age__gte=1, minimum_age__lte=18),
                name="clinic_needles_from_an_age_of_1_to_18",
            ),
            models.CheckConstraint(
                condition=Q(emergency_number__regex=r"^[0-9]{2,8}$"), name="clinic_names_an_emergency_number_of_digits"
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Count the version up."""
        if not self._state.adding:
            self.version += 1
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "version"}
        super().save(*args, **kwargs)

    def validate_constraints(self, exclude: Any = None) -> None:
        """Left to the rules, whose words say what to do, and to the database."""

    def __str__(self) -> str:
        return self.name


@tracked
class Membership(ClinicOwned):
    """A user's roles in one clinic."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    roles = ArrayField(models.CharField(max_length=20, choices=Role))
    name = models.CharField(max_length=120)
    suffix = models.CharField("credentials after the name", max_length=60, blank=True)
    active = models.BooleanField(default=True)
    working_hours = models.CharField(max_length=hours.LONGEST, blank=True)

    classified = Classified(identifying="name", plain="user roles suffix active working_hours")

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *ClinicOwned.Meta.constraints,
            models.UniqueConstraint(fields=["clinic", "user"], name="one_membership_per_user_and_clinic"),
            models.CheckConstraint(condition=Q(roles__len__gt=0), name="membership_has_a_role"),
        ]

    @property
    def role_names(self) -> str:
        """The roles in words, in their order."""
        return ", ".join(str(role.label) for role in Role if role in self.roles)

    @property
    def gone(self) -> str:
        """Why the member treats and signs no more, in words that follow the name; '' for those who do.

        Those of `practice.selectors.therapists`, and nobody else, are not gone.
        """
        if not self.active:
            return "has left the clinic"
        return "" if Role.THERAPIST in self.roles else "is no therapist here any more"

    def hours_in(self, clinic: Clinic) -> str:
        """When they work: their own hours, else the clinic's; empty for any time."""
        return self.working_hours or clinic.opening_hours

    @property
    def signature_name(self) -> str:
        """The name as it stands under a note."""
        return f"{self.name}, {self.suffix}" if self.suffix else self.name


@tracked
class Credential(ClinicOwned):
    """A licence or a needling authority of a member, for one state and a span of days."""

    Kind = CredentialKind

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="credentials")
    kind = models.CharField(max_length=24, choices=Kind)
    profession = models.CharField(max_length=12, default="PT")
    jurisdiction = models.CharField("state", max_length=8)
    number = models.CharField(max_length=40)
    issued_on = models.DateField()
    expires_on = models.DateField()
    next_check_on = models.DateField("to be looked up at the board again on", null=True, blank=True)
    suspended_on = models.DateField("suspended from this day on", null=True, blank=True)
    document = models.FileField(max_length=200, blank=True, editable=False)
    document_type = models.CharField(max_length=20, blank=True, editable=False)
    document_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    warned_days = models.PositiveSmallIntegerField("days ahead of the last warning", null=True, editable=False)
    check_warned_days = models.PositiveSmallIntegerField(
        "days ahead of the last reminder of the check", null=True, editable=False
    )

    classified = Classified(
        identifying="number document",
        plain="membership kind profession jurisdiction issued_on expires_on next_check_on suspended_on document_type"
        " document_sha256 warned_days check_warned_days",
    )

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *ClinicOwned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(expires_on__gte=models.F("issued_on")), name="credential_expires_after_it_was_issued"
            ),
            models.CheckConstraint(
                condition=Q(suspended_on__isnull=True) | Q(suspended_on__gte=models.F("issued_on")),
                name="credential_is_suspended_after_it_was_issued",
            ),
        ]


class WriteReceipt(ClinicOwned):
    """That a create was done once: the same id or Idempotency-Key again answers with what was made."""

    key = models.CharField(max_length=300)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    request_digest = models.CharField(max_length=64)
    target_type = models.CharField(max_length=64)
    target_id = models.UUIDField()

    classified = Classified(plain="key membership request_digest target_type target_id")

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *ClinicOwned.Meta.constraints,
            models.UniqueConstraint(fields=["clinic", "key"], name="one_receipt_per_key"),
        ]


class ReferenceSet(models.Model):
    """One version of one clinical catalogue, kept for ever: old answers are shown with the form they answered."""

    kind = models.CharField(max_length=32)
    edition = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.JSONField()
    loaded_at = models.DateTimeField(auto_now_add=True)

    classified = Classified(plain="id kind edition sha256 content loaded_at")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "edition"], name="one_content_per_edition")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.edition}"
