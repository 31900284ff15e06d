"""What the result of a rule does to its node, one function per kind of rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.forms.lexical import computed
from app.forms.schema import CALCULATE, CONSTRAINT, READONLY, RELEVANT, REQUIRED, Logic
from app.forms.state import State
from app.forms.tree import Node, set_relevant
from app.forms.xpath import XPathError
from app.i18n import N_

if TYPE_CHECKING:
    from app.forms.recalculate import Recalculator

MAX_TEXT = 1_000_000  # characters of one value


def _relevant(owner: Recalculator, node: Node, result: object, _: Logic) -> None:
    if node.own_relevant == result:
        return
    changed, touched = owner.changed, owner.touched
    for moved in set_relevant(node, bool(result)):
        if moved.text and not moved.children:
            touched(moved)
        elif moved.data is not None:
            changed[moved] = None


def _calculate(owner: Recalculator, node: Node, result: object, logic: Logic) -> None:
    text = computed(logic.spec.type, result, owner.env.timezone)
    if len(text) > MAX_TEXT:
        problem = XPathError(N_("The text would be longer than {limit} characters"), limit=MAX_TEXT)
        text = str(owner.failed(logic, problem))
    if text != node.text:
        node.text = text
        if node.relevant:
            owner.touched(node)
        else:
            owner.changed[node] = None


def _required(owner: Recalculator, node: Node, result: object, _: Logic) -> None:
    own = node.data
    if isinstance(own, State) and own.required != result:
        own.required = bool(result)
        owner.changed[node] = None


def _readonly(owner: Recalculator, node: Node, result: object, _: Logic) -> None:
    own = node.data
    if isinstance(own, State) and own.readonly != result:
        own.readonly = bool(result)
        owner.changed[node] = None


def _constraint(owner: Recalculator, node: Node, result: object, _: Logic) -> None:
    own = node.data
    holds = bool(result) or not node.text
    if isinstance(own, State) and own.holds != holds:
        own.holds = holds
        owner.changed[node] = None


APPLY: dict[int, Callable[[Recalculator, Node, object, Logic], None]] = {
    RELEVANT: _relevant,
    CALCULATE: _calculate,
    REQUIRED: _required,
    READONLY: _readonly,
    CONSTRAINT: _constraint,
}
