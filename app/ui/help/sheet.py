"""F1: what the open question is about, then all keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import _
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import Chip, chip_for
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.key_sheet import add_keys
from app.ui.widgets.labels import Card, Panel, Text

if TYPE_CHECKING:
    from app.ui.help.facts import QuestionHelp, RuleHelp
    from app.ui.keys import Keys

_ADDRESS = re.compile(r"https?://([^/\s]+)/(?:[^\s；;，（）()]*/)?([^/\s；;，（）()]+)")
"""The address of a document: host and last part."""
_ENDING = re.compile(r"\.(?:md|pdf|html?|docx?|shtml)$")


class HelpSheet(Dialog):
    """Help over the window; Esc and Enter close it, the arrows scroll.

    Attributes:
        texts: Everything that is said about the question, for those who read it out.
        guide: Shows the first steps again; None where there are none.
    """

    def __init__(self, window: QWidget, keys: Keys, question: QuestionHelp | None) -> None:
        title = _("Help") if question is not None else _("All keys")
        super().__init__(window, title, height=theme().scaled(600 if question else 0))
        self.texts: list[str] = []
        if question is not None:
            self._question(question)
            line = Panel("line")
            line.setFixedHeight(theme().stroke("line"))
            self.body.addWidget(line)
            self.body.addWidget(Text(_("All keys"), "heading"))
        add_keys(self.body, keys)
        self.body.addStretch()
        self.guide = self.add_button(Button(_("The first steps"), icon="play"))
        good = self.add_button(Button(_("OK"), "primary", hint="Enter"))
        good.clicked.connect(self.accept)
        good.setFocus()

    def _say(
        self, words: str, style: str = "body", color: str = "text", to: QVBoxLayout | None = None
    ) -> None:
        self.texts.append(words)
        text = Text(_titled(words), style, color, wrap=True)
        if _ADDRESS.search(words):
            text.setToolTip(words)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        (self.body if to is None else to).addWidget(text)

    def _question(self, asked: QuestionHelp) -> None:
        self._say(f"{asked.code}  {asked.label}".strip(), "heading")
        if asked.guidance:
            self._say(asked.guidance)
        if asked.photos:
            self._say(_("Photos when there is a problem"), "body_strong")
            self._say(" · ".join(asked.photos))
        if asked.source:
            self._say(asked.source, "caption", "text2")
        self._say(_("What becomes of the answer"), "body_strong")
        if not asked.rules:
            self._say(_("No finding rests on this question; it is a basic fact."), "body", "text2")
        for rule in asked.rules:
            self.body.addWidget(self._rule(rule))

    def _rule(self, rule: RuleHelp) -> Card:
        look = theme()
        card = Card()
        card.setAccessibleName(rule.title)
        column = QVBoxLayout(card)
        edge = look.space(3)
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(look.space(1))
        head = QHBoxLayout()
        head.setSpacing(look.space(2))
        flow = FlowRow(look.space(2))
        for code in (rule.severity, rule.deadline):
            if code:
                flow.add_widget(Chip(chip_for(code)))
        head.addWidget(flow, 1)
        column.addLayout(head)
        self._say(rule.title, "body_strong", to=column)
        for words in rule.lines:
            self._say(words, "caption", "text2", to=column)
        return card


def _titled(words: str) -> str:
    """Return words in which a document's address is its name; the tooltip keeps the address."""

    def name(found: re.Match[str]) -> str:
        title = _ENDING.sub("", unquote(found[2]))
        chinese = any("\u4e00" <= letter <= "\u9fff" for letter in title)
        return f"《{title}》" if chinese else f"{found[1]}/…"

    return _ADDRESS.sub(name, words)


def open_help(window: QWidget, keys: Keys, question: QuestionHelp | None = None) -> HelpSheet:
    """Open the sheet over a window; it scrolls where it is longer than the window."""
    sheet = HelpSheet(window, keys, question)
    sheet.guide.hide()
    sheet.open()
    return sheet
