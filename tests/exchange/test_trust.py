"""The chain of custody: who signed, for whom, in what order; everything else is kept apart."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import keyring as system_keyring
import pytest
from sqlalchemy import select

from app import keys as keyring
from app.errors import AppError
from app.exchange.inbox.parcels import merge_parcels, parcels
from app.exchange.inbox.release import release
from app.exchange.inbox.take import take_in
from app.exchange.signing import RECIPIENT_LABEL, set_text
from app.exchange.trust import confirm, device, devices, own_keys, revoke
from app.inspection.checklists import keeper
from app.inspection.photo.photos import add_photos
from app.keys import Keys
from app.models.derived import PackageIn
from app.models.ids import batch_id, new_id
from app.models.log import batch_problems, batches, conflicts
from app.models.values import canonical
from app.sealing import new_identity
from app.workspace import Workspace
from tests.exchange.forged import Files, head, keys_of, own_batch, rows_of, take
from tests.exchange.trusted import (
    KeyringInMemory,
    begin_task,
    cloned,
    fingerprint,
    know,
    make_hub,
    make_laptop,
    resigned,
    send,
    use_keyring,
)
from tests.faults.looks import files, tables
from tests.faults.small import BUILDINGS, ORDINARY, begin, copied, dumped, fill, picture

KEPT = KeyringInMemory()


@pytest.fixture(scope="module", autouse=True)
def _keyring() -> None:
    system_keyring.set_keyring(KEPT)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub that knows laptop a, laptop b that nobody confirmed, and their sealed packages."""
    folder = tmp_path_factory.mktemp("city")
    hub, recovery = make_hub(folder / "hub")
    (folder / "recovery.txt").write_text(recovery)
    with hub:
        task, told = begin_task(hub, folder / "tasks")
        for name in "ab":
            with make_laptop(folder / name, task, told, f"人{name}") as laptop:
                answers = ORDINARY | {"B02": "none" if name == "a" else "present"}
                visit = begin(laptop, **answers)
                add_photos(laptop, visit.inspection, [picture(folder / f"{name}.jpg", ord(name))])
                send(laptop, folder / name / "out")
                fill(begin(laptop, BUILDINGS[1], **ORDINARY), B07=f"第二包{name}")
                send(laptop, folder / name / "out")
                if name == "a":
                    know(hub, laptop)
    return folder


@pytest.fixture
def hub(city: Path, tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(copied(city / "hub", tmp_path / "hub"), person="汇总") as opened:
        yield opened


def sealed(city: Path, name: str) -> list[Path]:
    return sorted((city / name / "out").glob("*.zip.age"))


def device_of(city: Path, name: str) -> Keys:
    return keys_of(city / name)


def looks(hub: Workspace) -> dict[str, object]:
    """Return all tables but the list of devices, which a new one joins as unknown."""
    return {name: rows for name, rows in tables(hub).items() if name != "peer"}


def apart(hub: Workspace, package: Path, code: str) -> str:
    """Receive what must be kept apart: nothing changes but the list; returns the reason."""
    before, there = looks(hub), files(hub)
    (result,) = take(hub, package)
    assert (result.state, result.code) == ("refused", code), result.reason
    assert looks(hub) == before
    assert files(hub) == there
    assert not list((hub.cache / "opened").glob("*"))
    return result.reason


def test_packages_lie_sealed_and_the_hub_merges_them(hub: Workspace, city: Path) -> None:
    first, second = sealed(city, "a")
    for package in (first, second):
        data = package.read_bytes()
        assert data.startswith(b"age-encryption.org/v1\n")
        assert b"changes.jsonl" not in data
        assert not list(package.parent.glob("*.zip"))
        assert not list(package.parent.glob("*.part"))
    results = take(hub, second, first)  # any order
    assert [one.state for one in results] == ["merged", "repeated"] or [
        one.state for one in results
    ] == ["merged", "merged"]
    assert all(one.signed for one in results)
    assert [one.state for one in take(hub, first)] == ["repeated"]  # a replay gives nothing new
    assert not list((hub.cache / "opened").glob("*"))
    with hub.reading() as session:
        assert batch_problems(session) == []
        a = device_of(city, "a").device
        kept = batches(session, a)
        assert [(one.number, bool(one.signature)) for one in kept] == [(1, True), (2, True)]


def test_a_new_device_is_kept_until_its_fingerprint_was_compared(
    hub: Workspace, city: Path
) -> None:
    b = device_of(city, "b")
    reason = apart(hub, sealed(city, "b")[0], "unknown")
    assert b.public().fingerprint in reason
    (parcel,) = take_in(hub, sealed(city, "b")[:1])
    assert parcel.state == "refused"
    assert parcel.file is not None
    assert parcel.file.is_file()
    with pytest.raises(AppError):
        confirm(hub, b.device, "ABCD-EFGH-JKLM-NPQR", "汇总")
    confirm(hub, b.device, b.public().fingerprint.lower().replace("-", " "), "汇总")
    assert release(hub, b.device) == 1
    with hub.reading() as session:
        waiting = [one for one in parcels(session, hub) if one.waiting]
    assert len(waiting) == 1
    (done,) = merge_parcels(hub, waiting, keep_form=keeper(hub))
    assert done.state == "merged"
    with hub.reading() as session:
        row = session.scalars(select(PackageIn).where(PackageIn.state == "merged")).one()
    assert row.signed


def test_the_task_package_on_the_same_stick_is_no_damage(
    hub: Workspace, city: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (task,) = (city / "tasks").iterdir()
    shutil.copy(task, stick)
    assert [parcel.state for parcel in take_in(hub, [stick])] == ["refused"]  # nothing but it
    shutil.copy(sealed(city, "b")[0], stick)
    assert [parcel.name for parcel in take_in(hub, [stick])] == [sealed(city, "b")[0].name]


def test_two_laptops_in_either_order_give_the_same_tables(city: Path, tmp_path: Path) -> None:
    """The demonstration's proof, on the sealed road."""
    found = []
    packages = [*sealed(city, "a"), *sealed(city, "b")]
    for number, order in enumerate((packages, packages[::-1])):
        root = copied(city / "hub", tmp_path / f"hub{number}")
        with Workspace.open(root, person="汇总") as one:
            b = device_of(city, "b")
            take(one, packages[2])
            confirm(one, b.device, b.public().fingerprint)
            assert {result.state for result in take(one, *order)} <= {"merged", "repeated"}
            with one.reading() as session:
                clashes = [item.field.rpartition("/")[2] for item in conflicts(session)]
            assert {"B02", "B07"} <= set(clashes)
            found.append(dumped(one, tmp_path / f"dump{number}"))
    assert found[0] == found[1]


def test_a_revoked_device_stays_outside(hub: Workspace, city: Path) -> None:
    revoke(hub, device_of(city, "a").device, "汇总")
    apart(hub, sealed(city, "a")[0], "revoked")


@pytest.mark.parametrize("cut", [100, 1000, -1, -70_000])
def test_truncation(hub: Workspace, city: Path, tmp_path: Path, cut: int) -> None:
    bad = tmp_path / sealed(city, "a")[0].name
    bad.write_bytes(sealed(city, "a")[0].read_bytes()[:cut])
    apart(hub, bad, "")


def test_an_unsigned_package_and_one_whose_signature_was_taken_away(
    hub: Workspace, city: Path, tmp_path: Path
) -> None:
    first = sealed(city, "a")[0]
    bare = resigned(hub, first, tmp_path / "bare.zip", lambda *_: None, None)
    apart(hub, bare, "forged")

    def without(_files: dict[str, bytes], info: dict[str, str]) -> None:
        for label in ("Chengjian-Sign-Key", "Chengjian-Seal-Key"):
            del info[label]

    apart(hub, resigned(hub, first, tmp_path / "x.zip", without, None), "forged")

    def nobody(_files: dict[str, bytes], info: dict[str, str]) -> None:
        without(_files, info)
        info["Chengjian-Sender"] = str(uuid4())

    apart(hub, resigned(hub, first, tmp_path / "n.zip", nobody, None), "unsigned")


def test_a_forger_with_keys_of_his_own(hub: Workspace, city: Path, tmp_path: Path) -> None:
    first = sealed(city, "a")[0]
    forger = Keys(device_of(city, "a").device, device_of(city, "b").sign_secret, new_identity())
    apart(hub, resigned(hub, first, tmp_path / "f.zip", lambda *_: None, forger), "forged")
    other = resigned(hub, first, tmp_path / "g.zip", lambda *_: None, forger, claim=True)
    assert "人" not in apart(hub, other, "forged")


def test_for_another_hub(hub: Workspace, city: Path, tmp_path: Path) -> None:
    def elsewhere(_files: dict[str, bytes], info: dict[str, str]) -> None:
        info[RECIPIENT_LABEL] = str(uuid4())

    a = device_of(city, "a")
    first = sealed(city, "a")[0]
    apart(hub, resigned(hub, first, tmp_path / "e.zip", elsewhere, a), "recipient")
    with make_hub(tmp_path / "other")[0] as stranger:
        own_keys(stranger, as_hub=True)
        (result,) = take(stranger, first)
    assert result.state == "refused"
    assert "密钥" in result.reason


def test_another_campaign(hub: Workspace, city: Path, tmp_path: Path) -> None:
    def other(_files: dict[str, bytes], info: dict[str, str]) -> None:
        info["Chengjian-Campaign"] = str(uuid4())

    a = device_of(city, "a")
    apart(hub, resigned(hub, sealed(city, "a")[0], tmp_path / "c.zip", other, a), "")


def test_numbers_and_the_chain_of_packages(hub: Workspace, city: Path, tmp_path: Path) -> None:
    first, second = sealed(city, "a")
    a = device_of(city, "a")
    take(hub, first)

    def same_number(_files: dict[str, bytes], info: dict[str, str]) -> None:
        info["Bagging-Date"] = "2031-01-01"

    apart(hub, resigned(hub, first, tmp_path / "1.zip", same_number, a), "number")

    def not_after(_files: dict[str, bytes], info: dict[str, str]) -> None:
        info["Chengjian-Previous"] = "0" * 64

    apart(hub, resigned(hub, second, tmp_path / "2.zip", not_after, a), "chain")

    def renumbered(_files: dict[str, bytes], info: dict[str, str]) -> None:
        info["Chengjian-Number"] = "3"

    apart(hub, resigned(hub, second, tmp_path / "4.zip", renumbered, a), "chain")

    def leaping(found: dict[str, bytes], info: dict[str, str]) -> None:
        renumbered(found, info)
        info["Chengjian-Void"] = "2"

    later = resigned(hub, second, tmp_path / "3.zip", leaping, a)
    assert [one.state for one in take(hub, later)] == ["merged"]
    apart(hub, second, "chain")


def test_a_cloned_laptop_is_noticed(hub: Workspace, city: Path, tmp_path: Path) -> None:
    take(hub, *sealed(city, "a"))
    for name in ("one", "two"):
        with Workspace.open(cloned(city / "a", tmp_path / name), person="人a") as laptop:
            assert laptop.device == device_of(city, "a").device  # behind the program's back
            fill(begin(laptop, BUILDINGS[2], **ORDINARY), B07=name)
            send(laptop, tmp_path / f"{name}-out")
    (one,) = (tmp_path / "one-out").iterdir()
    (two,) = (tmp_path / "two-out").iterdir()
    assert one.name == two.name
    assert [result.state for result in take(hub, one)] == ["merged"]
    assert "复制" in apart(hub, two, "number")


def test_a_device_cannot_write_its_past_again(hub: Workspace, city: Path, tmp_path: Path) -> None:
    first, second = sealed(city, "a")
    a = device_of(city, "a")
    take(hub, first)

    def other_past(found: dict[str, bytes], _info: dict[str, str]) -> None:
        rows = found["changes.jsonl"].decode().splitlines()
        rows = [row.replace('"answer":"none"', '"answer":"present"') for row in rows]
        one = [row for row in rows if '"batch":1' in row]
        two = [row for row in rows if '"batch":2' in row]
        top = head(a, 1, one)
        heads = [top, head(a, 2, two, json.loads(top)["digest"])]
        found["changes.jsonl"] = "".join(f"{row}\n" for row in rows).encode()
        found["batches.jsonl"] = "".join(f"{row}\n" for row in heads).encode()

    assert "批" in apart(hub, resigned(hub, second, tmp_path / "p.zip", other_past, a), "batch")


def test_work_of_others_needs_their_signature(hub: Workspace, city: Path, tmp_path: Path) -> None:
    first = sealed(city, "a")[0]
    a, b = device_of(city, "a"), device_of(city, "b")

    def line_of(found: dict[str, bytes], **more: object) -> str:
        row = json.loads(found["changes.jsonl"].splitlines()[-1])
        return canonical(row | {"id": str(new_id()), **more})

    def slipped_in(found: dict[str, bytes], _info: dict[str, str]) -> None:
        found["changes.jsonl"] += f"{line_of(found, device=str(b.device))}\n".encode()

    apart(hub, resigned(hub, first, tmp_path / "1.zip", slipped_in, a), "batch")

    def relayed_by(signer: Keys) -> object:
        def change(found: dict[str, bytes], _info: dict[str, str]) -> None:
            line = line_of(found, device=str(b.device), batch=1)
            row = head(Keys(b.device, signer.sign_secret, signer.seal_secret), 1, [line])
            found["changes.jsonl"] += f"{line}\n".encode()
            rows = [*found["batches.jsonl"].decode().splitlines(), row]
            rows.sort(key=lambda one: json.loads(one)["device"])
            found["batches.jsonl"] = "".join(f"{one}\n" for one in rows).encode()

        return change

    apart(hub, resigned(hub, first, tmp_path / "2.zip", relayed_by(b), a), "relayed")  # type: ignore[arg-type]
    from app.exchange.trust import note

    with hub.sessions.begin() as session:
        note(session, b.public("b"))
    confirm(hub, b.device, b.public().fingerprint)
    apart(hub, resigned(hub, first, tmp_path / "3.zip", relayed_by(a), a), "forged")  # type: ignore[arg-type]

    def vouched(found: dict[str, bytes], _info: dict[str, str]) -> None:
        import hashlib

        line = line_of(found, device=str(b.device), batch=1)
        digest = hashlib.sha256(f"\n{line}\n".encode()).hexdigest()
        row = {
            "by": str(a.device), "changes": 1, "device": str(b.device), "digest": digest,
            "signature": a.signature(set_text(a.device, b.device, 1, digest)),
        }  # fmt: skip
        found["changes.jsonl"] += f"{line}\n".encode()
        found["sets.jsonl"] = f"{canonical(row)}\n".encode()

    apart(hub, resigned(hub, first, tmp_path / "4.zip", vouched, a), "relayed")
    right = resigned(hub, first, tmp_path / "5.zip", relayed_by(b), a)  # type: ignore[arg-type]
    assert [one.state for one in take(hub, right)] == ["merged"]


def test_where_no_hub_is_known_yet_nobody_withdraws_what_others_wrote(
    hub: Workspace, city: Path, tmp_path: Path
) -> None:
    """With a hub it comes in and does not count: test_attack_rights."""
    first = sealed(city, "a")[0]
    a, b = device_of(city, "a"), device_of(city, "b")

    def withdrawing(found: Files, info: dict[str, str]) -> None:
        row = rows_of(found)[-1] | {
            "id": str(new_id()), "kind": "batch", "field": "withdrawn", "bases": [],
            "subject": str(batch_id(b.device, 1)), "value": {"batch": 1, "device": str(b.device)},
        }  # fmt: skip
        own_batch(found, a, [one for one in rows_of(found) if one["batch"] == 1] + [row])
        info[RECIPIENT_LABEL] = ""

    package = resigned(hub, first, tmp_path / "w.zip", withdrawing, a)
    with make_hub(tmp_path / "new")[0] as other:
        (result,) = take(other, package)
    assert (result.state, result.code) == ("refused", "relayed"), result.reason


def test_the_recovery_key_opens_everything_when_the_hub_is_lost(city: Path, tmp_path: Path) -> None:
    secret = (city / "recovery.txt").read_text()
    first, second = sealed(city, "a")
    with make_hub(tmp_path / "new")[0] as other:
        assert [one.state for one in take(other, first)] == ["refused"]
        assert [one.state for one in take(other, first, more=(secret,))] == ["merged"]
        own_keys(other, as_hub=True)  # from now on devices are confirmed there
        a = device_of(city, "a")
        with other.reading() as session:
            assert [one.state for one in devices(session)] == ["unknown", "own"]
        (result,) = take(other, second, more=(secret,))
        assert result.code == "unknown"
        confirm(other, a.device, a.public().fingerprint)
        assert [one.state for one in take(other, second, more=(secret,))] == ["merged"]


def test_lost_keys_make_a_new_identity(hub: Workspace, city: Path, tmp_path: Path) -> None:
    with Workspace.open(cloned(city / "a", tmp_path / "bare"), person="人a") as laptop:
        old = laptop.device
        backend = use_keyring()  # another one: the system was set up again
        keyring.forget()
        try:
            package = send(laptop, tmp_path / "o")
            assert laptop.device != old
            assert package.path.name.startswith(laptop.device.hex[:8])
            new = keyring.find(laptop.device)
        finally:
            KEPT.kept.update(backend.kept)
            system_keyring.set_keyring(KEPT)
    assert new is not None
    assert new.public().fingerprint in apart(hub, package.path, "unknown")
    confirm(hub, new.device, new.public().fingerprint)
    assert [one.state for one in take(hub, package.path)] == ["merged"]


def test_a_copied_workspace_gets_keys_of_its_own_and_vouches_for_its_past(
    hub: Workspace, city: Path, tmp_path: Path
) -> None:
    import shutil

    take(hub, *sealed(city, "a"))
    a = device_of(city, "a")
    with Workspace.open(cloned(city / "a", tmp_path / "lost"), person="人a") as laptop:
        fill(begin(laptop, BUILDINGS[3], **ORDINARY), B07="没有寄出")
    shutil.copytree(tmp_path / "lost", tmp_path / "copy")
    with Workspace.open(tmp_path / "copy", person="人a") as laptop:
        assert laptop.device != a.device
        package = send(laptop, tmp_path / "stick")
        assert package.sealed
        new = keyring.find(laptop.device)
    assert new is not None
    assert new.sign_secret != a.sign_secret
    apart(hub, package.path, "unknown")
    with hub.reading() as session:
        shown = device(session, new.device)
    assert shown is not None
    assert shown.keys.replaces == (a.device,)
    confirm(hub, new.device, new.public().fingerprint)
    (result,) = take(hub, package.path)
    assert result.state == "merged", result.reason
    assert result.changes_new > 0
    with hub.reading() as session:
        assert batch_problems(session) == []
        assert {one.state for one in devices(session)} == {"own", "confirmed"}


def test_keys_never_lie_in_a_workspace_or_package(hub: Workspace, city: Path) -> None:
    secrets = [
        text
        for keys in (device_of(city, "a"), device_of(city, "b"))
        for text in (keys.sign_secret, keys.seal_secret)
    ]
    secrets.append((city / "recovery.txt").read_text())
    for folder in ("a", "b", "hub"):
        for file in (city / folder).rglob("*"):
            if file.is_file():
                data = file.read_bytes()
                assert not [one for one in secrets if one.encode() in data], file
    assert "secret" not in repr(device_of(city, "a")).replace("sign_secret", "").lower()
    assert fingerprint(hub) == own_keys(hub).public().fingerprint


def test_numbers_of_thousands_of_digits_are_no_numbers(
    hub: Workspace, city: Path, tmp_path: Path
) -> None:
    def endless(_files: dict[str, bytes], info: dict[str, str]) -> None:
        info["Chengjian-Void"] = "9" * 10_000 + " ٣"

    a = device_of(city, "a")
    first = sealed(city, "a")[0]
    for keys in (None, a):
        bad = resigned(hub, first, tmp_path / "n.zip", endless, keys)
        assert "Chengjian-Void" in apart(hub, bad, "")
