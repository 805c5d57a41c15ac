"""Notes that wait for their signature: which ones, what each is called, where it is read, and what differs in it."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from patients.models import EpisodeOfCare, Visit
from patients.selectors.visits import to_be_signed
from sessions.models import Target
from sessions.rules.targets import count_words

OF_MEMBER: Final = ("name", "active", "roles")
OF_PATIENT: Final = ("given_name", "family_name", "preferred_name", "date_of_birth")
_WITH_PLACE: Final = (
    "episode__patient", "episode__therapist", "therapist", "taken_over_by", "session", "assessment", "visit_note",
)  # fmt: skip
_OF_VISIT: Final = (
    "kind", "occurred_at", "occurred_on", "signed_at", "session__id", "assessment__id", "visit_note__id",
    "episode__patient_id", "episode__therapist_id",
    *(f"{who}__{name}" for who in ("therapist", "taken_over_by", "episode__therapist") for name in OF_MEMBER),
    *(f"episode__patient__{name}" for name in OF_PATIENT),
)  # fmt: skip
# As `count_differs` says of one target: what nobody counted differs.
_TARGETS_THAT_DIFFER: Final = Target.objects.filter(session_id=OuterRef("pk")).exclude(
    Q(needles_in__isnull=False, needles_in=F("needles_out"))
)
_NOBODY_COUNTED: Final = Q(needles_in__isnull=True, needles_out__isnull=True)


def unsigned_visits() -> "QuerySet[Visit]":
    """Notes that wait for their signature, the oldest first."""
    joined: QuerySet[Visit] = to_be_signed().select_related(*_WITH_PLACE)
    return joined.only(*_OF_VISIT).order_by("occurred_at", "pk")


def with_places(rows: "QuerySet[Visit]") -> list[Visit]:
    """Notes with all that `place_of` and their signer ask for, the oldest first."""
    return list(rows.select_related(*_WITH_PLACE).order_by("occurred_at", "pk"))


def unsigned_visits_of(episode: EpisodeOfCare) -> list[Visit]:
    """As `unsigned_visits`, of one episode."""
    return list(unsigned_visits().filter(episode=episode))


def unsigned_counted() -> list[tuple[Visit, str]]:
    """The notes that wait for their signature, each with what is wrong with its needle counts."""
    differs = Exists(_TARGETS_THAT_DIFFER.exclude(_NOBODY_COUNTED))
    uncounted = Exists(_TARGETS_THAT_DIFFER.filter(_NOBODY_COUNTED))
    rows = unsigned_visits().annotate(differs=differs, uncounted=uncounted)
    return [(visit, count_words(differs=visit.differs, uncounted=visit.uncounted)) for visit in rows]


def assessments_begun(drafts: Iterable[Visit]) -> dict[UUID, Visit]:
    """By episode the newest draft of an initial assessment."""
    return {visit.episode_id: visit for visit in drafts if visit.kind == Visit.Kind.EVALUATION}


def place_of(visit: Visit) -> tuple[str, str]:
    """What a visit is called, and where its note is read and written."""
    if hasattr(visit, "session"):
        return "Needling session", f"/sessions/{visit.pk}/"
    if hasattr(visit, "assessment"):
        return visit.get_kind_display(), f"/assessments/{visit.pk}/"
    if hasattr(visit, "visit_note"):
        return "Visit without needling", f"/visits/{visit.pk}/"
    return "Visit", f"/patients/{visit.episode.patient_id}/"
