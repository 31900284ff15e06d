"""``chengjian demo``: the whole road on the sample city, from two laptops to lists and sheets."""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import func, select

from app.commands.script import Player, Script, read_script
from app.commands.shared import Ticker
from app.errors import AppError
from app.exchange.package import export
from app.exchange.receive import receive
from app.files import cannot_write
from app.i18n import N_, _
from app.inspection.checklists import keeper, register_shipped
from app.inspection.derive import derive
from app.inspection.setup import import_roster, sample_campaign
from app.inspection.whereabouts import place_path
from app.models.derived import Progress
from app.models.log import conflicts, dump
from app.models.tables import Inspection
from app.paths import resource
from app.workspace import Workspace

LAPTOPS = ("A", "B")
HUBS = {"hub": LAPTOPS, "hub-reversed": ("B", "A")}


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--out", type=Path, help=_("where the results go; otherwise a new folder"))


def run(arguments: argparse.Namespace) -> int:
    """Do it all and say what came of it."""
    begun = time.monotonic()
    out = arguments.out or Path(tempfile.mkdtemp(prefix="chengjian-demo-"))
    out = out.absolute()
    prepare(out)
    script = read_script(resource("sample/scenario.json"))
    print(_("Sample city: every place, person and answer is made up."))
    with ExitStack() as stack:
        packages = {name: _laptop(stack, out, name, script, _clock(begun)) for name in LAPTOPS}
        spaces = {name: _hub(stack, out, name, packages) for name in HUBS}
        _say(_("Merged in both orders"), begun)
        _prove_equal(spaces)
        hub = spaces["hub"]
        _prove_planted(hub, script)
        _prove_single(hub)
        files = _write_results(hub, out)
    _say(_("Lists and sheets written"), begun)
    for file in files:
        print(f"  {file}")
    print(
        _("Done in {seconds} s. Results: {folder}").format(
            seconds=f"{time.monotonic() - begun:.0f}", folder=out
        )
    )
    return 0


def prepare(out: Path) -> None:
    """Make the folder for the results, taking away those of an earlier demo and nothing else.

    Raises:
        AppError: The folder holds something that no demo made, or cannot be written.
    """
    mark = out / ".chengjian-demo"
    try:
        if out.exists() and any(out.iterdir()):
            if not mark.exists():
                raise AppError(N_("{folder} is not empty; choose a new folder"), folder=out)
            shutil.rmtree(out)
        out.mkdir(parents=True, exist_ok=True)
        mark.touch()
    except OSError as error:
        raise cannot_write(str(out), error) from error


def _laptop(stack: ExitStack, out: Path, name: str, script: Script, clock: str) -> Path:
    person = script.people[name]
    workspace = stack.enter_context(
        Workspace.create(
            out / f"laptop-{name}", person=person, device_name=name, campaign=sample_campaign()
        )
    )
    register_shipped(workspace)
    places = import_roster(workspace, resource("sample/roster.xlsx"))
    player = Player(workspace, person, script.ordinary)
    ticker = Ticker()
    entries = script.laptops[name]
    for done, entry in enumerate(entries):
        ticker(done, len(entries), entry.place)
        player.play(entry)
    ticker.end()
    derive(workspace)
    package = export(workspace, out / "stick", destination="hub")
    print(
        _(
            "Laptop {name} ({person}): {places} places, {inspections} inspections, "
            "{answers} answers, {photos} photos; package of {changes} changes"
        ).format(
            name=name,
            person=person,
            places=places,
            inspections=len(entries),
            answers=player.answers,
            photos=player.photos,
            changes=package.changes,
        )
    )
    return package.path


def _hub(stack: ExitStack, out: Path, name: str, packages: dict[str, Path]) -> Workspace:
    workspace = stack.enter_context(
        Workspace.create(out / name, person=_("engineer (sample)"), device_name=name)
    )
    results = receive(
        workspace,
        [packages[laptop] for laptop in HUBS[name]],
        keep_form=keeper(workspace),
    )
    for result in results:
        if result.state != "merged":
            raise AssertionError(f"{result.path.name}: {result.state} {result.reason}")
    problems = derive(workspace).problems
    if problems:
        raise AssertionError(problems)
    return workspace


def _prove_equal(spaces: dict[str, Workspace]) -> None:
    """Compare the dumps of both hubs byte for byte."""
    dumps = {}
    for name, workspace in spaces.items():
        folder = workspace.root / "dump"
        with workspace.reading() as session:
            dump(session, folder)
        dumps[name] = {file.name: file.read_bytes() for file in sorted(folder.iterdir())}
    first, second = dumps.values()
    if first != second:
        different = [name for name in first if first[name] != second.get(name)]
        raise AssertionError(f"the order of merging changed {different}")
    print(
        _("Merged in both orders: the tables are equal byte for byte ({files} files).").format(
            files=len(first)
        )
    )


def _prove_planted(hub: Workspace, script: Script) -> None:
    """Compare the conflicts found with those that the script plants."""
    with hub.reading() as session:
        found = {
            (
                _names(place_path(session, session.get_one(Inspection, item.subject).place)),
                item.field.rpartition("/")[2],
            )
            for item in conflicts(session)
        }
    if found != set(script.planted):
        raise AssertionError(f"conflicts {sorted(found)}, planted {sorted(script.planted)}")
    print(_("{count} conflicts found, exactly those planted.").format(count=len(found)))
    for place, question in sorted(found):
        print(f"  {place} {question.replace('_', '-')}")


def _names(path: str) -> str:
    return path.replace(" · ", "/")


def _prove_single(hub: Workspace) -> None:
    """Make sure that no place has two inspections of one form."""
    with hub.reading() as session:
        rows = session.execute(
            select(Inspection.place, Inspection.form_id, func.count()).group_by(
                Inspection.place, Inspection.form_id
            )
        ).all()
        doubled = [row for row in rows if row[2] != 1]
        counted = select(Progress.state, func.count()).group_by(Progress.state)
        states = {row[0]: row[1] for row in session.execute(counted)}
    if doubled:
        raise AssertionError(f"places inspected in two records: {doubled}")
    print(
        _("{places} places inspected, one record each: {done} finished, {open} not.").format(
            places=len(rows), done=states.get("done", 0), open=len(rows) - states.get("done", 0)
        )
    )


def _write_results(hub: Workspace, out: Path) -> Iterable[Path]:
    from app.reports.output import write_all

    return write_all(hub, out / "lists")


def _clock(begun: float) -> str:
    return f"{time.monotonic() - begun:.0f}"


def _say(text: str, begun: float) -> None:
    print(f"[{_clock(begun)} s] {text}")
