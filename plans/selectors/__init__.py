"""Reads of plans, exercises and the diary: what, for whom."""

from plans.selectors.force import newest_signed, plan_in_force
from plans.selectors.plans import open_plan

__all__ = ["newest_signed", "open_plan", "plan_in_force"]
