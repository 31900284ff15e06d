"""Task packages: what a laptop gets, from whom, and what becomes of work begun without a hub."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from app import keys as keyring
from app.errors import AppError
from app.exchange.bags.read import open_bag
from app.exchange.receive import receive
from app.exchange.roads.destination import Destination, destinations
from app.exchange.task.make import make_task
from app.exchange.task.take import TaskPreview, preview_task, take_task
from app.exchange.trust import TrustError, hub, own_keys
from app.inspection.checklists import keeper, register
from app.inspection.derive import derive
from app.inspection.people import people
from app.inspection.photo.photos import add_photos
from app.inspection.visit import Visit
from app.models.derived import Finding
from app.models.ids import place_id
from app.models.log import Draft, conflicts, write
from app.models.tables import Campaign, Inspection, Judgement, Photo, Place
from app.workspace import CampaignInfo, Workspace
from tests.exchange.trusted import know, make_hub, make_laptop, resigned, send, use_keyring
from tests.faults.looks import tables
from tests.faults.small import (
    BUILDINGS,
    CAMPAIGN,
    ORDINARY,
    begin,
    fill,
    picture,
    place,
)
from tests.faults.small_form import form


@pytest.fixture(scope="module", autouse=True)
def _keyring() -> None:
    use_keyring()


@pytest.fixture
def base(tmp_path: Path) -> Iterator[Workspace]:
    made, _recovery = make_hub(tmp_path / "hub")
    with made as opened:
        yield opened


def blank(root: Path) -> Workspace:
    return Workspace.create(root, person="人", device_name=root.name)


def taken(laptop: Workspace, task: Path, fingerprint: str = "", **more: bool) -> TaskPreview:
    return take_task(laptop, task, keep_form=keeper(laptop), fingerprint=fingerprint, **more)


def test_a_task_makes_a_laptop_ready_and_says_before_what_it_does(
    base: Workspace, tmp_path: Path
) -> None:
    made = make_task(
        base, tmp_path / "t", destinations=[Destination("单位网盘", "https://nas.example/box")]
    )
    with blank(tmp_path / "laptop") as laptop:
        before = tables(laptop)
        shown = preview_task(laptop, made.path)
        assert tables(laptop) == before
        assert shown.places == {"building": len(BUILDINGS)}
        assert (shown.known, shown.campaign, shown.forms) == (False, CAMPAIGN, 1)
        with pytest.raises(TrustError) as raised:
            taken(laptop, made.path, "AAAA-AAAA-AAAA-AAAA")
        assert raised.value.code == "unknown"
        assert made.fingerprint not in str(raised.value)
        assert tables(laptop) == before
        taken(laptop, made.path, made.fingerprint)
        with laptop.reading() as session:
            assert {one.name for one in session.scalars(select(Place))} == set(BUILDINGS)
            assert [one.url for one in destinations(session)] == ["https://nas.example/box"]
            known = hub(session)
        assert known is not None
        assert known.keys.device == base.device
        begin(laptop, **ORDINARY).finish()
        assert taken(laptop, made.path).known  # later ones need that hub's key alone


def test_names_go_out_sealed_for_one_laptop_only(base: Workspace, tmp_path: Path) -> None:
    first = make_task(base, tmp_path / "t")
    with pytest.raises(AppError):
        make_task(base, tmp_path / "t", people=[("张三", "07")])
    with make_laptop(tmp_path / "a", first.path, first.fingerprint, "人") as laptop:
        know(base, laptop)
        sealed = make_task(base, tmp_path / "t", to=laptop.device, people=[("张三", "07")])
        assert sealed.path.name.endswith(".zip.age")
        assert "张三".encode() not in sealed.path.read_bytes()
        taken(laptop, sealed.path)
        assert [(one.name, one.number) for one in people(laptop)][:1] == [("张三", "07")]
        with pytest.raises(TrustError) as raised:
            taken(laptop, first.path)  # an older task put in again
        assert raised.value.code == "chain"
    with blank(tmp_path / "b") as other, pytest.raises(AppError):
        preview_task(other, sealed.path)
    with pytest.raises(AppError):
        make_task(base, tmp_path / "t", to=uuid4())


def test_no_password_travels(base: Workspace, tmp_path: Path) -> None:
    for url in ("https://user:secret@nas.example/x", "gopher://nas"):
        with pytest.raises(AppError):
            make_task(base, tmp_path / "t", destinations=[Destination("x", url)])


def test_real_work_needs_a_recovery_key(tmp_path: Path) -> None:
    from tests.faults.small import make

    with make(tmp_path / "hub", "汇总") as made, pytest.raises(AppError, match="恢复密钥"):
        make_task(made, tmp_path / "t")
    assert not (tmp_path / "t").exists()


def test_a_forged_task_and_one_of_another_hub(base: Workspace, tmp_path: Path) -> None:
    made = make_task(base, tmp_path / "t")
    keys = own_keys(base)
    stranger, _recovery = make_hub(tmp_path / "stranger")
    with stranger, make_laptop(tmp_path / "a", made.path, made.fingerprint, "人") as laptop:
        other = make_task(stranger, tmp_path / "o")

        def richer(found: dict[str, bytes], _info: dict[str, str]) -> None:
            row = json.loads(found["changes.jsonl"].splitlines()[-1])
            found["changes.jsonl"] += json.dumps(row | {"id": str(uuid4())}).encode() + b"\n"

        def same(_found: dict[str, bytes], _info: dict[str, str]) -> None: ...

        before = tables(laptop)
        for package, code in (
            (resigned(base, made.path, tmp_path / "1.zip", richer, keys), ""),
            (resigned(base, made.path, tmp_path / "2.zip", same, own_keys(stranger)), "forged"),
            (resigned(base, made.path, tmp_path / "3.zip", same, None), "forged"),
            (other.path, "hub"),
        ):
            with pytest.raises(AppError) as raised:
                taken(laptop, package, other.fingerprint)
            assert getattr(raised.value, "code", "") == code or code == ""
            assert tables(laptop) == before
        taken(laptop, other.path, other.fingerprint, other_hub=True)
        with laptop.reading() as session:
            known = hub(session)
        assert known is not None
        assert known.keys.device == stranger.device
        # A package of work is no task (and not for this laptop), a task is no package of work.
        with pytest.raises(AppError):
            preview_task(laptop, send(laptop, tmp_path / "out").path)
    (result,) = receive(base, [other.path], keep_form=keeper(base))
    assert result.code == "task"


def test_a_part_of_the_roster_goes_out_and_the_whole_work_comes_back(tmp_path: Path) -> None:
    base, _recovery = make_hub(tmp_path / "hub")
    with base:
        with base.sessions.begin() as session:
            rows = []
            for number, name in enumerate(("甲社区", "乙社区")):
                one = place_id(CAMPAIGN, name)
                facts = {"campaign": str(CAMPAIGN), "level": "community", "code": name}
                rows += [Draft("place", one, key, value) for key, value in facts.items()]
                rows.append(Draft("place", one, "name", name))
                rows += [
                    Draft("place", place(building), "parent", str(one))
                    for building in BUILDINGS[number * 3 : number * 3 + 3]
                ]
            write(session, base.writer(session), rows)
        made = make_task(base, tmp_path / "t", communities=["甲社区"])
        with pytest.raises(AppError):
            make_task(base, tmp_path / "t", communities=["丙社区"])
        with make_laptop(tmp_path / "a", made.path, made.fingerprint, "人") as laptop:
            with laptop.reading() as session:
                names = set(session.scalars(select(Place.name)))
            assert names == {"甲社区", *BUILDINGS[:3]}
            begin(laptop, **ORDINARY).finish()
            know(base, laptop)
            package = send(laptop, tmp_path / "out")
            # What the hub gave out it has: only the laptop's own work travels.
            with laptop.reading() as session:
                own = session.scalar(select(func.count()).select_from(Inspection))
            assert own == 1
            (result,) = receive(base, [package.path], keep_form=keeper(base))
            assert (result.state, result.changes_known) == ("merged", 0), result.reason
        assert derive(base).problems == []
        with base.reading() as session:
            assert conflicts(session) == []
            assert session.scalars(select(Inspection.place)).all() == [place(BUILDINGS[0])]


def test_work_begun_without_a_hub_is_adopted_by_code(base: Workspace, tmp_path: Path) -> None:
    own = UUID(int=7 << 76 | 2 << 62 | 5)
    made = make_task(base, tmp_path / "t")
    with Workspace.create(
        tmp_path / "a", person="人", campaign=CampaignInfo("自测", "2025", id=own)
    ) as laptop:
        file = tmp_path / "form.xlsx"
        file.write_bytes(form())
        register(laptop, file)
        mine = {}
        with laptop.sessions.begin() as session:
            for name in (BUILDINGS[0], "9号楼"):
                mine[name] = place_id(own, f"长安/{name}")
                facts = {"campaign": str(own), "level": "building", "code": f"长安/{name}",
                         "name": name}  # fmt: skip
                rows = [Draft("place", mine[name], key, value) for key, value in facts.items()]
                write(session, laptop.writer(session), rows)
        for name in mine:
            visit = Visit.begin(laptop, mine[name])
            fill(visit, **ORDINARY | {"B02": "present"})
            add_photos(laptop, visit.inspection, [picture(tmp_path / f"{name}.jpg", len(name))])
        derive(laptop)
        with laptop.reading() as session:
            found = session.scalars(select(Finding)).first()
        assert found is not None
        with laptop.sessions.begin() as session:
            draft = Draft("judgement", found.id, "note", "看过")
            write(session, laptop.writer(session), [draft])
        shown = preview_task(laptop, made.path)
        plan = shown.adoption
        assert plan is not None
        assert (plan.matched, plan.added, plan.inspections) == (1, 1, 2)
        taken(laptop, made.path, made.fingerprint)
        derive(laptop)
        with laptop.reading() as session:
            assert session.scalars(
                select(Campaign.id).where(Campaign.deleted.is_(False))
            ).all() == [CAMPAIGN]
            here = session.scalars(select(Inspection.place).where(Inspection.deleted.is_(False)))
            assert set(here) == {place(BUILDINGS[0]), place_id(CAMPAIGN, "长安/9号楼")}
            rows = session.scalars(select(Photo).where(Photo.deleted.is_(False))).all()
            alive = set(session.scalars(select(Inspection.id).where(Inspection.deleted.is_(False))))
            assert len(rows) == 2
            assert {row.inspection for row in rows} <= alive
            ids = set(session.scalars(select(Finding.id)))
            judged = session.scalars(select(Judgement).where(Judgement.note == "看过")).all()
            assert [one.id for one in judged if one.id in ids]
            assert session.scalar(select(func.count()).select_from(Finding)) >= 2
        assert begin(laptop).instance.node("/housing/B/B02").value == "present"
        assert preview_task(laptop, made.path).adoption is None
        know(base, laptop)
        (result,) = receive(base, [send(laptop, tmp_path / "o").path], keep_form=keeper(base))
        assert result.state == "merged", result.reason
    with base.reading() as session:
        assert session.scalars(select(Campaign.id).where(Campaign.deleted.is_(False))).all() == [
            CAMPAIGN
        ]


def test_a_laptop_begun_under_the_hubs_code_takes_the_hubs_name_and_round(
    base: Workspace, tmp_path: Path
) -> None:
    with base.reading() as session:
        hub = session.get_one(Campaign, CAMPAIGN)
        name, round_ = hub.name, hub.round
    made = make_task(base, tmp_path / "t")
    # Begun after the hub, so its words are the later ones.
    own = CampaignInfo("自己起的", "自己的轮次", city="别处", id=CAMPAIGN)
    with Workspace.create(tmp_path / "a", person="人", campaign=own) as laptop:
        file = tmp_path / "form.xlsx"
        file.write_bytes(form())
        register(laptop, file)
        facts = {"campaign": str(CAMPAIGN), "level": "building", "code": f"长安/{BUILDINGS[0]}",
                 "name": BUILDINGS[0]}  # fmt: skip
        with laptop.sessions.begin() as session:
            rows = [Draft("place", place(BUILDINGS[0]), *fact) for fact in facts.items()]
            write(session, laptop.writer(session), rows)
        visit = Visit.begin(laptop, place(BUILDINGS[0]))
        fill(visit, **ORDINARY | {"B02": "present"})
        add_photos(laptop, visit.inspection, [picture(tmp_path / "p.jpg", 3)])
        taken(laptop, made.path, made.fingerprint)
        derive(laptop)
        with laptop.reading() as session:
            assert [one for one in conflicts(session) if one.kind == "campaign"] == []
            here = session.get_one(Campaign, CAMPAIGN)
            assert (here.name, here.round) == (name, round_)
            (record,) = session.scalars(select(Inspection).where(Inspection.deleted.is_(False)))
            assert record.round == round_
            (photo,) = session.scalars(select(Photo).where(Photo.deleted.is_(False)))
            assert photo.inspection == record.id
        assert begin(laptop).inspection == record.id  # no second record beside it
        know(base, laptop)
        (result,) = receive(base, [send(laptop, tmp_path / "o").path], keep_form=keeper(base))
        assert result.state == "merged", result.reason
    with base.reading() as session:
        hub = session.get_one(Campaign, CAMPAIGN)
        assert (hub.name, hub.round) == (name, round_)


def test_a_rehearsal_may_stay_open_and_real_work_may_not(tmp_path: Path) -> None:
    from app.exchange.package import export
    from tests.faults.small import make

    with make(tmp_path / "hub", "汇总") as base:
        with base.sessions.begin() as session:
            draft = Draft("campaign", CAMPAIGN, "rehearsal", True)
            write(session, base.writer(session), [draft])
        made = make_task(base, tmp_path / "t")
        with make_laptop(tmp_path / "a", made.path, made.fingerprint, "人") as laptop:
            begin(laptop, **ORDINARY)
            package = export(laptop, tmp_path / "o", sealed=False)
            assert not package.sealed
            with open_bag(package.path) as bag:
                assert bag.signature
        (result,) = receive(base, [package.path], keep_form=keeper(base))
        assert (result.state, result.signed) == ("merged", True)
    real, _recovery = make_hub(tmp_path / "real")
    with real:
        made = make_task(real, tmp_path / "rt")
        with (
            make_laptop(tmp_path / "ra", made.path, made.fingerprint, "人") as laptop,
            pytest.raises(AppError, match="演练"),
        ):
            export(laptop, tmp_path / "o2", sealed=False)
    assert keyring.where(real.device) == "keyring"


@pytest.mark.parametrize(
    "text",
    [
        "[]", "{}", "null", "\"x\"", "{", "\xff",
        '{"recovery":"","rehearsal":false,"people":[1],"destinations":[]}',
        '{"recovery":"","rehearsal":false,"people":[],"destinations":[{"name":"x"}]}',
        '{"recovery":"","rehearsal":false,"people":[],"destinations":[{"name":"x","url":"/",'
        '"options":[1]}]}',
        '{"recovery":"age1x","rehearsal":false,"people":[],"destinations":[]}',
    ],
)  # fmt: skip
def test_a_strangers_task_is_refused_in_words(base: Workspace, tmp_path: Path, text: str) -> None:
    made = make_task(base, tmp_path / "t")

    def odd(found: dict[str, bytes], _info: dict[str, str]) -> None:
        found["task.json"] = text.encode("latin-1")

    bad = resigned(base, made.path, tmp_path / "bad.zip", odd, own_keys(base))
    with blank(tmp_path / "laptop") as laptop, pytest.raises(AppError):
        preview_task(laptop, bad)
