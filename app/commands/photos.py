"""``chengjian photos``: copies of photos for others, and photos to be looked at again."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.commands.shared import Ticker, add_workspace, open_workspace
from app.i18n import _, ngettext


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    export = actions.add_parser("export", help=_("write copies without hidden data"))
    add_workspace(export)
    export.add_argument("folder", type=Path, help=_("where to, outside the workspace"))
    export.add_argument("--marks", action="store_true", help=_("draw the marks on the copies"))
    export.add_argument("--watermark", action="store_true", help=_("stamp time, place and person"))
    export.add_argument("--template", default="", help=_("text of the watermark with {names}"))
    check = actions.add_parser("check", help=_("list photos that contradict their inspection"))
    add_workspace(check)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; `check` returns 1 when there is something to look at."""
    return _export(arguments) if arguments.action == "export" else _check(arguments)


def _export(arguments: argparse.Namespace) -> int:
    from app.inspection.photo.export import export_photos
    from app.inspection.photo.watermark import DEFAULT
    from app.settings import load_settings

    template = ""
    if arguments.watermark or arguments.template:
        template = arguments.template or load_settings().watermark or DEFAULT
    template = template.replace("\\n", "\n")
    ticker = Ticker()
    with open_workspace(arguments, read_only=True) as workspace:
        done = export_photos(
            workspace,
            arguments.folder,
            marks=arguments.marks,
            watermark=template,
            progress=ticker,
        )
    ticker.end()
    count = len(done.files)
    words = ngettext(
        "{count} copy written to {folder}", "{count} copies written to {folder}", count
    )
    print(words.format(count=count, folder=arguments.folder))
    if done.withheld:
        words = ngettext(
            "{count} photo of a sensitive question was left out",
            "{count} photos of sensitive questions were left out",
            done.withheld,
        )
        print(words.format(count=done.withheld))
    for name in done.missing:
        print(_("not here or cannot be opened: {name}").format(name=name))
    return 1 if done.missing else 0


def _check(arguments: argparse.Namespace) -> int:
    from app.inspection.photo.suspicions import sentence
    from app.inspection.photo.suspicions_all import all_suspicions
    from app.models.clock import wall_ms

    ticker = Ticker()
    with open_workspace(arguments, read_only=True) as workspace:
        found = all_suspicions(workspace, wall_ms(), ticker)
    ticker.end()
    for one in found:
        for doubt in one.doubts:
            print(f"{one.where}: {one.name}: {sentence(doubt)}")
    count = len(found)
    words = ngettext("{count} photo to look at", "{count} photos to look at", count)
    print(words.format(count=count) if count else _("No photo contradicts its inspection."))
    return 1 if found else 0
