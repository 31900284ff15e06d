"""Random mutations of XForms and of XPath: no exception outside the family, no hang, no hunger.

``python -m tests.prove.fuzz_forms [--cases N] [--seed S]`` mutates the XForms of the tests and
those of the outside cases where they are at hand, loads each, begins a record and answers it, in a
process of its own with a limit of memory, and with a limit of time for every case. It prints what
went wrong and how to see it again; the tests run a small share of it.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

from app.errors import AppError
from app.forms import Instance, load_xform
from app.forms.definition import Repeat
from app.forms.xpath import Env, compile_expression
from app.forms.xpath.functions import FUNCTIONS
from tests.forms.made import HEAD, inputs, xform

SECONDS = 10
MEMORY = 2 * 1024**3
TOKENS = [
    *("/", "//", "..", ".", "[", "]", "(", ")", "@", "*", "|", ",", "$x", "::", "'", '"'),
    *("and", "or", "mod", "div", "=", "!=", "<", "<=", "+", "-", " ", "\t", "\n", "\u3000"),
    *("0", "1", "-1", "1.5", "99999999999999999999", ".", "1e5", "'x'", "''", "'2026-01-02'"),
    *("/data/a", "/data/r/x", "../x", "current()", "instance('l')/root/item", "child", "ancestor"),
    *("following-sibling", "preceding", "namespace", "self", "position()", "last()", "text()"),
]
BASE = xform(
    "<a>1</a><b>x y</b><c>2026-01-02</c><g><x>7</x></g><r jr:template=''><x>1</x><y/></r><n>2</n>",
    '<instance id="l"><root><item><name>u</name><label>U</label></item></root></instance>'
    '<bind nodeset="/data/a" type="int" constraint=". &lt; 10" required="true()"/>'
    '<bind nodeset="/data/g" relevant="/data/a &gt; 0"/>'
    '<bind nodeset="/data/r/y" calculate="position(..) + sum(../../r/x)"/>'
    '<bind nodeset="/data/c" type="date"/>'
    '<setvalue event="odk-instance-first-load" ref="/data/b" value="concat(/data/a, today())"/>',
    inputs("a", "b", "c") + '<select1 ref="/data/g/x"><label>s <output value="/data/a"/></label>'
    "<itemset nodeset=\"randomize(instance('l')/root/item[name != /data/b])\">"
    '<value ref="name"/><label ref="label"/></itemset></select1>'
    '<repeat nodeset="/data/r" jr:count="/data/n"><input ref="/data/r/x"/></repeat>',
)


class Hang(Exception):  # noqa: N818 - not an error of the program
    """A case took longer than it may."""


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Hang


def expression(chance: random.Random) -> str:
    """Make an expression: mostly grammatical, sometimes not at all."""
    if chance.random() < 0.3:
        return "".join(chance.choice(TOKENS) for _ in range(chance.randrange(1, 25)))
    return _grown(chance, chance.randrange(1, 6))


def _grown(chance: random.Random, depth: int) -> str:
    kind = chance.randrange(7 if depth else 3)
    if kind == 0:
        return chance.choice(["/data/a", "/data/r/x", ".", "..", "//x", "/", "/data/*", "@k"])
    if kind == 1:
        return chance.choice(["1", "0", "-1", "1.5", "'a b'", "''", "'2026-01-02T10:00:00Z'"])
    if kind == 2:
        return chance.choice(["current()", "instance('l')/root/item", "now()", "true()"])
    one, two = _grown(chance, depth - 1), _grown(chance, depth - 1)
    if kind == 3:
        operator = chance.choice(["+", "-", "*", " div ", " mod ", "=", "!=", "<", " or ", " and "])
        return f"{one} {operator} {two}"
    if kind == 4:
        return f"/data/{chance.choice('abrgn*')}[{one}]"
    if kind == 5:
        return f"({one} | {two})"
    name = chance.choice(sorted(FUNCTIONS))
    count = chance.randrange(5)
    return f"{name}({', '.join(_grown(chance, depth - 1) for _ in range(count))})"


def mutated(text: str, chance: random.Random, others: list[str]) -> str:
    """Change an XForm in one to four places, more often than not so that it stays well-formed."""
    gently = chance.random() < 0.7
    for _ in range(chance.randrange(1, 5)):
        at, size = chance.randrange(len(text) + 1), chance.randrange(1, 40)
        act = 4 if gently else chance.randrange(6)
        if act == 0:
            text = text[:at] + text[at + size :]
        elif act == 1:
            text = text[:at] + text[at : at + size] * chance.randrange(2, 5) + text[at + size :]
        elif act == 2:
            other = chance.choice(others)
            start = chance.randrange(len(other))
            text = text[:at] + other[start : start + size] + text[at:]
        elif act == 3:
            text = text[:at] + chance.choice("<>&\"'/=]\0\ud800\ufffe\u202e") + text[at + 1 :]
        elif act == 4 and '="' in text:
            start = text.find('="', at)
            end = text.find('"', start + 2)
            if 0 < start < end:
                found = expression(chance).replace("&", "&amp;").replace("<", "&lt;")
                text = text[: start + 2] + found.replace('"', "'") + text[end:]
        else:
            mark = text.find("<", at)
            end = text.find(">", mark)
            if 0 <= mark < end:
                text = text[: end + 1] + text[mark : end + 1] + text[end + 1 :]
    return text


def fill(xml: str, chance: random.Random) -> None:
    """Load a form, answer some of it, write it and read it back."""
    definition = load_xform(xml)
    instance = Instance(definition, rng=chance)
    fields = list(instance.fields())[:40]
    for field in fields:
        text = chance.choice(["", "1", "x", "2026-01-02", "u", "a b", "9" * 30])
        _refused(lambda field=field, text=text: instance.set(field.path, text))
        _ = field.label, field.choices, field.message
    for element in definition.by_path.values():
        if isinstance(element, Repeat):
            _refused(lambda element=element: instance.add_repeat(element.path))
            _refused(lambda element=element: instance.remove_repeat(f"{element.path}[1]"))
    _ = instance.missing(), instance.violations()
    Instance.from_xml(definition, instance.to_xml(everything=True))


def _refused(work: Callable[[], object]) -> None:
    try:
        work()
    except AppError as error:
        if not str(error):
            raise ValueError("a refusal without words") from error


def evaluate(text: str, chance: random.Random) -> None:
    """Compile an expression and evaluate it to every type."""
    definition = load_xform(BASE)
    instance = Instance(definition)
    node = instance.document.root
    found = compile_expression(text, scope=definition.schema.scope, context="/data/a")
    env: Env = instance.env
    found.references()
    found.problems()
    for run in (found.string, found.number, found.boolean, found.value):
        try:
            run(node, env)
        except AppError:
            continue


def tried(work: Callable[[], None]) -> str:
    """Return what went wrong, empty when the work was done or refused in the family's words."""
    signal.signal(signal.SIGALRM, _stop)
    signal.alarm(SECONDS)
    start = time.perf_counter()
    try:
        work()
    except AppError as error:
        return "" if str(error) else "a refusal without words"
    except Hang:
        return f"takes longer than {SECONDS} s"
    except MemoryError:
        return "takes too much memory"
    except Exception as error:  # what must not happen
        return f"{type(error).__name__}: {error}"
    finally:
        signal.alarm(0)
    return "" if time.perf_counter() - start < SECONDS else "is too slow"


def sources() -> list[str]:
    """Return the forms that are mutated."""
    home = Path(__file__).resolve().parents[2]
    outside = Path(os.environ.get("CHENGJIAN_OUTSIDE") or home.parent / "shared" / "outside")
    files = sorted((outside / "forms" / "xforms").glob("*.xml"))
    texts = [file.read_text("utf-8", "replace") for file in files if file.stat().st_size < 30_000]
    return [BASE, BASE, BASE, *texts]


def cases(count: int, seed: int) -> Iterator[tuple[int, str, str]]:
    """Run cases; yield number, what was tried and what went wrong."""
    forms = sources()
    assert HEAD in BASE
    for number in range(seed, seed + count):
        chance = random.Random(number)
        if number % 2:
            text = expression(chance)
            problem = tried(lambda text=text, chance=chance: evaluate(text, chance))
        else:
            text = mutated(chance.choice(forms), chance, forms)
            problem = tried(lambda text=text, chance=chance: fill(text, chance))
        if problem:
            yield number, text, problem


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    import resource  # POSIX only; the limits of time and memory are

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    failures = 0
    start = time.perf_counter()
    for number, text, problem in cases(options.cases, options.seed):
        failures += 1
        print(f"seed {number}: {problem}\n  {text[:300]!r}")  # noqa: T201
    spent = time.perf_counter() - start
    print(f"{options.cases} cases, {failures} failed, {spent:.0f} s")  # noqa: T201
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
