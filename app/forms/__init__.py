"""The ODK XForms engine: XLSForm to definition to instance; no database, no Qt."""

from app.forms.check import check_workbook
from app.forms.convert import convert_workbook
from app.forms.definition import Choice, Definition, Element, Group, Question, Repeat
from app.forms.errors import FormError, Problem
from app.forms.findings import Rule
from app.forms.instance import Change, Instance
from app.forms.outcome import Found, Missing, Verdict, Violation
from app.forms.workbook import load_workbook
from app.forms.xform import load_xform

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
