"""What is wrong with a form, with the place in the workbook and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import AppError
from app.i18n import N_


@dataclass(frozen=True)
class Problem:
    """One thing that keeps a form from being used, or should be looked at.

    Attributes:
        cause: What is wrong, one sentence, translated when it is shown.
        remedy: What to do; may be empty.
        sheet: Sheet of the workbook, empty when unknown.
        row: 1-based row as Excel counts it, 0 when unknown.
        column: Header of the column, empty when unknown.
        serious: False: the form can be used nevertheless.
    """

    cause: AppError
    remedy: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""
    serious: bool = True

    def __str__(self) -> str:
        return str(FormProblem(self))


class FormProblem(AppError):  # noqa: N818 - a sentence, never raised
    """A problem as one sentence with its place in front."""

    def __init__(self, problem: Problem) -> None:
        values = {"sheet": problem.sheet, "row": problem.row, "column": problem.column}
        if problem.sheet and problem.row and problem.column:
            template = N_("Sheet {sheet}, row {row}, column {column}: {cause}")
        elif problem.sheet and problem.row:
            template = N_("Sheet {sheet}, row {row}: {cause}")
        elif problem.sheet:
            template = N_("Sheet {sheet}: {cause}")
        else:
            template = "{cause}"
        super().__init__(template, cause=problem.cause, **values)


class FormError(AppError):
    """A form that cannot be used.

    Attributes:
        problems: Everything that was found, the first one is the message.
    """

    def __init__(self, template: str, problems: Sequence[Problem] = (), **values: object) -> None:
        super().__init__(template, **values)
        self.problems: tuple[Problem, ...] = tuple(problems) or (Problem(self),)

    @classmethod
    def of(cls, problems: Sequence[Problem]) -> FormError:
        """Make the error that carries several problems and speaks for the first."""
        first = FormProblem(problems[0])
        return cls(first.template, problems, **first.values)
