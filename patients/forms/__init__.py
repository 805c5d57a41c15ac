"""Forms of the patients pages: shapes and words; what is refused comes from the rules."""

from patients.forms.assessments import AddendumForm, AssessmentForm, FindingFormSet
from patients.forms.episodes import (
    DischargeForm,
    EpisodeChangeForm,
    EpisodeForm,
    LeadForm,
    ReasonForm,
    ReopenForm,
    ResumeForm,
)
from patients.forms.headaches import HeadacheForm, HeadacheFormSet
from patients.forms.merges import MergeForm, OtherForm, UndoForm
from patients.forms.people import InviteForm, PatientForm
from patients.forms.safety import ClearanceForm, ConsentForm, OverrideForm, WithdrawalForm
from patients.forms.screening import ScreeningForm

__all__ = [
    "AddendumForm",
    "AssessmentForm",
    "ClearanceForm",
    "ConsentForm",
    "DischargeForm",
    "EpisodeChangeForm",
    "EpisodeForm",
    "FindingFormSet",
    "HeadacheForm",
    "HeadacheFormSet",
    "InviteForm",
    "LeadForm",
    "MergeForm",
    "OtherForm",
    "OverrideForm",
    "PatientForm",
    "ReasonForm",
    "ReopenForm",
    "ResumeForm",
    "ScreeningForm",
    "UndoForm",
    "WithdrawalForm",
]
