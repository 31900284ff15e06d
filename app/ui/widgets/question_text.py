"""Labels, hints and notes of a form: plain words, or the safe part of Markdown and HTML."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QPalette
from PySide6.QtWidgets import QWidget

from app.ui.theme import theme
from app.ui.widgets.labels import Text
from app.ui.widgets.markup import to_html, to_plain

OPENED = ("http", "https", "mailto", "tel")
"""Addresses that a link may lead to; it opens only when somebody clicks or presses Enter on it."""

_HEADINGS = ("title", "heading", "question", "body_strong", "body_strong", "label_strong")
"""Type styles of the headings ``#`` to ``######``."""


def open_link(address: str) -> bool:
    """Open an address outside in the user's own program; return whether it may be opened at all."""
    url = QUrl(address, QUrl.ParsingMode.StrictMode)
    if not url.isValid() or url.scheme() not in OPENED:
        return False
    return QDesktopServices.openUrl(url)


class FormText(Text):
    """A text of the form; wraps. Where it holds markup, that is shown instead of its signs."""

    def __init__(
        self,
        words: str = "",
        style: str = "body",
        color: str = "text",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", style, color, parent, wrap=True)
        self._words = ""
        self.setOpenExternalLinks(False)
        self.linkActivated.connect(open_link)
        self.set_words(words)

    @property
    def words(self) -> str:
        """The text as the form says it."""
        return self._words

    def set_words(self, words: str) -> None:
        """Show another text of the form."""
        if words == self._words:
            return
        self._words = words
        html = to_html(words)
        self.setAccessibleName(to_plain(words))
        if not html:
            self.setTextFormat(Qt.TextFormat.PlainText)
            self.setText(words)
            return
        self.setTextFormat(Qt.TextFormat.RichText)
        flags = Qt.TextInteractionFlag.NoTextInteraction
        if "<a " in html:
            flags = (
                Qt.TextInteractionFlag.LinksAccessibleByMouse
                | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
            )
        self.setTextInteractionFlags(flags)
        self.setText(_sized(html))

    def _dress(self) -> None:
        super()._dress()
        colors = QPalette(self.palette())
        colors.setColor(QPalette.ColorRole.Link, theme().color("link"))
        self.setPalette(colors)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.textFormat() != Qt.TextFormat.PlainText:
            self.setText(_sized(to_html(self._words)))


def _sized(html: str) -> str:
    """Give headings the sizes of the tokens; Qt's own are as large as on a poster."""
    look = theme()
    for level, style in enumerate(_HEADINGS, 1):
        pixels = look.font(style).pixelSize()
        sized = f'<p style="font-size:{pixels}px; font-weight:600; margin:0">'
        html = html.replace(f"<h{level}>", sized).replace(f"</h{level}>", "</p>")
    return html
