"""Needling sessions: what was needled and how, what followed, and what went wrong."""

from sessions.models.after import AdverseEvent, CheckIn
from sessions.models.sessions import Cosignature, NeedlingSession, Target
from sessions.models.visits import VisitNote

__all__ = ["AdverseEvent", "CheckIn", "Cosignature", "NeedlingSession", "Target", "VisitNote"]
