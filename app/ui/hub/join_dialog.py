"""Two places of the roster are one building: which of them it counts as; or they are parted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.i18n import _
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import Text
from app.ui.widgets.segments import SegmentBar

if TYPE_CHECKING:
    from app.inspection.review.desk import Line
    from app.ui.desk import Desk


class JoinDialog(Dialog):
    """Joins two places, or parts one from the place that it counts as.

    Attributes:
        which: The place that both count as.
        do: Does it.

    Signals:
        agreed(place, other): The first counts as the second from now on.
        parted(place): It counts by itself again.
    """

    agreed = Signal(object, object)
    parted = Signal(object)

    def __init__(self, desk: Desk, lines: Sequence[Line], parent: QWidget) -> None:
        two = len(lines) == 2
        super().__init__(parent, _("Two places, one building") if two else _("Part the places"))
        self._lines = list(lines)
        names = [f"{line.where} · {line.name}".strip(" ·") for line in lines]
        said = (
            _("Lists count them once from now on; where their inspections differ is in conflict.")
            if two
            else _("{name} counts by itself again.").format(name=names[0])
        )
        self.body.addWidget(Text(said, "body", wrap=True))
        self.which = SegmentBar(_("Counts as"), [(str(n), name) for n, name in enumerate(names)])
        if two:
            self.body.addWidget(Text(_("Counts as"), "label", "text2"))
            self.body.addWidget(self.which)
        else:
            self.which.hide()
        self.body.addStretch()
        self.set_note(_("No record goes or moves; it can be parted again."))
        leave = self.add_button(Button(_("Cancel"), hint="Esc"))
        leave.clicked.connect(self.reject)
        words = _("They are one building") if two else _("Part them")
        self.do = self.add_button(Button(words, "primary"))
        self.do.setEnabled(not desk.locked)
        self.do.clicked.connect(self._agree)

    def _agree(self) -> None:
        self.accept()
        if len(self._lines) == 2:
            chief = int(self.which.value)
            self.agreed.emit(self._lines[1 - chief].place, self._lines[chief].place)
        else:
            self.parted.emit(self._lines[0].place)
