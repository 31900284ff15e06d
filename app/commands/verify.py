"""``chengjian verify``: verify one package without merging it, or a workspace's own log."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.words import add_passphrase, passphrase
from app.errors import AppError
from app.i18n import N_, _

if TYPE_CHECKING:
    from app.workspace import Workspace


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("package", type=Path, help=_("package file, or folder of a workspace"))
    parser.add_argument(
        "--workspace", "-w", type=Path,
        help=_("workspace whose keys open the package and whose devices are trusted"),
    )  # fmt: skip
    add_passphrase(parser)


def run(arguments: argparse.Namespace) -> int:
    """Read every byte and every change; 1 if something is not what was signed."""
    from app.exchange.bags.read import open_bag
    from app.exchange.seal_read import is_sealed, opened_package
    from app.workspace import Workspace
    from app.workspace_folder import DATABASE

    if (arguments.package / DATABASE).is_file():
        with Workspace.open(arguments.package, read_only=True) as workspace:
            return _workspace(workspace)
    if arguments.workspace is None:
        if is_sealed(arguments.package):
            raise AppError(
                N_(
                    "{file} is sealed. Say with -w whose workspace has the key for it, such as "
                    "the hub's."
                ),
                file=arguments.package.name,
            )
        with open_bag(arguments.package) as bag:
            return _package(bag, None)
    words = passphrase(arguments) if arguments.passphrase_file is not None else ""
    with (
        Workspace.open(arguments.workspace) as workspace,
        opened_package(workspace, arguments.package, words=words) as bag,
    ):
        return _package(bag, workspace)


def _package(bag: object, workspace: Workspace | None) -> int:
    from app.exchange.audit import audit_package
    from app.exchange.bags.read import BagReader

    assert isinstance(bag, BagReader)
    found = audit_package(bag, workspace)
    label = found.label
    print(_("The package is intact."))
    rows = [
        (_("campaign"), str(label.campaign)),
        (_("device"), str(label.device)),
        (_("package number"), str(label.number)),
        (_("changes"), str(found.changes)),
        (_("photos"), str(len(label.photos))),
        (_("checklists"), str(len(label.forms))),
        (_("digest"), label.digest),
        (_("previous"), label.previous or "–"),
        (_("batches signed"), f"{found.signed}/{found.batches}"),
    ]
    if found.keys is None:
        rows.append((_("signature"), _("none: nobody knows who wrote it")))
    else:
        rows.append((_("signature"), found.keys.fingerprint))
        rows.append((_("trusted here"), _("yes") if found.trusted else _("no")))
    for name, value in rows:
        print(f"  {name}: {value}")
    return 0


def _workspace(workspace: Workspace) -> int:
    from app.exchange.audit import audit_workspace

    found = audit_workspace(workspace)
    for problem in found.problems:
        print(problem)
    if not found.problems:
        print(_("The log is intact."))
    print(
        _("  {batches} closed batches, {signed} of them signed").format(
            batches=found.batches, signed=found.signed
        )
    )
    return 1 if found.problems else 0
