"""Names at the merge desk and in 查漏: long ones end in dots and a tooltip, equal ones differ."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select, text

from app.exchange.gaps import Gaps, Silent
from app.inspection.conflict.beside import laptops
from app.inspection.conflict.queue import queue
from app.inspection.conflict.view import detail
from app.models.derived import Peer
from app.models.ids import new_id
from app.models.log import ChangeLine, merge
from app.models.tables import Origin
from app.models.values import canonical
from app.ui.desk import Desk
from app.ui.hub.conflicts.column import who_said
from app.ui.hub.conflicts.page import ConflictPage
from app.ui.hub.gap_lines import gap_lines
from app.ui.widgets.labels import Text
from app.workspace import Workspace
from tests.faults.small import STRANGER, begin, make, path

Open = Callable[..., Desk]
LONG = "宁夏回族自治区中卫市沙坡头区滨河镇黄河花园社区居委会张建国的联想笔记本电脑（二楼办公室）"
OTHER = UUID("7b2d0000-0000-4000-8000-00000000cafe")


def say(hub: Workspace, record: UUID, answer: str, device: UUID, person: str) -> None:
    time = 1_900_000_000_000
    line = ChangeLine(
        new_id(),
        "inspection",
        record,
        path("B02"),
        canonical({"answer": answer}),
        (),
        time << 16,
        device,
        person,
        1,
        time,
    )
    with hub.sessions.begin() as session:
        merge(session, [line], now_ms=time)


def known(hub: Workspace, device: UUID, name: str) -> None:
    with hub.sessions.begin() as session:
        session.add(
            Peer(
                device=device,
                name=name,
                sign=device.hex,
                seal=device.hex,
                role="device",
                state="confirmed",
                replaces="",
                seen_at=1,
            )
        )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two people of one name on two laptops of one name."""
    with make(tmp_path / "hub", "审") as hub:
        record = begin(hub, "1号楼").inspection
        for device, answer in ((STRANGER, "present"), (OTHER, "none")):
            say(hub, record, answer, device, "张建国")
            known(hub, device, LONG)
    return tmp_path / "hub"


def test_two_people_of_one_name_are_told_apart_by_their_laptops(root: Path) -> None:
    with Workspace.open(root, person="审") as hub, hub.reading() as session:
        (case,) = queue(hub, session)
        names = [who_said(one) for one in detail(hub, session, case).sides]
    assert len(set(names)) == 2
    assert all(one.startswith("张建国") for one in names)
    assert sorted(one.rpartition(" ")[2].strip("()（）") for one in names) == sorted(
        (STRANGER.hex[:8], OTHER.hex[:8])  # as the room of devices numbers them
    )


def test_one_of_a_name_stands_without_a_number(root: Path) -> None:
    with Workspace.open(root, person="审") as hub:
        with hub.sessions.begin() as session:
            session.execute(text("DELETE FROM peer WHERE device = :one"), {"one": OTHER.bytes})
        with hub.reading() as session:
            assert laptops(session)[STRANGER] == LONG
            assert set(session.scalars(select(Origin.device))) >= {STRANGER, OTHER}


def test_a_long_name_ends_in_dots_and_is_whole_in_the_tooltip(
    qtbot: QtBot, opened: Open, root: Path
) -> None:
    desk = opened(root, "conflicts")
    page = desk.shell.content.currentWidget()
    assert isinstance(page, ConflictPage)
    qtbot.waitUntil(lambda: page.found is not None, timeout=30_000)

    def long() -> list[Text]:
        every = page.pane.sides.findChildren(Text)
        return [one for one in every if LONG in one.text() and one.isVisible()]

    qtbot.waitUntil(lambda: len(long()) == 2)
    for one in long():
        assert one.elides
        assert one.toolTip() == one.text()
        assert one.mapTo(desk.shell, one.rect().topRight()).x() <= desk.shell.width()


def test_a_tooltip_follows_the_words(qtbot: QtBot) -> None:
    label = Text("short", elide=True)
    qtbot.addWidget(label)
    label.resize(120, 20)
    label.show()
    label.setText(LONG)
    assert label.toolTip() == LONG
    label.setText("short")
    assert label.toolTip() == ""


def test_two_silent_laptops_of_one_name_are_told_apart() -> None:
    devices = (STRANGER, OTHER)
    for sender in ("", "滨河·张建国"):
        found = Gaps(silent=tuple(Silent(one, sender, 0, 9) for one in devices))
        lines = gap_lines(found, {}, dict.fromkeys(devices, sender or "笔记本"))
        assert len({one.who for one in lines}) == 2
        for device, one in zip(devices, lines, strict=True):
            assert one.who == f"{sender or '笔记本'} {device.hex[:8]}"
