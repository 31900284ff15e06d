"""What a child that may be killed has said to be done: a line of JSON for each fact."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


class Notes:
    """What the child has said to be done; a line is on its way to the file in one call."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("ab", buffering=0)

    def __call__(self, **fact: Any) -> None:
        self._file.write(json.dumps(fact).encode() + b"\n")


def read_notes(file: Path) -> list[dict[str, Any]]:
    lines = file.read_bytes().split(b"\n")
    return [json.loads(line) for line in lines[:-1]]  # what follows the last line end is half
