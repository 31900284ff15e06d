"""One expression taken apart: each piece with its value, and the nodes that it reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.forms.state import State, path_of, state
from app.forms.unparse import Ast, namer, source
from app.forms.xpath import DateValue, Expression, XPathError
from app.forms.xpath.references import find_references
from app.forms.xpath.values import odk_number_text, to_boolean, to_string
from app.i18n import N_

if TYPE_CHECKING:
    from app.forms.instance import Instance
    from app.forms.tree import Node
    from app.forms.xpath import Value

_INNER = frozenset(("or", "and", "cmp", "add", "mul", "neg", "union", "call", "filter"))
_MOST_READS = 40


@dataclass(frozen=True)
class Read:
    """A node that an expression reads.

    Attributes:
        path: Path with keys.
        name: Name as in the workbook.
        label: Label of the question, empty for none.
        value: What it reads as now.
        words: The value in words: labels of the choices; the value itself where there are none.
        reason: Why it has no answer, or empty.
        relevant: False: it is not shown and reads as empty whatever it holds.
        kept: What it holds, also while it is not relevant.
        place: (place, of how many) in its innermost repeat; (0, 0) outside.
        group: It is a group or an entry of a repeat, no question.
    """

    path: str
    name: str
    label: str
    value: str
    words: str
    reason: str
    relevant: bool
    kept: str
    place: tuple[int, int] = (0, 0)
    group: bool = False


@dataclass(frozen=True)
class Step:
    """One piece of an expression.

    Attributes:
        text: As in the workbook.
        kind: Kind of the tree node: and, or, cmp, add, mul, neg, union, call, path, filter, num,
            str.
        name: Name of the function called, else empty.
        type: boolean, number, text, date, nodes or error.
        value: Result as text; of a node-set the text of its first node.
        truth: Result as true or false.
        used: False: it was not looked at, since what stands before decided already.
        count: Nodes in the set, -1 for what is none.
        reads: What it reads itself, not what its parts read.
        parts: Pieces it is made of.
    """

    text: str
    kind: str
    name: str
    type: str
    value: str
    truth: bool
    used: bool = True
    count: int = -1
    reads: tuple[Read, ...] = ()
    parts: tuple[Step, ...] = ()

    def walk(self) -> Iterator[Step]:
        """Yield it and all its parts."""
        yield self
        for part in self.parts:
            yield from part.walk()


class Tracer:
    """Evaluates the pieces of one expression for one node."""

    def __init__(self, instance: Instance, node: Node, expression: Expression) -> None:
        self.instance, self.node, self.expression = instance, node, expression
        self.name_of = namer(instance.definition.schema, state(node).spec.key)

    def evaluate(self, ast: Ast) -> Value | XPathError:
        """Return the value of a piece, or why it has none."""
        env = self.instance.env
        saved, env.current = env.current, self.node
        schema = self.instance.definition.schema
        piece = Expression(
            "", ast, schema.namespaces, None, "odk", schema.scope, state(self.node).spec.key
        )
        try:
            return piece.value(self.node, env)
        except XPathError as error:
            return error
        except RecursionError:
            return XPathError(N_("The expression is nested too deeply"))
        finally:
            env.current = saved

    def step(self, ast: Ast, used: bool) -> Step:
        """Take a piece apart."""
        value = self.evaluate(ast)
        kind = ast[0]
        parts: tuple[Step, ...] = ()
        if kind in _INNER:
            parts = tuple(self._parts(ast, used))
        reads = () if parts and kind != "filter" else tuple(self._reads(ast, value))
        if isinstance(value, XPathError):
            text = source(ast, self.name_of)
            name = ast[1] if kind == "call" else ""
            return Step(text, kind, name, "error", str(value), False, used, -1, reads, parts)
        return Step(
            source(ast, self.name_of),
            kind,
            ast[1] if kind == "call" else "",
            _type(value),
            _text(value),
            to_boolean(value),
            used,
            len(value) if isinstance(value, list) else -1,
            reads,
            parts,
        )

    def _parts(self, ast: Ast, used: bool) -> Iterator[Step]:
        kind = ast[0]
        if kind in ("or", "and"):
            looked = used
            for term in ast[1:]:
                made = self.step(term, looked)
                yield made
                if made.truth == (kind == "or") or made.type == "error":
                    looked = False
        elif kind in ("cmp", "add", "mul"):
            for term in (ast[1], *(term for _operator, term in ast[2:])):
                yield self.step(term, used)
        elif kind in ("neg", "union"):
            for term in ast[1:]:
                yield self.step(term, used)
        elif kind == "call":
            yield from self._arguments(ast, used)

    def _arguments(self, ast: Ast, used: bool) -> Iterator[Step]:
        name, arguments = ast[1], ast[2]
        made = [self.step(argument, used) for argument in arguments]
        if name == "if" and len(made) == 3:
            taken = 1 if made[0].truth else 2
            made[3 - taken] = self.step(arguments[3 - taken], False)
        elif name == "coalesce" and made and made[0].value:
            made[1:] = [self.step(argument, False) for argument in arguments[1:]]
        return iter(made)

    def _reads(self, ast: Ast, value: Value | XPathError) -> Iterator[Read]:
        """Yield what a path selects, and what its conditions read elsewhere in the record."""
        seen: dict[int, Node] = {}
        if isinstance(value, list):
            seen.update((id(node), node) for node in value if isinstance(node.data, State))
        scope = self.expression.scope
        if not seen and scope is not None and ast[0] in ("path", "filter", "call"):
            schema = self.instance.definition.schema
            for path in sorted(find_references(ast, scope, state(self.node).spec.key).paths):
                spec = schema.by_key.get(path)
                if spec is None or spec.children:
                    continue
                seen.update((id(n), n) for n in self.instance.recalculator.all_of(spec))
        for node in list(seen.values())[:_MOST_READS]:
            yield read(self.instance, node)


def read(instance: Instance, node: Node) -> Read:
    """Describe a node as it is now."""
    path = path_of(node)
    view = instance.node(path)
    value = view.value
    words = value
    question = view.question
    if question is not None and value and (question.choices or question.itemset is not None):
        labels = {option.value: option.label for option in view.choices}
        single = question.kind == "select_one"
        words = "、".join(labels.get(one, one) for one in ([value] if single else value.split()))
    place = (0, 0)
    repeat: Node | None = node
    while repeat is not None and isinstance(repeat.data, State):
        if repeat.data.spec.is_repeat and repeat.parent is not None:
            siblings = list(repeat.parent.named(repeat.name))
            place = (siblings.index(repeat) + 1, len(siblings))
            break
        repeat = repeat.parent
    name = state(node).spec.name
    return Read(
        path, name, view.label, value, words, view.reason, node.relevant,
        node.text if not node.children else "", place, bool(node.children),
    )  # fmt: skip


def deciding(step: Step, truth: bool) -> Iterator[Step]:
    """Yield the smallest pieces that made a piece true or false."""
    parts = [part for part in step.parts if part.used]
    if step.kind in ("and", "or") and parts:
        # One false term decides an "and", one true term an "or"; else all of them do.
        chosen = [part for part in parts if part.truth == truth]
        for part in chosen or parts:
            yield from deciding(part, part.truth)
    elif step.name == "not" and len(parts) == 1:
        yield from deciding(parts[0], parts[0].truth)
    elif step.name == "if" and len(step.parts) == 3:
        yield from deciding(parts[0], parts[0].truth)
        if len(parts) > 1:
            yield from deciding(parts[1], parts[1].truth)
    elif step.name == "boolean" and len(parts) == 1:
        yield from deciding(parts[0], parts[0].truth)
    else:
        yield step


def _type(value: Value) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, float):
        return "number"
    if isinstance(value, DateValue):
        return "date"
    return "nodes" if isinstance(value, list) else "text"


def _text(value: Value) -> str:
    if isinstance(value, list):
        return value[0].string() if value else ""
    if isinstance(value, float):
        return odk_number_text(value)
    return to_string(value)
