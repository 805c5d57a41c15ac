"""Reports: generated documents, each a background job whose row is the truth."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from patients.holding import held_by_patient
from patients.models import Consent, EpisodeOfCare
from practice.history import tracked
from practice.models import Membership
from practice.privacy import Classified
from practice.scoping import ClinicOwned


@held_by_patient("report", "reports")
@tracked
class Report(ClinicOwned):
    """One requested document: what it is about, how far it is, and where its file lies."""

    class Kind(models.TextChoices):
        """What the document says."""

        PROGRESS = "progress", "Progress report"
        CONSENT = "consent", "Consent, copy for the patient"
        HOME_PROGRAMME = "home_programme", "Home programme"

    class State(models.TextChoices):
        """How far it is."""

        QUEUED = "queued", "Waiting"
        RUNNING = "running", "Being made"
        DONE = "done", "Ready"
        FAILED = "failed", "Failed"

    class Format(models.TextChoices):
        """File format."""

        PDF = "pdf", "PDF"

    kind = models.CharField(max_length=16, choices=Kind)
    format = models.CharField(max_length=8, choices=Format, default=Format.PDF)
    episode = models.ForeignKey(EpisodeOfCare, on_delete=models.PROTECT, null=True, blank=True, related_name="reports")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, blank=True, related_name="copies")
    period_from = models.DateField(null=True, blank=True)
    period_to = models.DateField(null=True, blank=True)
    justification = models.TextField(max_length=2000, blank=True)
    requested_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", editable=False)
    requested_at = models.DateTimeField(editable=False)
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED, editable=False)
    progress = models.PositiveSmallIntegerField(default=0, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)
    problem = models.CharField(max_length=300, blank=True, editable=False)
    file = models.FileField(max_length=200, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    pages = models.PositiveSmallIntegerField(null=True, editable=False)

    classified = Classified(
        clinical="kind period_from period_to justification",
        plain="format episode consent requested_by requested_at state progress attempts leased_until finished_at"
        " problem file sha256 pages",
    )

    class Meta(ClinicOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *ClinicOwned.Meta.constraints,
            models.CheckConstraint(condition=Q(progress__lte=100), name="report_progress_up_to_100"),
            models.CheckConstraint(
                condition=~Q(state="done") | (~Q(file="") & Q(finished_at__isnull=False)), name="done_report_has_a_file"
            ),
            models.CheckConstraint(
                condition=~Q(kind="consent") | Q(consent__isnull=False), name="consent_copy_has_a_consent"
            ),
            models.CheckConstraint(
                condition=Q(period_from__isnull=True) | Q(period_to__isnull=True) | Q(period_from__lte=F("period_to")),
                name="report_period_is_forward",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["state", "leased_until"], name="reports_open", condition=Q(state__in=["queued", "running"])
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether it is still to be made."""
        return self.state in (self.State.QUEUED, self.State.RUNNING)

    @property
    def size(self) -> int | None:
        """Bytes of the file; None when there is none."""
        try:
            return self.file.size if self.file else None
        except FileNotFoundError:
            return None
