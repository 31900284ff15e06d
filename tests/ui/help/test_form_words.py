"""Our checklists in the English window: nothing of ours stays Chinese."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.forms import load_workbook
from app.i18n import set_language
from app.ui.form_words import spoken, spoken_source, spoken_units

_ADDRESS = re.compile(r"https?://\S+|[\u4e00-\u9fff]+〔\d{4}〕\d+号|75号文\S+")
_CHINESE = re.compile("[\u4e00-\u9fff]+")


@pytest.mark.parametrize("name", ["housing", "residential_area", "community"])
def test_findings_measures_and_sources_are_english(root: Path, name: str) -> None:
    set_language("en")
    rules = load_workbook(root / f"resources/checklists/{name}.xlsx").rules
    assert rules
    left = []
    for rule in rules:
        assert spoken(rule.title("zh")) == rule.title("en")
        texts = spoken(rule.measure), spoken_units(rule.responsible), spoken_source(rule.source)
        left += [one for text in texts for one in _CHINESE.findall(_ADDRESS.sub("", text))]
    assert left == []
    set_language("zh_CN")
    assert spoken_source(rules[0].source) == rules[0].source
    assert spoken("别人的清单") == "别人的清单"
