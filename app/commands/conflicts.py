"""``chengjian conflicts``: what people must look at, in words, or as lines for machines."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING
from uuid import UUID

from app.commands.shared import add_workspace, open_workspace
from app.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.inspection.field_words import FieldWords
    from app.models.review import Contested, Disputed, Head


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_workspace(parser)
    parser.add_argument(
        "--json", action="store_true", help=_("one JSON object a line, with ids and paths")
    )


def run(arguments: argparse.Namespace) -> int:
    """Print conflicts, waiting fields and contested records."""
    from app.inspection.field_words import FieldWords
    from app.inspection.whereabouts import describe_subject
    from app.models.log import conflicts, contested, waiting

    with open_workspace(arguments, read_only=True) as workspace, workspace.reading() as session:
        disputes = {"conflict": conflicts(session), "waiting": waiting(session)}
        records = contested(session)
        if arguments.json:
            for line in _lines(disputes, records):
                print(json.dumps(line, ensure_ascii=False, sort_keys=True))
            return 0
        words = FieldWords(workspace, session)
        for title, fields in (
            (_("Conflicts"), disputes["conflict"]),
            (_("Waiting"), disputes["waiting"]),
        ):
            print(f"{title}: {len(fields)}")
            for item in fields:
                where = describe_subject(session, item.kind, item.subject)
                print(f"  {where}: {words.field(item.kind, item.subject, item.field)}")
                for head in item.heads:
                    print(f"    {_line(words, item.kind, item.subject, item.field, head)}")
        title, removed = _("Contested"), _("removed")  # not inside braces: the catalogue's tool
        print(f"{title}: {len(records)}")
        for record in records:
            print(f"  {describe_subject(session, record.kind, record.subject)}")
            for head in record.deletions:
                print(f"    {removed}: {_who(head)}")
            for field, head in record.unseen:
                name = words.field(record.kind, record.subject, field)
                print(f"    {name}: {_line(words, record.kind, record.subject, field, head)}")
    return 0


def _line(words: FieldWords, kind: str, subject: UUID, field: str, head: Head) -> str:
    mark = "→" if head.shown else " "
    return f"{mark} {words.value(kind, subject, field, head.value)} — {_who(head)}"


def _who(head: Head) -> str:
    """Say who and when; two people may share a name, so with the device."""
    from app.inspection.field_words import when_words

    who = head.person or _("Unknown")
    return f"{who}, {when_words(head.time)} ({head.device.hex[:8]})"


def _lines(
    disputes: dict[str, list[Disputed]], records: list[Contested]
) -> Iterator[dict[str, object]]:
    for state, fields in disputes.items():
        for item in fields:
            yield {
                "state": state,
                "kind": item.kind,
                "subject": str(item.subject),
                "field": item.field,
                "heads": [_plain(head) for head in item.heads],
            }
    for record in records:
        yield {
            "state": "contested",
            "kind": record.kind,
            "subject": str(record.subject),
            "deletions": [_plain(head) for head in record.deletions],
            "unseen": [{"field": field, **_plain(head)} for field, head in record.unseen],
        }


def _plain(head: Head) -> dict[str, object]:
    return {
        "change": str(head.change),
        "value": head.value,
        "person": head.person,
        "device": head.device.hex,
        "time": head.time,
        "shown": head.shown,
    }
