"""What every widget of a question is: an editor, and the context that it is made from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.theme import theme

if TYPE_CHECKING:
    from app.forms.definition import Question
    from app.forms.fields import Field

PAUSE_MS = 800
"""After this long without a key, what was typed is handed over: an answer must not wait."""


def no_media(_name: str) -> Path | None:
    """Find no file: for forms without media."""
    return None


def no_title(_name: str) -> str:
    """Know no name of an attachment: for forms without a record."""
    return ""


@dataclass(frozen=True)
class EditorContext:
    """What an editor is made from.

    Attributes:
        question: The question as the form says it.
        field: Its field: answer, choices, relevance as they are now.
        name: What a screen reader calls it.
        media: Finds the file of a form medium (``jr://images/a.png`` or ``a.png``) or of an
            attachment that the recorder stored under this name; None when it is not there.
        language: Language of the form that texts are shown in; empty for its default one.
        languages: All languages of the form.
        title: What people call a stored attachment: its own name; empty when it is not known.
        attaches: Whether whoever shows the editor takes in attachments (`attachment_wanted`).
    """

    question: Question
    field: Field
    name: str
    media: Callable[[str], Path | None] = no_media
    title: Callable[[str], str] = no_title
    language: str = ""
    languages: tuple[str, ...] = ()
    attaches: bool = False

    def has(self, *appearances: str) -> bool:
        """Tell whether the question asks for one of these appearances."""
        return any(word in self.question.appearance for word in appearances)


class Editor(QObject):
    """Base of all editors: shows a field, says what was given as text, and never writes.

    Attributes:
        widget: What stands in the card.
        goes_on: Giving an answer is the end of the question (a single choice).
        takes_files: A file dropped, pasted or chosen elsewhere may be handed to `take_files`.
        shows_reasons: 判不了, 不适用, 未查到 stand among its options.

    Signals:
        given(text): An answer; empty text clears it.
        reason_given(reason): Why there is none.
        cleared(): Delete was pressed.
        advanced(): Enter was pressed.
        again(): The answer that stands was picked once more.
        edited(on): Somebody types; off: what was typed has been handed over, or stands as it was.
        attachment_wanted(what): Store a file for this question and make its name the answer:
            a `pathlib.Path`, ``(bytes, extension)``, or a `Wanted`.
        attachment_removed(): Take the file of this question away; it can be taken back.
        attachment_stopped(): Stop storing.
        attachment_opened(name, copy): Open a stored file with the user's program; ``copy``: let
            the user save a copy of it.
    """

    given = Signal(str)
    reason_given = Signal(str)
    cleared = Signal()
    advanced = Signal()
    again = Signal()
    edited = Signal(bool)
    attachment_wanted = Signal(object)
    attachment_removed = Signal()
    attachment_stopped = Signal()
    attachment_opened = Signal(str, bool)
    goes_on = False
    shows_reasons = False
    takes_files = False

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.widget = widget

    def show_field(self, field: Field, severity: str) -> None:
        """Show what the field holds without telling anyone."""

    def flush(self) -> None:
        """Hand over what is half typed."""

    def focus(self) -> None:
        """Put the focus where one answers."""
        self.widget.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_error(self, on: bool) -> None:
        """Mark that the answer is not allowed."""

    def take_files(self, files: list[Path]) -> None:
        """Take files that were dropped or pasted beside the editor."""

    def show_progress(self, done: int, total: int) -> None:
        """Show how far the storing of an attachment is; ``total`` 0: it is over."""


@dataclass(frozen=True)
class Wanted:
    """A file to be stored, with more than its bytes.

    Attributes:
        what: The file, or its bytes and extension.
        name: What people call it; empty: its own name.
        drawn_on: Stored name of the picture that it was drawn on; that one stays.
    """

    what: Path | tuple[bytes, str]
    name: str = ""
    drawn_on: str = ""


Factory = Callable[[EditorContext], Editor]
"""Makes the editor of a question; the table names factories as ``module:function``."""


def pause(owner: QObject, commit: Callable[[], None]) -> QTimer:
    """Return a timer that hands over what was typed once no key came for a while."""
    timer = QTimer(owner, interval=PAUSE_MS, singleShot=True)
    timer.timeout.connect(commit)
    return timer


def at_left(*widgets: QWidget) -> QWidget:
    """Return a row of widgets at the left that takes no more than they need."""
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme().space(2))
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch()
    return box
