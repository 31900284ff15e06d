"""``chengjian gaps``: what should be at the hub and is not."""

from __future__ import annotations

import argparse

from app.commands.shared import add_workspace, open_workspace
from app.i18n import _


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_workspace(parser)
    parser.add_argument(
        "--days", type=int, default=3, help=_("a laptop is silent after so many days")
    )
    parser.add_argument(
        "--inspector", action="append", default=[], help=_("who is to inspect; others are listed")
    )


def run(arguments: argparse.Namespace) -> int:
    """List the gaps; 1 if there are any."""
    from app.exchange.gaps import find_gaps

    with open_workspace(arguments, read_only=True) as workspace, workspace.reading() as session:
        found = find_gaps(session, workspace, days=arguments.days, inspectors=arguments.inspector)
    lines = []
    for line in found.numbers:
        for number in line.missing:
            if volumes := line.lacking.get(number):
                words = _("{sender}: package {number} lacks volumes {volumes}")
                text = "、".join(map(str, volumes))
                lines.append(words.format(sender=line.sender, number=number, volumes=text))
            else:
                words = _("{sender}: package {number} never came")
                lines.append(words.format(sender=line.sender, number=number))
    if found.photos:
        words = _("{count} photos are named but not here.")
        lines.append(words.format(count=len(found.photos)))
        lines += [f"  {one.sha256[:16]}" for one in found.photos[:20]]
    for twice in found.twice:
        words = _("{place} was inspected by several: {people}")
        lines.append(words.format(place=twice.name, people="、".join(twice.people)))
    for stranger in found.strangers:
        words = _("{place} was inspected by somebody who is not on the list: {people}")
        lines.append(words.format(place=stranger.name, people="、".join(stranger.people)))
    for one in found.silent:
        words = _("{sender}: nothing has come for {days} days")
        lines.append(words.format(sender=one.sender, days=one.days))
    if found.never:
        words = _("{count} buildings were never inspected: {names}")
        names = "、".join(name for _place, name in found.never[:10])
        more = "…" if len(found.never) > 10 else ""
        lines.append(words.format(count=len(found.never), names=names + more))
    for text in lines or [_("Nothing is missing.")]:
        print(text)
    return 1 if lines else 0
