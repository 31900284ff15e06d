"""Whether two submissions say the same: a digest over the answers that an instance holds."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from app.forms.schema import CALCULATE

if TYPE_CHECKING:
    from app.forms import Instance


def digest_of(instance: Instance, more: list[tuple[str, str]]) -> str:
    """Return the digest of what an instance says, without metadata and what is calculated.

    Args:
        instance: The form filled.
        more: Question and file name of photos that are no answers.
    """
    lines: list[list[str]] = []
    for field in instance.fields():
        spec = field.spec
        if not field.relevant or spec.rules[CALCULATE] is not None or spec.preload[0]:
            continue
        if spec.key.startswith(f"/{spec.key.split('/')[1]}/meta"):
            continue
        if spec.is_repeat:
            lines.append([spec.key])
        elif not spec.children and (field.kept or field.reason):
            lines.append([spec.key, field.kept, field.reason])
    text = json.dumps([lines, sorted(more)], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
