"""Coming to rest after a change: rules, what changed values start, counts and choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.forms import answering, events, repeats
from app.forms.errors import FormError
from app.forms.schema import COUNT
from app.forms.state import state
from app.i18n import N_

if TYPE_CHECKING:
    from app.forms.instance import Instance

ROUNDS = 500


def settle(instance: Instance) -> None:
    """See `Instance.settle`."""
    recalculator = instance.recalculator
    for _ in range(ROUNDS):
        recalculator.drain()
        if recalculator.moved:
            moved, recalculator.moved = recalculator.moved, []
            for node in moved:
                for action in state(node).spec.actions:
                    if events.VALUE_CHANGED in action.events:
                        events.act(instance, action, node)
                        recalculator.drain()
        elif recalculator.due:
            due, recalculator.due = recalculator.due, {}
            for logic, node in due:
                if logic.kind == COUNT:
                    repeats.count(instance, logic, node)
                else:
                    answering.prune(instance, node)
        else:
            return
    raise FormError(N_("The rules of this form change each other's values without end"))
