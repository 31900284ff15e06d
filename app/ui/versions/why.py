"""为什么是这样: the trace of a question of the field desk, from its context menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from app.i18n import _
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from app.forms import Instance
    from app.ui.field.question_pane import QuestionPane


def offer_why(pane: QuestionPane) -> None:
    """Let the questions of a pane explain themselves: right click, or the menu key."""
    view = pane.view
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def wanted(at: QPoint) -> None:
        question = pane.model.question(view.indexAt(at).row())
        key = question.key if question is not None else view.open_key
        if pane.building is None or not key:
            return
        menu = QMenu(view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        instance, window = pane.building.visit.instance, view.window()
        menu.addAction(_("Why is it so?"), lambda: open_why(window, instance, key))
        menu.popup(view.viewport().mapToGlobal(at))

    view.customContextMenuRequested.connect(wanted)


def open_why(window: QWidget, instance: Instance, path: str) -> Dialog | None:
    """Explain one question over a window; None when the path has no rules of its own."""
    from app.forms import FormError
    from app.forms.trace import explain
    from app.ui.preview.panels import WhyPanel  # the engine loads when the first form is opened

    try:
        explained = explain(instance, path)
    except FormError:
        return None
    dialog = Dialog(window, _("Why is it so?"), height=560)
    panel = WhyPanel()
    panel.explain(explained)
    dialog.body.addWidget(panel, 1)
    good = dialog.add_button(Button(_("OK"), "primary", hint="Enter"))
    good.clicked.connect(dialog.accept)
    dialog.open()
    return dialog
