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

import re
from functools import lru_cache
from typing import Any, NamedTuple

from app.forms.xpath.errors import XPathError
from app.i18n import N_

Ast = tuple[Any, ...]

MAX_LENGTH = 100_000
MAX_NESTING = 120
MAX_TERMS = 10_000

AXES = frozenset(
    (
        *("ancestor", "ancestor-or-self", "attribute", "child", "descendant"),
        *("descendant-or-self", "following", "following-sibling", "namespace", "parent"),
        *("preceding", "preceding-sibling", "self"),
    )
)
KINDS = frozenset(("node", "text", "comment", "processing-instruction"))

_BLANK = frozenset(" \t\r\n")
_SPACE = re.compile(r"[ \t\r\n]*")
_NAME = r"[^\W\d][\w.\-·]*"
_OPERAND = re.compile(
    rf"""(?P<num>\d+(?:\.\d*)?|\.\d+)
    |(?P<str>"[^"]*"|'[^']*')
    |(?P<name>{_NAME}(?::(?:{_NAME}|\*))?)
    |(?P<mark>\.\.|\.|//|/|::|[@*($\-])""",
    re.VERBOSE,
)
_OPERATOR = re.compile(r"and|or|mod|div|!=|<=|>=|[=<>+\-*|]")
_PRECEDENCE = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
    "neg": 7,
    "|": 8,
}
_CHAIN = {"or": "or", "and": "and", "|": "union", "+": "add", "-": "add"}
_CHAIN |= {"*": "mul", "div": "mul", "mod": "mul"}
_ANY_NODE = ("descendant-or-self", ("kind", "node", ""), ())


class _Token(NamedTuple):
    kind: str
    text: str
    end: int


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


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0
        self.terms = 0
        self.seen = (-1, _Token("", "", 0))
        self.skip()

    def skip(self) -> None:
        if self.text[self.at : self.at + 1] in _BLANK:
            match = _SPACE.match(self.text, self.at)
            self.at = match.end() if match else self.at

    def wrong(self) -> XPathError:
        if self.at >= len(self.text):
            return XPathError(N_("The expression {text} ends too early"), text=self.text[:200])
        return XPathError(
            N_("The expression {text} has an error at character {place}, before {rest}"),
            text=self.text[:200],
            place=self.at + 1,
            rest=self.text[self.at : self.at + 20],
        )

    def accept(self, mark: str) -> bool:
        if self.text.startswith(mark, self.at):
            self.at += len(mark)
            self.skip()
            return True
        return False

    def expect(self, mark: str) -> None:
        if not self.accept(mark):
            raise self.wrong()

    def peek(self) -> _Token:
        if self.seen[0] != self.at:
            self.seen = (self.at, self._look())
        return self.seen[1]

    def _look(self) -> _Token:
        match = _OPERAND.match(self.text, self.at)
        if match is None or match.lastgroup is None:
            return _Token("", "", self.at)
        text = match[0]
        return _Token(match.lastgroup, text, match.start() + len(text))

    def take(self, token: _Token) -> None:
        self.at = token.end
        self.skip()

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
            match = _OPERATOR.match(self.text, self.at)
            if match is None:
                break
            operator = match[0]
            self.at = match.end()
            self.skip()
            while waiting and _PRECEDENCE[waiting[-1]] >= _PRECEDENCE[operator]:
                _reduce(operands, waiting.pop())
            waiting.append(operator)
        while waiting:
            _reduce(operands, waiting.pop())
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
            return ("path", "/", (_ANY_NODE, *self.steps()))
        return ("path", None, tuple(self.steps()))

    def opens(self, token: _Token) -> bool:
        match = _SPACE.match(self.text, token.end)
        return self.text.startswith("(", match.end() if match else token.end)

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
                steps.append(_ANY_NODE)
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
                found.append(_ANY_NODE)
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

    def is_axis(self, token: _Token) -> bool:
        match = _SPACE.match(self.text, token.end)
        end = match.end() if match else token.end
        return token.text in AXES and self.text.startswith("::", end)

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


def _reduce(operands: list[Ast], operator: str) -> None:
    right = operands.pop()
    if operator == "neg":
        operands.append(("neg", right))
        return
    left = operands.pop()
    kind = _CHAIN.get(operator, "cmp")
    item = right if kind in ("or", "and", "union") else (operator, right)
    # The chain of a comparison must keep its order of evaluation, which the left side has anyway.
    operands.append((*left, item) if left[0] == kind else (kind, left, item))
