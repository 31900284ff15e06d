"""The functions of XPath 1.0 and of the ODK XForms specification, by subject."""

from app.forms.xpath.functions import (
    crypto,
    dates,
    geo,
    nodes,
    numbers,
    regexes,
    selects,
    text,
)
from app.forms.xpath.functions.registry import FUNCTIONS, Function, arity_problem

__all__ = [
    "FUNCTIONS",
    "Function",
    "arity_problem",
    "crypto",
    "dates",
    "geo",
    "nodes",
    "numbers",
    "regexes",
    "selects",
    "text",
]
