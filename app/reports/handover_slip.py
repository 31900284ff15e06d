"""交接单: one page that goes with a package, for those who hand it over and those who take it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from app.files import cannot_write
from app.reports.text import minute
from app.reports.typeset import REGULAR, STRONG, load_fonts

TITLE = "交接单"
_ZONE = "Asia/Shanghai"
_LEFT, _RIGHT = 60.0, A4[0] - 60
_LABEL = 92.0
_ROW = 24.0
_SHOWN_VOLUMES = 8
_INK, _SOFT, _LINE = "#15201E", "#5B6764", "#9AA5A2"


@dataclass(frozen=True)
class SlipVolume:
    """One file of the package: its name and its size in bytes."""

    name: str
    bytes: int


@dataclass(frozen=True)
class Slip:
    """What a slip says.

    Attributes:
        campaign: Name of the campaign; ``rehearsal``: it is practice.
        numbers: Running numbers of the packages that were handed over.
        device: Name of the sending laptop; ``fingerprint``: its own, empty while it has no keys.
        person: Who sends it.
        hub: Whom it is for; empty while no hub is known.
        where: The stick, folder or server that it lies on.
        buildings, changes, photos, bytes: How much it is.
        volumes: Its files.
        digest: SHA-256 of the tag manifest of the last package's first volume, in hexadecimal.
        sealed: Whether the hub alone can open it.
        at_ms: When it was sent.
    """

    campaign: str
    rehearsal: bool
    numbers: tuple[int, ...]
    device: str
    fingerprint: str
    person: str
    hub: str
    where: str
    buildings: int
    changes: int
    photos: int
    bytes: int
    volumes: tuple[SlipVolume, ...]
    digest: str
    sealed: bool
    at_ms: int


def write_handover_slip(file: Path, slip: Slip) -> Path:
    """Write one page of A4.

    Args:
        file: The PDF.
        slip: What it says.

    Raises:
        AppError: The file cannot be written.
    """
    load_fonts()
    canvas = Canvas(str(file), pagesize=A4)
    canvas.setTitle(TITLE)
    canvas.setAuthor("城检")
    y = _head(canvas, slip)
    for name, words in _rows(slip):
        y = _row(canvas, y, name, words)
    y = _volumes(canvas, y - 14, slip)
    _signatures(canvas, y - 10)
    try:
        canvas.save()
    except OSError as error:
        raise cannot_write(file.name, error) from error
    return file


def _head(canvas: Canvas, slip: Slip) -> float:
    y = A4[1] - 76
    canvas.setFillColor(_INK)
    canvas.setFont(STRONG, 24)
    canvas.drawString(_LEFT, y, TITLE)
    numbers = "、".join(map(str, slip.numbers))
    canvas.setFont(STRONG, 14)
    canvas.drawRightString(_RIGHT, y, f"第 {numbers} 包")
    canvas.setFont(REGULAR, 10)
    canvas.setFillColor(_SOFT)
    about = [slip.campaign, f"{minute(slip.at_ms, _ZONE)} 送出"]
    if slip.rehearsal:
        about.append("演练，不是真实数据")
    canvas.drawString(_LEFT, y - 22, "　".join(part for part in about if part))
    return y - 44


def _rows(slip: Slip) -> list[tuple[str, str]]:
    amount = (
        f"{slip.buildings} 栋　{slip.changes} 处改动　{slip.photos} 张照片　{_size(slip.bytes)}"
    )
    sender = "　".join(part for part in (slip.person, slip.device) if part)
    print_ = slip.fingerprint or "还没有（收过汇总台的任务包才有）"
    sealed = "已签名、已加密，只有汇总台能打开" if slip.sealed else "没加密，请当面交接"
    groups = [slip.digest[at : at + 8] for at in range(0, len(slip.digest), 8)]
    digest = "\n".join("  ".join(groups[at : at + 4]) for at in range(0, len(groups), 4))
    return [
        ("交出", sender or "—"),
        ("本机指纹", print_),
        ("交给", slip.hub or "—"),
        ("存放在", slip.where),
        ("内容", amount),
        ("加密", sealed),
        ("校验值", digest or "—"),
    ]


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB"


def _row(canvas: Canvas, y: float, name: str, words: str) -> float:
    lines = _broken(words, _RIGHT - _LEFT - _LABEL, 11)
    canvas.setStrokeColor(_LINE)
    canvas.setLineWidth(0.6)
    canvas.line(_LEFT, y, _RIGHT, y)
    canvas.setFillColor(_SOFT)
    canvas.setFont(REGULAR, 10)
    canvas.drawString(_LEFT, y - 16, name)
    canvas.setFillColor(_INK)
    canvas.setFont(REGULAR, 11)
    for number, line in enumerate(lines):
        canvas.drawString(_LEFT + _LABEL, y - 16 - 16 * number, line)
    return y - _ROW - 16 * (len(lines) - 1)


def _volumes(canvas: Canvas, y: float, slip: Slip) -> float:
    canvas.setStrokeColor(_LINE)
    canvas.line(_LEFT, y + 14, _RIGHT, y + 14)
    canvas.setFillColor(_INK)
    canvas.setFont(STRONG, 11)
    canvas.drawString(_LEFT, y - 8, f"文件　{len(slip.volumes)} 卷")
    y -= 28
    canvas.setFont(REGULAR, 10)
    for one in slip.volumes[:_SHOWN_VOLUMES]:
        canvas.drawString(_LEFT, y, _broken(one.name, _RIGHT - _LEFT - 90, 10)[0])
        canvas.drawRightString(_RIGHT, y, _size(one.bytes))
        y -= 17
    rest = len(slip.volumes) - _SHOWN_VOLUMES
    if rest > 0:
        canvas.drawString(_LEFT, y, f"另有 {rest} 卷")
        y -= 17
    return y


def _signatures(canvas: Canvas, y: float) -> None:
    half = (_RIGHT - _LEFT - 24) / 2
    for number, title in enumerate(("交出人", "接收人")):
        left = _LEFT + number * (half + 24)
        canvas.setFillColor(_INK)
        canvas.setFont(STRONG, 11)
        canvas.drawString(left, y - 18, title)
        canvas.setFont(REGULAR, 10)
        canvas.setStrokeColor(_INK)
        for row, words in enumerate(("签字", "日期", "备注")):
            at = y - 50 - 32 * row
            canvas.setFillColor(_SOFT)
            canvas.drawString(left, at, words)
            canvas.line(left + 34, at - 3, left + half, at - 3)
    canvas.setFillColor(_SOFT)
    canvas.setFont(REGULAR, 9)
    foot = "收进汇总台后会有回执。收到回执以前，记录和原图在交出的笔记本上一直留着。"
    canvas.drawString(_LEFT, y - 154, foot)


def _broken(text: str, width: float, size: float) -> list[str]:
    lines, line = [], ""
    for letter in text:
        if letter == "\n":
            lines.append(line)
            line = ""
            continue
        if line and stringWidth(line + letter, REGULAR, size) > width:
            lines.append(line)
            line = ""
        line += letter
    return [*lines, line]
