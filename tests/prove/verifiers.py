"""Two verifiers, one verdict: the program's own and the script that outsiders run.

Right packages (work in several batches with photos, volumes, an incremental one, a task, relayed
work) are made again with something changed: a field in another spelling, a line doubled, dropped,
moved, a file added; mostly signed anew, as somebody can who has the keys of a confirmed laptop.
Both verifiers must accept the same ones, neither may crash, and the script must say why in words.

Run ``python -m tests.prove.verifiers --tries 20000``.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

from app.errors import AppError
from app.exchange.audit import audit_package
from app.exchange.bags.read import open_bag
from tests.prove.flips import tell
from tests.prove.verifiers_mutants import STAGES, Mutant
from tests.prove.verifiers_sources import Source, sources

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "verify_package.py"


def script() -> ModuleType:
    """Load the script, to call it without starting an interpreter for each package."""
    spec = importlib.util.spec_from_file_location("verify_package", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def by_program(data: bytes) -> str:
    """Return why the program refuses a package; empty: it is signed, and right."""
    try:
        with open_bag(Path("p.zip"), held=data) as bag:
            return "" if audit_package(bag).keys is not None else "not signed"
    except AppError as error:
        return str(error) or type(error).__name__


def by_script(module: ModuleType, file: Path) -> str:
    """Return why the script refuses a package; empty: it accepts it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            module.verify(str(file))
    except Exception as error:  # as the script itself does, and then ends
        return str(error) or "a signature is wrong"
    return ""


def told_by(file: Path) -> str:
    """Run the script as people do; return what is wrong with what it says, if anything."""
    command = [sys.executable, str(SCRIPT), str(file)]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    words = done.stderr.decode(errors="replace")
    if done.returncode == 0:
        return words
    right = done.returncode == 1 and words.startswith("WRONG: ") and "Traceback" not in words
    return "" if right else f"{done.returncode}: {words}"


def stages(rng: random.Random) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rng.choices(STAGES, k=rng.choice((1, 1, 2)))))


def one(
    rights: list[Source], module: ModuleType, file: Path, seed: int, *, as_people: bool
) -> tuple[str, str, str]:
    """Try one package; return what it was, what became of it, and what was wrong with that."""
    rng = random.Random(seed)
    mutant = Mutant(rng.choice(rights), rng, stages(rng))
    data = mutant.data()
    file.write_bytes(data)
    program, outsider = by_program(data), by_script(module, file)
    state = "refused" if program else "accepted"
    problem = "" if bool(program) == bool(outsider) else f"program: {program} script: {outsider}"
    if as_people and not problem:
        problem = told_by(file)
    return mutant.what, state, problem


def run(
    tries: int, seed: int = 1, people: int = 200, rights: list[Source] | None = None
) -> dict[str, Any]:
    """Try so many packages.

    Args:
        tries: How many.
        seed: Of all that is random.
        people: Every so many the script is run as people run it.
        rights: The right packages; None: they are made now.
    """
    base = Path(tempfile.mkdtemp(prefix="verifiers-"))
    states: Counter[str] = Counter()
    problems: list[str] = []
    try:
        rights, module, file = rights or sources(base), script(), base / "mutant.zip"
        for source in rights:
            data = Mutant(source, random.Random(0), ()).data()
            file.write_bytes(data)
            for found in (by_program(data), by_script(module, file)):
                if found:
                    problems.append(f"the right package of {source.name}: {found}")
        for number in range(tries):
            name = f"{seed * 1_000_000 + number}"
            try:
                what, state, problem = one(
                    rights, module, file, int(name), as_people=number % people == people - 1
                )
            except Exception:
                what, state, problem = "", "crashed", traceback.format_exc()
            states[state] += 1
            if problem:
                problems.append(f"{name} {what}: {problem}")
                tell(problems[-1])
    finally:
        shutil.rmtree(base, ignore_errors=True)
    return {"tried": tries, "lost": len(problems), "states": dict(states), "problems": problems}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    begun = time.monotonic()
    found = run(arguments.tries, arguments.seed)
    del found["problems"]
    figure = {"name": "two verifiers, one verdict", **found}
    print(json.dumps(figure | {"seconds": round(time.monotonic() - begun)}))  # noqa: T201
    return 1 if found["lost"] else 0


if __name__ == "__main__":
    sys.exit(main())
