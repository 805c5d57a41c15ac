"""The gate for every write: what permission it needs and what it leaves in the trail."""

from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.db import transaction

from practice import access, audit
from practice.access import Actor, Permission

Params = ParamSpec("Params")
Changed = TypeVar("Changed")
Service = Callable[Params, Changed]

ACTIONS: dict[str, Callable[..., Any]] = {}
FOLLOW_UPS: defaultdict[str, list[Any]] = defaultdict(list)


def action(
    *, needs: Permission, logs: str, own: str = ""
) -> Callable[[Service[Params, Changed]], Service[Params, Changed]]:
    """Mark a service that changes clinical data: what it needs, and what it leaves in the trail.

    `own` names the argument that holds a patient's record; patients may then do it to their own.
    The service takes keywords only, `actor` among them, and returns the row that changed.
    """

    def mark(service: Service[Params, Changed]) -> Service[Params, Changed]:
        @wraps(service)
        def gated(*args: Params.args, **kwargs: Params.kwargs) -> Changed:
            actor = cast(Actor, kwargs["actor"])
            if own:
                access.require_for(actor, needs, access.patient_of(kwargs[own]))
            else:
                access.require(actor, needs)
            with transaction.atomic():
                changed = service(*args, **kwargs)
                audit.record(actor=actor, verb=logs, target=changed)
                _follow_up(actor, logs, changed)
            return changed

        gated.needs = needs  # type: ignore[attr-defined]
        gated.logs = logs  # type: ignore[attr-defined]
        ACTIONS[logs] = gated
        return gated

    return mark


def after(verb: str) -> Callable[[Any], Any]:
    """Have a task follow up an action once its transaction is committed.

    It is told `clinic_id`, `target_id`, the `verb`, and `by`, the membership that acted.
    """

    def mark(task: Any) -> Any:
        FOLLOW_UPS[verb].append(task)
        return task

    return mark


def _follow_up(actor: Actor, verb: str, changed: Any) -> None:
    """After commit, and robustly: what is stored is stored, even when the queue is down at that moment."""
    for task in FOLLOW_UPS[verb]:
        told = {"clinic_id": str(actor.clinic_id), "target_id": str(changed.pk), "verb": verb}
        _send_after_commit(task, **told, by=str(actor.membership_id))


def _send_after_commit(task: Any, **words: str) -> None:
    def send() -> None:  # a function of its own: Django logs its name when it fails, and a partial has none
        task.delay(**words)

    transaction.on_commit(send, robust=True)
