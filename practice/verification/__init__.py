"""Proof that nothing was altered: signed records, the trail and the history of every row."""

from practice.verification.everything import Verified, verify_everything

__all__ = ["Verified", "verify_everything"]
