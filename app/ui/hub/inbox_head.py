"""The head of the inbox: what came today, what is to do, filters and the two main actions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.i18n import N_, _, ngettext
from app.models.clock import wall_ms
from app.ui.field.shown import day_and_time
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.segments import SegmentBar

if TYPE_CHECKING:
    from app.exchange.inbox.parcels import Parcel

FILTERS = (
    ("open", N_("To do {count}")),
    ("merged", N_("Merged {count}")),
    ("refused", N_("Quarantined {count}")),
    ("all", N_("All {count}")),
)


class InboxHead(Panel):
    """Figures at the left, filters and actions at the right; they wrap when narrow.

    Attributes:
        filters: Which packages are listed.
        receive: Take in files.
        folder: Take in a folder.
        fetch: Fetch from a destination.
        merge: Merge what is marked, or all that is ready.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", "b", parent, role=_("Packages"))
        look = theme()
        self._today = Text("", "body_strong")
        self._summary = Text("", "label", "text2")
        self.filters = SegmentBar(
            _("Show"), [(key, _(words).format(count=0)) for key, words in FILTERS]
        )
        self.filters.set_value("all")
        self.receive = Button(_("Take in"), icon="folder-input", hint="Ctrl+O")
        self.folder = Button("", icon="folder-open", name=_("Take in a folder"))
        self.folder.setToolTip(f"{_('Take in a folder')} (Ctrl+Shift+O)")
        self.fetch = Button("", icon="download", name=_("Fetch from a destination"))
        self.fetch.setToolTip(f"{_('Fetch from a destination')} (Ctrl+Shift+F)")
        self.merge = Button("", "primary", "layers", hint="Ctrl+M")
        told = QWidget()
        words = QHBoxLayout(told)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(look.space(2))
        words.addWidget(self._today)
        words.addWidget(self._summary)
        self._row = FlowRow(look.space(2))
        for widget in (told, self.filters, self.receive, self.folder, self.fetch, self.merge):
            self._row.add_widget(widget)
        self._row.push_after(told)
        around = QHBoxLayout(self)
        around.setContentsMargins(look.space(4), look.space(2), look.space(4), look.space(2))
        around.addWidget(self._row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep all rows of the tools: a low window takes from the table instead, which scrolls."""
        super().resizeEvent(event)
        self._keep_rows()

    def _keep_rows(self) -> None:
        self.setMinimumHeight(self.heightForWidth(self.width()))

    def count(self, found: Sequence[Parcel], passes: Callable[[Parcel, str], bool]) -> None:
        """Say how many packages came, wait, were refused.

        Args:
            found: All packages.
            passes: Tells whether a package belongs to a filter.
        """
        for key, words in FILTERS:
            count = sum(passes(one, key) for one in found)
            self.filters.set_words(key, _(words).format(count=count))
        now, today = wall_ms(), _("today")
        came = sum(day_and_time(one.arrived_at, now).startswith(today) for one in found)
        ready = sum(one.waiting for one in found)
        held = sum(one.held for one in found)
        refused = sum(one.state == "refused" for one in found) - held
        self._today.setText(
            ngettext("{count} package today", "{count} packages today", came).format(count=came)
        )
        said = (
            (held, N_("{count} to compare")),
            (ready, N_("{count} can be merged")),
            (refused, N_("{count} quarantined")),
        )  # what there is none of needs no words
        parts = [_(one).format(count=count) for count, one in said if count]
        self._summary.setText(" · ".join(parts) or _("nothing to do"))
        self._row.updateGeometry()
        self._keep_rows()

    def allow(self, chosen: int, *, busy: bool, locked: bool) -> None:
        """Say what merging would take, and let only be pressed what can be done."""
        self.merge.set_words(
            ngettext("Merge {count} package", "Merge {count} packages", chosen).format(count=chosen)
        )
        self.receive.setEnabled(not locked)
        self.folder.setEnabled(not locked)
        self.fetch.setEnabled(not busy and not locked)
        self.merge.setEnabled(chosen > 0 and not busy and not locked)
        self._row.updateGeometry()
        self._keep_rows()
