"""恢复密钥 on paper: the key in letters and as a QR code, who keeps it, and what to do with it."""

from __future__ import annotations

from pathlib import Path

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from app.files import cannot_write
from app.models.clock import wall_ms
from app.reports.text import minute
from app.reports.typeset import REGULAR, STRONG, load_fonts

TITLE = "恢复密钥"
_ZONE = "Asia/Shanghai"
_LEFT, _TOP = 64.0, A4[1] - 80
_GROUP = 8
_QR = 132.0
STEPS = (
    "本页能打开这次体检的所有包。打印后装进信封、封口签字，由不在本机操作的人保管；电子版随即删掉。",
    "什么时候用：汇总台这台电脑坏了、丢了，或者管它的人不在了，包再也打不开的时候。",
    "怎么用：在新电脑上装好城检，新建或恢复工作区，把下面这一行原样存成文本文件 key.txt，然后：",
    "chengjian receive 包所在文件夹 --recovery-key key.txt",
    "没有城检也行：任何 age 程序都能打开，age --decrypt --identity key.txt 包.zip.age。",
    "用过以后：在新的汇总台上另做一把恢复密钥，重新发任务包；这一把留着，以前的包还要它开。",
)


def write_recovery_sheet(file: Path, secret: str, campaign: str = "") -> Path:
    """Write one page.

    Args:
        file: The PDF.
        secret: ``AGE-SECRET-KEY-1…``.
        campaign: Name of the campaign, or empty.

    Raises:
        AppError: The file cannot be written.
    """
    load_fonts()
    try:
        file.touch(0o600)  # it holds a secret key
        file.chmod(0o600)
    except OSError as error:
        raise cannot_write(file.name, error) from error
    canvas = Canvas(str(file), pagesize=A4)
    canvas.setTitle(TITLE)
    canvas.setAuthor("城检")
    y = _TOP
    canvas.setFont(STRONG, 24)
    canvas.drawString(_LEFT, y, TITLE)
    canvas.setFont(REGULAR, 10)
    about = "　".join(part for part in (campaign, f"制作：{minute(wall_ms(), _ZONE)}") if part)
    canvas.drawString(_LEFT, y - 22, about)
    y -= 62
    for number, step in enumerate(STEPS, 1):
        command = step.startswith("chengjian")
        canvas.setFont(REGULAR, 10.5)
        lead = "" if command else f"{number if number < 4 else number - 1}. "
        for line in _lines(lead + step):
            canvas.drawString(_LEFT + (16 if command else 0), y, line)
            y -= 17
        y -= 5
    y -= 12
    canvas.setLineWidth(1)
    canvas.roundRect(_LEFT - 12, y - 172, A4[0] - 2 * _LEFT + 24, 172, 6)
    canvas.setFont(STRONG, 11)
    canvas.drawString(_LEFT, y - 22, "密钥（分行只为好认，存的时候连成一行，不加空格）")
    canvas.setFont("Courier-Bold", 13)
    groups = [secret[at : at + _GROUP] for at in range(0, len(secret), _GROUP)]
    for row, start in enumerate(range(0, len(groups), 3)):
        canvas.drawString(_LEFT, y - 48 - 24 * row, "  ".join(groups[start : start + 3]))
    code = QrCodeWidget(secret, barLevel="M")
    left, bottom, right, top = code.getBounds()
    drawing = Drawing(_QR, _QR, transform=[_QR / (right - left), 0, 0, _QR / (top - bottom), 0, 0])
    drawing.add(code)
    renderPDF.draw(drawing, canvas, A4[0] - _LEFT - _QR + 4, y - 166)
    y -= 210
    canvas.setFont(REGULAR, 11)
    for words in ("保管人", "封存日期", "信封编号", "启封记录"):
        canvas.drawString(_LEFT, y, f"{words}：")
        canvas.line(_LEFT + 66, y - 3, A4[0] - _LEFT, y - 3)
        y -= 30
    try:
        canvas.save()
    except OSError as error:
        raise cannot_write(file.name, error) from error
    return file


def _lines(text: str, width: float = A4[0] - 2 * _LEFT) -> list[str]:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    lines, line = [], ""
    for letter in text:
        if stringWidth(line + letter, REGULAR, 10.5) > width:
            lines.append(line)
            line = ""
        line += letter
    return [*lines, line]
