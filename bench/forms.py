"""Figures of the form engine: ``python -m bench.forms`` prints one JSON line per figure.

The forms are those of the generator that the peers were measured with (ODK Web Forms, Enketo,
JavaRosa); the same forms are made here from its description when it is not at hand.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from app.forms import Instance, cache, load_xform
from app.forms.definition import Definition
from bench.forms_made import FORMS, xform

BARS = {
    "load q50": 40,
    "load q500": 120,
    "load q2000": 300,
    "load q2000 from cache": 80,
    "set median": 1,
    "set p99": 5,
    "gate": 10,
    "finished": 10,
    "cascade level 3": 0.2,
    "grow 200": 60,
    "set in repeat": 0.5,
    "everything: load": 600,
    "everything: grow": 100,
}


# The best figure of ODK Web Forms 0.22, Enketo 9 and JavaRosa, cold or warm, for the same work on
# the build machine (milliseconds); those without one were not measured there.
PEERS = {
    "load q50": 13,
    "load q500": 87,
    "load q2000": 463,
    "set median": 1.2,
    "set p99": 5,
    "gate": 12,
    "cascade level 3": 8,
    "grow 200": 64,
    "set in repeat": 0.23,
    "everything: load": 1400,
    "everything: grow": 150,
}


def timed(work: Callable[[], object], runs: int = 7) -> float:
    """Return the median time of a piece of work in milliseconds."""
    times = []
    for _ in range(runs):
        gc.collect()
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def tell(name: str, value: float, unit: str = "ms") -> None:
    """Print one figure with its bar, the best peer's and how many times as fast as that we are."""
    line: dict[str, object] = {"name": name, "value": round(value, 4), "unit": unit}
    if name in BARS:
        line["bar"] = BARS[name]
    if name in PEERS:
        line["peer"] = PEERS[name]
        line["times as fast"] = round(PEERS[name] / value, 1)
    print(json.dumps(line), flush=True)


def from_cache(folder: Path, xml: str) -> Callable[[], object]:
    """Return the work of opening a form from its cache entry."""
    definition = load_xform(xml)
    cache.write(folder, definition.hash, xml, {}, (), definition)

    def work() -> object:
        kept = cache.read(folder, definition.hash)
        assert kept is not None
        return Instance(load_xform(kept.xform, digest=definition.hash, known=kept.known))

    return work


def answers(instance: Instance, questions: int) -> list[float]:
    """Answer every question once; return the time of each until its dependants are right."""
    times = []
    for number in range(questions):
        kind = number % 10
        text = {7: "2.5", 8: "c", 9: "seen"}.get(kind, str(number % 7))
        path = f"/data/s{number // 10}/q{number}"
        start = time.perf_counter()
        instance.set(path, text)
        instance.node("/data/verdict").value  # noqa: B018 - read, as the peers were
        times.append((time.perf_counter() - start) * 1000)
    return times


def cascade(definition: Definition) -> float:
    """Return the time from an answer on level 2 until the choices of level 3 are known."""
    instance = Instance(definition)
    instance.set("/data/c1", "a1")
    times = []
    for turn in range(40):
        start = time.perf_counter()
        instance.set("/data/c2", f"b1_{turn % 16}")
        offered = instance.node("/data/c3").choices
        times.append((time.perf_counter() - start) * 1000)
        assert len(offered) in (15, 16)
    return statistics.median(times[16:])


def grow(definition: Definition) -> tuple[float, float]:
    """Return the time from 0 to 200 repeat instances, and of one answer in one of them."""
    times = []
    for _ in range(5):
        instance = Instance(definition)
        gc.collect()
        start = time.perf_counter()
        instance.set("/data/rows", "200")
        times.append((time.perf_counter() - start) * 1000)
        assert len(instance.repeat_paths("/data/unit")) == 200
    sets = []
    for place in range(1, 201):
        start = time.perf_counter()
        instance.set(f"/data/unit[{place}]/u0", "3")
        sets.append((time.perf_counter() - start) * 1000)
    assert instance.node("/data/utotal").value == "600"
    return statistics.median(times), statistics.median(sets)


def main() -> int:
    forms = {name: xform(name) for name in FORMS}
    for name in ("q50", "q500", "q2000"):
        tell(f"load {name}", timed(lambda name=name: Instance(load_xform(forms[name]))))
    with tempfile.TemporaryDirectory() as folder:
        tell("load q2000 from cache", timed(from_cache(Path(folder), forms["q2000"])))
    instance = Instance(load_xform(forms["q2000"]))
    times = sorted(answers(instance, 2000))
    tell("set median", statistics.median(times))
    tell("set p99", times[int(len(times) * 0.99)])
    tell("totals", float(instance.node("/data/total").value), "cracks")
    gates = []
    for turn in range(10):
        start = time.perf_counter()
        instance.set("/data/gate", "no" if turn % 2 == 0 else "yes")
        gates.append((time.perf_counter() - start) * 1000)
    tell("gate", statistics.median(gates))
    tell("finished", timed(lambda: instance.finished))
    tell("cascade level 3", cascade(load_xform(forms["cascade"])))
    grown, one = grow(load_xform(forms["repeat"]))
    tell("grow 200", grown)
    tell("set in repeat", one)
    tell("everything: load", timed(lambda: Instance(load_xform(forms["all"])), 5))
    tell("everything: grow", grow(load_xform(forms["all"]))[0])
    return 0


if __name__ == "__main__":
    sys.exit(main())
