"""Dates and times: typed in any usual way, taken from a calendar, or now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QFrame, QTableView, QToolButton, QVBoxLayout, QWidget

from app.i18n import _, language
from app.ui.questions.base import Editor, EditorContext, at_left
from app.ui.questions.moment_text import MomentEditorText, placeholder
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.fields import TextField

if TYPE_CHECKING:
    from app.forms.fields import Field


class CalendarPopup(QFrame):
    """A month to pick a day from; arrows move, Enter picks, Esc goes back."""

    def __init__(self, name: str, day: QDate, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        look = theme()
        self.calendar = QCalendarWidget(self)
        self.calendar.setAccessibleName(name)
        self.calendar.setLocale(QLocale(language()))
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setGridVisible(False)
        self.calendar.setSelectedDate(day)
        self.calendar.activated.connect(self.close)
        self.calendar.clicked.connect(self.close)
        self._dress()
        column = QVBoxLayout(self)
        column.setContentsMargins(*[look.space(2)] * 4)
        column.addWidget(self.calendar)

    def _dress(self) -> None:
        """Give Qt's calendar the colours of the tokens; its own grid keeps the palette."""
        look = theme()
        plain, weak = look.hex("text"), look.hex("text2")
        self.setStyleSheet(
            f"CalendarPopup {{ background: {look.hex('raised')}; "
            f"border: {look.stroke('line')}px solid {look.hex('line')}; }}"
            f"QToolButton {{ background: transparent; border: 0; color: {plain}; "
            f"min-height: {look.height('row_dense')}px; padding: 0 {look.space(2)}px; "
            f"border-radius: {look.radius('control')}px; }}"
            f"QToolButton:hover {{ background: {look.hex('hover')}; }}"
            f"QToolButton:focus {{ border: {look.stroke('focus')}px solid {look.hex('focus')}; }}"
            f"QCalendarWidget QWidget {{ background: {look.hex('raised')}; "
            f"alternate-background-color: {look.hex('raised')}; color: {weak}; }}"
            f"QCalendarWidget QAbstractItemView {{ color: {plain}; outline: 0; "
            f"selection-background-color: {look.hex('primary')}; "
            f"selection-color: {look.hex('on_primary')}; }}"
        )
        for weekday in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            style = self.calendar.weekdayTextFormat(weekday)
            style.setForeground(look.color("text"))
            self.calendar.setWeekdayTextFormat(weekday, style)
        for name, sign in (("qt_calendar_prevmonth", "‹"), ("qt_calendar_nextmonth", "›")):
            button = self.calendar.findChild(QToolButton, name)
            if button is not None:
                button.setIcon(type(button.icon())())
                button.setText(sign)
                button.setAccessibleName(_("previous month") if "prev" in name else _("next month"))

    def focus_day(self) -> None:
        """Put the focus on the grid of days."""
        grid = self.calendar.findChild(QTableView)
        if grid is not None:
            grid.setFocus(Qt.FocusReason.PopupFocusReason)


class MomentEditor(Editor):
    """A date, a time or both; of a date perhaps only the month or the year.

    Args:
        name: Name for screen readers.
        kind: ``date``, ``time`` or ``dateTime``.
        part: ``month`` or ``year`` for a date without its day; else empty.
        calendar: Offer a calendar.
    """

    def __init__(self, name: str, kind: str, part: str = "", *, calendar: bool = False) -> None:
        self._text = MomentEditorText(kind, part)
        self._name = name
        self.line = TextField(name, placeholder(kind, part))
        self.line.setMaximumWidth(theme().width("search"))
        words = {"month": _("This month"), "year": _("This year")}.get(part)
        now = Button(words or (_("Today") if kind == "date" else _("Now")), "quiet", "clock")
        now.clicked.connect(self._now)
        self.pick = Button("", icon="calendar", name=f"{name}: {_('calendar')} (F4)")
        self.pick.clicked.connect(self.open_calendar)
        row = [self.line, self.pick, now] if calendar else [self.line, now]
        super().__init__(at_left(*row))
        if calendar:
            self.line.installEventFilter(self)
        self.line.committed.connect(self._typed)
        self.line.advanced.connect(self.advanced)

    def _typed(self, text: str) -> None:
        self.given.emit(self._text.stored(text))

    def _now(self) -> None:
        self.given.emit(self._text.now())

    def open_calendar(self) -> CalendarPopup:
        """Open the calendar at the date that stands there, or at today."""
        at = QDate.fromString(self._text.day(self.line.text()), Qt.DateFormat.ISODate)
        today = QDate.fromString(self._text.day(self._text.now()), Qt.DateFormat.ISODate)
        popup = CalendarPopup(self._name, at if at.isValid() else today, self.widget)
        for signal in (popup.calendar.activated, popup.calendar.clicked):
            signal.connect(self._picked)
        popup.adjustSize()
        popup.move(self.line.mapToGlobal(QPoint(0, self.line.height())))
        popup.show()
        popup.focus_day()
        return popup

    def _picked(self, day: QDate) -> None:
        text = self._text.with_day(self.line.text(), day.toString(Qt.DateFormat.ISODate))
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)
        self.line.setText(self._text.shown(text))
        self.line.commit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
            if event.key() == Qt.Key.Key_F4 or (alt and event.key() == Qt.Key.Key_Down):
                self.open_calendar()
                return True
        return super().eventFilter(watched, event)

    def show_field(self, field: Field, severity: str) -> None:
        self.line.set_value(self._text.shown(field.value or field.rejected))

    def flush(self) -> None:
        self.line.commit()

    def focus(self) -> None:
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_error(self, on: bool) -> None:
        self.line.set_error(on)


def moment(context: EditorContext) -> Editor:
    """Make the editor of a date, a time or both, with a calendar where there is a date."""
    kind = context.question.kind
    return MomentEditor(context.name, kind, calendar=kind != "time")


def typed(context: EditorContext) -> Editor:
    """Make the editor of ``no-calendar``."""
    return MomentEditor(context.name, context.question.kind)


def month(context: EditorContext) -> Editor:
    """Make the editor of ``month-year``."""
    return MomentEditor(context.name, "date", "month")


def year(context: EditorContext) -> Editor:
    """Make the editor of ``year``."""
    return MomentEditor(context.name, "date", "year")
