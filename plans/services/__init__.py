"""Everything that changes plans, exercises and the diary."""

from plans.services.plans import change_goal, change_plan, draft_plan, revise_plan, sign_plan

__all__ = ["change_goal", "change_plan", "draft_plan", "revise_plan", "sign_plan"]
