"""The dialog 撤回这一包: what goes with it, what people built on it, and giving it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.i18n import _, ngettext
from app.models.clock import wall_ms
from app.ui.field.shown import day_and_time
from app.ui.hub.facts_card import StepsCard
from app.ui.lazy import lazy
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from app.exchange.inbox.parcels import Parcel
    from app.inspection.conflict import withdrawing
    from app.inspection.conflict.withdrawing import Built, Reach
    from app.progress import Progress
    from app.ui.desk import Desk
else:
    withdrawing = lazy("app.inspection.conflict.withdrawing")


class WithdrawDialog(Dialog):
    """Shows what withdrawing a package reaches, and does it.

    Attributes:
        do: Withdraws, or gives back what is withdrawn.
        built: What people built on the package.

    Signals:
        settled(): It is done, and what was stale is evaluated.
    """

    settled = Signal()

    def __init__(self, desk: Desk, parcel: Parcel, parent: QWidget) -> None:
        title = _("Package {number}").format(number=parcel.number)
        super().__init__(parent, f"{title} · {parcel.sender}")
        self._desk, self._parcel = desk, parcel
        self._back = False
        self._said = Text("", "body", wrap=True)
        self._title = Text("", "body_strong")
        self.built = StepsCard()
        for widget in (self._said, self._title, self.built):
            self.body.addWidget(widget)
        self.body.addStretch()
        self._title.hide()
        self.built.hide()
        self.set_note(_("The package stays in the log and can be given back."))
        leave = self.add_button(Button(_("Cancel"), hint="Esc"))
        leave.clicked.connect(self.reject)
        self.do = self.add_button(Button(_("Withdraw this package"), "danger", "undo-2"))
        self.do.setEnabled(False)
        self.do.clicked.connect(self._start)
        device, number, workspace = parcel.device, parcel.number, desk.workspace

        def look(session: Any) -> Reach:
            assert device is not None
            return withdrawing.reach(workspace, session, device, number)

        desk.read(look, self._show, "withdraw")

    @Slot(object)
    def _show(self, found: Reach) -> None:
        self._back = found.withdrawn
        records = ngettext("{count} record", "{count} records", found.records).format(
            count=found.records
        )
        words = (
            _("Withdrawn. Its {changes} changes in {records} do not count until it is given back.")
            if found.withdrawn
            else _("Its {changes} changes in {records} will not count, as if it had never come.")
        )
        if not found.changes and found.shared:
            words = _("All that is in it came with other packages too: nothing would go.")
        more = [words.format(changes=found.changes, records=records)]
        if found.shared and found.changes:
            more.append(
                ngettext(
                    "{count} of its batches came with another package too and stays.",
                    "{count} of its batches came with other packages too and stay.",
                    found.shared,
                ).format(count=found.shared)
            )
        if found.relayed:
            more.append(
                ngettext(
                    "What it brought of {count} other device goes with it.",
                    "What it brought of {count} other devices goes with it.",
                    found.relayed,
                ).format(count=found.relayed)
            )
        self._said.setText(" ".join(more))
        self._title.setVisible(bool(found.built))
        self.built.setVisible(bool(found.built))
        built = (
            ngettext(
                "{count} thing was built on it and waits for a decision",
                "{count} things were built on it and wait for a decision",
                found.built_count,
            )
            if found.withdrawn
            else ngettext(
                "{count} thing was built on it and will wait for a decision",
                "{count} things were built on it and will wait for a decision",
                found.built_count,
            )
        )
        self._title.setText(built.format(count=found.built_count))
        self.built.set_steps([_step(one) for one in found.built])
        if found.withdrawn:
            self.do.set_words(_("Give it back"))
        self.do.setEnabled(found.changes > 0 and not self._desk.locked)
        QTimer.singleShot(0, self, self.fit)  # what was shown has its size only then

    def _start(self) -> None:
        desk, parcel, back = self._desk, self._parcel, self._back
        person = desk.person
        self.do.setEnabled(False)

        def work(progress: Progress) -> None:
            from app.inspection.derive import derive

            assert parcel.device is not None
            act = withdrawing.give_back if back else withdrawing.take_out
            act(desk.workspace, parcel.device, parcel.number, person=person)
            derive(desk.workspace, progress=progress)

        job = desk.jobs.write(work, "withdraw", keep=True)
        job.succeeded.connect(self._finish)
        job.failed.connect(self._failed)

    @Slot(object)
    def _finish(self, _nothing: object) -> None:
        desk = self._desk
        desk.say(
            _("The package counts again") if self._back else _("The package is withdrawn"), "undo-2"
        )
        desk.saved.emit(wall_ms())
        desk.places_changed.emit()
        self.settled.emit()
        self.accept()

    @Slot(object)
    def _failed(self, _error: object) -> None:
        self.reject()  # the desk has told why


def _step(one: Built) -> tuple[str, str, str, str]:
    beneath = f"{one.where} · {one.person} · {day_and_time(one.at, wall_ms())}"
    return ("gavel" if one.again else "pencil"), one.what, beneath, "text"
