"""Screen 02: what the building amounts to before one leaves it, and what is still missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.i18n import _, ngettext
from app.ui.field.shown import duration, photos_count, short_code
from app.ui.questions.options import REASONS, is_defect, value_words
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import Chip, ChipSpec, chip_for
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Card, KeyCap, Panel, Text
from app.ui.widgets.marks import MarkLabel
from app.ui.widgets.progress import ProgressRing
from app.ui.words import word

if TYPE_CHECKING:
    from app.forms.outcome import Missing
    from app.ui.field.building import Building

_SEVERITIES = ("critical", "serious", "minor")
_NAMES = 9
"""Most things named under 还差; the rest is a count."""
_OUTCOME = ("ZF_M02", "ZF_M01_escort")


class _MissingRow(QWidget):
    """One missing thing with a button that goes there."""

    def __init__(self, number: int, missing: Missing, code: str, go: str) -> None:
        super().__init__()
        look = theme()
        mark = "camera" if missing.kind == "photo" else "not_started"
        row = QHBoxLayout(self)
        row.setContentsMargins(look.space(1), look.space(1), 0, look.space(2))
        row.setSpacing(look.space(3))
        row.addWidget(MarkLabel(mark, size=3))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Text(f"{code} {_what(missing)}", "body_strong", elide=True))
        words.addWidget(Text(_why(missing), "caption", "text2", elide=True))
        row.addLayout(words, 1)
        if number <= 9:
            row.addWidget(KeyCap(str(number)))
        self.button = Button(go, name=f"{number}: {code} {_what(missing)}, {go}")
        row.addWidget(self.button)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.divider(painter, 0, self.width(), self.height() - theme().stroke("line"))


def _what(missing: Missing) -> str:
    if missing.kind == "photo":
        return _("lacks a photo: {what}").format(what=missing.label)
    return missing.label


def _why(missing: Missing) -> str:
    if missing.kind == "photo":
        return _("no photo yet")
    if missing.kind == "constraint":
        return _("this answer is not allowed")
    return _("not answered yet")


def _go(missing: Missing) -> str:
    return {"photo": _("Take it"), "constraint": _("Mend it")}.get(missing.kind, _("Answer it"))


class SummaryPage(Panel):
    """The summary of one building, with its buttons fixed at the foot.

    Signals:
        jumped(path): Go to what is missing.
        back(): Go on inspecting.
        left_open(): 先这样，标待补.
        finished(): 查完 and go to the next building.
    """

    jumped = Signal(str)
    back = Signal()
    left_open = Signal()
    finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", "r", parent, _("Summary"))
        look = theme()
        self._missing: list[Missing] = []
        self._rows: list[_MissingRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, look.stroke("line"), 0)
        column.setSpacing(0)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        column.addWidget(self._scroll, 1)
        rule = Panel("line")
        rule.setFixedHeight(look.stroke("line"))
        column.addWidget(rule)
        foot = QHBoxLayout()
        edge = look.space(8)
        foot.setContentsMargins(edge, look.space(3), edge, look.space(3))
        foot.setSpacing(look.space(2))
        self.go_back = Button(_("Back to the questions"), icon="arrow-left", hint="Esc")
        self.go_back.clicked.connect(self.back)
        self.leave = Button(_("Leave it, mark incomplete"), hint="F10")
        self.leave.clicked.connect(self.left_open)
        self.primary = Button("", "primary", "arrow-right", "Enter")
        self.primary.clicked.connect(self._enter)
        foot.addWidget(self.go_back)
        foot.addStretch()
        foot.addWidget(self.leave)
        foot.addWidget(self.primary)
        column.addLayout(foot)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_building(self, building: Building, seconds: int) -> None:
        """Fill the page with what the building amounts to now."""
        look = theme()
        self._missing = building.missing()
        inner = QWidget()
        outer = QHBoxLayout(inner)
        outer.setContentsMargins(look.space(8), look.space(6), look.space(8), look.space(4))
        page = QWidget()
        page.setMaximumWidth(look.width("reading_max"))
        outer.addWidget(page, 1)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space(2))
        column.addWidget(_low(self._head(building)))
        self._fill_missing(building, column)
        column.addSpacing(look.space(3))
        column.addWidget(_low(self._cards(building, seconds)))
        column.addStretch()
        self._scroll.setWidget(inner)
        inner.setAutoFillBackground(False)  # the scroll area had switched it on
        gaps = len(self._missing)
        self.leave.setVisible(bool(gaps))
        if gaps:
            self.primary.set_words(_("Go to the first one"), "Enter")
        else:
            self.primary.set_words(_("Done, next building"), "Enter")

    def _head(self, building: Building) -> QHBoxLayout:
        look = theme()
        counts, gaps = building.counts(), len(self._missing)
        row = QHBoxLayout()
        row.setSpacing(look.space(6))
        ring = ProgressRing(building.line.name, "ring_large")
        total = _("of {total} questions").format(total=counts.relevant)
        ring.set_count(counts.answered, counts.relevant, total)
        row.addWidget(ring)
        words = QVBoxLayout()
        words.setSpacing(look.space(1))
        words.addStretch()
        name = building.line.name
        if gaps:
            title = ngettext(
                "{name} lacks {count} thing", "{name} lacks {count} things", gaps
            ).format(name=name, count=gaps)
            why = _("You may leave it now: all is kept, the building is marked incomplete.")
        else:
            title = _("Nothing is missing in {name}").format(name=name)
            why = _("All that must be answered is answered, and every photo is there.")
        words.addWidget(Text(title, "title"))
        words.addWidget(Text(why, "body", "text2", wrap=True))
        chips = FlowRow(look.space(2))
        for spec in self._chips(building):
            chips.add_widget(Chip(spec))
        words.addWidget(chips)
        words.addStretch()
        row.addLayout(words, 1)
        return row

    def _chips(self, building: Building) -> list[ChipSpec]:
        by_level = _by_severity(building)
        specs = [chip_for(level, str(by_level[level])) for level in _SEVERITIES if by_level[level]]
        reasons = _reasons(building)
        specs += [chip_for(reason, str(reasons[reason])) for reason in REASONS if reasons[reason]]
        conflicts = sum(stored.conflict for stored in building.visit.stored.values())
        if conflicts:
            specs.append(chip_for("conflict", str(conflicts)))
        return specs

    def _fill_missing(self, building: Building, column: QVBoxLayout) -> None:
        self._rows = []
        if not self._missing:
            return
        look = theme()
        column.addSpacing(look.space(3))
        head = QHBoxLayout()
        head.addWidget(Text(_("Still missing"), "heading"))
        head.addStretch()
        last = min(9, len(self._missing))
        head.addWidget(
            Text(_("press 1–{last} to jump there").format(last=last), "caption", "text2")
        )
        column.addLayout(head)
        for number, missing in enumerate(self._missing[:_NAMES], 1):
            question = building.visit.definition.question(missing.path)
            code = short_code(question.code) if question else ""
            label = missing
            if question is not None and question.belongs_to and missing.kind != "photo":
                owner = building.slot(missing.path)
                asked = owner.field.label if owner and owner.field else ""
                code = f"{code} {asked}".strip()
            row = _MissingRow(number, label, code, _go(missing))
            row.button.clicked.connect(lambda _on=False, path=missing.path: self.jumped.emit(path))
            self._rows.append(row)
            column.addWidget(row)
        rest = len(self._missing) - _NAMES
        if rest > 0:
            more = ngettext("and {count} more", "and {count} more things", rest)
            column.addWidget(Text(more.format(count=rest), "label", "text2"))

    def _cards(self, building: Building, seconds: int) -> QHBoxLayout:
        look = theme()
        row = QHBoxLayout()
        row.setSpacing(look.space(3))
        by_level, reasons = _by_severity(building), _reasons(building)
        found = [(level, word(level), str(by_level[level])) for level in _SEVERITIES]
        clear = sum(
            1
            for slot in building.slots
            if slot.question is not None
            and slot.field is not None
            and is_defect(slot.question)
            and slot.field.value == "none"
        )
        card = _Figures(_("What was found"), found)
        card.add_line("none", _("No problem"), str(clear), divided=True)
        row.addWidget(card, 1)
        total = sum(reasons.values())
        title = ngettext(
            "{count} without a conclusion", "{count} without conclusions", total
        ).format(count=total)
        card = _Figures(title, [(reason, word(reason), str(reasons[reason])) for reason in REASONS])
        card.add_note(_("These are not “no problem”; they are counted apart."))
        row.addWidget(card, 1)
        card = _Figures(_("This inspection"), [], unit="")
        photos = photos_count(len(building.photos))
        broken = sum(not photo.here for photo in building.photos)
        if building.photos and not broken:
            photos = _("{photos}, all can be opened").format(photos=photos)
        card.add_fact(_("Photos"), photos)
        card.add_fact(_("Time"), duration(seconds))
        for name in _OUTCOME:
            for slot in building.slots:
                if slot.question is not None and slot.question.name == name and slot.field:
                    said = value_words(slot.question, slot.field)
                    if said:
                        card.add_fact(slot.field.label.partition("（")[0], said)
        row.addWidget(card, 1)
        return row

    # Keys

    def focus_primary(self) -> None:
        """Put the focus on the primary button."""
        self.primary.setFocus(Qt.FocusReason.OtherFocusReason)

    def _enter(self) -> None:
        if self._missing:
            self.jumped.emit(self._missing[0].path)
        else:
            self.finished.emit()

    def jump(self, number: int) -> bool:
        """Go to the missing thing of this number, counted from 1."""
        if 1 <= number <= min(9, len(self._missing)):
            self.jumped.emit(self._missing[number - 1].path)
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif plain and self.jump(event.key() - Qt.Key.Key_0):
            return
        else:
            event.ignore()


class _Figures(Card):
    """A card of counted lines."""

    def __init__(self, title: str, lines: list[tuple[str, str, str]], unit: str = "places") -> None:
        super().__init__()
        look = theme()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look.space(2))
        self._grid.setVerticalSpacing(look.space(1))
        self._grid.setColumnStretch(1, 1)
        self._unit = _("places") if unit else ""
        self._column = QVBoxLayout(self)
        edge = look.space(4)
        self._column.setContentsMargins(edge, look.space(3), edge, look.space(3))
        self._column.setSpacing(look.space(2))
        self._column.addWidget(Text(title, "body_strong"))
        self._column.addLayout(self._grid)
        self._column.addStretch()
        self.setAccessibleName(title)
        for mark, words, count in lines:
            self.add_line(mark, words, count)

    def add_line(self, mark: str, words: str, count: str, *, divided: bool = False) -> None:
        """Add one line with its mark and count."""
        row = self._grid.rowCount()
        if divided:
            rule = Panel("line")
            rule.setFixedHeight(theme().stroke("line"))
            self._grid.addWidget(rule, row, 0, 1, 4)
            row += 1
        self._grid.addWidget(MarkLabel(mark), row, 0)
        self._grid.addWidget(Text(words, "body", elide=True), row, 1)
        self._grid.addWidget(Text(count, "body_strong"), row, 2)
        self._grid.addWidget(Text(self._unit, "label", "text2"), row, 3)

    def add_fact(self, words: str, value: str) -> None:
        """Add one fact: name at the left, value at the right."""
        row = self._grid.rowCount()
        self._grid.addWidget(Text(words, "label", "text2"), row, 0)
        shown = Text(value, "label", wrap=True)
        shown.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._grid.addWidget(shown, row, 1, 1, 3)

    def add_note(self, words: str) -> None:
        """Add a sentence beneath."""
        self._column.insertWidget(
            self._column.count() - 1, Text(words, "caption", "text2", wrap=True)
        )


def _low(row: QHBoxLayout) -> QWidget:
    """Return a row that is no higher than what stands in it."""
    box = QWidget()
    row.setContentsMargins(0, 0, 0, 0)
    box.setLayout(row)
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
    return box


def _by_severity(building: Building) -> dict[str, int]:
    counts = dict.fromkeys(_SEVERITIES, 0)
    for group in building.found_by_path().values():
        for one in group:
            if one.rule.severity in counts:
                counts[one.rule.severity] += 1
    return counts


def _reasons(building: Building) -> dict[str, int]:
    counts = dict.fromkeys(REASONS, 0)
    for part in building.parts:
        for field in part.counted:
            if field.relevant and field.reason in counts:
                counts[field.reason] += 1
    return counts
