"""An answer of one's own is held against the form: type, choices, constraint, relevance."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.errors import AppError
from app.inspection.conflict.case import Key
from app.inspection.conflict.deciding import OWN, Choice, decide
from app.inspection.conflict.own import check_own, plain_value, trial_of
from app.models.log import history
from app.models.values import Json
from app.workspace import Workspace
from tests.faults.small import ORDINARY, begin, foreign, make, path, place


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with make(tmp_path_factory.mktemp("own") / "hub", "审") as opened:
        yield opened


@pytest.fixture(scope="module")
def keys(hub: Workspace) -> dict[str, Key]:
    visit = begin(hub, "1号楼", **ORDINARY)
    key = visit.add_repeat("/housing/paths")
    names = {name: path(name) for name in ("A03", "A04", "B01", "B02", "B04")}
    names["C02"] = f"{key}/C02"
    return {name: Key("inspection", visit.inspection, at) for name, at in names.items()}


@pytest.mark.parametrize(
    ("name", "value", "fits"),
    [
        ("B04", {"answer": "3"}, True),
        ("B04", {"answer": "-1"}, False),  # constraint
        ("B04", {"answer": "1.5"}, False),  # type
        ("B04", {"answer": "abc"}, False),
        ("B04", {"reason": "undecidable"}, True),
        ("B04", {"reason": "tired"}, False),
        ("C02", {"answer": "0.5"}, True),
        ("C02", {"answer": "0"}, False),  # a constraint in a repeat
        ("B02", {"answer": "present"}, True),
        ("B02", {"answer": "maybe"}, False),  # none of the choices
        ("A03", {"answer": "concrete"}, True),
        ("A04", {"answer": "2026-11-22"}, True),
        ("A04", {"answer": "2026-13-22"}, False),
        ("B01", {"answer": "none"}, False),  # asked of concrete only
    ],
)
def test_checked(hub: Workspace, keys: dict[str, Key], name: str, value: Json, fits: bool) -> None:
    with hub.reading() as session:
        said = check_own(hub, session, keys[name], value)
    assert (said == "") is fits, said


def test_what_the_form_refuses_is_not_decided(hub: Workspace, keys: dict[str, Key]) -> None:
    key = keys["B04"]
    foreign(hub, key.subject, key.field, {"answer": "7"})
    with hub.reading() as session:
        before = len(history(session, key.subject))
    with pytest.raises(AppError):
        decide(hub, [Choice(key, {"answer": "-4"}, OWN)])
    with hub.reading() as session:
        assert len(history(session, key.subject)) == before
    assert decide(hub, [Choice(key, {"answer": "4"}, OWN)]).done == [key]


def test_a_trial_leaves_the_record_alone(hub: Workspace, keys: dict[str, Key]) -> None:
    with hub.reading() as session:
        before = len(history(session, keys["B04"].subject))
        trial = trial_of(hub, session, keys["B04"])
    assert trial is not None
    assert trial.value is None
    trial.give("-5")
    assert trial.message
    trial.give("12")
    assert (trial.message, trial.value) == ("", {"answer": "12"})
    with hub.reading() as session:
        assert len(history(session, keys["B04"].subject)) == before


def test_a_column_of_the_roster() -> None:
    one = place("1号楼")
    assert plain_value(Key("place", one, "floors_above"), " ６ 层") == 6
    assert plain_value(Key("place", one, "name"), " 甲楼 ") == "甲楼"
    assert plain_value(Key("photo", one, "caption"), "裂缝") == "裂缝"
    for field, text in (("floors_above", "很多"), ("floors_above", "1.5"), ("lift", "大概")):
        with pytest.raises(AppError):
            plain_value(Key("place", one, field), text)


def test_a_judgement_of_a_finding_says_one_of_its_words(hub: Workspace) -> None:
    one = place("1号楼")
    verdict, note = (Key("judgement", one, name) for name in ("verdict", "note"))
    assert plain_value(verdict, "dismissed") == "dismissed"
    assert plain_value(note, "看过了") == "看过了"
    with pytest.raises(AppError):
        plain_value(verdict, "看过了")
    with hub.reading() as session:
        assert check_own(hub, session, Key("judgement", one, "severity"), "awful")
        assert not check_own(hub, session, Key("judgement", one, "severity"), "minor")
