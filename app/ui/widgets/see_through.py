"""Scrolled areas that show what is behind them."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractScrollArea, QWidget


def see_through(area: QAbstractScrollArea) -> QWidget:
    """Let a scrolled area show what is behind it; call it before anything is put in.

    It gets another viewport, which is returned: Qt fills its own, and to ask for that one is dear.
    The binding looks for the class of a widget that C++ made by loading every class of widgets with
    all their enumerations, which is a tenth of the time in which an empty window starts.
    """
    viewport = QWidget()
    area.setViewport(viewport)
    return viewport
