"""Where a toast may stand: at the foot if it can, never over what is pressed or typed into."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QPlainTextEdit,
    QScrollArea,
    QStackedWidget,
    QTextEdit,
    QWidget,
)


def is_control(widget: QWidget) -> bool:
    """Tell whether somebody presses a widget or types into it; panes that scroll are none."""
    takes = bool(widget.focusPolicy() & Qt.FocusPolicy.ClickFocus) or bool(
        widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    )
    above = widget.parentWidget()
    above = above.parentWidget() if above is not None else None
    inside = isinstance(above, QScrollArea) and above.widget() is widget
    pane = inside or isinstance(widget, QAbstractScrollArea)
    return takes and (not pane or isinstance(widget, QTextEdit | QPlainTextEdit))


def controls_in(host: QWidget, without: QWidget) -> list[QRect]:
    """Return where controls are seen now, in the host's coordinates.

    Args:
        host: What the toast lies over; of a stack only the page in front counts.
        without: The toast.
    """
    page = host.currentWidget() if isinstance(host, QStackedWidget) else host
    found = []
    for widget in page.findChildren(QWidget) if page is not None else ():
        if not is_control(widget) or not widget.isVisible():
            continue
        if widget is without or without.isAncestorOf(widget):
            continue
        seen = widget.visibleRegion().boundingRect()
        if not seen.isEmpty() and seen.height() <= host.height() // 2:
            found.append(seen.translated(widget.mapTo(host, QPoint())))
    return found


def rows_in(host: QWidget) -> list[QRect]:
    """Return where the current rows of lists and tables are seen, in the host's coordinates."""
    page = host.currentWidget() if isinstance(host, QStackedWidget) else host
    found = []
    for view in page.findChildren(QAbstractItemView) if page is not None else ():
        row = view.visualRect(view.currentIndex()) if view.isVisible() else QRect()
        if not row.isEmpty():
            pane = view.viewport()
            whole = QRect(0, row.top(), pane.width(), row.height()).intersected(pane.rect())
            found.append(whole.translated(pane.mapTo(host, QPoint())))
    return found


def best_place(
    host: QSize,
    size: QSize,
    controls: Sequence[QRect],
    held: Sequence[QRect],
    rows: Sequence[QRect],
    edge: int,
    gap: int,
) -> QRect:
    """Return where a toast covers nothing; else where it covers least.

    Args:
        host: Size of what it lies over.
        size: Its own size.
        controls: What should stay free.
        held: What must stay free if anything can: the control with the focus.
        rows: Rows that somebody is at; seen rather than covered.
        edge: Distance from the host's border, in pixels.
        gap: Distance from a control beneath, in pixels.
    """
    places = list(_places(host, size, controls, edge, gap))

    def cost(place: QRect) -> tuple[int, int, int]:
        return _covered(place, held), _covered(place, controls), _covered(place, rows)

    return min(places, key=cost)  # the first of equals: nearest to the foot


def _places(
    host: QSize, size: QSize, controls: Sequence[QRect], edge: int, gap: int
) -> Iterable[QRect]:
    """Return candidates: the foot, above what stands in the way there, up to the top."""
    low = host.height() - size.height() - edge
    lefts = ((host.width() - size.width()) // 2, host.width() - size.width() - edge, edge)
    tops = {one.top() - size.height() - gap for one in controls}
    tops = {top for top in tops if edge <= top < low}
    for top in (low, *sorted(tops, reverse=True), edge):
        for left in lefts:
            yield QRect(QPoint(max(0, left), max(0, top)), size)


def _covered(place: QRect, areas: Iterable[QRect]) -> int:
    """Return how many pixels of some areas a place covers."""
    total = 0
    for area in areas:
        both = place.intersected(area)
        total += both.width() * both.height() if not both.isEmpty() else 0
    return total
