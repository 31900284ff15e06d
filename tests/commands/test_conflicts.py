"""``chengjian conflicts`` speaks in words; machines get lines."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from app.commands.script import find_place
from app.inspection.setup import make_sample
from app.inspection.visit import Basis, Visit
from app.models.clock import wall_ms
from app.models.ids import new_id
from app.models.log import ChangeLine, merge

from .test_cli import Shell, shell

__all__ = ["shell"]

FIELD = "/housing/B/ZF_B02"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample city; two people disagree on one answer, neither having seen the other's."""
    root = tmp_path_factory.mktemp("city") / "w"
    with make_sample(root, "人a") as workspace:
        with workspace.reading() as session:
            place = find_place(session, "长安/样例小区甲/1号楼")
        visit = Visit.begin(workspace, place, person="人a")
        visit.answer(FIELD, "none", Basis("seen"))
        other = ChangeLine(
            id=new_id(),
            kind="inspection",
            subject=visit.inspection,
            field=FIELD,
            value='{"answer":"present","basis":"asked"}',
            bases=(),
            clock=wall_ms() << 16,
            device=new_id(),
            person="人b",
            batch=1,
            time=wall_ms(),
        )
        with workspace.sessions.begin() as session:
            merge(session, [other])
    return root


NAMED = {
    "zh_CN": ("B02", "违规拆除承重构件", "有", "无", "看见", "问来"),
    "en": ("B02", "Present", "None", "Seen", "Asked"),
}


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_conflicts_in_words(shell: Shell, city: Path, language: str) -> None:
    assert shell("--language", language, "conflicts", "-w", city) == 0
    said = shell.out
    assert "1号楼" in said
    for words in (*NAMED[language], "人a", "人b"):
        assert words in said
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d", said)
    for raw in ("/housing/", "ZF_B02", '"answer"', "{", "present"):
        assert raw not in said
    heads = [line for line in said.splitlines() if "人a" in line or "人b" in line]
    assert sum(line.strip().startswith("→") for line in heads) == 1  # the one that is shown


def test_conflicts_as_lines(shell: Shell, city: Path) -> None:
    assert shell("conflicts", "-w", city, "--json") == 0
    [line] = [json.loads(one) for one in shell.out.splitlines()]
    assert (line["state"], line["field"]) == ("conflict", FIELD)
    assert {head["value"]["answer"] for head in line["heads"]} == {"none", "present"}
    assert {head["person"] for head in line["heads"]} == {"人a", "人b"}
    assert sum(head["shown"] for head in line["heads"]) == 1
