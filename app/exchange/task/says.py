"""Whether a file says from outside that it is a task package."""

from __future__ import annotations

import zipfile
from pathlib import Path

from app.exchange.admit import TASK_KIND
from app.exchange.signing import KIND_LABEL

_LABEL_BYTES = 1 << 16


def says_task(file: Path) -> bool:
    """Tell by the label alone; whether it is genuine is found out when it is read."""
    try:
        with zipfile.ZipFile(file) as archive:
            for info in archive.infolist()[:64]:
                if info.filename.endswith("/bag-info.txt") and info.file_size <= _LABEL_BYTES:
                    text = archive.read(info).decode("utf-8", "replace")
                    return f"{KIND_LABEL}: {TASK_KIND}" in text
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return False
    return False
