"""``chengjian forms versions`` and ``forms move``: which versions are used, and to another one."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.shared import Ticker, add_workspace, open_workspace
from app.errors import AppError
from app.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from app.inspection.checklists import Checklist
    from app.inspection.moving.actions import Plan, Preview
    from app.workspace import Workspace

_MOST = 12


def add_versions(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``forms versions``."""
    add_workspace(parser)


def add_move(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``forms move``."""
    add_workspace(parser)
    parser.add_argument(
        "--to", required=True, metavar="VERSION",
        help=_("workbook, or the beginning of a version's hash"),
    )  # fmt: skip
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--place", action="append", default=[],
        help=_("only this place, named from its community down: 长安/甲小区/2号楼"),
    )  # fmt: skip
    which.add_argument("--all", action="store_true", help=_("all inspections of the form"))
    parser.add_argument(
        "--rename", action="append", default=[], metavar="OLD=NEW",
        help=_("confirm that a question has another path now"),
    )  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help=_("only say what would happen"))


def list_versions(arguments: argparse.Namespace) -> int:
    """Print the versions with the number of their inspections."""
    from app.inspection.checklists import checklists
    from app.inspection.moving.actions import inspections_with, newest_version

    with open_workspace(arguments, read_only=True) as workspace, workspace.reading() as session:
        for one in checklists(session):
            count = len(inspections_with(session, one.form_id, form_hash=one.hash))
            newest = newest_version(session, one.form_id)
            mark = "→" if newest is not None and newest.hash == one.hash else " "
            words = ngettext("{count} inspection", "{count} inspections", count)
            print(
                f"{mark} {one.form_id} {one.version} {one.hash[:12]} "
                f"{words.format(count=count)}  {one.title}"
            )
    print(_("→ new inspections begin with this version"))
    return 0


def move(arguments: argparse.Namespace) -> int:
    """Say what moving would do, and do it."""
    from app.inspection.derive import derive
    from app.inspection.moving.actions import apply, plan

    if not arguments.place and not arguments.all and not arguments.dry_run:
        raise AppError(N_("Say which inspections: --place NAME, or --all. --dry-run only looks."))
    ticker = Ticker()
    with open_workspace(arguments) as workspace:
        target = _version(workspace, arguments.to)
        chosen = _chosen(workspace, target, arguments.place)
        confirmed = dict(_pair(text) for text in arguments.rename)
        found = plan(workspace, chosen, target.hash, confirmed=confirmed, progress=ticker)
        ticker.end()
        _tell(found)
        if arguments.dry_run or not found.movable:
            return 0
        done = apply(workspace, found, person=arguments.person, progress=ticker)
        derive(workspace, [inspection for inspection, _hash in done.steps], ticker)
        ticker.end()
        words = ngettext("{count} inspection moved.", "{count} inspections moved.", len(done.steps))
        print(words.format(count=len(done.steps)))
        places = {one.inspection: one.where for one in found.previews}
        for inspection, reason in done.left:
            print(f"  {places[inspection]}: {reason}", file=sys.stderr)
    return 1 if done.left else 0


def _pair(text: str) -> tuple[str, str]:
    old, mark, new = text.partition("=")
    if not mark or not old.startswith("/") or not new.startswith("/"):
        raise AppError(N_("Write a rename as /old/path=/new/path, not {text}"), text=text)
    return old, new


def _version(workspace: Workspace, name: str) -> Checklist:
    """Return a version that is here, by hash, or a workbook, which enters the workspace."""
    from app.inspection.checklists import checklists, register

    if Path(name).suffix:
        return register(workspace, Path(name))
    with workspace.reading() as session:
        found = [one for one in checklists(session) if name and one.hash.startswith(name.lower())]
    if len(found) != 1:
        raise AppError(
            N_("{count} versions here begin with {name}; see `chengjian forms versions`"),
            count=len(found),
            name=name,
        )
    return found[0]


def _chosen(workspace: Workspace, target: Checklist, places: Sequence[str]) -> list[UUID] | None:
    from app.commands.script import find_place
    from app.inspection.moving.actions import inspections_with

    if not places:
        return None
    with workspace.reading() as session:
        wanted = [find_place(session, name) for name in places]
        return inspections_with(session, target.form_id, places=wanted)


def _tell(found: Plan) -> None:
    from app.forms.versions_words import KINDS, counts, detail, title

    for form_hash, comparison in found.comparisons.items():
        old, new = comparison.old, comparison.new
        print(f"{old.form_id} {old.version} {form_hash[:12]} → {new.version} {new.hash[:12]}")
        print(f"  {counts(comparison)}")
        for one in comparison.differences:
            print(f"  {_(KINDS[one.kind])}: {title(one)}  {detail(one)}".rstrip())
        for old_path, new_path in comparison.matched.proposals:
            print("  " + _("To confirm: --rename {pair}").format(pair=f"{old_path}={new_path}"))
    if not found.previews:
        print(_("All inspections have this version."))
    for preview in found.previews:
        _tell_one(preview)
    for problem in found.problems:
        print(problem, file=sys.stderr)


def _tell_one(one: Preview) -> None:
    from app.forms.versions_words import effect_counts, touched_words

    words = effect_counts(one.effects)
    if one.blocked is not None:
        words = [str(one.blocked)]
    elif one.reopens:
        words.append(_("finished, would be incomplete again"))
    if one.disputed:
        words.append(_("laptops disagree about the version; moving decides"))
    if one.late:
        words.append(
            ngettext("{count} later answer", "{count} later answers", len(one.late)).format(
                count=len(one.late)
            )
        )
    print(f"{one.where}: {_(', ').join(words) or _('nothing changes for its answers')}")
    shown = [*one.effects.invalid, *one.effects.missing, *one.effects.homeless]
    for item in shown[:_MOST]:
        print(f"    {touched_words(item)}")
    if len(shown) > _MOST:
        print(f"    … {len(shown) - _MOST}")
