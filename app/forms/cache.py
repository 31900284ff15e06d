"""Compiled forms on disk, so that a large checklist opens at once.

An entry has three parts: a line with the digest of the rest, a line of JSON (what each expression
reads, what a new record looks like, so that no expression is parsed before it is needed), and the
XForm as it is. JSON cannot run code when it is read, unlike marshal or pickle. The name of the file
holds the form's hash, the version of the engine and of Python. Whatever does not fit is made again.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from app.forms.definition import Definition
from app.forms.errors import FormError
from app.forms.findings import Rule
from app.forms.graph import order_of
from app.forms.instance import Instance
from app.forms.start import hint_of

ENGINE = "3"
_RULE_FIELDS = [
    field.name for field in fields(Rule) if not field.name.endswith(("_test", "_value"))
]


@dataclass(frozen=True)
class Kept:
    """An entry of the cache.

    Attributes:
        xform: The XForm, UTF-8.
        resources: External files that the workbook itself brought.
        rules: Rules of the sheet ``findings``.
        known: What was found out about the form, for `app.forms.xform.load_xform`.
    """

    xform: bytes
    resources: dict[str, str]
    rules: list[Rule]
    known: dict[str, Any]


def entry(folder: Path, digest: str) -> Path:
    """Return the file of a form's entry."""
    python = f"{sys.implementation.cache_tag}"
    return folder / f"form-{digest}-{ENGINE}-{python}.cache"


def read(folder: Path, digest: str) -> Kept | None:
    """Return the entry of a form, None when there is none that is whole."""
    try:
        raw = entry(folder, digest).read_bytes()
        head, _, body = raw.partition(b"\n")
        if head.decode("ascii") != hashlib.sha256(body).hexdigest():
            return None
        line, _, xform = body.partition(b"\n")
        data = json.loads(line)
        return Kept(
            xform,
            data["resources"],
            [Rule(**rule) for rule in data["rules"]],
            {name: data[name] for name in ("reads", "order", "start")},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _start(definition: Definition) -> dict[str, Any] | None:
    """Return what a new record looks like; None when one cannot be begun without failing."""
    try:
        Instance(definition)
    except FormError:
        return None
    for zone, known in definition.starts.items():
        return hint_of(definition.schema, zone, known)
    return None


def write(
    folder: Path,
    digest: str,
    xform: str | bytes,
    resources: Mapping[str, str],
    rules: Sequence[Rule],
    definition: Definition,
) -> None:
    """Write the entry of a form; a folder that cannot be written only costs time."""
    data = {
        "resources": dict(resources),
        "rules": [{name: _plain(rule, name) for name in _RULE_FIELDS} for rule in rules],
        "reads": definition.schema.reads,
        "order": order_of(definition.schema),
        "start": _start(definition),
    }
    try:
        line = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
        body = line + b"\n" + (xform.encode() if isinstance(xform, str) else xform)
        folder.mkdir(parents=True, exist_ok=True)
        target = entry(folder, digest)
        draft = target.with_suffix(f".{os.getpid()}.new")
        draft.write_bytes(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
        draft.replace(target)
    except (OSError, ValueError, TypeError):
        return


def _plain(rule: Rule, name: str) -> Any:
    """Return one plain field of a rule."""
    value = getattr(rule, name)
    return dict(value) if isinstance(value, Mapping) else value


__all__ = ["ENGINE", "Kept", "entry", "read", "write"]
