"""What the tables must say about a set of changes, worked out naively from the rules.

Shares no code with the program: plain dictionaries, every pair compared, no shortcuts. Slow, and
meant to be read beside the rules.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid5

LATEST, LATEST_OF_HUBS = 2**61, 2**62
COLUMNS: dict[str, dict[str, str]] = {
    "campaign": {"name": "text"},
    "place": {"name": "text", "floors_above": "int", "parent": "id", "temporary": "flag"},
    "inspection": {"place": "id", "form_id": "text", "finished": "flag"},
    "photo": {"inspection": "id", "caption": "text", "position": "int"},
    "judgement": {"verdict": "text"},
    "earlier": {"title": "text", "now": "text"},
}


def expect(
    lines: list[dict[str, Any]], hubs: frozenset[str] = frozenset()
) -> tuple[dict[Any, Any], dict[Any, Any]]:
    """Return cells and records for a set of changes (objects as in ``changes.jsonl``).

    ``hubs``: devices that speak as hubs where this is asked; none: every word counts.
    """
    changes = {line["id"]: line for line in lines}
    fine = {
        key: line
        for key, line in changes.items()
        if line["clock"] <= (LATEST_OF_HUBS if line["device"] in hubs else LATEST)
    }
    batches = {key: line for key, line in fine.items() if line["kind"] == "batch"}
    said = settle_all(heard(batches, hubs), fine)
    gone = {
        subject
        for (subject, field, kind), cell in said.items()
        if field == "withdrawn" and cell["value"] is not None
    }

    def withdrawn(line: dict[str, Any]) -> bool:
        batch = str(uuid5(UUID(line["device"]), f"batch\x1f{line['batch']}"))
        return line["kind"] != "batch" and batch in gone

    live = {key: line for key, line in fine.items() if not withdrawn(line)}
    cells = settle_all(heard(live, hubs), live)
    records: dict[Any, Any] = {}
    for subject, _field, kind in cells:
        if kind in COLUMNS and (kind, subject) not in records:
            records[kind, subject] = record(kind, subject, cells)
    for cell in cells.values():
        del cell["live"]
    return cells, records


def heard(live: dict[str, dict[str, Any]], hubs: frozenset[str]) -> dict[str, dict[str, Any]]:
    """Leave out what only a hub may say and somebody else said."""
    if not hubs:
        return live
    of_hubs = [line for line in live.values() if line["device"] in hubs]

    def a_hub_said(**what: Any) -> bool:
        return any(all(line[key] == what[key] for key in what) for line in of_hubs)

    def counts(line: dict[str, Any]) -> bool:
        kind, subject, field = line["kind"], line["subject"], line["field"]
        if line["device"] in hubs:
            return True
        if kind in ("campaign", "decision") or (kind, field) == ("place", "same_as"):
            return False
        if kind in ("place", "earlier") and field == "*":
            return not a_hub_said(kind=kind, subject=subject)
        belongs = kind == "place" and field in ("campaign", "code", "level", "parent")
        if belongs or (kind == "earlier" and field not in ("now", "note")):
            return not a_hub_said(kind=kind, subject=subject, field=field)
        if kind == "review":
            if field != "state":
                return False
            again = {"kind": kind, "subject": subject, "field": field, "value": "returned"}
            return line["value"] == "resubmitted" or (
                line["value"] == "returned" and a_hub_said(**again)
            )
        if kind == "batch":
            numbers = range(1, line["batch"] + 1)
            return subject in {str(uuid5(UUID(line["device"]), f"batch\x1f{n}")) for n in numbers}
        return True

    return {key: line for key, line in live.items() if counts(line)}


def settle_all(
    some: dict[str, dict[str, Any]], arrived: dict[str, dict[str, Any]]
) -> dict[Any, Any]:
    fields: dict[Any, list[dict[str, Any]]] = {}
    for line in some.values():
        fields.setdefault((line["subject"], line["field"], line["kind"]), []).append(line)
    return {key: settle(group, arrived) for key, group in fields.items()}


def settle(group: list[dict[str, Any]], arrived: dict[str, dict[str, Any]]) -> dict[str, Any]:
    heads = [
        line
        for line in group
        if not any(
            line["id"] in other["bases"] and line["clock"] < other["clock"] for other in group
        )
    ]
    heads.sort(key=lambda line: (line["clock"], line["device"], line["id"]))
    lacking = [line for line in group if any(base not in arrived for base in line["bases"])]
    waiting = heads[0] in lacking if len(heads) == 1 else bool(lacking)
    different = any(not same(heads[0]["value"], other["value"]) for other in heads)
    return {
        "value": heads[-1]["value"],
        "change": heads[-1]["id"],
        "heads": len(heads),
        "conflict": different and not waiting,
        "waiting": waiting,
        "live": heads,
    }


def same(one: Any, two: Any) -> bool:
    def core(value: Any) -> Any:
        if isinstance(value, dict) and ("answer" in value or "reason" in value):
            return [(name, name in value, value.get(name)) for name in ("answer", "reason")]
        return value

    # As text, for Python thinks that 1 and true are equal.
    return json.dumps(core(one), sort_keys=True) == json.dumps(core(two), sort_keys=True)


def record(kind: str, subject: str, cells: dict[Any, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name, type_ in COLUMNS[kind].items():
        cell = cells.get((subject, name, kind))
        row[name] = convert(cell["value"], type_) if cell else None
    decided = cells.get((subject, "*", kind))
    deletions = [line for line in decided["live"] if line["value"] is True] if decided else []
    row["deleted"] = row["contested"] = False
    if decided and deletions:
        named = {base for line in deletions for base in line["bases"]}
        unseen = [
            line
            for (other, field, other_kind), cell in cells.items()
            if (other, other_kind) == (subject, kind) and field != "*"
            for line in cell["live"]
            if line["id"] not in named
        ]
        row["contested"] = bool(unseen) or len(deletions) < len(decided["live"])
        row["deleted"] = not row["contested"]
    return row


def convert(value: Any, type_: str) -> Any:
    if type_ == "text":
        if type(value) is int:
            return str(value)
        return value if isinstance(value, str) else None
    if type_ == "int":
        return int(value) if isinstance(value, int) and abs(value) < 2**63 else None
    if type_ == "flag":
        return bool(value) if value in (0, 1) and isinstance(value, int) else None
    try:
        return str(UUID(value)) if isinstance(value, str) else None
    except ValueError:
        return None


def ancestors(line: dict[str, Any], lines: dict[str, dict[str, Any]]) -> set[str]:
    """Return all that a change rests on within its field, however many steps away."""
    found: set[str] = set()
    stack = [line]
    while stack:
        one = stack.pop()
        for base in one["bases"]:
            other = lines.get(base)
            if (
                other
                and base not in found
                and other["clock"] < one["clock"]
                and (other["subject"], other["field"], other["kind"])
                == (one["subject"], one["field"], one["kind"])
            ):
                found.add(base)
                stack.append(other)
    return found
