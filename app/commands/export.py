"""``chengjian export``: write the next package."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.commands.shared import Ticker, add_workspace, open_workspace
from app.commands.words import add_passphrase, passphrase
from app.i18n import _


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_workspace(parser)
    parser.add_argument(
        "folder", type=Path, nargs="?", help=_("where the package goes; otherwise the outbox")
    )
    parser.add_argument(
        "--all-photos", action="store_true", help=_("send photos again that went there before")
    )
    parser.add_argument(
        "--unsealed",
        action="store_true",
        help=_("leave the package open; only in a rehearsal"),
    )
    add_passphrase(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the package and say what is in it."""
    from app.exchange.package import export

    ticker = Ticker()
    with open_workspace(arguments) as workspace:
        package = export(
            workspace,
            arguments.folder or workspace.outbox,
            all_photos=arguments.all_photos,
            sealed=False if arguments.unsealed else None,
            words=passphrase(arguments) if arguments.passphrase_file is not None else "",
            progress=ticker,
        )
    ticker.end()
    print(
        _("Package {number}: {changes} changes, {photos} photos, {size} MB").format(
            number=package.number,
            changes=package.changes,
            photos=package.photos,
            size=f"{package.bytes / 1e6:.1f}",
        )
    )
    print(f"  {package.path}")
    if package.sealed:
        print(_("Sealed: only the hub can open it."))
    if package.left_out:
        print(
            _("{count} changes of other devices were left out: they come from those.").format(
                count=package.left_out
            )
        )
    if package.missing:
        print(
            _("{count} photos are named but not here; they were not packed.").format(
                count=package.missing
            )
        )
    for name in package.damaged:
        print(_("{name} is damaged on this disk and was left out; run doctor.").format(name=name))
    return 0
