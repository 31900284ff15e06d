"""First page of 送出: where to, what goes, whether it is sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.ui.exchange.secret_row import SecretRow
from app.ui.exchange.ways import WayList
from app.ui.field.shown import buildings_count, photos_named, size_words
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Card, Text
from app.ui.widgets.marks import MarkLabel

if TYPE_CHECKING:
    from app.exchange.ahead import Ahead
    from app.ui.exchange.prepare import Prepared


class WherePage(QWidget):
    """Choose a destination and see what goes there.

    Attributes:
        list: The destinations.
        choose: Another folder; ``add``: another destination; ``change``: correct the chosen one.
        password: Shown where one is wanted that the system does not keep; ``keep``: keep it.
    """

    def __init__(self) -> None:
        super().__init__()
        look = theme()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space(2))
        self._problem_row, self.problem, _mark = _said("critical", _("Not sent"))
        column.addWidget(self._problem_row)
        self.list = WayList()
        column.addWidget(self.list)
        self._nothing = Text(
            _("No stick is in and no destination is known. Put a stick in, or choose a folder."),
            "body",
            "text2",
            wrap=True,
        )
        self._nothing.hide()
        column.addWidget(self._nothing)
        buttons = FlowRow(look.space(2))
        self.choose = Button(_("Choose a folder…"), icon="folder-open")
        self.add = Button(_("Add a destination…"), icon="plus")
        self.change = Button(_("Change it…"), "quiet", "pencil")
        for button in (self.choose, self.add, self.change):
            button.setAutoDefault(False)
            buttons.add_widget(button)
        column.addWidget(buttons)
        self.secret = SecretRow()
        self.password, self.keep = self.secret.password, self.secret.keep
        column.addWidget(self.secret)
        self._told_row, self.told, self._told_mark = _said("info")
        column.addWidget(self._told_row)
        self._seal_mark = MarkLabel("lock", size=1)
        self.seal = Text("", "label", "text2", wrap=True)
        seal = QHBoxLayout()
        seal.setSpacing(look.space(2))
        seal.addWidget(self._seal_mark)
        seal.addWidget(self.seal, 1)
        column.addWidget(self._make_facts())
        column.addLayout(seal)
        column.addStretch()

    def _make_facts(self) -> Card:
        look = theme()
        card = Card("bg")
        card.setAccessibleName(_("This package"))
        column = QVBoxLayout(card)
        edge = look.space(4)
        column.setContentsMargins(edge, look.space(3), edge, look.space(3))
        column.setSpacing(look.space(1))
        self._title = Text(_("This package"), "label_strong")
        column.addWidget(self._title)
        self.facts = FlowRow(look.space(6))
        column.addWidget(self.facts)
        self.since = Text("", "caption", "text2", wrap=True)
        column.addWidget(self.since)
        row = QHBoxLayout()
        row.setSpacing(look.space(2))
        self._open_mark = MarkLabel("incomplete", size=1)
        self.unfinished = Text("", "label", "text", wrap=True)
        row.addWidget(self._open_mark)
        row.addWidget(self.unfinished, 1)
        column.addLayout(row)
        self._open_mark.hide()
        self.unfinished.hide()
        return card

    # What it shows

    def show_problem(self, words: str) -> None:
        """Say why nothing was sent; empty: nothing is wrong."""
        self.problem.setText(words)
        self._problem_row.setVisible(bool(words))

    def show_told(self, words: str, mark: str = "info") -> None:
        """Say what looking for receipts brought; empty: nobody looked."""
        self._told_mark.set_mark(mark)
        self.told.setText(words)
        self._told_row.setVisible(bool(words))

    def show_ways(self, found: Prepared, chosen: str) -> None:
        """Show what can be chosen."""
        self.list.set_ways(found.ways, chosen)
        self.list.setVisible(bool(found.ways))
        self._nothing.setVisible(not found.ways)
        self.show_chosen()

    def show_chosen(self) -> None:
        """Show what the chosen destination needs."""
        way = self.list.way
        self.change.setVisible(way is not None and way.kept)
        self.secret.show_for(way)

    def show_ahead(self, found: Ahead | None) -> None:
        """Show what goes; None: it is being counted."""
        for old in self.facts.take_all():
            old.deleteLater()
        if found is None:
            self.facts.add_widget(Text(_("Counting…"), "heading", "text3"))
            self.since.setText("")
            return
        for words in _parts(found):
            self.facts.add_widget(Text(words, "heading"))
        self.since.setText(_since(found))
        self._open_mark.setVisible(bool(found.unfinished))
        self.unfinished.setVisible(bool(found.unfinished))
        words = ngettext(
            "{count} of these buildings is not done yet. It goes along and is not counted.",
            "{count} of these buildings are not done yet. They go along and are not counted.",
            found.unfinished,
        )
        self.unfinished.setText(words.format(count=found.unfinished))
        self._show_seal(found)

    def _show_seal(self, found: Ahead) -> None:
        if found.hub is not None:
            name = found.hub.keys.name or _("the hub")
            self._seal_mark.set_mark("lock")
            words = _("Signed and sealed: only {name} can open it ({fingerprint}).").format(
                name=name, fingerprint=found.hub.keys.fingerprint
            )
        else:
            self._seal_mark.set_mark("serious")
            words = _(
                "Not sealed: whoever finds the stick can read it. No hub is known here yet; take"
                " its task package first."
            )
            if found.rehearsal:
                words = _("Not sealed: this is practice, and no hub is known here.")
        self.seal.setText(words)


def _said(mark: str, name: str = "") -> tuple[QWidget, Text, MarkLabel]:
    """Make a row for a sentence with its mark; it shows when something is said."""
    box, sign, words = QWidget(), MarkLabel(mark, name, 2), Text("", "body", wrap=True)
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme().space(2))
    row.addWidget(sign)
    row.addWidget(words, 1)
    box.hide()
    return box, words, sign


def _parts(found: Ahead) -> list[str]:
    if not found.news and not found.changes and not found.photos:
        return [_("Nothing new to send")]
    changes = ngettext("{count} change", "{count} changes", found.changes)
    parts = [
        buildings_count(found.places),
        changes.format(count=found.changes),
        photos_named(found.photos),
    ]
    return [*parts, size_words(found.photo_bytes)] if found.photo_bytes else parts


def _since(found: Ahead) -> str:
    parts = []
    if found.receipt:
        parts.append(
            _("Everything since package {number}, for which the receipt is here.").format(
                number=found.receipt
            )
        )
    else:
        parts.append(_("There is no receipt from there yet, so everything goes along."))
    if found.volumes:
        words = ngettext(
            "{count} file of an earlier package has not arrived; it goes first.",
            "{count} files of earlier packages have not arrived; they go first.",
            found.volumes,
        )
        parts.append(words.format(count=found.volumes))
    elif not found.news:
        parts.append(_("Nothing is new since the last package."))
    return " ".join(parts)
