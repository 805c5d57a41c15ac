"""What a rule answers: nothing, or why it refuses and where."""

from practice.errors import BadInput, RuleViolation


def refused(rule, *args, **facts):
    """The refusal, or None where the rule lets it pass."""
    try:
        rule(*args, **facts)
    except RuleViolation as refusal:
        return refusal
    return None


def refusals(rule, *args, **facts):
    """(code, field) of each reason; [] where the rule lets it pass."""
    refusal = refused(rule, *args, **facts)
    return [(blocker.code, blocker.field) for blocker in refusal.blockers] if refusal else []


def says(rule, *args, **facts):
    """The words of the first reason, '' where the rule lets it pass."""
    refusal = refused(rule, *args, **facts)
    return refusal.blockers[0].message if refusal else ""


def is_bad_input(rule, *args, **facts):
    """Whether what was sent is at fault (400) and not what stands in the record (409)."""
    return isinstance(refused(rule, *args, **facts), BadInput)
