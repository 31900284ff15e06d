"""What a form says about a question beside its label: pictures, sound, film, guidance."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.questions.base import at_left
from app.ui.questions.form_media import open_medium
from app.ui.questions.keys import ENTER
from app.ui.questions.pictures import picture
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Text
from app.ui.widgets.question_text import FormText

BOX = (480, 260)
"""A picture of a label is fitted into so many device-independent pixels."""


class LabelPicture(QWidget):
    """A picture of the form; Enter or a click opens it large.

    Signals:
        opened(): It was clicked.
    """

    opened = Signal()

    def __init__(self, file: Path, name: str) -> None:
        super().__init__()
        self._file = file
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        size = picture(self._file, *BOX, self.devicePixelRatio()).deviceIndependentSize()
        gap = 2 * theme().stroke("focus")
        return size.toSize() + QSize(2 * gap, 2 * gap)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, gap = QPainter(self), 2 * theme().stroke("focus")
        painter.drawPixmap(gap, gap, picture(self._file, *BOX, self.devicePixelRatio()))
        if self.hasFocus():
            paint.focus_inside(painter, self.rect())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (*ENTER, Qt.Key.Key_Space):
            self.opened.emit()
        else:
            event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit()


class About(QWidget):
    """Pictures, buttons for sound and film, further guidance, what is not met."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, theme().space(1), 0, 0)
        self._column.setSpacing(theme().space(1))
        self.buttons: list[Button] = []
        self._guidance = FormText("", "caption", "text2")

    def add_media(
        self, media: Mapping[str, str], find: Callable[[str], Path | None], *, image: bool = True
    ) -> None:
        """Add what a text brings along; files that are not there are named.

        Args:
            media: Addresses by kind: image, big-image, audio, video.
            find: Finds the file of an address.
            image: Whether to show the picture (a question may use it itself).
        """
        missing = [name for kind, name in media.items() if kind in _MEDIA and not find(name)]
        shown = find(media["image"]) if image and "image" in media else None
        if shown is not None:
            self._add_picture(shown, find(media.get("big-image", "")) or shown)
        players = []
        for kind, words in (("audio", _("Listen")), ("video", _("Watch"))):
            file = find(media[kind]) if kind in media else None
            if file is not None:
                icon = "volume-2" if kind == "audio" else "play"
                button = Button(words, icon=icon, name=f"{self._name}: {words}")
                button.clicked.connect(lambda _on=False, f=file, k=kind: self._play(f, k))
                players.append(button)
        self.buttons += players
        if players:
            self._column.addWidget(at_left(*players))
        if missing and (image or set(media) != {"image"}):
            names = ", ".join(name.rpartition("/")[2] for name in missing)
            self.add_notices([_("Not in this form’s folder: {names}").format(names=names)])

    def _add_picture(self, shown: Path, large: Path) -> None:
        if picture(shown, *BOX).isNull():
            words = _("The picture {name} cannot be read.").format(name=shown.name)
            self.add_notices([words])
            return
        label = LabelPicture(shown, f"{self._name}: {_('picture, Enter opens it large')}")
        label.opened.connect(lambda: self._play(large, "image"))
        self._column.addWidget(label)

    def _play(self, file: Path, kind: str) -> None:
        if not open_medium(file, kind):
            words = _("No program of this computer opens {name}.").format(name=file.name)
            self.add_notices([words])

    def add_guidance(self, guidance: str) -> None:
        """Add guidance, folded behind a button."""
        if not guidance:
            return
        button = Button(_("Guidance"), "quiet", "info", name=f"{self._name}: {_('Guidance')}")
        button.setCheckable(True)
        button.toggled.connect(self._guidance.setVisible)
        self._column.addWidget(at_left(button))
        self._guidance.set_words(guidance)
        self._column.addWidget(self._guidance)
        self._guidance.hide()

    def add_notices(self, sentences: Sequence[str]) -> None:
        """Add sentences on what is not met."""
        for sentence in sentences:
            self._column.addWidget(Text(sentence, "caption", "serious", wrap=True))

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return self._column.count() == 0


_MEDIA = ("image", "big-image", "audio", "video")
