"""The nodes of a form and the rules on them, one `Spec` per path whatever the repeats hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from app.errors import AppError
from app.forms.errors import FormError
from app.forms.tree import Document, Node
from app.forms.xpath import Expression, Scope, XPathError, compile_expression
from app.i18n import N_

if TYPE_CHECKING:
    from app.forms.definition import Action, Question, Repeat
    from app.forms.itext import Text

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
ALWAYS = {"true()": True, "false()": False, "1": True, "0": False}


class Logic:
    """One expression on one path.

    Attributes:
        kind: `RELEVANT` and so on.
        spec: What it decides about.
        text: XPath.
        constant: The value of ``true()`` and ``false()``; None for all else.
        rank: Place in the order of evaluation.
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
        dependents: Rules to evaluate again when a value of this path changes, each with the repeat
            within which they depend on it (None: any instance concerns any instance) and the slot
            of their only node (-1: see `Recalculator.targets`).
        structure: For a repeat: rules that depend on which instances there are, likewise.
    """

    __slots__ = (
        "actions",
        "attributes",
        "children",
        "constraint_message",
        "dependents",
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
        "structure",
        "tail",
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
        self.tail: tuple[str, ...] = ()
        self.type = "string"
        self.rules: list[Logic | None] = [None] * 8
        self.labels: tuple[Logic, ...] = ()
        self.constraint_message: Text | None = None
        self.required_message: Text | None = None
        self.preload = ("", "")
        self.extras: dict[str, str] = {}
        self.save_to = ""
        self.question: Question | None = None
        self.repeat: Repeat | None = None
        self.actions: list[Action] = []
        self.dependents: list[tuple[Logic, Spec | None, int]] = []
        self.structure: list[tuple[Logic, Spec | None]] = []

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


class Schema:
    """Every path of the primary instance.

    Attributes:
        template: The primary instance with one instance of each repeat.
        initial: The primary instance as a new record starts, templates taken out.
        blanks: What a new instance of each repeat looks like, by the repeat's path.
        specs: By number; `Node.slot` of elements is that number.
        by_key: By path of local names.
        order: Rules in the order of evaluation, without `CHOICES` and `COUNT`.
        late: Rules of `CHOICES` and `COUNT`, evaluated when the others are settled.
        unsteady: Rules whose result is not the same in every new record.
        namespaces: URI by prefix, for expressions.
        asts: Parsed expressions by text.
        read_before: Texts of expressions that an earlier load of the form could read.
        broken: Where expressions that cannot be read are noted instead of refusing the form.
    """

    def __init__(self, template: Document, namespaces: dict[str, str]) -> None:
        self.template = template
        self.initial = Document()
        self.blanks: dict[str, Node] = {}
        self.namespaces = namespaces
        self.specs: list[Spec] = []
        self.by_key: dict[str, Spec] = {}
        self.rules: list[Logic] = []
        self.order: list[Logic] = []
        self.late: list[Logic] = []
        self.unsteady: list[Logic] = []
        self.asts: dict[str, Any] = {}
        self.read_before: frozenset[str] = frozenset()
        self.broken: list[tuple[str, str, AppError]] | None = None
        self._expressions: dict[tuple[str, str], Expression] = {}
        self.scope: Scope

    def number(self, repeats: set[str]) -> None:
        """Make the specs; ``repeats`` are paths of local names.

        The template's slots become the numbers of the specs.
        """
        self.scope = Scope(self.template, repeats)
        stack: list[tuple[Node, Spec | None]] = [(self.template.root, None)]
        made: dict[int, Spec] = {}
        while stack:
            node, parent = stack.pop()
            above = parent.path if parent else ""
            key = f"{parent.key if parent else ''}/{node.name}"
            spec = Spec(f"{above}/{node.qname}", key, node.name, parent, node.slot)
            made[node.slot] = spec
            spec.is_repeat = key in repeats
            spec.repeats = parent.repeats if parent else ()
            if spec.is_repeat:
                spec.repeats = (*spec.repeats, spec)
                spec.tail = ()
            elif parent is not None:
                spec.tail = (*parent.tail, node.name)
            else:
                spec.tail = (node.name,)
            if parent is not None:
                parent.children.setdefault(node.name, spec)
            self.by_key.setdefault(key, spec)
            stack.extend([(child, spec) for child in reversed(node.children)])
        self.specs = [made[slot] for slot in range(len(made))]

    def attribute(self, owner: Spec, ns: str, name: str, qname: str) -> Spec:
        """Return the spec of an attribute, made when it is first bound."""
        found = owner.attributes.get((ns, name))
        if found is None:
            found = Spec(f"{owner.path}/@{qname}", f"{owner.key}/@{name}", name, owner, -1)
            found.repeats = owner.repeats
            found.tail = owner.tail
            owner.attributes[ns, name] = found
            self.by_key.setdefault(found.key, found)
        return found

    def find(self, path: str) -> Spec | None:
        """Return the spec of an absolute path; prefixes play no part."""
        return self.by_key.get(path) or self.by_key.get(local_path(path))

    def expression(self, text: str, context: str) -> Expression:
        """Parse an expression bound to a path, once.

        Raises:
            FormError: It is not an expression.
        """
        known = self._expressions.get((text, context))
        if known is None:
            try:
                known = compile_expression(
                    text,
                    namespaces=self.namespaces,
                    scope=self.scope,
                    context=local_path(context),
                    ast=self.asts.get(text),
                )
            except XPathError as error:
                problem = FormError(
                    N_("The expression of {path} cannot be read: {reason}"),
                    path=context,
                    reason=error,
                )
                if self.broken is None:
                    raise problem from error
                self.broken.append((text, context, problem))
                known = compile_expression("''", scope=self.scope, context=local_path(context))
                self._expressions[text, context] = known
                return known
            self.asts.setdefault(text, known.ast)
            self._expressions[text, context] = known
        return known

    def checked(self, kind: int, spec: Spec, text: str) -> None:
        """Add a rule and parse it, unless an earlier load did.

        Raises:
            FormError: It is not an expression.
        """
        rule = self.rule(kind, spec, text)
        if rule.constant is None and text not in self.read_before:
            rule.compiled()

    def rule(self, kind: int, spec: Spec, text: str) -> Logic:
        """Add a rule."""
        rule = Logic(self, kind, spec, text)
        self.rules.append(rule)
        if kind == LABEL:
            spec.labels = (*spec.labels, rule)
        else:
            spec.rules[kind] = rule
        return rule


def local_path(path: str) -> str:
    """Return a path without the prefixes of its names."""
    if ":" not in path:
        return path
    steps = []
    for step in path.split("/"):
        mark = "@" if step.startswith("@") else ""
        steps.append(mark + step.removeprefix("@").rpartition(":")[2])
    return "/".join(steps)


def resolve(path: str, context: str) -> str:
    """Return the absolute path that a plain ``ref`` means in a context, without predicates."""
    path = path.strip()
    if path.startswith("current()"):
        path = path.removeprefix("current()").lstrip("/") or "."
    if "[" in path:
        from app.forms.definition import bare

        path = bare(path)
    if path.startswith("/"):
        return "/" + "/".join(step.strip() for step in path.split("/") if step.strip())
    steps = [step for step in context.split("/") if step]
    for step in path.split("/"):
        step = step.strip()
        if step == "..":
            del steps[-1:]
        elif step and step != ".":
            steps.append(step)
    return "/" + "/".join(steps)
