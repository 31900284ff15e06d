"""What the task dialog shows beside the preview: it works, it was refused, the laptop is ready."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.inspection.returned_places import back_words
from app.ui.exchange.own import OwnFingerprint
from app.ui.theme import theme
from app.ui.widgets.labels import Text
from app.ui.widgets.marks import MarkLabel
from app.ui.widgets.progress import CountBar
from app.ui.words import word


class _State(QWidget):
    """A few rows from the top."""

    def __init__(self, *rows: QWidget) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(3))
        for row in rows:
            column.addWidget(row)
        column.addStretch()


class WorkState(_State):
    """Work that goes on.

    Attributes:
        bar: How far it is.
    """

    def __init__(self, words: str) -> None:
        self.bar = CountBar(words)
        super().__init__(Text(words, "body"), self.bar)

    def show_progress(self, done: int, total: int, _what: str) -> None:
        """Show how far it is."""
        self.bar.set_count(done, total)


class RefusedState(_State):
    """Why the package was not taken."""

    def __init__(self, words: str) -> None:
        said = _marked(MarkLabel("critical", _("Not taken"), 2), Text(words, "body", wrap=True))
        rest = Text(_("Nothing was changed on this laptop."), "label", "text2", wrap=True)
        super().__init__(said, rest)


class ReadyState(_State):
    """The laptop is ready; the first time its own fingerprint is read to the hub.

    Attributes:
        own: The fingerprint; None where the hub was known before.
    """

    def __init__(self, fingerprint: str, *, known: bool, back: int = 0) -> None:
        """Say it.

        Args:
            fingerprint: This laptop's.
            known: The hub was known before.
            back: How many places the hub sent back that are still to be looked at again.
        """
        title = _("The task is taken.") if known else _("This laptop is ready to inspect.")
        words = (
            _("Roster, checklists and what the hub returned are up to date here.")
            if known
            else _(
                "Read this laptop's fingerprint to the hub, so that they take its packages. It"
                " stands in Settings under “This computer” as well."
            )
        )
        self.own = None if known else OwnFingerprint(fingerprint)
        head = _marked(MarkLabel("done", _("Done"), 4), Text(title, "heading", wrap=True))
        about = Text(words, "body", "text2", wrap=True)
        rows: list[QWidget] = [head, about]
        if back:
            mark = MarkLabel("returned", word("returned"))
            rows.append(_marked(mark, Text(back_words(back), "body", wrap=True)))
        super().__init__(*rows, *[self.own] if self.own is not None else [])


def _marked(mark: QWidget, words: QWidget) -> QWidget:
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(theme().space(3))
    line.addWidget(mark)
    line.addWidget(words, 1)
    return row
