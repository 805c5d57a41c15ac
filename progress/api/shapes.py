"""What an episode's progress, time line and work look like in the schema; selectors put them together."""

from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from practice.doors.shapes import Shape
from progress.rules.due import Kind, Tone
from progress.rules.facts import RecordKind
from progress.rules.status import Status

RECORD_KINDS = [kind.value for kind in RecordKind]
SOMETIMES: dict[str, Any] = {"required": False, "read_only": True}


def answers(**kwargs: Any) -> serializers.BooleanField:
    """Yes, no, or null where it cannot be said."""
    return serializers.BooleanField(allow_null=True, **kwargs)


def number(**kwargs: Any) -> serializers.FloatField:
    """A number, or null where there is none."""
    return serializers.FloatField(allow_null=True, **kwargs)


class MeasureResultShape(Shape):
    """One measure from the first value to the last. What rests on a change is there from the second value on."""

    baseline = serializers.FloatField()
    baseline_visit = serializers.IntegerField()
    latest = serializers.FloatField()
    latest_visit = serializers.IntegerField()
    n = serializers.IntegerField(help_text="How many values there are.")
    change = number(**SOMETIMES)
    percent_change = number(**SOMETIMES)
    mcid = number(**SOMETIMES)
    mcid_met = answers(**SOMETIMES)
    mdc = number(**SOMETIMES)
    reliable_change = answers(**SOMETIMES)
    responder30 = answers(**SOMETIMES)
    responder50 = answers(**SOMETIMES)
    band_baseline = serializers.CharField(allow_null=True, **SOMETIMES)
    band_latest = serializers.CharField(allow_null=True, **SOMETIMES)
    positive_baseline = answers(**SOMETIMES)
    positive_latest = answers(**SOMETIMES)


class GoalResultShape(Shape):
    """A goal of the plan, and whether the latest value reaches it."""

    measure = serializers.CharField()
    op = serializers.CharField()
    value = serializers.FloatField()
    latest = number()
    met = serializers.BooleanField()


class MuscleOfVisitShape(Shape):
    """A needled muscle of one visit, the visit by its number in the episode."""

    visit = serializers.IntegerField()
    muscle = serializers.CharField()


class CountShape(Shape):
    """How many muscles count, and the code that they lead to."""

    count = serializers.IntegerField()
    code = serializers.CharField(allow_null=True)


class CodeOfVisitShape(Shape):
    """The suggested needling code of one visit, under the clinic's way of counting and under each other one."""

    visit = serializers.IntegerField()
    code = serializers.CharField(allow_null=True)
    distinct_muscles = serializers.IntegerField()
    by_policy = serializers.DictField(child=CountShape())


class ReportClockShape(Shape):
    """When the next progress report is due, counted in treatment days."""

    treatment_days = serializers.IntegerField()
    due_by_treatment_day = serializers.IntegerField(allow_null=True)
    status = serializers.ChoiceField(["ok", "due", "overdue", "closed", "not_asked"])


class CertificationClockShape(Shape):
    """How long the certification holds, and the treatment days outside of it."""

    expires_on = serializers.DateField(allow_null=True)
    dates_outside = serializers.ListField(child=serializers.DateField())


class StatusWordsShape(Shape):
    """The overall status in a sentence, for the clinician (not told to patients) and for the patient."""

    clinician = serializers.CharField(**SOMETIMES)
    patient = serializers.CharField()


class SourceShape(Shape):
    """The record that a value came from."""

    type = serializers.ChoiceField(RECORD_KINDS)
    id = serializers.UUIDField()


class PointShape(Shape):
    """One value of a measure."""

    visit = serializers.IntegerField()
    date = serializers.DateField()
    value = serializers.FloatField()
    phase = serializers.CharField()
    source = SourceShape()  # type: ignore[assignment]
    from_diary = serializers.BooleanField(help_text="Whether an assessment took the value from the diary.")
    signed = serializers.BooleanField(help_text="Whether its note is signed; the value of a draft counts, marked so.")


def pairs(**kwargs: Any) -> serializers.ListField:
    """`[visit, value]` for each value."""
    return serializers.ListField(child=serializers.ListField(child=serializers.FloatField()), **kwargs)


def visit_numbers(**kwargs: Any) -> serializers.ListField:
    """Visits by their number in the episode, counted from 1."""
    return serializers.ListField(child=serializers.IntegerField(), **kwargs)


@extend_schema_field({"type": ["number", "string"]})
class NumberOrWord(serializers.JSONField):
    """A number, a word, or null."""


class UsedInputShape(Shape):
    """One value that a result rests on; `what` is a measure, or what else was looked at."""

    what = serializers.CharField()
    visit = serializers.IntegerField(allow_null=True)
    date = serializers.DateField(allow_null=True)
    value = NumberOrWord(allow_null=True, help_text="A number, a word, or null.")
    signed = answers(help_text="Whether the note of a measured value is signed; null where it is no measured value.")


class ThresholdShape(Shape):
    """One limit that decided, with its citation."""

    name = serializers.CharField()
    value = serializers.FloatField()
    citation = serializers.CharField()


class ExplainedShape(Shape):
    """One result, named as above (`measures.hit6`), made plain; patients read `result` and `patient` alone."""

    result = serializers.CharField()
    title = serializers.CharField(**SOMETIMES)
    clinician = serializers.CharField(**SOMETIMES)
    patient = serializers.CharField(allow_null=True)
    inputs = UsedInputShape(many=True, **SOMETIMES)
    thresholds = ThresholdShape(many=True, **SOMETIMES)


@extend_schema_serializer(many=False)
class ProgressShape(Shape):
    """What the numbers of an episode say, with the series they come from.

    To patients without what clinicians alone read: those names are absent then.
    """

    episode = serializers.UUIDField()
    as_of = serializers.DateTimeField()
    condition = serializers.CharField()
    responder_measure = serializers.CharField(**SOMETIMES)
    measures = serializers.DictField(child=MeasureResultShape())
    nprs_average_series = pairs(**SOMETIMES)
    headache_days_series = pairs(**SOMETIMES)
    responder30 = answers(**SOMETIMES)
    responder50 = answers(**SOMETIMES)
    goals = GoalResultShape(many=True, **SOMETIMES)
    all_goals_met = serializers.BooleanField(**SOMETIMES)
    deteriorating = serializers.BooleanField(**SOMETIMES)
    relapsing = serializers.BooleanField(**SOMETIMES)
    plateau = serializers.BooleanField(**SOMETIMES)
    overall_status = serializers.ChoiceField([status.value for status in Status])
    improved_from_baseline = serializers.BooleanField(**SOMETIMES)
    candidacy_initial = serializers.CharField(**SOMETIMES)
    candidacy_latest = serializers.CharField(**SOMETIMES)
    needle_count_mismatch_visits = visit_numbers(**SOMETIMES)
    do_not_needle_errors = MuscleOfVisitShape(many=True, **SOMETIMES)
    needling_while_not_allowed_visits = visit_numbers(**SOMETIMES)
    adverse_event_counts = serializers.DictField(child=serializers.IntegerField(), **SOMETIMES)
    needling_sessions = serializers.IntegerField(**SOMETIMES)
    cpt = CodeOfVisitShape(many=True, **SOMETIMES)
    progress_report = ReportClockShape(**SOMETIMES)
    certification = CertificationClockShape(**SOMETIMES)
    alerts = serializers.ListField(child=serializers.CharField(), **SOMETIMES)
    words = StatusWordsShape()
    explained = ExplainedShape(many=True)
    series = serializers.DictField(child=PointShape(many=True))


class WholeShape(Shape):
    """A list that always comes whole: there is no next page."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class HappenedShape(Shape):
    """One entry of the time line; `id` is the record's."""

    at = serializers.DateTimeField()
    all_day = serializers.BooleanField(help_text="That only the day is known; `at` is its beginning at the clinic.")
    kind = serializers.ChoiceField([*RECORD_KINDS, "screening", "consent", "plan", "certification", "adverse_event"])
    title = serializers.CharField()
    detail = serializers.CharField()
    state = serializers.CharField()
    by = serializers.CharField()
    id = serializers.UUIDField()


@extend_schema_serializer(many=False)
class TimelineShape(WholeShape):
    """Everything that happened in one episode, newest first."""

    results = HappenedShape(many=True)


class WorkItemShape(Shape):
    """One thing that is due; `patient` and `episode` are null for what concerns a colleague."""

    kind = serializers.ChoiceField([kind.value for kind in Kind])
    urgency = serializers.ChoiceField([tone.value for tone in Tone])
    text = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    patient = serializers.UUIDField(allow_null=True)
    episode = serializers.UUIDField(allow_null=True)
    patient_name = serializers.CharField()
    therapist = serializers.UUIDField(allow_null=True)
    therapist_left = serializers.BooleanField(
        help_text="That the therapist has left or is none any more, and nobody else leads the care: a manager's work."
    )


@extend_schema_serializer(many=False)
class WorkListShape(WholeShape):
    """What is due, the most pressing first."""

    results = WorkItemShape(many=True)
