"""Beside the photo in the viewer: what it shows, its caption, what it belongs to, its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.i18n import _
from app.ui.field.belongs import Target, name_of, target_of, targets
from app.ui.field.photo.tiles import taken_words
from app.ui.field.shown import size_words
from app.ui.field.viewer.trust import ViewerTrust
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import Chip, ChipSpec, chip_for
from app.ui.widgets.fields import TextField
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Panel, Text

if TYPE_CHECKING:
    from app.inspection.photo.photos import PhotoRow
    from app.ui.field.building import Building
    from app.ui.field.photo.work import PhotoWork


class ViewerSide(Panel):
    """About one photo, and what can be changed of it.

    Signals:
        question_wanted(path): Go to the question that the photo belongs to.
    """

    question_wanted = Signal(str)

    def __init__(self, building: Building, work: PhotoWork, parent: QWidget | None = None) -> None:
        super().__init__("bg", "l", parent, _("About this photo"))
        look = theme()
        self._building, self._work = building, work
        self._photo: PhotoRow | None = None
        self._targets: list[Target] = []
        self.setFixedWidth(look.width("side"))
        outer = QVBoxLayout(self)
        edge = look.space(4)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        scroll, inner = _scrolled()
        outer.addWidget(scroll, 1)
        column = QVBoxLayout(inner)
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(look.space(2))
        self._title = Text("", "heading", wrap=True)
        self._place = Text("", "caption", "text2", wrap=True)
        self._facts = Text("", "caption", "text2", wrap=True)
        column.addWidget(self._title)
        column.addWidget(self._place)
        column.addLayout(self._make_chips())
        column.addWidget(self._facts)
        column.addSpacing(look.space(2))
        column.addWidget(Text(_("Caption"), "label", "text2"))
        self.caption = TextField(_("Caption"))
        self.caption.committed.connect(self._captioned)
        column.addWidget(self.caption)
        column.addWidget(Text(_("Belongs to"), "label", "text2"))
        self.belongs = QComboBox()
        self.belongs.setAccessibleName(_("Belongs to"))
        self.belongs.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.belongs.activated.connect(self._assigned)
        column.addWidget(self.belongs)
        column.addLayout(self._make_order())
        column.addSpacing(look.space(2))
        self.stamp = QCheckBox(_("Show the watermark (W)"))
        self.stamp.setToolTip(_("Only on copies; the original stays as it is"))
        column.addWidget(self.stamp)
        self.trust = ViewerTrust()
        self.trust.settled.connect(self._settled)
        work.custody.told.connect(self.show_doubts)
        column.addWidget(self.trust)
        column.addStretch()
        outer.addLayout(self._make_foot())
        for button in self.findChildren(Button):
            button.setAutoDefault(False)

    def _make_chips(self) -> QHBoxLayout:
        self._severity, self._deadline = Chip(ChipSpec("", "")), Chip(ChipSpec("", ""))
        row = QHBoxLayout()
        row.setSpacing(theme().space(2))
        row.addWidget(self._severity)
        row.addWidget(self._deadline)
        row.addStretch()
        return row

    def _make_order(self) -> QHBoxLayout:
        order = QHBoxLayout()
        order.setSpacing(theme().space(2))
        self.earlier = Button(_("Earlier"), icon="arrow-left", hint="Alt+←", name=_("Move before"))
        self.earlier.clicked.connect(lambda: self._move(-1))
        self.later = Button(_("Later"), icon="arrow-right", hint="Alt+→", name=_("Move behind"))
        self.later.clicked.connect(lambda: self._move(1))
        order.addWidget(self.earlier)
        order.addWidget(self.later)
        order.addStretch()
        return order

    def _make_foot(self) -> QVBoxLayout:
        self.question = Button(_("Go to its question"), "quiet")
        self.question.clicked.connect(self._to_question)
        self.remove = Button(_("Remove"), icon="trash-2", hint="Delete")
        self.remove.clicked.connect(self.remove_photo)
        self.export = Button(_("Export…"), icon="download", hint="E")
        foot = QVBoxLayout()
        edge = theme().space(4)
        foot.setContentsMargins(edge, theme().space(2), edge, edge)
        foot.setSpacing(theme().space(2))
        foot.addWidget(self.question)
        row = FlowRow(theme().space(2))
        row.add_widget(self.remove)
        row.add_widget(self.export)
        foot.addWidget(row)
        return foot

    # Showing

    def show_photo(self, photo: PhotoRow, number: int, count: int) -> None:
        """Show another photo, the ``number``-th (from 1) of ``count``."""
        building, self._photo = self._building, photo
        self._work.custody.want([photo])
        self._title.setText(
            name_of(building, photo.question) if photo.question else _("Of the whole building")
        )
        place = _("Photo {number} of {count}").format(number=number, count=count)
        self._place.setText("·".join(part for part in (self._where(photo), place) if part))
        self._show_finding(photo)
        self._facts.setText("\n".join(self._lines(photo)))
        if not self.caption.hasFocus() or self.caption.text() != photo.caption:
            self.caption.set_value(photo.caption)
            self.caption.setText(photo.caption)
        self._fill_belongs(photo)
        self.show_doubts()
        self.earlier.setEnabled(number > 1)
        self.later.setEnabled(number < count)
        self.question.setVisible(bool(photo.question))

    def show_doubts(self) -> None:
        """Show what speaks for the photo, and what a person should look into."""
        photo = self._photo
        if photo is not None:
            doubts = self._work.doubts.of(photo.id)
            self.trust.show_photo(
                photo, taken_words(photo), doubts, self._work.custody.state(photo)
            )

    def _where(self, photo: PhotoRow) -> str:
        slot = self._building.slot(photo.question) if photo.question else None
        if slot is None or slot.question is None:
            return ""
        path, _photos = self._building.companions(slot.question, slot.path)
        return self._building.field(path).value if path else ""

    def _show_finding(self, photo: PhotoRow) -> None:
        slot = self._building.slot(photo.question) if photo.question else None
        found = self._building.found(slot.path) if slot is not None else []
        rule = found[0].rule if found else None
        for chip, code in (
            (self._severity, rule.severity if rule else ""),
            (self._deadline, rule.deadline if rule else ""),
        ):
            chip.setVisible(bool(code))
            if code:
                chip.set_chip(chip_for(code))

    def _lines(self, photo: PhotoRow) -> list[str]:
        lines = [photo.original_name]
        size = self._work.file_of(photo)
        parts = [f"{photo.width} × {photo.height}"] if photo.width and photo.height else []
        parts += [size_words(size)] if size is not None else []
        return [*lines, " · ".join(parts)] if parts else lines

    def _fill_belongs(self, photo: PhotoRow) -> None:
        now = target_of(self._building, photo)
        self._targets = targets(self._building)
        if now not in self._targets:
            self._targets.append(now)
        self.belongs.clear()
        for target in self._targets:
            self.belongs.addItem(target.words, target.question or "")
        self.belongs.setCurrentIndex(self._targets.index(now))

    # Changing

    def _assigned(self, number: int) -> None:
        if self._photo is not None and 0 <= number < len(self._targets):
            self._work.assign(self._photo, self._targets[number])

    def _captioned(self, text: str) -> None:
        if self._photo is not None and text != self._photo.caption:
            self._work.change(self._photo.id, caption=text)

    def _settled(self, kinds: frozenset[str]) -> None:
        if self._photo is not None:
            self._work.doubts.find_in_order(self._photo, kinds)

    def _move(self, by: int) -> None:
        if self._photo is not None:
            self._work.move(self._photo.id, by)

    def remove_photo(self) -> None:
        """Remove the photo shown; a toast takes it back."""
        if self._photo is not None:
            self._work.remove(self._photo.id)

    def _to_question(self) -> None:
        if self._photo is not None and self._photo.question:
            self.question_wanted.emit(self._photo.question)


def _scrolled() -> tuple[QScrollArea, QWidget]:
    """Return a pane that scrolls where the window is low, and what goes into it."""
    scroll = QScrollArea()
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setWidgetResizable(True)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.viewport().setAutoFillBackground(False)
    inner = QWidget()
    inner.setAutoFillBackground(False)
    scroll.setWidget(inner)
    inner.setAutoFillBackground(False)
    return scroll, inner
