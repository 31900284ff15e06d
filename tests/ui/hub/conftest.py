"""Hub desks for tests: a new one, and one that has merged two contradicting laptops."""

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.exchange.roads.destination import Destination
from app.exchange.serve import accounts
from app.exchange.serve.server import Inbox
from app.i18n import set_language
from app.ui.desk import Desk
from app.ui.theme import dress
from app.workspace import Workspace

HERE = Path(__file__).parent


def _made() -> Any:
    """Load the builder beside this file; tests are no package."""
    name = "hub_made"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, HERE / "made.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let pass what the offscreen platform says of windows."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return _made().shared_sample(tmp_path_factory)


@pytest.fixture(autouse=True)
def english_and_light(qapp: QApplication) -> None:
    set_language("en")
    dress(qapp, "light", 100)


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Callable[..., Desk]]:
    desks: list[Desk] = []

    def open_one(folder: Path, room: str, width: int = 1366, height: int = 768) -> Desk:
        desk: Desk = _made().open_hub(folder)
        desks.append(desk)
        qtbot.addWidget(desk.shell)
        desk.shell.resize(width, height)
        desk.shell.show()
        desk.shell.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is desk.shell)
        desk.shell.rail.choose(room)
        return desk

    yield open_one
    for desk in desks:
        desk.jobs.shut_down()
        desk.workspace.close()


@pytest.fixture
def behind_tls(
    sample: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Destination, str]]:
    """Another hub's network inbox with a package in it, and the password of its account."""
    monkeypatch.setattr(accounts, "user_data", lambda: tmp_path / "home")
    with Workspace.create(tmp_path / "other") as other:
        password = accounts.add_account(other.device, "hub1")
        door = Inbox(other, "127.0.0.1", 0)
        try:
            (door.folders()[0] / sample.first.name).write_bytes(sample.first.read_bytes())
            options = {"user": "hub1", "fingerprint": door.fingerprint}
            yield Destination("unit", f"https://127.0.0.1:{door.port}/hub1", options), password
        finally:
            door.stop()


@pytest.fixture
def new_hub(tmp_path: Path) -> Path:
    Workspace.create(tmp_path / "hub", person="engineer").close()
    return tmp_path / "hub"


@pytest.fixture
def merged_hub(sample: Any, tmp_path: Path) -> Path:
    return Path(_made().copy_of(sample.hub, tmp_path / "merged"))
