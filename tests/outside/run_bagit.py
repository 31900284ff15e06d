"""Verify every outside bag and compare with the suite: ``python -m tests.outside.run_bagit``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from app.exchange.bags.bag import BagError, verify_folder
from tests.outside.folder import outside


def problem_of(folder: Path, expected: dict) -> str:
    """Compare one bag with its expectation; an empty text is a pass."""
    try:
        warnings = verify_folder(folder)
    except BagError as error:
        return "" if expected["expected"] == "invalid" else f"refused: {error}"
    if expected["expected"] == "invalid":
        return f"accepted; must be refused: {expected['why']}"
    if expected["warning"] != bool(warnings):
        return f"warnings {warnings}"
    return ""


def run(folder: Path) -> dict[str, str]:
    """Return the problem of every bag in a folder with an ``expected.json``."""
    cases = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return {name: problem_of(folder / name, expected) for name, expected in cases.items()}


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else outside("bagit")
    results = run(folder)
    for name, problem in results.items():
        print(name, problem or "as expected")  # noqa: T201
    bad = sum(map(bool, results.values()))
    print(f"{len(results) - bad} of {len(results)} as expected")  # noqa: T201
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
