"""从去处取包: which destination packages are fetched from; its password where one is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.i18n import _
from app.ui.exchange.secret_row import SecretRow, keep_beside
from app.ui.exchange.ways import WayList, none_known
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.choices import TickChip
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from app.exchange.roads.destination import Destination
    from app.progress import Progress
    from app.ui.desk import Desk
    from app.ui.exchange.prepare import Prepared, Way


class FetchDialog(Dialog):
    """Chooses where from; the inbox then fetches beside all other work.

    Attributes:
        list: The destinations and the sticks that are in.
        password, keep: Shown where a password is wanted that the system does not have.
        merge: Merge at once what comes.
        go: Fetches.

    Signals:
        agreed(one, secret, merge): Fetch from there.
    """

    agreed = Signal(object, str, bool)

    def __init__(self, desk: Desk, parent: QWidget, chosen: str = "", *, merge: bool = False):
        super().__init__(parent, _("Fetch packages"), height=480)
        self._desk, self._chosen = desk, chosen
        self._typed: dict[str, str] = {}
        look = theme()
        about = _("New packages come into the inbox and are verified; receipts go back there.")
        self.body.addWidget(Text(about, "body", "text2", wrap=True))
        self.list = WayList(_("Where packages are fetched from"))
        self.list.chosen.connect(lambda _key: self._show_chosen())
        self.list.accepted.connect(self._agree)
        self.body.addWidget(self.list)
        self._none = none_known()
        self.body.addWidget(self._none)
        buttons = FlowRow(look.space(2))
        self.add = Button(_("Add a destination…"), icon="plus")
        self.change = Button(_("Change it…"), "quiet", "pencil")
        self.add.clicked.connect(lambda: self._edit(None))
        self.change.clicked.connect(self._change)
        for button in (self.add, self.change):
            button.setAutoDefault(False)
            buttons.add_widget(button)
        self.body.addWidget(buttons)
        self._secret = SecretRow()
        self.password, self.keep = self._secret.password, self._secret.keep
        self.password.advanced.connect(self._agree)
        self.body.addWidget(self._secret)
        self.merge = TickChip(_("Merge at once"))
        self.merge.setChecked(merge)
        self.body.addWidget(self.merge)
        self.body.addStretch()
        leave = self.add_button(Button(_("Cancel"), hint="Esc"))
        leave.clicked.connect(self.reject)
        self.go = self.add_button(Button(_("Fetch"), "primary", "download", "Enter"))
        self.go.clicked.connect(self._agree)
        self.go.setEnabled(False)
        self.change.hide()
        self.add.setFocus()  # until it is known what there is; Enter must not press the way out
        self.look()

    # What can be chosen

    def look(self) -> None:
        """Read the destinations and look for sticks, beside the GUI thread."""
        workspace = self._desk.workspace

        def work(_progress: Progress) -> Prepared:
            from app.ui.exchange.prepare import prepare
            from app.ui.exchange.sticks import sticks

            return prepare(workspace, sticks)

        self._desk.jobs.read(work, "destinations").succeeded.connect(self._show)

    @Slot(object)
    def _show(self, found: Prepared) -> None:
        keys = [way.key for way in found.ways]
        now = self.list.way.key if self.list.way is not None else self._chosen
        self.list.set_ways(found.ways, now if now in keys else found.chosen)
        self.list.setVisible(bool(keys))
        self._none.setVisible(not keys)
        self._show_chosen()
        if keys:
            self.list.focus_current()
        else:
            self.add.setFocus()

    def _show_chosen(self) -> None:
        way = self.list.way
        self.go.setEnabled(way is not None and way.there)
        self.change.setVisible(way is not None and way.kept)
        self._secret.show_for(way)
        if way is not None:
            self.password.setText(self._typed.get(way.key, ""))

    def _change(self) -> None:
        if self.list.way is not None:
            self._edit(self.list.way.one)

    def _edit(self, one: Destination | None) -> None:
        from app.ui.exchange.add_destination import AddDestination

        self.dialog = AddDestination(self._desk, one)
        self.dialog.kept.connect(self._kept)
        self.dialog.forgotten.connect(lambda _name: self.look())
        self.dialog.open()

    @Slot(str, str)
    def _kept(self, name: str, secret: str) -> None:
        self._chosen = name
        if secret:
            self._typed[name] = secret
        self.list.pick("")  # what is read anew chooses the one that was added
        self.look()

    # Going

    def _agree(self) -> None:
        way: Way | None = self.list.way
        if way is None or not self.go.isEnabled():
            return
        wanted = not self._secret.isHidden()
        secret = self.password.text() if wanted else ""
        if wanted and not secret:
            self.password.set_error(True)
            self.password.setFocus()
            return
        if wanted and self.keep.isChecked():
            keep_beside(self._desk, way.one, secret)
        self.accept()
        self.agreed.emit(way.one, secret, self.merge.isChecked())
