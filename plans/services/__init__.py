"""Everything that changes plans, exercises and the diary."""

from plans.services.certifications import countersign_order, record_certification
from plans.services.diary import change_diary_day, record_diary_day, remove_diary_day
from plans.services.exercises import (
    change_adherence,
    change_dose,
    check_habit,
    end_prescription,
    prescribe_exercise,
    record_adherence,
    remove_adherence,
    take_next_step,
)
from plans.services.library import add_exercise, change_exercise
from plans.services.plans import change_goal, change_plan, draft_plan, revise_plan, sign_plan
from plans.services.weeks import keep_adherence_days, keep_diary_days

__all__ = [
    "add_exercise",
    "change_adherence",
    "change_diary_day",
    "change_dose",
    "change_exercise",
    "change_goal",
    "change_plan",
    "check_habit",
    "countersign_order",
    "draft_plan",
    "end_prescription",
    "keep_adherence_days",
    "keep_diary_days",
    "prescribe_exercise",
    "record_adherence",
    "record_certification",
    "record_diary_day",
    "remove_adherence",
    "remove_diary_day",
    "revise_plan",
    "sign_plan",
    "take_next_step",
]
