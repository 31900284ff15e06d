"""The live finding as a strip: what was noted, where, which photos, how serious."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import _
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.chips import chip_width, draw_chips
from app.ui.widgets.findings import FindingInfo, FindingPanel
from app.ui.widgets.marks import draw_mark


class RoomFinding(FindingPanel):
    """One strip in the colour of the severity; painted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._info: FindingInfo | None = None
        self._photos = (0, 0)
        for child in self.findChildren(QWidget):
            child.hide()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_photos(self, there: int, wanted: int) -> None:
        """Say how many of the demanded photos are there."""
        self._photos = (there, wanted)
        self._tell()

    def set_finding(self, finding: FindingInfo | None) -> None:
        """Show a finding; ``None`` takes the strip away."""
        self._info = finding
        self.setVisible(finding is not None)
        if finding is not None:
            self._severity = finding.severity
            self._tell()

    def _tell(self) -> None:
        info = self._info
        if info is not None:
            said = ". ".join(part for part in (info.spoken(), self.sub(), info.follows) if part)
            self.setAccessibleName(said)
            self.setToolTip(info.follows)
        self.update()

    def title(self) -> str:
        """Return the first line."""
        named = self._info.named() if self._info is not None else ""
        return _("Noted: {finding}").format(finding=named)

    def sub(self) -> str:
        """Return the second line: where, and the photos."""
        info, parts = self._info, []
        if info is None:
            return ""
        if info.place:
            parts.append(_("Location {place}").format(place=info.place))
        there, wanted = self._photos
        if wanted and there >= wanted:
            parts.append(_("{count} photos wanted ✓").format(count=wanted))
        elif wanted:
            parts.append(_("{count} of {total} photos still missing").format(
                count=wanted - there, total=wanted))  # fmt: skip
        return _(", ").join(parts) or info.note

    def sizeHint(self) -> QSize:
        look = theme()
        lines = look.line("body_strong") + look.line("room_hint") + 2 * look.space(3)
        return QSize(look.width("side"), lines + look.space(1))

    def minimumSizeHint(self) -> QSize:
        return QSize(look_least(), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        info = self._info
        if info is None:
            return
        painter, look = QPainter(self), theme()
        tone = info.severity or "neutral"
        paint.box(painter, self.rect(), look.radius("control"), f"{tone}_soft")
        area = QRectF(self.rect()).adjusted(look.space(5), 0, -look.space(4), 0)
        side = look.icon(2)
        mark = QRectF(area.left(), 0, side, self.height())
        draw_mark(painter, paint.middle(mark, side), info.severity or "suspected")
        right = area.right()
        chips = info.chips(on_soft=True)
        taken = sum(chip_width(chip) + look.space(2) for chip in chips)
        if taken < area.width() * 0.45:
            right = draw_chips(painter, area.right(), self.height() / 2, chips)
        left = mark.right() + look.space(3)
        tall, small = look.line("body_strong"), look.line("room_hint")
        top = (self.height() - tall - small) / 2
        words = QRectF(left, top, right - left - look.space(2), tall)
        paint.text(painter, words, self.title(), "body_strong")
        below = QRectF(left, top + tall, words.width(), small)
        paint.text(painter, below, self.sub(), "room_hint", "text2")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()


def look_least() -> int:
    """Return the least width at which the strip still reads."""
    return theme().width("side") // 2
