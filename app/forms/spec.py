"""One path of a form, whatever its repeats hold, and the rules on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.forms.definition import Action, Question, Repeat
    from app.forms.itext import Text
    from app.forms.schema import Schema
    from app.forms.xpath import Expression

RELEVANT, CALCULATE, READONLY, REQUIRED, CONSTRAINT, LABEL, CHOICES, COUNT = range(8)
KIND_NAMES = (
    "relevant",
    "calculate",
    "readonly",
    "required",
    "constraint",
    "label",
    "choices",
    "repeat_count",
)
NO_RULES: list[Logic | None] = [None] * 8
ALWAYS = {"true()": True, "false()": False, "1": True, "0": False}


class Logic:
    """One expression on one path.

    Attributes:
        kind: `RELEVANT` and so on.
        spec: What it decides about.
        text: XPath.
        constant: The value of ``true()`` and ``false()``; None for all else.
        rank: Place in the order of evaluation.
        slot: Slot of its only node; -1 when it has one in every repeat instance, or an attribute.
        translated: It looks up texts, whose outputs need to know the node.
        unsteady: Its result depends on more than the form and its answers: the clock, chance, the
            language, files given at run time.
    """

    __slots__ = (
        "_schema",
        "constant",
        "expression",
        "kind",
        "rank",
        "run",
        "slot",
        "spec",
        "text",
        "translated",
        "unsteady",
    )

    def __init__(self, schema: Schema, kind: int, spec: Spec, text: str) -> None:
        self._schema = schema
        self.kind = kind
        self.spec = spec
        self.text = text
        self.constant = ALWAYS.get(text.replace(" ", "")) if kind != CALCULATE else None
        self.rank = -1
        self.slot = -1 if spec.repeats else spec.index
        self.translated = "jr:" in text
        self.unsteady = False
        self.expression: Expression | None = None
        self.run: Callable[..., Any] | None = None

    def __repr__(self) -> str:
        return f"<{KIND_NAMES[self.kind]} {self.spec.path}: {self.text}>"

    def compiled(self) -> Expression:
        """Return the parsed expression."""
        if self.expression is None:
            self.expression = self._schema.expression(self.text, self.spec.path)
        return self.expression

    def ready(self) -> Callable[..., Any]:
        """Return the closure that evaluates it to what its kind needs."""
        expression = self.compiled()
        if self.kind in (RELEVANT, READONLY, REQUIRED, CONSTRAINT):
            self.run = expression.boolean
        elif self.kind == CALCULATE:
            self.run = expression.value
        elif self.kind == COUNT:
            self.run = expression.number
        else:
            self.run = expression.nodes
        return self.run


class Spec:
    """What the form says about the nodes of one path.

    Attributes:
        path: Path with prefixes as written, ``/data/meta/instanceID`` or ``…/@id`` for attributes.
        key: The same path by local names, as expressions see it.
        name: Local name.
        parent: Spec above, None for the root.
        children: By local name, in order.
        attributes: Specs of bound attributes by (namespace, local name).
        index: Place among all specs.
        is_repeat: Whether this path is a repeat.
        repeats: Repeats it stands in, outermost first; itself if it is one.
        type: Data type, without prefix.
        counted: `COUNT` rules of the repeats directly below.
        rules: Rule of each kind; one shared list without any until the first is added.
        dependents: Rules to evaluate again when a value of this path changes, each with the repeat
            within which they depend on it (None: any instance concerns any instance).
        direct: Ranks of those of them that have one node only.
        spread: The others; see `Recalculator.targets`.
        structure: For a repeat: rules that depend on which instances there are, likewise.
    """

    __slots__ = (
        "actions",
        "attributes",
        "children",
        "constraint_message",
        "counted",
        "dependents",
        "direct",
        "extras",
        "index",
        "is_repeat",
        "key",
        "labels",
        "name",
        "parent",
        "path",
        "preload",
        "question",
        "repeat",
        "repeats",
        "required_message",
        "rules",
        "save_to",
        "spread",
        "structure",
        "type",
    )

    def __init__(self, path: str, key: str, name: str, parent: Spec | None, index: int) -> None:
        self.path = path
        self.key = key
        self.name = name
        self.parent = parent
        self.children: dict[str, Spec] = {}
        self.attributes: dict[tuple[str, str], Spec] = {}
        self.index = index
        self.is_repeat = False
        self.repeats: tuple[Spec, ...] = ()
        self.type = "string"
        self.rules: list[Logic | None] = NO_RULES
        self.labels: tuple[Logic, ...] = ()
        self.constraint_message: Text | None = None
        self.required_message: Text | None = None
        self.preload = ("", "")
        self.extras: dict[str, str] = {}
        self.save_to = ""
        self.question: Question | None = None
        self.repeat: Repeat | None = None
        # Empty tuples, not lists, where most specs have nothing: thousands of them are made.
        self.actions: Sequence[Action] = ()
        self.counted: Sequence[Logic] = ()
        self.dependents: Sequence[tuple[Logic, Spec | None]] = ()
        self.direct: Sequence[int] = ()
        self.spread: Sequence[tuple[Logic, Spec | None]] = ()
        self.structure: Sequence[tuple[Logic, Spec | None]] = ()

    def __repr__(self) -> str:
        return f"<Spec {self.path}>"

    def below(self) -> Iterator[Spec]:
        """Yield this spec and all below it, attributes included."""
        stack = [self]
        while stack:
            spec = stack.pop()
            yield spec
            stack.extend(spec.attributes.values())
            stack.extend(reversed(spec.children.values()))
