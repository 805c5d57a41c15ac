"""Reads of plans, exercises and the diary: what, for whom."""

from plans.selectors.plans import open_plan, plan_in_force

__all__ = ["open_plan", "plan_in_force"]
