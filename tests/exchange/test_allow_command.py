"""``chengjian allow`` obeys the window's rule: where a hub leads, what is allowed is only shown."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import keys
from app.commands import allow as command
from app.errors import AppError
from app.inspection.effort.allowance import allowance
from app.workspace import Workspace
from tests.exchange.trusted import begin_task, make_hub, make_laptop, use_keyring


@pytest.fixture(autouse=True)
def _keyring() -> Iterator[None]:
    keys.forget()
    use_keyring()
    yield
    keys.forget()


def _run(folder: Path, *words: str) -> int:
    parser = argparse.ArgumentParser()
    command.add(parser)
    return command.run(parser.parse_args(["-w", str(folder), *words]))


def _copied(folder: Path) -> tuple[str, ...]:
    with Workspace.open(folder) as workspace, workspace.reading() as session:
        return allowance(session).copy


def test_a_laptop_of_a_hub_only_shows_what_is_allowed(tmp_path: Path) -> None:
    hub, _secret = make_hub(tmp_path / "hub")
    make_laptop(tmp_path / "laptop", *begin_task(hub, tmp_path), "马晓梅").close()
    hub.close()
    before = _copied(tmp_path / "laptop")
    assert _run(tmp_path / "laptop") == 0
    with pytest.raises(AppError, match=r"only be read|只能看"):
        _run(tmp_path / "laptop", "--copy", "A,B")
    assert _copied(tmp_path / "laptop") == before
    assert _run(tmp_path / "hub", "--copy", "A,B") == 0  # the hub says it
    assert _copied(tmp_path / "hub") == ("A", "B")
