"""XPath 1.0 source to a tree of tuples.

Nodes of the tree; every one is a tuple that starts with its kind:

    ("num", float)  ("str", text)  ("var", name)
    ("call", name, args)            name as written, prefix included
    ("or" | "and", a, b, c …)       chains are flat, so that 400 terms need no recursion
    ("add" | "mul", a, (op, b) …)   op: + - * div mod
    ("cmp", a, (op, b) …)           op: = != < <= > >=, evaluated from the left
    ("neg", a)  ("union", a, b …)
    ("filter", a, predicates)       (expression)[predicate]…
    ("path", start, steps)          start: None (context), "/" (root) or an expression
                                    step: (axis, test, predicates)
                                    test: ("name", prefix, local), ("any", prefix),
                                    ("kind", node | text | comment | processing-instruction, target)

Whether ``*``, ``and``, ``or``, ``div`` and ``mod`` are operators depends on where they stand, and
they end where their letters end (``4andfunc()``), so the parser reads one token at a time.
"""

from __future__ import annotations

from functools import lru_cache

from app.forms.xpath.errors import XPathError
from app.forms.xpath.grammar import (
    ANY_NODE,
    AXES,
    KINDS,
    MAX_LENGTH,
    MAX_NESTING,
    MAX_TERMS,
    OPERATOR,
    PRECEDENCE,
    Ast,
    reduce,
)
from app.forms.xpath.scanner import Scanner
from app.i18n import N_


@lru_cache(maxsize=10_000)
def parse(text: str) -> Ast:
    """Parse one expression.

    Raises:
        XPathError: Not an expression, longer than `MAX_LENGTH`, nested deeper than `MAX_NESTING` or
            of more than `MAX_TERMS` operands.
    """
    if len(text) > MAX_LENGTH:
        raise XPathError(N_("The expression is longer than {limit} characters"), limit=MAX_LENGTH)
    parser = _Parser(text)
    tree = parser.expression()
    if parser.at < len(text):
        raise parser.wrong()
    return tree


class _Parser(Scanner):
    # --- operators -------------------------------------------------------------------------

    def expression(self) -> Ast:
        """Read operands and operators; operators wait on a stack, as in Dijkstra's yard."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise XPathError(
                N_("The expression {text} is nested deeper than {limit} levels"),
                text=self.text[:200],
                limit=MAX_NESTING,
            )
        operands: list[Ast] = []
        waiting: list[str] = []
        while True:
            while self.accept("-"):
                waiting.append("neg")
                if len(waiting) > MAX_NESTING:
                    raise self.wrong()
            operands.append(self.operand())
            self.terms += 1
            if self.terms > MAX_TERMS:
                raise XPathError(
                    N_("The expression {text} has more than {limit} terms"),
                    text=self.text[:200],
                    limit=MAX_TERMS,
                )
            match = OPERATOR.match(self.text, self.at)
            if match is None:
                break
            operator = match[0]
            self.at = match.end()
            self.skip()
            while waiting and PRECEDENCE[waiting[-1]] >= PRECEDENCE[operator]:
                reduce(operands, waiting.pop())
            waiting.append(operator)
        while waiting:
            reduce(operands, waiting.pop())
        self.depth -= 1
        return operands[0]

    # --- operands --------------------------------------------------------------------------

    def operand(self) -> Ast:
        token = self.peek()
        if token.kind == "num":
            self.take(token)
            return self.filtered(("num", float(token.text)))
        if token.kind == "str":
            self.take(token)
            return self.filtered(("str", token.text[1:-1]))
        if token.text == "$":
            self.take(token)
            name = self.peek()
            if name.kind != "name" or name.text.endswith("*"):
                raise self.wrong()
            self.take(name)
            return self.filtered(("var", name.text))
        if token.text == "(":
            self.take(token)
            inner = self.expression()
            self.expect(")")
            return self.filtered(inner)
        if token.kind == "name" and token.text not in KINDS and self.opens(token):
            self.take(token)
            return self.filtered(("call", token.text, self.arguments()))
        if token.text == "/":
            self.take(token)
            after = self.peek()
            if after.kind == "name" or after.text in (".", "..", "@", "*"):
                return ("path", "/", tuple(self.steps()))
            return ("path", "/", ())
        if token.text == "//":
            self.take(token)
            return ("path", "/", (ANY_NODE, *self.steps()))
        return ("path", None, tuple(self.steps()))

    def arguments(self) -> tuple[Ast, ...]:
        self.expect("(")
        found: list[Ast] = []
        if self.accept(")"):
            return ()
        while True:
            found.append(self.expression())
            if self.accept(")"):
                return tuple(found)
            self.expect(",")

    def filtered(self, primary: Ast) -> Ast:
        predicates = self.predicates()
        if predicates:
            primary = ("filter", primary, predicates)
        if self.text.startswith("/", self.at):
            steps: list[Ast] = []
            if self.accept("//"):
                steps.append(ANY_NODE)
            else:
                self.accept("/")
            return ("path", primary, (*steps, *self.steps()))
        return primary

    def predicates(self) -> tuple[Ast, ...]:
        found: list[Ast] = []
        while self.accept("["):
            found.append(self.expression())
            self.expect("]")
        return tuple(found)

    def steps(self) -> list[Ast]:
        found = [self.step()]
        while True:
            if self.accept("//"):
                found.append(ANY_NODE)
            elif not self.accept("/"):
                return found
            found.append(self.step())
            if len(found) > MAX_TERMS:
                raise self.wrong()

    def step(self) -> Ast:
        token = self.peek()
        if token.text == "..":
            self.take(token)
            return ("parent", ("kind", "node", ""), ())
        if token.text == ".":
            self.take(token)
            return ("self", ("kind", "node", ""), ())
        axis = "child"
        if token.text == "@":
            self.take(token)
            axis = "attribute"
        elif token.kind == "name" and self.is_axis(token):
            axis = token.text
            self.take(token)
            self.expect("::")
        return (axis, self.test(), self.predicates())

    def test(self) -> Ast:
        token = self.peek()
        if token.text == "*":
            self.take(token)
            return ("any", None)
        if token.kind != "name":
            raise self.wrong()
        self.take(token)
        if self.text.startswith("(", self.at):
            return self.kind_test(token.text)
        prefix, colon, local = token.text.partition(":")
        if not colon:
            return ("name", None, prefix)
        return ("any", prefix) if local == "*" else ("name", prefix, local)

    def kind_test(self, kind: str) -> Ast:
        if kind not in KINDS:
            raise self.wrong()
        self.expect("(")
        target = ""
        if kind == "processing-instruction":
            token = self.peek()
            if token.kind == "str":
                target = token.text[1:-1]
                self.take(token)
        self.expect(")")
        return ("kind", kind, target)


__all__ = ["AXES", "KINDS", "MAX_LENGTH", "MAX_NESTING", "MAX_TERMS", "Ast", "parse"]
