"""A workbook read for the preview: problems, and the form when it can be used."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from app.forms import Definition, FormError, Problem, load_workbook
from app.forms.check import check_workbook
from app.forms.versions import Comparison
from app.inspection.answers import Stored


@dataclass(frozen=True)
class Read:
    """One reading of the file.

    Attributes:
        form: The form; None when it cannot be used.
        problems: Everything that is wrong or should be looked at, serious ones first.
        seconds: How long reading took.
    """

    form: Definition | None
    problems: tuple[Problem, ...]
    seconds: float


def read(file: Path) -> Read:
    """Read a workbook; what is wrong with it is a result, not an exception."""
    begun = time.perf_counter()
    problems = tuple(check_workbook(file))
    form: Definition | None = None
    if not any(problem.serious for problem in problems):
        try:
            form = load_workbook(file)
        except FormError as error:  # saved again meanwhile
            problems = (*error.problems, *problems)
    return Read(form, problems, time.perf_counter() - begun)


def carried(comparison: Comparison, stored: dict[str, Stored]) -> dict[str, Stored]:
    """Return the answers by the paths of the new form, those without a home left out."""
    return {comparison.translate(p): a for p, a in stored.items() if comparison.has_home(p)}
