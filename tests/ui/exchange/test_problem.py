"""What is said when something was not sent fits its cause."""

from __future__ import annotations

import errno
from pathlib import Path

from app.exchange.roads.destination import Destination
from app.files import cannot_write
from app.i18n import set_language
from app.ui.exchange.prepare import Way
from app.ui.exchange.problem import problem_words


def test_a_stick_under_write_protection_is_not_told_to_make_room(tmp_path: Path) -> None:
    set_language("zh_CN")
    way = Way(Destination("U 盘", str(tmp_path)))
    error = cannot_write(str(tmp_path), OSError(errno.EROFS, "read-only"))
    words = problem_words(error, way, packed=True)
    assert "写保护" in words
    assert "腾出空间" not in words
    full = cannot_write(str(tmp_path), OSError(errno.ENOSPC, "full"))
    assert problem_words(full, way, packed=True).count("腾出空间") == 1
