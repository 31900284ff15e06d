"""Calm lines over and under the questions: 像 3号楼？照抄基本信息, and 本段都看过，其余无."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.marks import MarkLabel


class CopyStrip(Panel):
    """Offers to copy from a neighbour; then counts what was copied and waits for a look.

    Signals:
        copy_wanted(source): Copy from this place; None: from the one that is named.
        next_wanted(): Go to the next copied answer that waits.
        part_wanted(): All copied answers of the part on the screen were looked at.
    """

    copy_wanted = Signal(object)
    next_wanted = Signal()
    part_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__("sunken", "b", parent, _("Copy from a neighbour"))
        look = theme()
        row = QHBoxLayout(self)
        row.setContentsMargins(look.space(3), look.space(1), look.space(2), look.space(1))
        row.setSpacing(look.space(2))
        self._mark = MarkLabel("copy")
        row.addWidget(self._mark)
        self.copy = Button("", "plain", hint="Ctrl+D")
        self.copy.clicked.connect(lambda: self.copy_wanted.emit(None))
        row.addWidget(self.copy)
        self.words = Text("", "label", "text2", elide=True)
        row.addWidget(self.words, 1)
        self.other = Button(_("Another building"), "quiet", "chevron-down")
        self.other.clicked.connect(self._choose)
        row.addWidget(self.other)
        self.part = Button("", "plain", "check", hint="Ctrl+K")
        self.part.clicked.connect(self.part_wanted)
        row.addWidget(self.part)
        self.go = Button(_("Look at the next one"), "quiet", "arrow-right")
        self.go.clicked.connect(self.next_wanted)
        row.addWidget(self.go)
        self.later = Button("", "quiet", "x", name=_("Not now"))
        self.later.clicked.connect(self.hide)
        row.addWidget(self.later)
        self._here = 0
        self._others: list[tuple[object, str]] = []
        self.hide()

    def show_offer(self, name: str, count: int, others: list[tuple[object, str]]) -> None:
        """Offer to copy ``count`` answers from a building; ``others``: (place, words) besides."""
        self._others = others
        self.copy.set_words(_("Like {name}? Copy the basics").format(name=name))
        words = ngettext("{count} item, to be looked at", "{count} items, to be looked at", count)
        self.words.setText(words.format(count=count))
        self._arrange(offer=True)

    def show_waiting(self, count: int, here: int = 0) -> None:
        """Count the copied answers that nobody has looked at; 0 hides the line.

        Args:
            count: In the building.
            here: In the part on the screen, where all may be looked at together.
        """
        if not count:
            self.hide()
            return
        part = ngettext("This {count} looked at", "These {count} looked at", here)
        self.part.set_words(part.format(count=here))
        self._here = here
        words = ngettext(
            "{count} copied answer not looked at yet",
            "{count} copied answers not looked at yet",
            count,
        )
        self.words.setText(words.format(count=count))
        self._arrange(offer=False)

    def _arrange(self, *, offer: bool) -> None:
        for widget in (self.copy, self.later):
            widget.setVisible(offer)
        self.other.setVisible(offer and bool(self._others))
        self.go.setVisible(not offer)
        self.part.setVisible(not offer and self._here > 1)
        self.show()

    def _choose(self) -> None:
        menu = QMenu(self)
        menu.setAccessibleName(_("Copy from"))
        for number, (place, words) in enumerate(self._others, 1):
            action = QAction(f"&{number}  {words}" if number < 10 else words, menu)
            action.triggered.connect(lambda _on=False, place=place: self.copy_wanted.emit(place))
            menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.other.mapToGlobal(self.other.rect().bottomLeft()))


class StatementStrip(Panel):
    """The foot of a part that may be closed by a statement.

    Signals:
        wanted(): 本段都看过，其余无.
        more_wanted(): The same for several parts.
    """

    wanted = Signal()
    more_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__("surface", "t", parent, _("Statement of the part"))
        look = theme()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.space(1), look.space(2), look.space(6), look.space(2))
        row = FlowRow(look.space(3))
        words = _("All of this part looked at, the rest none")
        self.state = Button(words, "plain", "check", hint="Ctrl+J")
        self.state.clicked.connect(self.wanted)
        row.add_widget(self.state)
        self.more = Button(_("Several parts…"), "quiet", hint="Ctrl+Shift+J")
        self.more.clicked.connect(self.more_wanted)
        row.add_widget(self.more)
        self.words = Text("", "caption", "text2")
        row.add_widget(self.words)
        column.addWidget(row)
        self.hide()

    def show_count(self, count: int, elsewhere: int = 0) -> None:
        """Say how many answers the statement would give.

        Args:
            count: In the part on the screen; 0 hides its button.
            elsewhere: In how many other parts it could answer something; with none of both the
                line is hidden.
        """
        self.setVisible(bool(count or elsewhere))
        self.state.setVisible(bool(count))
        self.words.setVisible(bool(count))
        self.more.setVisible(bool(elsewhere))
        if not count:
            return
        words = ngettext(
            "Answers {count} question with none; its basis says so.",
            "Answers {count} questions with none; the basis of each says so.",
            count,
        )
        self.words.setText(words.format(count=count))
