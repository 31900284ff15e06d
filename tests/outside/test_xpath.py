from __future__ import annotations

from pathlib import Path

from tests.outside.run_xpath import run


def test_every_outside_expression_comes_out_as_expected(outside: Path) -> None:
    result = run(outside / "xpath")
    assert not result.failed
    assert result.passed > 1000
    # A rule may only excuse what is rare, else it hides a fault.
    assert len(result.deviating) <= result.passed // 50
