"""The preview of a task package says its number and age; an old one makes people ask."""

from __future__ import annotations

from pathlib import Path

import keyring
import pytest
from pytestqt.qtbot import QtBot

from app import keys
from app.exchange.task.make import make_task
from app.exchange.task.read import preview_task
from app.models.clock import wall_ms
from app.ui.exchange.task_page import TaskPage
from app.workspace import Workspace
from tests.exchange.trusted import make_hub, use_keyring
from tests.ui.exchange.helps import words_of

DAY = 86_400_000


@pytest.mark.parametrize(
    ("days", "said"), [(-29, ""), (-41, "41 天前"), (2, "时钟")], ids=["new", "old", "clock"]
)
def test_number_and_time_stand_in_the_preview_and_an_old_one_is_named(
    qtbot: QtBot, tmp_path: Path, days: int, said: str
) -> None:
    use_keyring()
    made_at = wall_ms() + days * DAY
    hub, _recovery = make_hub(tmp_path / "hub")
    with hub, Workspace.create(tmp_path / "laptop", person="人", device_name="机") as laptop:
        made = make_task(hub, tmp_path / "t", now_ms=made_at)
        shown = preview_task(laptop, made.path)
    keys.forget()
    keyring.set_keyring(keyring.backends.fail.Keyring())
    assert (shown.number, shown.made_at) == (made.number, made_at)
    page = TaskPage(shown)
    qtbot.addWidget(page)
    page.show()
    words = words_of(page)
    assert f"第 {made.number} 号" in words
    for warning in ("天前", "时钟"):
        assert (warning in words) == (bool(said) and warning in said)
    assert said in words
