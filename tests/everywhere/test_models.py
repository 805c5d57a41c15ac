"""What every model promises: classified fields, nameless texts, the constraints of its base, pinned labels."""

import pytest
from django.apps import apps

from practice.history import tracked  # noqa: F401  (what the decorator leaves is looked for below)
from practice.models import Clinic
from practice.privacy import Sensitivity, sensitivity, unclassified
from practice.scoping import ClinicOwned
from tests.everywhere.world import MARKER

OWN = [
    m
    for m in apps.get_models()
    if m.__module__.split(".")[0] in {"practice", "patients", "plans", "sessions", "progress", "reports"}
]
RECORDS = [model for model in OWN if not hasattr(model, "pgh_tracked_model")]
NOT_TRACKED = {
    "practice.WriteReceipt",
    "patients.PatientName",
    "progress.EpisodeSummary",
    "patients.AppointmentRequest",
}


@pytest.mark.parametrize("model", RECORDS, ids=lambda m: m.__name__)
def test_every_field_is_classified(model):
    assert unclassified(model) == []


@pytest.mark.parametrize("model", RECORDS, ids=lambda m: m.__name__)
def test_a_text_of_a_row_holds_no_name(model):
    row = model()
    for field in model._meta.concrete_fields:
        texts = field.get_internal_type() in ("CharField", "TextField", "EmailField", "SlugField")
        if texts and sensitivity(model, field.name) in (Sensitivity.IDENTIFYING, Sensitivity.CLINICAL):
            setattr(row, field.attname, MARKER)
    assert MARKER not in f"{row} {row!r}"


@pytest.mark.parametrize("model", ClinicOwned.clinic_models(), ids=lambda m: m.__name__)
def test_a_record_keeps_what_its_base_promises(model):
    for base in (b for b in model.__mro__[1:] if hasattr(b, "_meta") and b._meta.abstract):
        suffix = {c.name.split("%(class)s")[-1] for c in base._meta.constraints}
        assert all(any(c.name.endswith(end) for c in model._meta.constraints) for end in suffix), base
        assert {t.name for t in getattr(base._meta, "triggers", [])} <= {
            t.name for t in getattr(model._meta, "triggers", [])
        }
    assert model._meta.base_manager_name == "objects"
    assert isinstance(model._default_manager, type(model.objects))


@pytest.mark.parametrize("model", [Clinic, *ClinicOwned.clinic_models()], ids=lambda m: m.__name__)
def test_the_database_keeps_what_each_record_was(model):
    history = {m.pgh_tracked_model for m in apps.get_models() if hasattr(m, "pgh_tracked_model")}
    assert model in history or model._meta.label in NOT_TRACKED


@pytest.mark.parametrize("model", ClinicOwned.clinic_models(), ids=lambda m: m.__name__)
def test_ids_are_uuids_and_lists_are_ordered_by_selectors(model):
    assert model._meta.pk.get_internal_type() == "UUIDField"
    assert model._meta.ordering == []


def test_the_folder_sessions_has_the_label_needling():
    ours, djangos = apps.get_app_config("needling"), apps.get_app_config("sessions")
    assert (ours.name, djangos.name) == ("sessions", "django.contrib.sessions")
    assert {m._meta.db_table.split("_")[0] for m in ours.get_models()} == {"needling"}
