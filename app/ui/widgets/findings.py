"""What follows from answers: the live finding in a question, the finding card at the side."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.icons import draw_icon
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.chips import Chip, ChipSpec, chip_for, draw_chip
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Text
from app.ui.words import SEVERITIES, word

_RANK = {code: rank for rank, code in enumerate(SEVERITIES)}


@dataclass(frozen=True)
class FindingInfo:
    """What a finding shows.

    Attributes:
        key: What the caller knows it by.
        title: Its name, without 疑似.
        severity: ``critical``, ``serious``, ``minor`` or empty.
        deadline: ``limited``, ``best_effort`` or empty.
        suspected: Not settled yet: 疑似 stands before the title.
        indicator: Such as H01; empty if it counts nowhere.
        follows: The sentence beneath: what happens next.
        code: Question code.
        place: Where in the building.
        photos: How many photos.
        note: Short note at the right, such as 疑似·建议鉴定.
    """

    key: str
    title: str
    severity: str = ""
    deadline: str = ""
    suspected: bool = True
    indicator: str = ""
    follows: str = ""
    code: str = ""
    place: str = ""
    photos: int = 0
    note: str = ""

    @property
    def rank(self) -> int:
        """Sort order: the worst first."""
        return _RANK.get(self.severity, len(_RANK))

    def named(self) -> str:
        """Return the title with 疑似 before it where nothing is settled."""
        if not self.suspected:
            return self.title
        return _("Suspected: {title}").format(title=self.title)

    def spoken(self) -> str:
        """Return what a screen reader says."""
        parts = [self.named()]
        parts += [word(code) for code in (self.severity, self.deadline) if code]
        parts += [part for part in (self.code, self.place) if part]
        parts.append(_("{count} photos").format(count=self.photos))
        return ", ".join(parts)

    def chips(self, *, on_soft: bool = False) -> tuple[ChipSpec, ...]:
        """Return severity and deadline as chips."""
        codes = (self.severity, self.deadline)
        return tuple(chip_for(code, on_soft=on_soft) for code in codes if code)


class FindingPanel(QFrame):
    """The live finding: a soft panel in the severity's colour, there as soon as the answer is.

    Put it into its card before the first `set_finding`, or it opens as a window of its own.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme()
        self._severity = ""
        self._chips: list[Chip] = []
        self._flow = FlowRow(look.space(2))
        self._title = Text("", "label_strong", wrap=False)
        self._counted = Text("", "caption", "text2")
        self._follows = Text("", "caption", "text2", wrap=True)
        head = QHBoxLayout()
        head.setSpacing(look.space(2))
        head.addWidget(self._flow, 1)
        head.addWidget(self._counted, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        edge = look.space(2)
        column.setContentsMargins(look.space(3) - 2, edge, look.space(3) - 2, edge)
        column.setSpacing(look.space(1))
        column.addLayout(head)
        column.addWidget(self._follows)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.hide()

    def set_finding(self, finding: FindingInfo | None) -> None:
        """Show a finding; ``None`` takes the panel away."""
        self.setVisible(finding is not None)
        if finding is None:
            return
        self._severity = finding.severity
        self._flow.take_all()
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips = [Chip(spec, self) for spec in finding.chips(on_soft=True)]
        self._title.setText(finding.named())
        for part in (*self._chips, self._title):
            self._flow.add_widget(part)
        counted = _("Counts in {indicator}").format(indicator=finding.indicator)
        self._counted.setText(counted if finding.indicator else "")
        self._follows.setText(finding.follows)
        self._follows.setVisible(bool(finding.follows))
        self.setAccessibleName(f"{finding.spoken()}. {counted}. {finding.follows}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        tone = self._severity or "neutral"
        paint.box(painter, self.rect(), look.radius("control"), f"{tone}_soft")


class FindingCard(QWidget):
    """One finding at the side of the building; Enter or a click opens its question.

    Signals:
        opened(key): The card was chosen.
    """

    opened = Signal(str)

    def __init__(self, finding: FindingInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._finding = finding
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(finding.spoken())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(_tip(finding))

    def set_finding(self, finding: FindingInfo) -> None:
        """Show something else."""
        self._finding = finding
        self.setAccessibleName(finding.spoken())
        self.setToolTip(_tip(finding))
        self.update()

    def sizeHint(self) -> QSize:
        look = theme()
        lines = look.height("chip") + look.line("body") + look.line("caption")
        return QSize(look.width("side") // 2, lines + 2 * look.space(3) + look.space(1) + 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(look_width(), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look, finding = QPainter(self), theme(), self._finding
        line, stroke = ("focus", "focus") if self.hasFocus() else ("line", "line")
        paint.box(painter, self.rect(), look.radius("card"), "surface", line, look.stroke(stroke))
        inner = QRectF(self.rect()).adjusted(look.space(3), look.space(3), -look.space(3), 0)
        row = QRectF(inner.left(), inner.top(), inner.width(), look.height("chip"))
        x = row.left()
        for chip in finding.chips():
            x = draw_chip(painter, x, row.center().y(), chip).right() + look.space(2)
        note = QRectF(x, row.top(), row.right() - x, row.height())
        paint.text(painter, note, finding.note, "caption", "text2", paint.RIGHT)
        row = QRectF(inner.left(), row.bottom() + look.space(1), inner.width(), look.line("body"))
        paint.text(painter, row, finding.title, "body_strong")
        row = QRectF(inner.left(), row.bottom() + 1, inner.width(), look.line("caption"))
        side, count = look.icon(0), str(finding.photos)
        taken = paint.text(painter, row, count, "caption", "text2", paint.RIGHT)
        camera = QRectF(row.right() - taken - look.space(2) - side, row.top(), side, row.height())
        draw_icon(painter, paint.middle(camera, side), "camera", "text2")
        facts = "  ".join(part for part in (finding.code, finding.place) if part)
        row.setRight(camera.left() - look.space(2))
        paint.text(painter, row, facts, "caption", "text2")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self._finding.key)
        else:
            event.ignore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self.opened.emit(self._finding.key)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()


def _tip(finding: FindingInfo) -> str:
    return "\n".join(part for part in (finding.named(), finding.note) if part)


def look_width() -> int:
    """Return the least width at which a finding card still reads."""
    return theme().width("side") // 2
