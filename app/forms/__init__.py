"""The ODK XForms engine: XLSForm to definition to instance; no database, no Qt."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.forms.definition import Choice, Definition, Element, Group, Question, Repeat
    from app.forms.errors import FormError, Problem
    from app.forms.findings import Rule
    from app.forms.instance import Change, Instance
    from app.forms.outcome import Found, Missing, Verdict, Violation
    from app.forms.workbook import load_workbook
    from app.forms.xform import load_xform

_FROM = {
    **dict.fromkeys(("Choice", "Definition", "Element", "Group"), "definition"),
    **dict.fromkeys(("Question", "Repeat"), "definition"),
    **dict.fromkeys(("FormError", "Problem"), "errors"),
    "Rule": "findings",
    **dict.fromkeys(("Change", "Instance"), "instance"),
    **dict.fromkeys(("Found", "Missing", "Verdict", "Violation"), "outcome"),
    "load_workbook": "workbook",
    "load_xform": "xform",
}
"""Where each name is from. It is fetched when asked for: who needs a small module of the engine,
such as a window that writes a number, must not load all of it."""


def __getattr__(name: str) -> object:
    if name not in _FROM:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{_FROM[name]}"), name)
    return found


def check_workbook(path: Path | str | bytes) -> list[Problem]:
    """Check a workbook; see `app.forms.check.check_workbook`."""
    from app.forms.check import check_workbook as check  # reads workbooks: slow to import

    return check(path)


def convert_workbook(source: Path | str, target: Path | str) -> tuple[Path, ...]:
    """Write the XForm of a workbook; see `app.forms.convert.convert_workbook`."""
    from app.forms.convert import convert_workbook as convert

    return convert(source, target)


__all__ = [
    "Change",
    "Choice",
    "Definition",
    "Element",
    "FormError",
    "Found",
    "Group",
    "Instance",
    "Missing",
    "Problem",
    "Question",
    "Repeat",
    "Rule",
    "Verdict",
    "Violation",
    "check_workbook",
    "convert_workbook",
    "load_workbook",
    "load_xform",
]
