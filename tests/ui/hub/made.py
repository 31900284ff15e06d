"""Two laptops with a few inspections that contradict each other, and the desk on a hub."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.commands.script import Player, read_script
from app.exchange.package import export
from app.exchange.receive import receive
from app.inspection.checklists import keeper, register_shipped
from app.inspection.derive import derive
from app.inspection.setup import import_roster, sample_campaign
from app.paths import resource
from app.settings import Settings
from app.ui.desk import Desk
from app.ui.hub.rooms import ROOMS, prepare
from app.ui.jobs import Jobs
from app.ui.shell import Shell
from app.ui.widgets.rail import Room
from app.ui.words import word
from app.workspace import Workspace
from tests.once import once


@dataclass(frozen=True)
class Sample:
    """Packages A1, A2 of one laptop and B1 of another; a hub that has merged A1 and B1."""

    first: Path
    second: Path
    other: Path
    hub: Path


def shared_sample(factory: pytest.TempPathFactory) -> Sample:
    """Return the sample that all processes of a test run share; only copies may be changed."""
    folder = once(factory, "hub-sample", lambda out: _note(out, make_sample(out)))
    names = (folder / "names").read_text(encoding="utf-8").split("\n")
    return Sample(*(folder / name for name in names))


def _note(out: Path, sample: Sample) -> None:
    files = (sample.first, sample.second, sample.other, sample.hub)
    names = "\n".join(file.relative_to(out).as_posix() for file in files)
    (out / "names").write_text(names, encoding="utf-8")


def make_sample(out: Path) -> Sample:
    script = read_script(resource("sample/scenario.json"))
    disputed = {place for place, _question in script.planted}
    made: dict[str, list[Path]] = {}
    for name in ("A", "B"):
        person = script.people[name]
        with Workspace.create(
            out / name, person=person, device_name=name, campaign=sample_campaign()
        ) as space:
            register_shipped(space)
            import_roster(space, resource("sample/roster.xlsx"))
            player = Player(space, person, script.ordinary)
            entries = [one for one in script.laptops[name] if one.place in disputed]
            assert entries, "the scenario plants conflicts in places that both inspect"
            player.play(entries[0])
            packages = [export(space, out / "stick", destination="hub").path]
            for entry in entries[1:]:
                player.play(entry)
            packages.append(export(space, out / "stick", destination="hub").path)
            made[name] = packages
    hub = out / "hub"
    with Workspace.create(hub, person="engineer") as space:
        receive(
            space,
            [made["A"][1], made["B"][1]],
            keep_form=keeper(space),
        )
        assert not derive(space).problems
    return Sample(made["A"][0], made["A"][1], made["B"][1], hub)


def open_hub(folder: Path) -> Desk:
    """Open the hub desk the way the program does, with its rooms in the rail."""
    shell = Shell(
        word("hub"),
        [Room(room.key, room.icon, word(room.key)) for room in ROOMS if not room.foot],
    )
    jobs = Jobs()  # outlives the window, which the test harness closes first
    desk = Desk(Workspace.open(folder, person="engineer"), jobs, shell, Settings())
    prepare(desk)

    def enter(key: str) -> None:
        room = next(one for one in ROOMS if one.key == key)
        assert room.make is not None
        shell.show_page(key, None if shell.has_page(key) else room.make(desk))
        shell.content.currentWidget().enter()  # type: ignore[attr-defined]

    shell.room_chosen.connect(enter)
    return desk


def copy_of(hub: Path, target: Path) -> Path:
    shutil.copytree(hub, target)
    return target
