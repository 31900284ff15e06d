"""The part of the dialog for a template: which one, from which table, what is tied to what."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.reports.filing.view import TemplateView
from app.ui.hub.filing.ties import StillBox, Ties
from app.ui.hub.filing.work import TEMPLATE, Wish
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.choices import TickChip
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Text


class TemplatePart(QWidget):
    """Chooses a template and ties its headings.

    Args:
        kept: Templates that were kept with their ties.

    Attributes:
        choose: Asks for a file.
        kept: Templates of earlier times.
        table, community: Where rows come from.
        ties: The headings.
        keep: Keep the template with its ties.

    Signals:
        chosen(path): A kept template was picked.
        table_wanted(key): Rows are to come from another table.
        changed(): A heading was tied otherwise.
    """

    chosen = Signal(object)
    table_wanted = Signal(str)
    changed = Signal()

    def __init__(self, kept: Sequence[Path], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme()
        self._template: Path | None = None
        self._view: TemplateView | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space(3))
        head = FlowRow(look.space(2))
        self.choose = Button(_("Choose a template…"), icon="folder-open")
        self.choose.setAutoDefault(False)
        self.kept = StillBox(_("Templates used before"), self)
        self.kept.addItem(_("Used before…"))
        for file in kept:
            self.kept.addItem(file.stem, file)
        self.kept.activated.connect(self._picked)
        head.add_widget(self.choose)
        self.kept.setVisible(bool(kept))
        if kept:
            head.add_widget(self.kept)
        column.addWidget(head)
        self._name = Text("", "body_strong", wrap=True)
        self._name.hide()
        column.addWidget(self._name)
        self._where = QWidget()
        grid = QGridLayout(self._where)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.space(3))
        self.table = StillBox(_("Table that rows come from"))
        self.community = StillBox(_("Community"))
        for at, (words, box) in enumerate(
            ((_("Rows from"), self.table), (_("Only"), self.community))
        ):
            grid.addWidget(Text(words, "label", "text2"), 0, 2 * at)
            grid.addWidget(box, 0, 2 * at + 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        self.table.activated.connect(
            lambda _row: self.table_wanted.emit(str(self.table.currentData()))
        )
        column.addWidget(self._where)
        self._sum = Text("", "body", "text2", wrap=True)
        self._sum.hide()
        column.addWidget(self._sum)
        self.ties = Ties()
        self.ties.changed.connect(self._count)
        column.addWidget(self.ties)
        self.keep = TickChip(_("Keep template and ties for the next time"))
        self.keep.setChecked(True)
        column.addWidget(self.keep)
        for part in (self._where, self.ties, self.keep):
            part.hide()

    @property
    def ready(self) -> bool:
        """Whether something of ours would be written."""
        view = self._view
        if view is None:
            return False
        return self.ties.tied > 0 or (view.plan is not None and bool(view.plan.values))

    def wish(self, target: Path) -> Wish:
        """Return what would be written there."""
        assert self._view is not None
        return Wish(
            TEMPLATE,
            target,
            template=self._template,
            table=self._view.table,
            mapping=self.ties.mapping,
            community=str(self.community.currentData() or ""),
            keep=self.keep.isChecked(),
        )

    def _picked(self, row: int) -> None:
        if row:
            self.chosen.emit(self.kept.itemData(row))

    def set_template(self, template: Path | None) -> None:
        """Name the template; None: there is none after all."""
        self._template, self._view = template, None
        self._name.setText(template.name if template is not None else "")
        self._name.setVisible(template is not None)
        self._sum.hide()
        for part in (self._where, self.ties, self.keep):
            part.hide()

    def set_reading(self) -> None:
        """Say that it is being read."""
        self._view = None
        self._sum.setText(_("Reading the template…"))
        self._sum.show()

    def set_view(self, view: TemplateView) -> None:
        """Show what was read."""
        self._view = view
        _fill(self.table, view.tables, view.table)
        everywhere = [("", _("all communities"))]
        before = str(self.community.currentData() or "")
        _fill(self.community, [*everywhere, *((one, one) for one in view.communities)], before)
        self.ties.set_view(view)
        self._where.setVisible(bool(view.ties))
        self.ties.setVisible(bool(view.ties))
        self.keep.show()
        self._count()

    def _count(self) -> None:
        if self._view is None:
            return
        total, plan = len(self.ties.boxes), self._view.plan
        words = []
        if total:
            text = _("{tied} of {total} headings are filled in.")
            words.append(text.format(tied=self.ties.tied, total=total))
        if plan is not None and plan.values:
            words.append(_("Cells with single values: {count}.").format(count=len(plan.values)))
        if not self.ready:
            words.append(_("Tie at least one heading to a column of ours."))
        self._sum.setText(" ".join(words))
        self._sum.show()
        self.changed.emit()


def _fill(box: QComboBox, lines: Sequence[tuple[str, str]], chosen: str) -> None:
    box.clear()
    for key, words in lines:
        box.addItem(words, key)
    box.setCurrentIndex(max(0, box.findData(chosen)))
