"""XPath 1.0 with the ODK XForms functions, compiled to closures over `app.forms.tree`.

    scope = Scope(template, repeats={"/data/room"})
    expression = compile_expression("../a + 1", scope=scope, context="/data/room/b")
    env = Env(instance_document, scope=scope)
    expression.string(node, env)

`compile_expression` parses only; a closure for `string`, `number`, `boolean`, `nodes` or `value`
is made when it is first asked for. `Expression.ast` is made of tuples, text and numbers, so that it
can be marshalled; hand it back as ``ast=`` to skip the parser. Unknown functions and wrong numbers
of arguments fail when they are called; `Expression.problems` names them beforehand.

Whatever is wrong with an expression or its evaluation is an `XPathError` (an `AppError`).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.forms.xpath.dates import DateValue
    from app.forms.xpath.env import Env, Scope
    from app.forms.xpath.errors import XPathError
    from app.forms.xpath.expression import Expression, compile_expression
    from app.forms.xpath.references import References
    from app.forms.xpath.values import Value, number_text

_FROM = {
    "DateValue": "dates",
    **dict.fromkeys(("Env", "Scope"), "env"),
    "XPathError": "errors",
    **dict.fromkeys(("Expression", "compile_expression"), "expression"),
    "References": "references",
    **dict.fromkeys(("Value", "number_text"), "values"),
}
"""Where each name is from; fetched when asked for, as in `app.forms`."""


def __getattr__(name: str) -> object:
    if name not in _FROM:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{_FROM[name]}"), name)
    return found


__all__ = [
    "DateValue",
    "Env",
    "Expression",
    "References",
    "Scope",
    "Value",
    "XPathError",
    "compile_expression",
    "number_text",
]
