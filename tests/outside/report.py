"""All outside cases in one report: counts per category, failing ids by name."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from app import i18n
from tests.outside import run_bagit, run_forms, run_photos, run_scenarios, run_xpath
from tests.outside.folder import outside
from tests.outside.run_xpath import Result


def _photos(folder: Path) -> Result:
    found = run_photos.run(folder)
    failed = {name: "; ".join(problems) for name, problems in found.items() if problems}
    return Result(len(found) - len(failed), failed)


def _bags(folder: Path) -> Result:
    found = run_bagit.run(folder)
    failed = {name: problem for name, problem in found.items() if problem}
    return Result(len(found) - len(failed), failed)


CATEGORIES: dict[str, Callable[[Path], Result]] = {
    "xpath": run_xpath.run,
    "scenarios": run_scenarios.run,
    "forms": run_forms.run,
    "photos": _photos,
    "bagit": _bags,
}


def main() -> int:
    """Print the report; 1 when any case failed, or none was there."""
    i18n.set_language("en")
    failures = ran = 0
    for name, run in CATEGORIES.items():
        folder = outside(name)
        if not folder.is_dir():
            print(f"{name}: {folder} is not there")  # noqa: T201
            continue
        result = run(folder)
        ran += 1
        failures += len(result.failed)
        print(  # noqa: T201
            f"{name}: passed {result.passed}, failed {len(result.failed)}, "
            f"deviating {len(result.deviating)}"
        )
        for ident, problem in result.failed.items():
            print(f"  failed {ident}: {problem}")  # noqa: T201
        for reason, count in Counter(result.deviating.values()).items():
            print(f"  deviating {count}: {reason}")  # noqa: T201
        for ident, problem in result.reported.items():
            print(f"  reported {ident}: {problem}")  # noqa: T201
    return 1 if failures or not ran else 0


if __name__ == "__main__":
    sys.exit(main())
