"""One hub, one laptop and a stick between them, and the laptop's window; shared by the chains."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import keyring
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import keys
from app.exchange.fetching import collect
from app.exchange.inbox.parcels import merge_parcels, parcels
from app.exchange.receipts.bringing import send_receipts
from app.exchange.roads.destination import Destination, keep, open_road
from app.inspection.checklists import keeper
from app.inspection.derive import derive
from app.inspection.photo.photos import add_photos
from app.inspection.review.returned import returned_records
from app.ui.app import Program
from app.ui.exchange.send import SendDialog
from app.workspace import Workspace
from tests.exchange.trusted import begin_task, know, make_hub, make_laptop, use_keyring
from tests.faults.small import BUILDINGS, ORDINARY, begin, picture, place
from tests.ui.field.conftest import press, settle, the_room

CTRL = Qt.KeyboardModifier.ControlModifier


@dataclass
class City:
    hub: Workspace
    root: Path
    stick: Path

    def collect(self) -> None:
        collect(self.hub, open_road(Destination("x", str(self.stick))))

    def merge(self) -> None:
        self.collect()
        with self.hub.reading() as session:
            waiting = parcels(session, self.hub)
        merge_parcels(self.hub, waiting, keep_form=keeper(self.hub))
        derive(self.hub)

    def receipts(self) -> list[str]:
        road = open_road(Destination("x", str(self.stick)))
        return send_receipts(self.hub, road, review=returned_records)


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    use_keyring()
    hub, _recovery = make_hub(tmp_path / "hub")
    task, told = begin_task(hub, tmp_path / "tasks")
    laptop = make_laptop(tmp_path / "laptop", task, told, "甲")
    know(hub, laptop)
    visit = begin(laptop, **ORDINARY)
    files = [picture(tmp_path / f"{n}.jpg", n, (300, 200)) for n in range(3)]
    add_photos(laptop, visit.inspection, files)
    visit.finish()
    begin(laptop, BUILDINGS[1])
    derive(laptop)
    stick = tmp_path / "KINGSTON"
    stick.mkdir()
    with laptop.sessions.begin() as session:
        keep(session, Destination("KINGSTON", str(stick)))
    laptop.close()
    with hub:
        yield City(hub, tmp_path / "laptop", stick)
    keys.forget()
    keyring.set_keyring(keyring.backends.fail.Keyring())


@pytest.fixture
def program(make_program: Callable[..., Program], city: City, qtbot: QtBot) -> Program:
    program = make_program(person="甲")
    program.begin(city.root)
    assert program.window is not None
    program.window.resize(1366, 768)
    settle(qtbot, program)
    return program


def send_dialog(qtbot: QtBot, program: Program) -> SendDialog:
    press(qtbot, program, Qt.Key.Key_5, CTRL)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), SendDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SendDialog)
    settle(qtbot, program)
    return dialog


def row_state(program: Program, name: str) -> str:
    model = the_room(program).tree.model
    found = model.place(model.index_of(str(place(name))))
    return found.state if found is not None else ""
