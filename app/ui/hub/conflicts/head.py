"""Heads of the conflict desk: how far the queue is, and what the case in view is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import N_, _, ngettext
from app.inspection.conflict.case import GROUPS
from app.ui.hub.conflicts.queue_list import place_of
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import Chip, ChipSpec
from app.ui.widgets.fields import SearchField
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.progress import CountBar
from app.ui.words import listed, word

if TYPE_CHECKING:
    from app.inspection.conflict.case import Case
    from app.inspection.conflict.side import Detail

_DIFFERS = {
    "answer": N_("the answer"),
    "where": N_("place"),
    "remark": N_("remark"),
    "basis": N_("basis"),
}
_WHY = {
    "contested": N_("One person deleted the record, another changed it without having seen that."),
    "twice": N_("Two places of the roster are one building; their records answer differently."),
    "entry": N_(
        "Two places of the roster are one building; only one record has this entry. A: the building"
        " has it, both records will. B: it has not."
    ),
    "withdrawn": N_(
        "What this replaced was withdrawn with its package. Say whether it still holds."
    ),
    "waiting": N_("A package that this rests on has not come. Nothing can be decided before."),
}


class QueueHead(Panel):
    """How many are left, how many were decided today, how long the rest will take.

    Attributes:
        search: Finds a case; there while somebody looks for one (Ctrl+F).
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bg", "b", parent)
        look = theme()
        self._left = Text("", "label", "text2")
        self._bar = CountBar(_("Decided today"))
        self._pace = Text("", "label", "text2", elide=True)
        self.search = SearchField(_("Find building, question or person"))
        self.search.hide()
        row = QHBoxLayout()
        row.addWidget(Text(word("conflicts"), "heading"), 1)
        row.addWidget(self._left)
        column = QVBoxLayout(self)
        edge = look.space(4)
        column.setContentsMargins(edge, look.space(3), edge, look.space(3))
        column.setSpacing(look.space(1) + 2)
        column.addLayout(row)
        column.addWidget(self._bar)
        column.addWidget(self._pace)
        column.addWidget(self.search)

    def show_pace(self, left: int, today: int, minutes: int) -> None:
        """Show the counts; ``minutes``: 0 while the pace is not known."""
        self._left.setText(ngettext("{count} open", "{count} open", left).format(count=left))
        self._bar.set_count(today, today + left, "ok")
        words = ngettext("{count} decided today", "{count} decided today", today)
        if minutes and left:
            rest = ngettext("about {count} minute left", "about {count} minutes left", minutes)
            told = _("{today}, {rest}").format(
                today=words.format(count=today), rest=rest.format(count=minutes)
            )
        else:
            told = words.format(count=today)
        self._pace.setText(told)


class CaseHead(QWidget):
    """Where it is, what the question is, what differs, and what lists show meanwhile.

    Signals:
        stepped(by): To the next (1) or previous (-1) case.
    """

    stepped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme()
        self._where = Text("", "label", "text2", elide=True)
        self._differs = Chip(ChipSpec("git-compare-arrows", "", "neutral"))
        self._differs.hide()
        self._number = Text("", "label", "text2")
        back = Button("", icon="arrow-left", name=_("Previous conflict"))
        forth = Button("", icon="arrow-right", name=_("Next conflict"))
        back.clicked.connect(lambda: self.stepped.emit(-1))
        forth.clicked.connect(lambda: self.stepped.emit(1))
        first = QHBoxLayout()
        first.setSpacing(look.space(2))
        self._about = FlowRow(look.space(2))
        self._about.add_widget(self._where)
        self._about.add_widget(self._differs)
        self._differs.hide()
        first.addWidget(self._about, 1, Qt.AlignmentFlag.AlignVCenter)
        for widget in (self._number, back, forth):
            first.addWidget(widget)
        self._title = Text("", "heading", wrap=True)
        self._state = FlowRow(look.space(2))
        column = QVBoxLayout(self)
        column.setContentsMargins(look.space(4), look.space(3), look.space(4), 0)
        column.setSpacing(look.space(1))
        column.addLayout(first)
        column.addWidget(self._title)
        column.addWidget(self._state)

    def show_case(self, case: Case, number: int, total: int) -> None:
        """Show what is known from the queue."""
        self._where.setText("  ".join(part for part in (case.code, place_of(case)) if part))
        self._number.setText(_("No. {number} of {total}").format(number=number, total=total))
        self._title.setText(case.title)
        self.setAccessibleName(f"{place_of(case)}: {case.title}")

    def show_detail(self, found: Detail) -> None:
        """Show what differs, and which side shows meanwhile."""
        names = [_(_DIFFERS[one]) for one in found.differs]
        self._differs.set_chip(
            ChipSpec(
                "git-compare-arrows", _("Differs: {what}").format(what=listed(names)), "neutral"
            )
        )
        self._differs.setVisible(bool(names))
        for widget in self._state.take_all():
            widget.hide()
            widget.deleteLater()
        group = found.case.group
        title = _(GROUPS[group]).partition("·")[0].partition(",")[0]
        mark = "shield-check" if group == "safety" else ""
        self._state.add_widget(Chip(ChipSpec(mark, title, "neutral")))
        plain = _(
            "Each answered without having seen the other. Until it is decided lists show the later"
            " one and mark it:"
        )
        key = "entry" if found.case.entry is not None else group
        why = Text(_(_WHY[key]) if key in _WHY else plain, "label", "text2", elide=True)
        self._state.add_widget(why)
        shown = next((one for one in found.sides if one.shown), None)
        if shown is not None and group not in _WHY:
            words = f"{shown.letter} {shown.words}"
            self._state.add_widget(Chip(ChipSpec("", words, "outline")))
        # Their own word stands at the left already.
        if group not in ("waiting", "withdrawn", "contested"):
            self._state.add_widget(Chip(ChipSpec("conflict", word("conflict"), "neutral")))
