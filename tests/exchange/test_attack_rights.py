"""A confirmed laptop writes what only a hub may say: it comes in, and does not count."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app import keys as keyring
from app.exchange.inbox.parcels import merge_parcels, parcels
from app.exchange.inbox.take import take_in
from app.exchange.unheard import in_words
from app.inspection.checklists import keeper
from app.inspection.conflict.withdrawing import give_back
from app.inspection.derive import derive
from app.inspection.review.desk import confirm, send_back
from app.inspection.review.fields import Remark, review_of
from app.models.clock import LATEST, LATEST_OF_HUBS
from app.models.ids import batch_id, new_id, place_id
from app.models.log import Draft, Json, lines, write
from app.models.tables import Inspection, Place
from app.workspace import Workspace
from tests.exchange.forged import Files, says, shown, take
from tests.exchange.trusted import make_city, package_of, resigned, send
from tests.faults.small import CAMPAIGN, ORDINARY, begin, copied, dumped, path, place

OTHER = UUID("00000000-0000-7000-8000-000000000001")
"""A campaign whose id comes before every other."""
EARLIER = place_id(CAMPAIGN, "earlier")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub that knows two laptops; it confirmed a's first record and sent b's back."""
    folder = tmp_path_factory.mktemp("city")
    work = {
        "a": lambda laptop: begin(laptop, **ORDINARY).finish(),
        "b": lambda laptop: begin(laptop, "2号楼", **ORDINARY).finish(),
    }
    make_city(folder, work)
    with Workspace.open(folder / "hub", person="汇总") as hub:
        with hub.sessions.begin() as session:
            facts = {"place": str(place("1号楼")), "title": "外墙开裂", "severity": "serious"}
            drafts = [Draft("earlier", EARLIER, *one) for one in facts.items()]
            write(session, hub.writer(session), drafts)
        take(hub, package_of(folder, "a"), package_of(folder, "b"))
        derive(hub)
        confirm(hub, [record(hub, "1号楼")])
        send_back(hub, record(hub, "2号楼"), [Remark(path("B04"), "再看看")])
    return folder


def record(workspace: Workspace, name: str) -> UUID:
    with workspace.reading() as session:
        return session.scalars(select(Inspection.id).where(Inspection.place == place(name))).one()


@pytest.fixture
def hub(city: Path, tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(copied(city / "hub", tmp_path / "hub"), person="汇总") as opened:
        yield opened


@pytest.fixture
def laptop(city: Path, tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(copied(city / "a", tmp_path / "a"), person="人a") as opened:
        yield opened


def overstepping(hub: Workspace, laptop: Workspace, out: Path) -> Path:
    """Say everything that is not a laptop's to say, and one honest answer; under a tidy label."""
    one, two = record(hub, "1号楼"), record(hub, "2号楼")
    answer = new_id()
    told: list[tuple[str, UUID, str, Json]] = [
        ("campaign", CAMPAIGN, "name", "改了名"),
        ("campaign", CAMPAIGN, "rehearsal", True),
        ("campaign", CAMPAIGN, "round", "1999"),
        ("campaign", CAMPAIGN, "*", True),
        ("campaign", CAMPAIGN, "conflict_rules", {"rules": [], "grades": {}}),
        ("campaign", CAMPAIGN, "professionals", ["人a"]),
        ("campaign", CAMPAIGN, "allow_statement", ["B", "C"]),
        ("campaign", OTHER, "name", "我的"),
        ("campaign", OTHER, "rehearsal", True),
        ("review", one, "state", "returned"),
        ("review", two, "state", "confirmed"),
        ("review", two, "confirmed[00]", True),
        ("review", two, f"at[{path('B04')}]", None),
        ("review", two, "until", "2031-01-01"),
        ("place", place("3号楼"), "same_as", str(place("4号楼"))),
        ("place", place("5号楼"), "*", True),
        ("place", place("4号楼"), "campaign", str(OTHER)),
        ("place", place("4号楼"), "level", "household"),
        ("earlier", EARLIER, "severity", "slight"),
        ("earlier", EARLIER, "*", True),
    ]  # fmt: skip
    for one_word in told:
        says(laptop, *one_word)
    said = {
        "act": uuid4().hex, "by": "汇总", "kind": "inspection", "subject": two.hex,
        "field": path("B04"), "how": "A", "reason": "", "rule": "", "sides": [],
    }  # fmt: skip
    says(laptop, "decision", answer, "said", said)
    begin(laptop, "6号楼", **ORDINARY)
    package = send(laptop, out).path
    keys = keyring.find(laptop.device)
    return resigned(hub, package, out / "tidy.zip", _tidy, keys)


def _tidy(_found: Files, info: dict[str, str]) -> None:
    info |= {"Chengjian-Rehearsal": "no", "Chengjian-Campaign": str(CAMPAIGN)}


def without_log(workspace: Workspace, folder: Path, kinds: tuple[str, ...]) -> dict[str, list[str]]:
    dumped(workspace, folder)
    found = {}
    for name in ("campaign", "place", "earlier", "judgement"):
        found[name] = (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    cells = (folder / "cell.jsonl").read_text(encoding="utf-8").splitlines()
    found["cell"] = [one for one in cells if any(f'"kind":"{kind}"' in one for kind in kinds)]
    return found


RULED = ("campaign", "review", "place", "earlier", "decision", "batch")


def test_what_only_a_hub_may_say_does_not_count_from_a_laptop_and_all_else_does(
    hub: Workspace, laptop: Workspace, tmp_path: Path
) -> None:
    before = without_log(hub, tmp_path / "before", RULED)
    package = overstepping(hub, laptop, tmp_path / "out")
    (parcel,) = take_in(hub, [package])
    (result,) = merge_parcels(hub, [parcel], keep_form=keeper(hub))
    assert result.state == "merged", result.reason  # no flat refusal
    assert without_log(hub, tmp_path / "after", RULED) == before
    assert shown(hub, "inspection", record(hub, "6号楼"), path("B04")) is not None
    with hub.reading() as session:
        kept = [one for one in lines(session) if one.device == laptop.device]
        assert any(one.field == "professionals" for one in kept)  # nothing is lost
        state = review_of(session, record(hub, "2号楼"))
    assert state.state == "returned"
    assert [one.text for one in state.remarks] == ["再看看"]
    told = {
        "campaign": 7,
        "decision": 1,
        "review": 5,
        "same_as": 1,
        "roster": 2,
        "*": 2,
        "earlier": 1,
    }
    assert result.unheard == told
    with hub.reading() as session:
        (line,) = [one for one in parcels(session, hub) if one.number == 2]
    assert line.card.unheard == told
    assert in_words(told).startswith("体检任务的设置 (7)，")


def test_a_rehearsal_that_a_laptop_declares_shuts_nobody_out(
    hub: Workspace, city: Path, laptop: Workspace, tmp_path: Path
) -> None:
    take(hub, overstepping(hub, laptop, tmp_path / "out"))
    with Workspace.open(copied(city / "b", tmp_path / "b"), person="人b") as colleague:
        begin(colleague, "4号楼", **ORDINARY)
        (result,) = take(hub, send(colleague, tmp_path / "out").path)
    assert result.state == "merged", result.reason
    found = hub.campaign()
    assert found is not None
    assert (found.id, found.name, found.rehearsal) == (CAMPAIGN, "试", False)


def test_a_laptop_withdraws_its_own_batches_and_nobody_elses(
    hub: Workspace, city: Path, laptop: Workspace, tmp_path: Path
) -> None:
    with Workspace.open(city / "b", read_only=True) as colleague:
        b = colleague.device
    says(laptop, "batch", batch_id(b, 1), "withdrawn", {"batch": 1, "device": str(b)})
    says(laptop, "batch", batch_id(laptop.device, 1), "withdrawn", "own")
    (result,) = take(hub, send(laptop, tmp_path / "out").path)
    assert result.state == "merged", result.reason
    with hub.reading() as session:
        gone = session.get(Place, place("1号楼"))
        assert gone is not None
    assert shown(hub, "inspection", record(hub, "2号楼"), path("B04")) is not None
    assert shown(hub, "batch", batch_id(b, 1), "withdrawn") is None
    assert shown(hub, "batch", batch_id(laptop.device, 1), "withdrawn") == "own"


@pytest.mark.parametrize("clock", [LATEST, LATEST + 1, LATEST_OF_HUBS, 2**63 - 1])
def test_no_clock_is_so_far_that_the_hub_cannot_answer(
    hub: Workspace, laptop: Workspace, tmp_path: Path, clock: int
) -> None:
    """An answer, handing in again, and a withdrawal of one's own, all from the end of time."""
    mine, question = record(hub, "1号楼"), path("B04")
    says(laptop, "inspection", mine, question, {"answer": "9"}, clock=clock)
    says(laptop, "review", mine, "state", "resubmitted", clock=clock)
    says(laptop, "batch", batch_id(laptop.device, 1), "withdrawn", "own", clock=clock)
    begin(laptop, "6号楼", **ORDINARY)
    package = send(laptop, tmp_path / "out")
    (result,) = take(hub, package.path)
    assert result.state == "merged", result.reason
    assert [one.quarantined for one in result.ahead] == [0 if clock == LATEST else 3]
    give_back(hub, laptop.device, 1)  # the hub has the last word
    assert shown(hub, "batch", batch_id(laptop.device, 1), "withdrawn") is None
    with hub.sessions.begin() as session:
        write(
            session,
            hub.writer(session),
            [
                Draft("inspection", mine, question, {"answer": "1"}),
                Draft("review", mine, "state", "confirmed"),
            ],
            resolve=True,
        )
    assert shown(hub, "inspection", mine, question) == {"answer": "1"}
    assert shown(hub, "review", mine, "state") == "confirmed"
