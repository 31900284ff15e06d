"""A share of ``python -m tests.prove.fuzz_forms``."""

from __future__ import annotations

import signal

import pytest

from tests.prove.fuzz_forms import BASE, cases, fill, tried


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="needs a POSIX alarm")
@pytest.mark.filterwarnings("ignore")
def test_mutated_forms_and_expressions_are_refused_in_words_or_work() -> None:
    assert list(cases(600, seed=7)) == []


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="needs a POSIX alarm")
def test_the_fuzzer_notices_what_it_looks_for() -> None:
    import random

    def wrong() -> None:
        raise KeyError("x")

    assert tried(wrong) == "KeyError: 'x'"
    assert tried(lambda: fill(BASE, random.Random(1))) == ""
    assert tried(lambda: fill("<", random.Random(1))) == ""
