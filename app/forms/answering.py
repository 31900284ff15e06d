"""Answers going in: read by type, stored, taken away when a filter no longer offers them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.forms import address
from app.forms.applying import MAX_TEXT
from app.forms.definition import Question
from app.forms.errors import FormError
from app.forms.lexical import canonical, number, plain
from app.forms.options import allowed
from app.forms.state import State, state
from app.i18n import N_

if TYPE_CHECKING:
    from app.forms.instance import Instance
    from app.forms.tree import Node


def answer(instance: Instance, path: str, text: str) -> None:
    """See `Instance.set`."""
    node = _leaf(instance, path)
    own = state(node)
    if len(text) > MAX_TEXT:
        raise FormError(N_("An answer can have no more than {limit} characters"), limit=MAX_TEXT)
    value = _read(instance, node, own, text)
    instance.recalculator.changed[node] = None
    own.rejected = "" if value else plain(text).strip()
    own.dropped = ""
    store(instance, node, own, value)
    if value and own.reason:
        put_reason(instance, node, own, "")
    _mirror(instance, node, own, value)
    instance.settle()


def give_reason(instance: Instance, path: str, reason: str) -> None:
    """See `Instance.set_reason`."""
    node = _leaf(instance, path)
    own = state(node)
    instance.recalculator.changed[node] = None
    own.rejected = own.dropped = ""
    if reason:
        store(instance, node, own, "")
    put_reason(instance, node, own, reason)
    instance.settle()


def _leaf(instance: Instance, path: str) -> Node:
    node = address.find(instance, path)
    if node is None or not isinstance(node.data, State) or node.data.spec.children:
        raise FormError(N_("The form has no question at {path}"), path=path)
    return node


def store(instance: Instance, node: Node, own: State, value: str) -> None:
    """Put a value into a node and make what depends on it due."""
    if node.text != value:
        node.text = value
        if not value:
            own.holds = True
        instance.recalculator.touched(node)


def put_reason(instance: Instance, node: Node, own: State, reason: str) -> None:
    """Set the reason of a question, and its companion where it has one."""
    own.reason = reason
    question = own.spec.question
    if question is None or not question.reason_question or node.parent is None:
        return
    companion = node.parent.child(question.reason_question.rpartition("/")[2])
    if companion is not None:
        store(instance, companion, state(companion), reason)


def _mirror(instance: Instance, node: Node, own: State, value: str) -> None:
    """Take an answer to the companion as the reason of the question itself."""
    question = own.spec.question
    if question is None or not question.is_reason or node.parent is None:
        return
    owner = node.parent.child(question.belongs_to.rpartition("/")[2])
    if owner is not None and not owner.text:
        state(owner).reason = value
        instance.recalculator.changed[owner] = None


def _read(instance: Instance, node: Node, own: State, text: str) -> str:
    """Return the stored form of what was given; empty when it is no value of the question."""
    question = own.spec.question
    value = canonical(own.spec.type, text)
    if question is None or not value:
        return value
    if question.control in ("select", "rank"):
        value = " ".join(value.split())
    if question.control == "range":
        low = number(question.attributes.get("start", ""))
        high = number(question.attributes.get("end", ""))
        amount = number(value)
        if amount != amount or amount < min(low, high) or amount > max(low, high):
            return ""
    if question.choices or question.itemset is not None or question.search is not None:
        return _among(instance, node, question, value)
    return value


def _among(
    instance: Instance, node: Node, question: Question, text: str, *, filtered: bool = False
) -> str:
    """Keep of a selection what is among the choices.

    Several chosen ones stand in the order of the choices, so that the same selection is the same
    answer whoever gave it in whatever order. A ranking keeps its own order; what a changed filter
    offers anew goes to its end.

    Args:
        instance: The record.
        node: The question's node.
        question: The question.
        text: What was chosen.
        filtered: It is an answer given before, whose choices have changed.
    """
    if question.search is not None and question.search.table not in instance.env.instances:
        return text  # nobody knows the table here, so nothing can be said against the answer
    values = allowed(instance, node, question)
    if question.control in ("select", "rank"):
        kept = dict.fromkeys(word for word in text.split() if word in values)
        if filtered and question.control == "rank" and kept:
            kept |= dict.fromkeys(values)
        elif not filtered and question.control == "select":
            return " ".join(sorted(kept, key=values.__getitem__))
        return " ".join(kept)
    return text if text in values else ""


def prune(instance: Instance, node: Node) -> None:
    """Take away answers that a changed choice filter no longer offers, or give them back."""
    recalculator = instance.recalculator
    recalculator.changed[node] = None
    own = state(node)
    question = own.spec.question
    before = own.dropped or node.text
    if not recalculator.live or question is None or not before or not node.relevant:
        return
    kept = _among(instance, node, question, before, filtered=True)
    own.dropped = "" if kept == before else before
    if kept != node.text:
        node.text = kept
        recalculator.touched(node)


def take_over(instance: Instance, old: Node, new: Node) -> None:
    """Put the answers of an instance that was counted away into the one that came back."""
    for before, after in zip(old.walk(), new.walk(), strict=False):
        if before.slot != after.slot or not isinstance(after.data, State):
            continue
        after.data.reason = state(before).reason
        if not after.children and before.text != after.text:
            after.text = before.text
            instance.recalculator.touched(after)
