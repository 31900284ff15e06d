"""A workbook with its formats, written under a temporary name until all lists are ready."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import xlsxwriter

from app.files import cannot_write
from app.reports.swift import SwiftSheet, format_number

A4, A3 = 9, 8
MAX_ROWS = 1_000_000  # a sheet holds 1,048,576; the rest is for heading and notes
INK, SOFT, RULE = "#15201E", "#43504D", "#8A9491"
HEAD, BAND, ALARM = "#E1E8E6", "#F3F4F1", "#A3171B"
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


class Column(NamedTuple):
    """One column: heading, width in characters of half width, alignment, heading above it."""

    head: str
    width: int
    align: str = "left"
    above: str = ""


class Style(NamedTuple):
    """How a body cell looks."""

    align: str = "left"
    bold: bool = False
    band: bool = False
    alarm: bool = False


class Heading(NamedTuple):
    """What stands above a list: its published title, unit line on the left, dates on the right."""

    title: str
    left: str
    right: str


class Book:
    """One workbook, written under a temporary name beside its target.

    Use as a context manager; leaving it with an error removes the draft. `publish` gives it its
    name once all lists of a run are ready.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        self.draft = target.with_name(f"~{target.stem}.new")
        self._book: Any = xlsxwriter.Workbook(str(self.draft), {"constant_memory": True})
        self._formats: dict[object, Any] = {}
        self._names: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            try:
                self._book.close()
            except xlsxwriter.exceptions.FileCreateError as problem:
                self.discard()
                cause = problem.args[0] if problem.args else None
                raise cannot_write(
                    self.target.name, cause if isinstance(cause, OSError) else OSError(str(problem))
                ) from problem
        else:
            with suppress(Exception):  # the first error is the one to tell
                self._book.close()
            self.discard()

    def discard(self) -> None:
        """Remove the draft."""
        self.draft.unlink(missing_ok=True)

    def publish(self) -> Path:
        """Give the draft its name, in place of an older list."""
        try:
            self.draft.replace(self.target)
        except OSError as problem:
            raise cannot_write(self.target.name, problem) from problem
        return self.target

    def sheet(self, name: str) -> Any:
        """Add a sheet under a name like the one asked for."""
        return self._book.add_worksheet(self._free_name(name), SwiftSheet)

    def style(self, style: Style) -> int:
        """Return the number of a body cell's format."""
        look = self.look(
            style,
            align=style.align,
            valign="vcenter",
            text_wrap=True,
            border=1,
            border_color=RULE,
            bold=style.bold or style.alarm,
            font_color=ALARM if style.alarm else INK,
            **({"bg_color": BAND} if style.band else {}),
        )
        return format_number(look)

    def look(self, key: object, **look: object) -> Any:
        """Return the format known by a key, made the first time."""
        if key not in self._formats:
            self._formats[key] = self._book.add_format(
                {"font_name": "宋体", "font_size": 10, "font_color": INK, **look}
            )
        return self._formats[key]

    def _free_name(self, name: str) -> str:
        """Return a sheet name that Excel takes: 31 characters, none forbidden, not used twice."""
        clean = _FORBIDDEN.sub("-", name).strip("' ")[:31].rstrip("' ") or "表"
        clean = f"{clean}表" if clean.lower() == "history" else clean  # Excel keeps it for itself
        free, number = clean, 2
        while free.lower() in self._names:
            tail = f"（{number}）"
            free, number = clean[: 31 - len(tail)] + tail, number + 1
        self._names.add(free.lower())
        return free
