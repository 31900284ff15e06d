"""The nodes of a form and the rules on them, one `Spec` per path whatever the repeats hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.errors import AppError
from app.forms.errors import FormError
from app.forms.spec import (
    CALCULATE,
    CHOICES,
    CONSTRAINT,
    COUNT,
    LABEL,
    NO_RULES,
    READONLY,
    RELEVANT,
    REQUIRED,
    Logic,
    Spec,
)
from app.forms.tree import Document, Node
from app.forms.xpath import Expression, Scope, XPathError, compile_expression
from app.i18n import N_

if TYPE_CHECKING:
    pass


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
        preloads: What is filled from the circumstances (``jr:preload``).
        unsteady: Rules whose result is not the same in every new record.
        namespaces: URI by prefix, for expressions.
        asts: Parsed expressions by text.
        trusted: An earlier load of the same form could read all its expressions.
        reads: What each rule reads, for the cache: numbers of specs, -1 in front when its result is
            not the same in every new record; None when that cannot be said in numbers.
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
        self.preloads: list[Spec] = []
        self.unsteady: list[Logic] = []
        self.asts: dict[str, Any] = {}
        self.trusted = False
        self.reads: list[list[int]] | None = None
        self.broken: list[tuple[str, str, AppError]] | None = None
        self._expressions: dict[tuple[str, str], Expression] = {}
        self.scope: Scope

    def number(self, repeats: set[str]) -> None:
        """Make the specs; ``repeats`` are paths of local names.

        The template's slots become the numbers of the specs.
        """
        template, specs, by_key = self.template, self.specs, self.by_key
        nodes = template.slots = []
        paths: list[str] = []
        stack: list[tuple[Node, Spec | None]] = [(template.root, None)]
        while stack:
            node, parent = stack.pop()
            name = node.name
            key = f"{parent.key}/{name}" if parent else f"/{name}"
            path = f"{parent.path}/{node.qname}" if parent else f"/{node.qname}"
            node.slot = len(nodes)
            spec = Spec(path, key, name, parent, node.slot)
            nodes.append(node)
            paths.append(key)
            specs.append(spec)
            if parent is not None:
                spec.repeats = parent.repeats
                parent.children.setdefault(name, spec)
            if key in repeats:
                spec.is_repeat = True
                spec.repeats = (*spec.repeats, spec)
            by_key.setdefault(key, spec)
            if node.children:
                stack.extend([(child, spec) for child in reversed(node.children)])
        self.scope = Scope(template, repeats, zip(paths, nodes, strict=True))

    def attribute(self, owner: Spec, ns: str, name: str, qname: str) -> Spec:
        """Return the spec of an attribute, made when it is first bound."""
        found = owner.attributes.get((ns, name))
        if found is None:
            found = Spec(f"{owner.path}/@{qname}", f"{owner.key}/@{name}", name, owner, -1)
            found.repeats = owner.repeats
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
        if rule.constant is None and not self.trusted:
            rule.compiled()

    def rule(self, kind: int, spec: Spec, text: str) -> Logic:
        """Add a rule."""
        rule = Logic(self, kind, spec, text)
        self.rules.append(rule)
        if kind == LABEL:
            spec.labels = (*spec.labels, rule)
        else:
            if spec.rules is NO_RULES:
                spec.rules = [None] * len(NO_RULES)
            spec.rules[kind] = rule
        return rule


__all__ = [
    "CALCULATE",
    "CHOICES",
    "CONSTRAINT",
    "COUNT",
    "LABEL",
    "READONLY",
    "RELEVANT",
    "REQUIRED",
    "Logic",
    "Schema",
    "Spec",
    "local_path",
    "resolve",
]


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
