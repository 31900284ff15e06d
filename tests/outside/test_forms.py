from __future__ import annotations

import pytest

from tests.outside.folder import needs, outside
from tests.outside.run_forms import run_forms, run_tables
from tests.outside.run_scenarios import run as run_scenarios


@needs("scenarios")
def test_scenarios_of_other_engines_come_out_as_theirs() -> None:
    result = run_scenarios(outside("scenarios"))
    assert result.failed == {}
    assert result.passed > 10 * len(result.deviating)


@needs("forms")
@pytest.mark.filterwarnings("ignore")
def test_forms_of_other_projects_load_or_are_refused_as_their_judges_say() -> None:
    result = run_forms(outside("forms"))
    assert result.failed == {}
    assert result.passed > 20 * len(result.deviating)


@needs("forms")
@pytest.mark.filterwarnings("ignore")
def test_workbooks_of_the_converters_own_tests_load_or_are_refused() -> None:
    result = run_tables(outside("forms"))
    assert result.failed == {}
    assert result.passed > 20 * len(result.deviating)
