"""Last page of 送出: what was brought where, that it is right, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.ui.exchange.told import told_words
from app.ui.field.shown import buildings_count, duration, photos_named, size_words
from app.ui.icons import draw_icon
from app.ui.theme import theme
from app.ui.widgets import paint
from app.ui.widgets.labels import Card, Text
from app.ui.widgets.marks import MarkLabel
from app.ui.words import listed

if TYPE_CHECKING:
    from app.exchange.ahead import Ahead
    from app.exchange.sending import Sent
    from app.ui.exchange.prepare import Way


class NextSteps(QWidget):
    """已打包 → 交出去 → 已送达 → 已合并: where it is now, and what it waits for."""

    def __init__(self, steps: list[tuple[str, str, str, str]]) -> None:
        """Make it of icon, title, line and state (``done``, ``now``, ``waits``)."""
        super().__init__()
        self._steps = steps
        self.setAccessibleName("，".join(f"{title} {line}" for _icon, title, line, _s in steps))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        look = theme()
        disc = look.height("topbar") - look.space(4)
        tall = disc + look.space(2) + look.line("body_strong") + look.line("caption")
        return QSize(look.space(12) * 9, tall)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        disc = look.height("topbar") - look.space(4)
        wide = self.width() / len(self._steps)
        for number, (icon, title, line, state) in enumerate(self._steps):
            middle = wide * (number + 0.5)
            circle = QRectF(middle - disc / 2, 0, disc, disc)
            fill = {"done": "ok_soft", "now": "primary_soft"}.get(state)
            edge = "line_strong" if state == "waits" else None
            dashed = state == "waits"
            width = look.stroke("line")
            paint.box(painter, circle, disc / 2, fill, edge, width, dashed=dashed)
            ink = {"done": "ok", "now": "primary"}.get(state, "text2")
            draw_icon(painter, paint.middle(circle, look.icon(2)), icon, ink)
            area = QRectF(middle - wide / 2, disc + look.space(2), wide, look.line("body_strong"))
            style = "body" if state == "waits" else "body_strong"
            paint.text(painter, area, title, style, "text", paint.CENTRE)
            below = QRectF(area.left(), area.bottom(), wide, look.line("caption"))
            paint.text(painter, below, line, "caption", "text2", paint.CENTRE)
            if number:
                arrow = QRectF(middle - wide / 2 - disc / 2, 0, disc, disc)
                draw_icon(painter, paint.middle(arrow, look.icon(0)), "arrow-right", "text2")


class ResultPage(QWidget):
    """What came of it."""

    def __init__(self, sent: Sent, way: Way, found: Ahead | None, where: str) -> None:
        super().__init__()
        look = theme()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space(3))
        row = QHBoxLayout()
        row.setSpacing(look.space(4))
        row.addWidget(MarkLabel("done", _("Done"), 4))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Text(_title(sent, where), "heading", wrap=True))
        words.addWidget(Text(_facts(sent, found), "body", "text2", wrap=True))
        row.addLayout(words, 1)
        column.addLayout(row)
        column.addWidget(_checks(sent, way, found))
        told = told_words(sent.receipts, sent.problems)
        if told:
            column.addWidget(Text("\n".join(told), "label", wrap=True))
        if sent.numbers:  # else there is nothing on its way from here
            column.addWidget(Text(_("What comes next"), "body_strong"))
            stick = way.one.kind == "folder"
            column.addWidget(
                NextSteps(
                    [
                        ("package-check", _("Packed"), _("just now"), "done"),
                        ("usb", _("Hand it over"), _("please bring it to the hub"), "now")
                        if stick
                        else ("send", _("Uploaded"), _("the hub fetches it"), "done"),
                        ("inbox", _("Delivered"), _("waits for the receipt"), "waits"),
                        ("check-check", _("Merged"), _("waits for the receipt"), "waits"),
                    ]
                )
            )
        column.addWidget(
            Text(
                _("Until the receipt comes, records and originals stay on this laptop."),
                "label",
                "text2",
                wrap=True,
            )
        )
        column.addStretch()


def _title(sent: Sent, where: str) -> str:
    numbers = listed(map(str, sent.numbers))
    if not sent.numbers:
        return _("Nothing new to send")
    return _("Package {numbers} is at {where}, every byte read back and right").format(
        numbers=numbers, where=where
    )


def _facts(sent: Sent, found: Ahead | None) -> str:
    if not sent.numbers:
        return _("Everything went there before.")
    parts = []
    if found is not None and sent.packages:
        parts.append(buildings_count(found.places))
    packed = sum(one.changes for one in sent.packages)
    count = found.changes if found is not None and packed else packed
    if count:
        words = ngettext("{count} change", "{count} changes", count)
        parts.append(words.format(count=count))
    photos = sum(one.photos for one in sent.packages)
    if photos:
        parts.append(photos_named(photos))
    files = sent.volumes + sent.there
    parts.append(ngettext("{count} volume", "{count} volumes", files).format(count=files))
    parts.append(size_words(sent.bytes))
    if sent.seconds >= 1:
        parts.append(duration(round(sent.seconds)))
    return " · ".join(parts)


def _checks(sent: Sent, way: Way, found: Ahead | None) -> Card:
    look = theme()
    card = Card("bg")
    column = QVBoxLayout(card)
    edge = look.space(4)
    column.setContentsMargins(edge, look.space(3), edge, look.space(3))
    column.setSpacing(look.space(2))
    rows: list[tuple[str, str, str]] = []
    names = [path.name for one in sent.packages for path in one.paths]
    rows.append(("done", way.one.shown, "\n".join(names[:4]) + ("\n…" if len(names) > 4 else "")))
    for one in sent.packages:
        if one.sealed and found is not None and found.hub is not None:
            name = found.hub.keys.name or _("the hub")
            rows.append(
                ("done", _("Signed and sealed"), _("Only {name} can open it.").format(name=name))
            )
        else:
            rows.append(
                (
                    "serious",
                    _("Not sealed"),
                    _("Whoever finds it can read it; do not let it lie about."),
                )
            )
        break
    if sent.there:
        words = ngettext("{count} file was there", "{count} files were there", sent.there)
        rows.append(
            ("done", words.format(count=sent.there), _("What had arrived was not written again."))
        )
    missing = sum(one.missing for one in sent.packages)
    if missing:
        words = ngettext(
            "{count} photo is named but not here; it was not packed.",
            "{count} photos are named but not here; they were not packed.",
            missing,
        )
        rows.append(("serious", words.format(count=missing), ""))
    for one in sent.packages:
        for name in one.damaged:
            words = _("{name} is damaged on this disk and was left out.").format(name=name)
            rows.append(("critical", words, ""))
    for mark, title, line in rows:
        row = QHBoxLayout()
        row.setSpacing(look.space(2))
        row.addWidget(MarkLabel(mark, size=0))
        words_column = QVBoxLayout()
        words_column.setSpacing(0)
        words_column.addWidget(Text(title, "label_strong", wrap=True))
        if line:
            words_column.addWidget(Text(line, "caption", "text2", wrap=True))
        row.addLayout(words_column, 1)
        column.addLayout(row)
    return card
