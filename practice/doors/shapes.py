"""Serializers: shapes only, they never save; what they do not know they refuse."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.utils.functional import cached_property
from rest_framework import serializers

from practice.access import Actor
from practice.doors.kinds import wrong_kind
from practice.statements import by_id

MISSING = "This field is required."
ID = serializers.UUIDField()


class StrictShape:
    """Refuses keys that the shape does not have, so that no misspelt field is silently dropped, and wrong kinds."""

    def to_internal_value(self, sent: Any) -> Any:
        """As DRF's, after a look at the keys and at the kinds of their values; whatever is wrong is said at once."""
        wrong = {**self._unknown_keys(sent), **self._wrong_kinds(sent)}
        try:
            typed = super().to_internal_value(sent)  # type: ignore[misc]
        except serializers.ValidationError as problem:
            detail = problem.detail
            raise serializers.ValidationError({**detail, **wrong} if isinstance(detail, dict) else detail) from None
        if wrong:
            raise serializers.ValidationError(wrong)
        return typed

    def validate_empty_values(self, sent: Any) -> Any:
        """As DRF's; a list may be null, its rows may not."""
        if sent is None and isinstance(self.parent, serializers.ListSerializer):  # type: ignore[attr-defined]
            raise serializers.ValidationError("Send an object.")
        return super().validate_empty_values(sent)  # type: ignore[misc]

    @cached_property
    def _may_be_written(self) -> frozenset[str]:
        return frozenset(name for name, field in self.fields.items() if not field.read_only)  # type: ignore[attr-defined]

    def _unknown_keys(self, sent: Any) -> dict[str, list[str]]:
        """By key: what cannot be written, or is not there at all."""
        if not isinstance(sent, Mapping):
            return {}
        unknown = sorted(str(key) for key in sent if key not in self._may_be_written)
        words = {True: "This field cannot be written.", False: "There is no such field."}
        return {key: [words[key in self.fields]] for key in unknown}  # type: ignore[attr-defined]

    def _wrong_kinds(self, sent: Any) -> dict[str, Any]:
        """By field: values of the wrong kind, and what is missing in a part that a PATCH sends as a whole."""
        if not isinstance(sent, Mapping):
            return {}
        fields = self.fields.items()  # type: ignore[attr-defined]
        found = {name: wrong for name, field in fields if name in sent and (wrong := wrong_kind(field, sent[name]))}
        if self.parent is not None:  # type: ignore[attr-defined]
            missing = {name: [MISSING] for name, field in fields if field.required and name not in sent}
            found = {**missing, **found}
        return found


class Shape(StrictShape, serializers.Serializer[Any]):
    """A plain shape. `always_whole`: whether an answer has every field, as it has unless it is kept as it was sent."""

    always_whole: ClassVar[bool] = True


class ModelShape(StrictShape, serializers.ModelSerializer[Any]):
    """A shape whose fields, lengths and choices come from the model; uniqueness is left to the database."""

    id = serializers.UUIDField(required=False)

    def build_standard_field(self, field_name: str, model_field: Any) -> Any:
        """As DRF's, without validators that ask the database."""
        field_class, options = super().build_standard_field(field_name, model_field)
        options["validators"] = [v for v in options.get("validators", []) if not hasattr(v, "queryset")]
        return field_class, options

    def get_validators(self) -> list[Any]:
        """None that ask the database: constraints speak for themselves."""
        return []


class BlockerShape(Shape):
    """One reason why something cannot be done yet: a stable code, plain words, and where to mend it."""

    code = serializers.CharField()
    message = serializers.CharField()
    field = serializers.CharField(allow_blank=True)


class InClinic(serializers.PrimaryKeyRelatedField):  # type: ignore[type-arg]
    """The id of a row of the clinic in force, read with the rows it points to by name; another clinic's does not exist.

    `InClinic(NeedlingSession, "visit", "visit__episode")`.
    """

    default_error_messages = {"does_not_exist": "There is no such record.", "incorrect_type": "Send an id."}

    def __init__(self, model: type[Model], *related: str, **kwargs: Any) -> None:
        self.rows = by_id(model, *related)
        if not kwargs.get("read_only"):
            kwargs["queryset"] = model._default_manager.all()
        super().__init__(**{"pk_field": ID, **kwargs})

    def to_internal_value(self, sent: Any) -> Any:
        """The row."""
        wanted = ID.to_internal_value(sent)
        try:
            return self.found(wanted)
        except ObjectDoesNotExist:
            self.fail("does_not_exist", pk_value=sent)

    def found(self, wanted: UUID) -> Model:
        """The row with this id; raises its model's DoesNotExist."""
        row: Model = self.rows.get(wanted)
        return row


class Among(InClinic):
    """As `InClinic`, of the rows that a selector gives to the actor; another one does not exist.

    `Among(Patient, records_for)`: to a patient, another patient's record does not exist.
    """

    def __init__(self, model: type[Model], selector: Callable[[Actor], Any], **kwargs: Any) -> None:
        self.selector = selector
        super().__init__(model, **kwargs)

    def found(self, wanted: UUID) -> Model:
        """The row with this id among them; raises its model's DoesNotExist."""
        row: Model = self.selector(self.context["request"]._request.actor).get(pk=wanted)
        return row


class KeyOf(serializers.ChoiceField):
    """A key of the reference data: read when asked, so that no catalogue is loaded at import time."""

    def __init__(self, catalogue: Any, **kwargs: Any) -> None:
        self.catalogue = catalogue
        serializers.Field.__init__(self, **kwargs)
        self.html_cutoff = self.html_cutoff_text = None
        self.allow_blank = False

    @property
    def choices(self) -> dict[str, str]:  # type: ignore[override]
        """The keys of the catalogue."""
        return {key: key for key in self.catalogue()}

    @choices.setter
    def choices(self, _: Any) -> None:
        """Nothing to keep: the catalogue has them."""

    def to_internal_value(self, sent: Any) -> str:
        """The key, when the catalogue has it."""
        if not isinstance(sent, str) or sent not in self.catalogue():
            raise serializers.ValidationError(f"There is no “{str(sent)[:64]}” in the catalogue.")
        return sent

    def to_representation(self, value: Any) -> Any:
        """The key."""
        return value
