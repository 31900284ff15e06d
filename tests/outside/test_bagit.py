from __future__ import annotations

import json

import pytest

from tests.outside.folder import needs, outside
from tests.outside.run_bagit import problem_of

CASES = outside("bagit") / "expected.json"
EXPECTED = json.loads(CASES.read_text(encoding="utf-8")) if CASES.exists() else {}


@needs("bagit")
def test_there_are_bags_of_every_category() -> None:
    assert {case["category"] for case in EXPECTED.values()} >= {"valid", "invalid", "warning"}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_bag_of_the_conformance_suite_is_judged_as_expected(name: str) -> None:
    assert problem_of(outside("bagit") / name, EXPECTED[name]) == ""
