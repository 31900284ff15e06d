"""Somebody with a confirmed laptop, or with the stick, wants the hub's books to lie."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app import keys as keyring
from app.exchange.audit_books import book_problems
from app.exchange.inbox.parcels import Parcel, merge_parcels, parcels, sequences
from app.exchange.inbox.take import take_in
from app.exchange.receipts.giving import contents
from app.exchange.received import Received
from app.exchange.seal_read import opened_package
from app.exchange.signing import key_labels, set_text
from app.exchange.trust import confirm
from app.inspection.checklists import keeper
from app.inspection.conflict.withdrawing import take_out
from app.keys import Keys
from app.models.derived import PackageIn
from app.models.ids import batch_id, new_id
from app.models.log import batch_problems, lines
from app.models.retold import retold_problems
from app.models.values import canonical
from app.sealing import new_identity
from app.workspace import Workspace
from tests.exchange import forged
from tests.exchange.forged import Files, own_batch, rows_of, take
from tests.exchange.trusted import (
    Change as Rewrite,
)
from tests.exchange.trusted import make_city, package_of, resigned
from tests.faults.small import ORDINARY, begin, copied


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub that knows two laptops, and the first package of each."""
    work = dict.fromkeys("ab", lambda laptop: begin(laptop, **ORDINARY))
    return make_city(tmp_path_factory.mktemp("city"), work)


@pytest.fixture
def hub(city: Path, tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(copied(city / "hub", tmp_path / "hub"), person="汇总") as opened:
        yield opened


def keys_of(city: Path, name: str) -> Keys:
    return forged.keys_of(city / name)


def vouching(by: Keys, of: UUID, row: Callable[[dict[str, object]], dict[str, object]]) -> Rewrite:
    """Make a package of a new device that says it was another one before, and speaks for it."""

    def change(found: Files, info: dict[str, str]) -> None:
        line = canonical(row(rows_of(found)[-1]) | {"device": str(of)})  # type: ignore[arg-type]
        digest = hashlib.sha256(f"\n{line}\n".encode()).hexdigest()
        said = {
            "by": str(by.device), "changes": 1, "device": str(of), "digest": digest,
            "signature": by.signature(set_text(by.device, of, 1, digest)),
        }  # fmt: skip
        found["changes.jsonl"] = f"{line}\n".encode()
        found["batches.jsonl"] = b""
        found["sets.jsonl"] = f"{canonical(said)}\n".encode()  # type: ignore[arg-type]
        info |= {"Chengjian-Sender": str(by.device), "Chengjian-Number": "1"}
        info |= key_labels(by.public("新电脑", (of,)))

    return change


def newcomer(hub: Workspace, claims: UUID) -> Keys:
    """Confirm a new device by its fingerprint, which says nothing of what it was before."""
    from app.exchange.trust import note

    keys = Keys(uuid4(), keyring.make(uuid4()).sign_secret, new_identity())
    public = keys.public("新电脑", (claims,))
    with hub.sessions.begin() as session:
        note(session, public)
    confirm(hub, keys.device, public.fingerprint, "汇总")
    return keys


def withdrawal_of(device: UUID, batch: int, value: object) -> dict[str, object]:
    return {
        "id": str(new_id()), "kind": "batch", "field": "withdrawn", "bases": [],
        "subject": str(batch_id(device, batch)), "value": value,
    }  # fmt: skip


def test_nobody_was_the_hub_before(hub: Workspace, city: Path, tmp_path: Path) -> None:
    a, first = keys_of(city, "a"), package_of(city, "a")
    take(hub, first)
    thief = newcomer(hub, hub.device)
    said = {"batch": 1, "device": str(a.device)}
    change = vouching(
        thief, hub.device, lambda row: {**row, **withdrawal_of(a.device, 1, said), "batch": 9}
    )
    (result,) = take(hub, resigned(hub, first, tmp_path / "as-hub.zip", change, thief))
    assert (result.state, result.code) == ("refused", "relayed")
    with hub.reading() as session:
        assert [one for one in lines(session) if one.kind == "batch"] == []


def test_nothing_is_added_to_a_batch_that_its_own_device_closed(
    hub: Workspace, city: Path, tmp_path: Path
) -> None:
    a, first = keys_of(city, "a"), package_of(city, "a")
    take(hub, first)
    thief = newcomer(hub, a.device)
    change = vouching(thief, a.device, lambda row: {**row, "id": str(new_id()), "batch": 1})
    (result,) = take(hub, resigned(hub, first, tmp_path / "past.zip", change, thief))
    assert (result.state, result.code) == ("refused", "batch"), result.reason
    with hub.reading() as session:
        assert batch_problems(session) == []


@pytest.mark.parametrize("value", [True, "gone", {"batch": 2}, {"batch": 1, "device": "…"}])
def test_who_withdraws_in_odd_words_has_withdrawn_all_the_same(
    hub: Workspace, city: Path, tmp_path: Path, value: object
) -> None:
    a, first = keys_of(city, "a"), package_of(city, "a")

    def change(found: Files, _info: dict[str, str]) -> None:
        rows = rows_of(found)
        own_batch(found, a, [*rows, rows[-1] | withdrawal_of(a.device, 1, value)])

    (result,) = take(hub, resigned(hub, first, tmp_path / "odd.zip", change, a))
    assert result.state == "merged", result.reason
    with hub.reading() as session:
        (parcel,) = parcels(session, hub)
        said = contents(session, hub, a.device)
    assert parcel.withdrawn
    assert [one["state"] for one in said["packages"]] == ["refused"]  # type: ignore[union-attr,index,call-overload]
    assert said["records"] == []


@pytest.mark.parametrize("how", ["twice", "backwards"])
def test_changes_come_once_each_and_in_order(
    hub: Workspace, city: Path, tmp_path: Path, how: str
) -> None:
    """Else the digest would cover what no hub can keep, and its own books would seem forged."""
    a, first = keys_of(city, "a"), package_of(city, "a")

    def change(found: Files, _info: dict[str, str]) -> None:
        rows = rows_of(found)
        own_batch(found, a, [*rows, rows[-1]] if how == "twice" else rows[::-1])

    (result,) = take(hub, resigned(hub, first, tmp_path / "order.zip", change, a))
    assert result.state == "refused"
    assert take(hub, first)[0].state == "merged"
    with hub.reading() as session:
        assert batch_problems(session) == []


@pytest.mark.parametrize("road", ["inbox", "command"])
@pytest.mark.parametrize("signer", ["nobody", "thief"])
def test_what_no_device_signed_says_nothing_of_its_numbers(
    hub: Workspace, city: Path, tmp_path: Path, road: str, signer: str
) -> None:
    """The carrier keeps two packages back, and says in the laptop's name that there were none."""
    a, first = keys_of(city, "a"), package_of(city, "a")
    third = resigned(
        hub, first, tmp_path / "third.zip",
        lambda _found, info: info.update({"Chengjian-Number": "4", "Chengjian-Previous": "0" * 64}),
        a,
    )  # fmt: skip
    take(hub, first, third)
    thief = Keys(a.device, keyring.make(uuid4()).sign_secret, new_identity())

    def change(_found: Files, info: dict[str, str]) -> None:
        info |= {"Chengjian-Number": "9000", "Chengjian-Void": "2 3", "Chengjian-Previous": ""}
        if signer == "nobody":
            for name in key_labels(a.public("x")):
                info.pop(name, None)

    forged = resigned(
        hub, first, tmp_path / "forged.zip", change, thief if signer == "thief" else None,
        claim=signer == "thief",
    )  # fmt: skip
    before = told(hub, a.device)
    assert before == ([2, 3], 4)
    if road == "inbox":
        (parcel,) = take_in(hub, [forged])
        assert parcel.state == "refused"
        assert parcel.reason
    else:
        assert take(hub, forged)[0].state == "refused"
    assert told(hub, a.device) == before


def told(hub: Workspace, device: UUID) -> tuple[list[int], int]:
    """Return which numbers of a device are missing, and the highest that its receipt names."""
    with hub.reading() as session:
        found = {one.device: one for one in sequences(parcels(session, hub))}
        said = contents(session, hub, device)["packages"]
    return found[device].missing, max(one["number"] for one in said)  # type: ignore[union-attr,index,call-overload]


def test_an_answer_in_a_colleagues_name_needs_a_colleague(
    hub: Workspace, city: Path, tmp_path: Path
) -> None:
    """A confirmed laptop that suddenly says that it was another one before is not believed."""
    a, b, first = keys_of(city, "a"), keys_of(city, "b"), package_of(city, "a")
    take(hub, first)
    change = vouching(a, b.device, lambda row: {**row, "id": str(new_id()), "batch": 7})
    with hub.reading() as session:
        before = str(session.scalars(select(PackageIn.sha256)).one())

    def second(found: Files, info: dict[str, str]) -> None:
        change(found, info)
        info |= {"Chengjian-Number": "2", "Chengjian-Previous": before}

    number_two = resigned(hub, first, tmp_path / "as-b.zip", second, a)
    (result,) = take(hub, number_two)
    assert (result.state, result.code) == ("refused", "relayed")
    with hub.reading() as session:
        assert all(one.device != b.device for one in lines(session))


def test_ids_of_a_colleagues_unsent_changes_are_given_back_once_the_thief_is_withdrawn(
    hub: Workspace, city: Path, tmp_path: Path
) -> None:
    """The thief saw what the colleague had not sent yet, and sends those ids with other words."""
    a, first = keys_of(city, "a"), package_of(city, "b")
    with opened_package(hub, first) as bag:
        stolen = [json.loads(line) for line in bag.lines("changes.jsonl")]
    b = keys_of(city, "b")
    mine = [one for one in stolen if one["device"] == str(b.device)]

    def change(found: Files, _info: dict[str, str]) -> None:
        rows = rows_of(found)
        said = {**rows[-1], "value": {"answer": "forged"}, "bases": []}
        rows += [said | {"id": one["id"]} for one in mine]
        own_batch(found, a, sorted(rows, key=lambda one: str(one["id"])))

    thief = resigned(hub, package_of(city, "a"), tmp_path / "thief.zip", change, a)
    assert take(hub, thief)[0].state == "merged"
    (parcel,) = take_in(hub, [first])
    (result,) = merge_parcels(hub, [parcel], keep_form=keeper(hub))
    assert (result.state, result.code) == ("refused", "ids")
    assert f"（见 a {str(a.device)[:8]} 的第 1 号包）" in result.reason
    with hub.reading() as session:
        (kept,) = [one for one in parcels(session, hub) if one.device == b.device]
    assert kept.clashed
    assert kept.waiting
    assert kept.file is not None
    assert kept.file.is_file()  # the colleague's answers are safe here, whatever becomes of hers
    assert take_again(hub, kept).code == "ids"
    take_out(hub, a.device, 1)
    with hub.reading() as session:
        (kept,) = [one for one in parcels(session, hub) if one.device == b.device]
    assert take_again(hub, kept).state == "merged"
    with hub.reading() as session:
        texts = {str(one.id): one.to_json() for one in lines(session)}
        assert all(json.loads(texts[str(one["id"])]) == one for one in mine)
        assert batch_problems(session) == []
        assert book_problems(hub, session) == []
        assert retold_problems(session, hub.cache) == []
        (kept,) = [one for one in parcels(session, hub) if one.device == b.device]
    assert (kept.state, kept.card.code) == ("merged", "")
    (again,) = take(hub, thief)  # and it does not come back in their place
    assert (again.state, again.code) == ("refused", "ids")


def take_again(hub: Workspace, parcel: Parcel) -> Received:
    (result,) = merge_parcels(hub, [parcel], keep_form=keeper(hub))
    return result
