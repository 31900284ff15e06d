"""Putting the look on the application: icon, font, palette, style sheet, icons of the sheet."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from PySide6.QtCore import QDir, Qt
from PySide6.QtGui import QColor, QFontDatabase, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from app.paths import resource, user_cache
from app.ui.theme import look
from app.ui.theme.look import Theme
from app.ui.theme.sheet import sheet_icons, style_sheet
from app.ui.theme.tokens import MODES

ROLES = {
    "Window": "bg",
    "WindowText": "text",
    "Base": "surface",
    "AlternateBase": "bg",
    "Text": "text",
    "PlaceholderText": "text3",
    "Button": "surface",
    "ButtonText": "text",
    "BrightText": "critical",
    "Highlight": "selected",
    "HighlightedText": "text",
    "Link": "link",
    "ToolTipBase": "text",
    "ToolTipText": "surface",
    "Mid": "line",
    "Dark": "line_strong",
    "Accent": "primary",
}
"""Qt's palette role: token."""

_FUSION = "chengjian_fusion"
_fonts_loaded = False


def load_fonts() -> list[str]:
    """Give Qt the bundled fonts once; return the families found."""
    global _fonts_loaded
    _fonts_loaded = True
    found: list[str] = []
    for file in sorted(resource("fonts").glob("*.[to]tf")):
        number = QFontDatabase.addApplicationFont(str(file))
        found += QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    return found


def palette(theme: Theme) -> QPalette:
    """Return the Qt palette; Fusion draws from it what the style sheet leaves alone."""
    result = QPalette()
    for role, token in ROLES.items():
        result.setColor(QPalette.ColorRole[role], theme.color(token))
    grey = QColor(theme.color("disabled"))
    for role in ("Text", "ButtonText", "WindowText"):
        result.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole[role], grey)
    return result


def current_mode(choice: str) -> str:
    """Return the mode for a setting, asking the system for light or dark where it says so."""
    if choice in MODES:
        return choice
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return "dark" if dark else "light"


def _sheet_icon_folder(chosen: Theme) -> Path:
    folder = user_cache() / "sheet" / chosen.mode
    try:
        sheet_icons(chosen, folder)
    except OSError:  # no cache may be written here: a read-only home, a full disk
        import tempfile

        folder = Path(tempfile.mkdtemp(prefix="chengjian"))
        sheet_icons(chosen, folder)
    return folder


def dress(
    app: QApplication, choice: str = "system", text_size: int = 100, *, sheet: bool = True
) -> Theme:
    """Dress the application; call again to switch mode or text size while it runs.

    Args:
        app: The running application.
        choice: ``system``, ``light``, ``dark`` or ``contrast``.
        text_size: 100, 115 or 130 per cent.
        sheet: Set the style sheet too; else call `dress_sheet` before the first window shows. Under
            a sheet, each widget put into another is styled anew with all that is in it.

    Returns:
        The look now in use, the same that `app.ui.theme.theme` returns.
    """
    if not _fonts_loaded:
        load_fonts()
    if app.windowIcon().isNull():
        app.setWindowIcon(QIcon(str(resource("icons/chengjian.png"))))
    chosen = Theme(current_mode(choice), text_size)
    look.use(chosen)  # before any widget hears of the change and asks for its colours
    QDir.setSearchPaths("icons", [str(_sheet_icon_folder(chosen))])
    _wear(app, chosen, sheet=sheet)
    return chosen


def _wear(app: QApplication, chosen: Theme, *, sheet: bool) -> None:
    """Set what differs from what the application wears: each sets every widget anew."""
    if app.property(_FUSION) is None:  # under a sheet the style no longer tells its name
        app.setStyle("Fusion")
        app.setProperty(_FUSION, True)
    if app.font() != chosen.font("body"):
        app.setFont(chosen.font("body"))
    if app.palette() != palette(chosen):
        app.setPalette(palette(chosen))
    if sheet and app.styleSheet() != style_sheet(chosen):
        app.setStyleSheet(style_sheet(chosen))


def dress_sheet(app: QApplication) -> None:
    """Set the style sheet of the look in use, if `dress` left it out."""
    if not app.styleSheet():
        app.setStyleSheet(style_sheet(look.theme()))


def application() -> QApplication:
    """Return the running application."""
    return cast(QApplication, QApplication.instance())
