"""What a record amounts to: what is wrong or missing, what is found, what each rule says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.forms.findings import Rule
from app.forms.refused import find_refused, read_as_empty
from app.forms.state import State, path_of
from app.forms.xpath import Expression, XPathError

if TYPE_CHECKING:
    from app.forms.instance import Instance
    from app.forms.tree import Node


@dataclass(frozen=True)
class Violation:
    """A relevant field that is not valid.

    Attributes:
        path: Path with keys.
        condition: ``required``, ``constraint`` or ``type``.
        message: What to tell.
    """

    path: str
    condition: str
    message: str


@dataclass(frozen=True)
class Missing:
    """Something that keeps a record from being finished.

    Attributes:
        path: Path with keys.
        kind: ``answer`` (no answer and no reason), ``photo`` (no picture) or ``constraint`` (an
            answer that is not allowed).
        label: Label of the question.
    """

    path: str
    kind: str
    label: str


@dataclass(frozen=True)
class Found:
    """A problem that the answers show.

    Attributes:
        rule: The rule that found it.
        repeat_key: Keys of the repeat instances it stands in, joined by ``/``; empty outside.
        path: Path of the question, with keys.
        quantity: Amount as text, empty when the rule has none.
    """

    rule: Rule
    repeat_key: str
    path: str
    quantity: str


@dataclass(frozen=True)
class Verdict:
    """What one rule says about one instance of its question.

    Attributes:
        rule: The rule.
        repeat_key: As in `Found`.
        path: Path of the question, with keys.
        relevant: Whether the question is relevant.
        answered: Whether it has an answer that is allowed.
        reason: Reason of a non-answer, or empty.
        problem: The rule holds, and the form does not refuse the answer.
        clear: The answer is clearly no problem.
        quantity: Amount as text, empty when the rule has none or there is no problem.
        failed: Why the rule could not be evaluated, or empty.
    """

    rule: Rule
    repeat_key: str
    path: str
    relevant: bool
    answered: bool
    reason: str
    problem: bool
    clear: bool
    quantity: str
    failed: str = ""


def _condition(node: Node, own: State) -> str:
    if own.rejected:
        return "type"
    if node.text:
        return "" if own.holds else "constraint"
    return "required" if own.required and not own.reason and not node.children else ""


def find_violations(instance: Instance) -> list[Violation]:
    """Return every relevant field that is not valid, in document order."""
    found = []
    for node in instance.document.root.walk():
        own = node.data
        if node.relevant and isinstance(own, State) and _condition(node, own):
            field = instance.node(path_of(node))
            found.append(Violation(field.path, field.condition, field.message))
    return found


def find_missing(instance: Instance) -> list[Missing]:
    """Return what keeps a record from being finished; reasons count as answers."""
    found = []
    for node in instance.document.root.walk():
        own = node.data
        if not node.relevant or not isinstance(own, State):
            continue
        condition = _condition(node, own)
        question = own.spec.question
        if not condition or question is None or question.is_reason:
            continue
        kind = "constraint"
        if condition == "required":
            kind = "photo" if question.kind == "image" else "answer"
        found.append(Missing(path_of(node), kind, instance.text(question.label, node)))
    return found


def repeat_key(node: Node) -> str:
    """Return the keys of the repeat instances a node stands in, outermost first."""
    keys: list[str] = []
    current: Node | None = node
    while current is not None:
        if isinstance(current.data, State) and current.data.spec.is_repeat:
            keys.append(current.data.key)
        current = current.parent
    return "/".join(reversed(keys))


def find_verdicts(instance: Instance) -> list[Verdict]:
    """Evaluate every rule in every repeat instance of its question.

    A value that the form refuses is kept as it was typed and counts as missing. It is no answer:
    its question has neither a problem nor is it clear, and other rules read it as empty.
    """
    found = []
    refused = find_refused(instance)
    with read_as_empty(refused):
        for rule in instance.definition.rules:
            spec = instance.definition.schema.find(rule.path)
            for node in instance.recalculator.all_of(spec) if spec is not None else ():
                found.append(_verdict(instance, rule, node, node in refused))
    return found


def _verdict(instance: Instance, rule: Rule, node: Node, refused: bool) -> Verdict:
    own = node.data
    reason = own.reason if isinstance(own, State) else ""
    problem = clear = False
    quantity = failed = ""
    if node.relevant and not reason and not refused:
        try:
            problem = _test(instance, rule.rule_test, node)
            clear = not problem and _test(instance, rule.clear_test, node)
            if problem and rule.quantity_value is not None:
                quantity = rule.quantity_value.string(node, instance.env)
        except XPathError as error:
            problem = clear = False
            failed = str(error)
    return Verdict(
        rule,
        repeat_key(node),
        path_of(node),
        node.relevant,
        bool(node.text) and node.relevant,
        reason if node.relevant else "",
        problem,
        clear,
        quantity,
        failed,
    )


def _test(instance: Instance, test: Expression | None, node: Node) -> bool:
    return test is not None and test.boolean(node, instance.env)


def find_findings(instance: Instance) -> list[Found]:
    """Return the problems that the answers show, in the order of the rules."""
    return [
        Found(verdict.rule, verdict.repeat_key, verdict.path, verdict.quantity)
        for verdict in find_verdicts(instance)
        if verdict.problem
    ]
