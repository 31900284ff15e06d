"""``chengjian forms trace``: why a question shows, must be answered, or has its value."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from app.errors import AppError
from app.i18n import N_, _, language


def add_trace(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("file", type=Path, help=_("workbook"))
    parser.add_argument(
        "path", nargs="+", help=_("path of a question such as /housing/B/ZF_B01, or its name")
    )
    parser.add_argument(
        "--answers", type=Path, help=_("JSON file: answers by path or name of the question")
    )


def trace(arguments: argparse.Namespace) -> int:
    """Print the trace of each path."""
    from app.forms import Instance, load_workbook
    from app.forms.findings import named
    from app.forms.trace import explain
    from app.forms.trace_words import lines

    form = load_workbook(arguments.file)
    instance = Instance(form, language="en" if language() == "en" else "zh")
    for name, value in _answers(arguments.answers).items():
        path = name if name.startswith("/") else named(form, name, "")
        while "[" in path and _lacks(instance, path):
            _grow(instance, path)
        if isinstance(value, dict):
            instance.set_reason(path, str(value.get("reason", "")))
        else:
            instance.set(path, str(value))
    for name in arguments.path:
        path = name if name.startswith("/") else named(form, name, "")
        print("\n".join(lines(explain(instance, path))))
    return 0


def _answers(file: Path | None) -> dict[str, object]:
    if file is None:
        return {}
    try:
        found = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise AppError(
            N_("{file} cannot be read: {reason}"), file=file.name, reason=error
        ) from error
    if not isinstance(found, dict):
        raise AppError(N_("{file} must hold one JSON object: answers by path"), file=file.name)
    return found


def _lacks(instance: object, path: str) -> bool:
    from app.forms import FormError, Instance

    assert isinstance(instance, Instance)
    try:
        instance.node(path)
    except FormError:
        return True
    return False


def _grow(instance: object, path: str) -> None:
    """Add the outermost entry of a repeat that a path names and that is not there."""
    from app.forms import Instance

    assert isinstance(instance, Instance)
    parts = path.split("]")
    for count in range(1, len(parts)):
        entry = "]".join(parts[:count]) + "]"
        if _lacks(instance, entry):
            repeat, _mark, key = entry[:-1].rpartition("[")
            instance.add_repeat(repeat, None if key.isdigit() else key)
            return
    raise AppError(N_("The form has no path {path}"), path=path)
