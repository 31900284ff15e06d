"""The words of XPath 1.0: tokens, axes, operators and their precedence."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

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

BLANK = frozenset(" \t\r\n")
SPACE = re.compile(r"[ \t\r\n]*")
_NAME = r"[^\W\d][\w.\-·]*"
OPERAND = re.compile(
    rf"""(?P<num>\d+(?:\.\d*)?|\.\d+)
    |(?P<str>"[^"]*"|'[^']*')
    |(?P<name>{_NAME}(?::(?:{_NAME}|\*))?)
    |(?P<mark>\.\.|\.|//|/|::|[@*($\-])""",
    re.VERBOSE,
)
OPERATOR = re.compile(r"and|or|mod|div|!=|<=|>=|[=<>+\-*|]")
PRECEDENCE = {
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
ANY_NODE = ("descendant-or-self", ("kind", "node", ""), ())


class Token(NamedTuple):
    """One operand's first word; ``end`` is the place behind it."""

    kind: str
    text: str
    end: int


def reduce(operands: list[Ast], operator: str) -> None:
    """Join the last operands by an operator; chains of the same kind stay flat."""
    right = operands.pop()
    if operator == "neg":
        operands.append(("neg", right))
        return
    left = operands.pop()
    kind = _CHAIN.get(operator, "cmp")
    item = right if kind in ("or", "and", "union") else (operator, right)
    # The chain of a comparison must keep its order of evaluation, which the left side has anyway.
    operands.append((*left, item) if left[0] == kind else (kind, left, item))
