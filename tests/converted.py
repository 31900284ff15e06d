"""Each workbook is converted by pyxform once in a test run, whichever processes meet it.

pyxform needs half a second for a shipped checklist, and nearly every test that makes a workspace
has three; it gives the same for the same bytes. What it refuses it is asked each time.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

Convert = Callable[..., Any]


def remembering(convert: Convert, folder: Path) -> Convert:
    """Return what `app.forms.workbook` may call in place of pyxform's ``convert``."""

    def once(file: io.BytesIO, *, warnings: list[str], **options: Any) -> Any:
        told = json.dumps(options, sort_keys=True).encode()
        kept = folder / hashlib.sha256(told + b"\n" + file.getvalue()).hexdigest()
        if not kept.exists():
            said: list[str] = []
            made = convert(file, warnings=said, **options)
            draft = kept.with_suffix(f".{os.getpid()}")
            draft.write_text(json.dumps([made.xform, made.itemsets, said]), encoding="utf-8")
            draft.replace(kept)
        xform, itemsets, said = json.loads(kept.read_text(encoding="utf-8"))
        warnings += said
        return SimpleNamespace(xform=xform, itemsets=itemsets)

    return once
