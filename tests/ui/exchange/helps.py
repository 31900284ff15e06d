"""What the tests of these windows share."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget

from app.ui.widgets.labels import Text


def words_of(widget: QWidget) -> str:
    """Return every sentence that stands in a window."""
    QApplication.processEvents()  # what was put in just now is shown by an event
    return "\n".join(text.text() for text in widget.findChildren(Text) if text.isVisible())
