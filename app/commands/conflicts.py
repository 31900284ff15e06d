"""``chengjian conflicts``: what people must look at, as lines."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from app.commands.shared import add_workspace, open_workspace
from app.i18n import _

if TYPE_CHECKING:
    from app.models.log import Head


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_workspace(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print conflicts, waiting fields and contested records."""
    from app.inspection.whereabouts import describe_subject
    from app.models.log import conflicts, contested, waiting

    with open_workspace(arguments, read_only=True) as workspace, workspace.reading() as session:
        titles = ((_("Conflicts"), conflicts(session)), (_("Waiting"), waiting(session)))
        for title, fields in titles:
            print(f"{title}: {len(fields)}")
            for item in fields:
                print(f"  {describe_subject(session, item.kind, item.subject)} {item.field}")
                for head in item.heads:
                    print(f"    {_line(head)}")
        records = contested(session)
        print(f"{_('Contested')}: {len(records)}")
        for record in records:
            print(f"  {describe_subject(session, record.kind, record.subject)}")
            for head in record.deletions:
                print(f"    {_('removed')}: {_line(head)}")
            for field, head in record.unseen:
                print(f"    {field}: {_line(head)}")
    return 0


def _line(head: Head) -> str:
    mark = "→" if head.shown else " "
    value = json.dumps(head.value, ensure_ascii=False)
    return f"{mark} {value} ({head.person}, {head.device.hex[:8]})"
