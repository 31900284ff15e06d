"""The application style sheet: only what Qt's own controls need, the rest is painted.

No rule names every widget: such a rule would be matched against each one created, and would
overrule the fonts that labels choose.
"""

from __future__ import annotations

from pathlib import Path
from string import Template

from app.ui.theme.look import Theme

STROKES = {
    "arrow": ("text2", "M6 9l6 6 6-6"),
    "tick": ("on_primary", "M5 12.500l4.500 4.500L19 7.500"),
    "dot": ("primary", "M12 10a2 2 0 1 0 .01 0z"),
}
"""Small icons that the sheet names: colour token and path on the 24 grid."""

QSS = Template("""
QMainWindow, QDialog { background: $bg; }
QToolTip { background: $text; color: $surface; border: 0; padding: ${s1}px ${s2}px; }
QAbstractScrollArea { background: transparent; border: 0; }
QPushButton { background: $surface; border: ${line_w}px solid $line_strong;
  border-radius: ${control}px; padding: 0 ${s4}px; min-height: ${field}px; }
QPushButton:hover { background: $hover; } QPushButton:pressed { background: $pressed; }
QPushButton:disabled { color: $disabled; border-color: $line; }
QLineEdit, QPlainTextEdit, QComboBox { background: $surface; border: ${line_w}px solid $line_strong;
  border-radius: ${control}px; padding: 0 ${pad}px; color: $text;
  selection-background-color: $primary; selection-color: $on_primary; }
QLineEdit, QComboBox { min-height: ${field}px; }
QPlainTextEdit { padding: ${s1}px ${s1}px; }
QLineEdit:focus, QComboBox:focus { border: ${focus_w}px solid $focus; padding: 0 ${pad_focus}px;
  min-height: ${field_focus}px; }
QPlainTextEdit:focus { border: ${focus_w}px solid $focus; padding: ${pad1}px ${pad1}px; }
QLineEdit[state="error"] { border: ${focus_w}px solid $critical; padding: 0 ${pad_focus}px;
  min-height: ${field_focus}px; }
QLineEdit:read-only, QPlainTextEdit:read-only { background: $bg; border-color: $line; }
QLineEdit:disabled, QComboBox:disabled { background: $bg; border-color: $line; color: $disabled; }
QLineEdit[bare="true"], QLineEdit[bare="true"]:focus { background: transparent; border: 0;
  padding: 0; min-height: 0; }
QComboBox::drop-down { border: 0; width: ${drop}px; }
QComboBox::down-arrow { image: url(icons:arrow.svg); width: ${icon}px; height: ${icon}px; }
QComboBox QAbstractItemView { background: $raised; border: ${line_w}px solid $line; outline: 0;
  selection-background-color: $selected; selection-color: $text; padding: ${s1}px; }
QListView { background: $raised; color: $text; }
QTreeView, QTableView, QWidget QListView { background: transparent; border: 0; outline: 0; }
QFileDialog QHeaderView, QFileDialog QHeaderView::section { background: $bg; color: $text2; }
QFileDialog QHeaderView::section { border: 0; border-bottom: ${line_w}px solid $line;
  padding: ${s1}px ${s2}px; }
QCheckBox, QRadioButton { spacing: ${s2}px; }
QCheckBox::indicator, QRadioButton::indicator { width: ${check}px; height: ${check}px;
  border: ${line_w}px solid $line_strong; background: $surface; border-radius: ${chip}px; }
QRadioButton::indicator { border-radius: ${check_half}px; }
QRadioButton::indicator:checked { image: url(icons:dot.svg); border-color: $primary; }
QCheckBox::indicator:checked { image: url(icons:tick.svg); background: $primary;
  border-color: $primary; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: ${focus_w}px solid $focus; }
QProgressBar { background: $line; border: 0; border-radius: ${bar_half}px;
  max-height: ${bar}px; min-height: ${bar}px; }
QProgressBar::chunk { background: $primary; border-radius: ${bar_half}px; }
QScrollBar { background: transparent; border: 0; margin: 0; }
QScrollBar:vertical { width: ${scroll}px; } QScrollBar:horizontal { height: ${scroll}px; }
QScrollBar::handle { background: $line_strong; border-radius: ${scroll_half}px;
  margin: ${focus_w}px; min-height: ${s8}px; min-width: ${s8}px; }
QScrollBar::handle:hover { background: $text3; }
QScrollBar::handle:disabled { background: transparent; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }
QMenu { background: $raised; border: ${line_w}px solid $line; padding: ${s1}px; }
QMenu::item { padding: ${s2}px ${s6}px ${s2}px ${s3}px; border-radius: ${chip}px; color: $text; }
QMenu::item:selected { background: $selected; } QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: ${line_w}px; background: $line; margin: ${s1}px ${s2}px; }
""")


def style_sheet(theme: Theme) -> str:
    """Return the style sheet of one look."""
    # The sheet's heights are those of the content, inside the border.
    field, line, focus = theme.height("field"), theme.stroke("line"), theme.stroke("focus")
    solid = {name: text for name, text in theme.raw("color", theme.mode).items() if len(text) == 7}
    numbers = {f"s{step}": theme.space(step) for step in (1, 2, 3, 4, 6, 8)}
    check, scroll = theme.size("check").width(), theme.width("scrollbar")
    return QSS.substitute(
        solid,
        **numbers,
        line_w=line,
        focus_w=focus,
        field=field - 2 * line,
        field_focus=field - 2 * focus,
        pad=theme.space(3) - line,
        pad_focus=theme.space(3) - focus,
        pad1=theme.space(1) - (focus - line),
        control=theme.radius("control"),
        chip=theme.radius("chip"),
        drop=theme.space(8),
        icon=theme.icon(1),
        check=check,
        check_half=check // 2 + line,
        bar=theme.height("bar"),
        bar_half=theme.height("bar") // 2,
        scroll=scroll,
        scroll_half=scroll // 2 - focus,
    )


def sheet_icons(theme: Theme, folder: Path) -> None:
    """Write the small icons that the sheet names into ``folder``, in the colours of one look."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (token, path) in STROKES.items():
        ends = 'stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"'
        text = (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
            f'<path d="{path}" fill="none" stroke="{theme.hex(token)}" {ends}/></svg>'
        )
        file = folder / f"{name}.svg"
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
