"""What a submission says, whatever file it came in, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError
from app.i18n import N_

if TYPE_CHECKING:
    from app.forms import Definition
    from app.inspection.submission.extra import Extra


@dataclass(frozen=True)
class Trouble:
    """One thing that is wrong, with its place.

    Attributes:
        file: File as the user knows it; of a workbook with its sheet.
        row: Row as Excel counts it, from 1; 0: the whole file.
        column: Header of the column, or path of the question; may be empty.
        reason: What is wrong; translates itself when shown.
        serious: The submission is left out. False: it is taken, this is only to be known.
    """

    file: str
    row: int
    column: str
    reason: AppError
    serious: bool = True

    def __str__(self) -> str:
        row = str(AppError(N_("row {row}"), row=self.row)) if self.row else ""
        place = " · ".join(part for part in (self.file, row, self.column) if part)
        return str(AppError("{place}: {reason}", place=place, reason=self.reason))


@dataclass(frozen=True)
class Given:
    """One answer as it stands in the file.

    Attributes:
        text: The value, not yet judged.
        column: Where it stands: header of the column, or path of the node.
        row: Row of a table; 0 for XML.
        sheet: File and sheet of a table whose row it is, where that is not the submission's own.
    """

    text: str
    column: str
    row: int = 0
    sheet: str = ""


@dataclass
class Record:
    """One submission.

    Attributes:
        file: File as the user knows it.
        row: Row of a table; 0 for XML.
        form: The form version that it was made with.
        instance_id: Its identity; the same again is the same submission.
        deprecated_id: The submission that it is a later edition of; may be empty.
        answers: By path with keys of repeat instances; empty text: left empty.
        repeats: Repeat instances, path with key, and their ordinal as text.
        meta: Metadata (start, end, deviceid …) by path.
        media: Its files by name.
        extra: What only our own submissions carry.
        columns: Cells by header, for finding the place by a column.
        troubles: What is wrong with it.
    """

    file: str
    row: int
    form: Definition
    instance_id: str
    deprecated_id: str = ""
    answers: dict[str, Given] = field(default_factory=dict)
    repeats: dict[str, str] = field(default_factory=dict)
    meta: dict[str, str] = field(default_factory=dict)
    media: dict[str, Path] = field(default_factory=dict)
    extra: Extra | None = None
    columns: dict[str, str] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def bad(self) -> bool:
        """Whether it must be left out."""
        return any(trouble.serious for trouble in self.troubles)

    def trouble(
        self,
        template: str,
        given: Given | None = None,
        column: str = "",
        serious: bool = True,
        **values: object,
    ) -> None:
        """Note something that is wrong, at an answer or at the submission as a whole."""
        file = (given.sheet if given else "") or self.file
        row = (given.row if given else 0) or self.row
        reason = AppError(template, **values)
        self.troubles.append(
            Trouble(file, row, column or (given.column if given else ""), reason, serious)
        )
