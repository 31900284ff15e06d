"""A parsed expression and its closures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from app.forms.xpath.compiler import Compiler
from app.forms.xpath.parser import parse
from app.forms.xpath.references import References, find_problems, find_references

if TYPE_CHECKING:
    from app.forms.tree import Node
    from app.forms.xpath.env import Env, Scope
    from app.forms.xpath.values import Value


def compile_expression(
    text: str,
    *,
    namespaces: Mapping[str, str] | None = None,
    default_ns: str | None = None,
    mode: str = "odk",
    scope: Scope | None = None,
    context: str = "",
    ast: tuple[Any, ...] | None = None,
) -> Expression:
    """Parse an expression.

    Args:
        text: XPath source.
        namespaces: URI by prefix. Unbound prefixes fail when the step is evaluated.
        default_ns: Namespace that unprefixed element names mean; None lets an unprefixed name match
            that local name in any namespace (primary instances are written either way).
        mode: ``odk``, or ``xpath1`` for plain XPath 1.0 (no dates in comparisons, strict arity).
        scope: The form's primary instance. With it, absolute paths into a repeat that the context
            stands in mean the same repeat instance, and plain paths become slot accesses.
        context: Path of the node the expression is bound to, such as ``/data/room/b``; needed for
            the same-instance rule and for `Expression.references`.
        ast: Result of an earlier parse of the same text.

    Raises:
        XPathError: The text is not an expression, or is too large or nested too deeply.
    """
    tree = parse(text) if ast is None else ast
    return Expression(text, tree, dict(namespaces or {}), default_ns, mode, scope, context)


class Expression:
    """One expression, ready to evaluate; made by `compile_expression`.

    Attributes:
        text: Source.
        ast: Nested tuples of text and numbers.
        string, number, boolean, nodes, value: ``f(node, env)``: the result converted to that type
            by the rules of XPath (``value``: as it is: bool, float, str, `DateValue` or list of
            nodes). ``nodes`` fails on what is not a node-set. Node-sets are in document order,
            except what ``randomize`` shuffled.
    """

    def __init__(
        self,
        text: str,
        ast: tuple[Any, ...],
        namespaces: Mapping[str, str],
        default_ns: str | None,
        mode: str,
        scope: Scope | None,
        context: str,
    ) -> None:
        self.text = text
        self.ast = ast
        self.scope = scope
        self.context = context
        self._compiler = Compiler(namespaces, default_ns, mode, scope, context)

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    @cached_property
    def string(self) -> Callable[[Node, Env], str]:
        """Evaluate to text."""
        return self._compiler.string(self.ast)

    @cached_property
    def number(self) -> Callable[[Node, Env], float]:
        """Evaluate to a number; dates become days since 1970."""
        return self._compiler.number(self.ast)

    @cached_property
    def boolean(self) -> Callable[[Node, Env], bool]:
        """Evaluate to true or false."""
        return self._compiler.boolean(self.ast)

    @cached_property
    def nodes(self) -> Callable[[Node, Env], list[Node]]:
        """Evaluate to a list of nodes."""
        return self._compiler.nodes(self.ast)

    @cached_property
    def value(self) -> Callable[[Node, Env], Value]:
        """Evaluate without conversion."""
        return self._compiler.value(self.ast)

    def references(self, context_path: str | None = None) -> References:
        """Say what the expression reads, by walking its tree along the template of the scope.

        Args:
            context_path: Path of the node it is bound to; the one it was compiled for if omitted.

        Raises:
            ValueError: The expression was compiled without a scope.
        """
        if self.scope is None:
            raise ValueError("references need a scope")
        context = self.context if context_path is None else context_path
        return find_references(self.ast, self.scope, context)

    def problems(self) -> list[str]:
        """Return what would fail when called: unknown functions, wrong numbers of arguments.

        Each is one translated sentence; functions that `Env.functions` adds are reported too.
        """
        return find_problems(self.ast)
