"""Words fit their controls, and the buttons of the frame stay inside the window."""

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.i18n import set_language
from app.ui.gallery.components import Components
from app.ui.gallery.field_desk import FieldDesk
from app.ui.gallery.pages import choices_page, empty_page, sample_dialog
from app.ui.theme import dress
from app.ui.widgets.labels import Text

SIZES = [(1366, 697), (1093, 543), (1920, 1080)]


def clipped(window: QWidget) -> list[str]:
    """Return every visible control that is smaller than its words need."""
    found = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QLabel | QAbstractButton):
            continue
        if isinstance(widget, Text) and widget.elides:
            need_width, need_height = 1, widget.minimumHeight()
        elif isinstance(widget, QLabel) and widget.wordWrap():
            need_width, need_height = 1, widget.heightForWidth(widget.width())
        else:
            need = widget.minimumSizeHint()
            need_width, need_height = need.width(), need.height()
        if widget.width() < need_width or widget.height() < need_height:
            name = widget.accessibleName() or widget.text()
            have = (widget.width(), widget.height())
            found.append(f"{type(widget).__name__} {name}: {have} < {(need_width, need_height)}")
    return found


def outside(window: QWidget) -> list[str]:
    """Return visible buttons that reach beyond the window and lie in no scrolled pane."""
    found = []
    for widget in window.findChildren(QAbstractButton):
        parent = widget.parentWidget()
        scrolled = False
        while parent is not None and parent is not window:
            scrolled |= isinstance(parent, QAbstractScrollArea)
            parent = parent.parentWidget()
        place = QRect(widget.mapTo(window, QPoint()), widget.size())
        if widget.isVisible() and not scrolled and not window.rect().contains(place):
            found.append(f"{widget.accessibleName()} {place}")
    return found


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("text", [100, 130])
@pytest.mark.parametrize("size", SIZES)
def test_the_field_desk_fits_at_every_size(
    qapp: QApplication, qtbot: QtBot, size: tuple[int, int], text: int, language: str
) -> None:
    set_language(language)
    dress(qapp, "light", text)
    desk = FieldDesk()
    qtbot.addWidget(desk)
    desk.resize(*size)
    desk.show()
    desk.open_sample()
    qtbot.wait(30)
    assert (desk.width(), desk.height()) == size
    assert clipped(desk) == []
    assert outside(desk) == []


@pytest.mark.parametrize("text", [100, 130])
@pytest.mark.parametrize("make", [Components, choices_page, empty_page])
def test_every_component_fits_its_words(qapp: QApplication, qtbot: QtBot, make, text: int) -> None:
    dress(qapp, "dark", text)
    page = make()
    qtbot.addWidget(page)
    page.resize(page.minimumSizeHint())
    page.show()
    qtbot.wait(30)
    assert clipped(page) == []


@pytest.mark.parametrize("text", [100, 130])
def test_a_dialog_fits_the_smallest_window(qapp: QApplication, qtbot: QtBot, text: int) -> None:
    dress(qapp, "light", text)
    desk = FieldDesk()
    qtbot.addWidget(desk)
    desk.resize(1093, 543)
    desk.show()
    dialog = sample_dialog(desk)
    dialog.open()
    qtbot.wait(30)
    assert clipped(dialog) == []
    assert outside(dialog) == []
    dialog.reject()


def test_changing_the_text_size_while_it_runs_clips_nothing(
    qapp: QApplication, qtbot: QtBot
) -> None:
    desk = FieldDesk()
    qtbot.addWidget(desk)
    desk.resize(1366, 697)
    desk.show()
    desk.open_sample()
    dress(qapp, "dark", 130)
    qtbot.wait(50)
    assert clipped(desk) == []
    assert outside(desk) == []


def test_every_control_has_a_name(qapp: QApplication, qtbot: QtBot) -> None:
    for page in (FieldDesk(), Components(), choices_page()):
        qtbot.addWidget(page)
        page.resize(1366, 768)
        page.show()
        if isinstance(page, FieldDesk):
            page.open_sample()
        qtbot.wait(20)
        nameless = [
            repr(widget)
            for widget in page.findChildren(QWidget)
            if widget.isVisible()
            and widget.focusPolicy() != 0
            and not widget.accessibleName()
            and not widget.objectName().startswith("qt_")
            and type(widget).__name__ not in ("QScrollBar", "QHeaderView")
        ]
        assert nameless == []
