"""The hub's own inbox: TLS with a pinned certificate, an account and a folder for each device."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3

from app import i18n
from app.errors import AppError
from app.exchange.deliver import Patience, deliver
from app.exchange.inbox.parcels import merge_parcels, parcels
from app.exchange.inbox.watch import InboxWatch
from app.exchange.receipts.bringing import send_receipts
from app.exchange.receipts.taking import fetch_receipts
from app.exchange.roads.base import RoadError, TakenError
from app.exchange.roads.destination import Destination, open_road
from app.exchange.roads.local import LocalRoad
from app.exchange.sending import send
from app.exchange.serve.accounts import accounts, add_account, remove_account
from app.exchange.serve.server import Inbox
from app.inspection.checklists import keeper
from app.workspace import Workspace
from tests.faults.small import begin, make

ONCE = Patience(tries=1)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = i18n.language()
    i18n.set_language("en")
    yield
    i18n.set_language(before)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with make(tmp_path_factory.mktemp("x") / "hub", "汇总", campaign=False, filled=False) as one:
        yield one


@pytest.fixture(scope="module")
def words(hub: Workspace) -> dict[str, str]:
    return {name: add_account(hub.device, name) for name in ("laptop1", "laptop2")}


@pytest.fixture(scope="module")
def inbox(hub: Workspace, words: dict[str, str]) -> Iterator[Inbox]:
    one = Inbox(hub, "127.0.0.1", 0, reserve=0)
    yield one
    one.stop()


def goal(inbox: Inbox, user: str = "laptop1", folder: str = "", **more: str) -> Destination:
    options = {"user": user, "fingerprint": inbox.fingerprint} | more
    return Destination("站", f"https://127.0.0.1:{inbox.port}/{folder or user}/", options)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / f"{random.randbytes(4).hex()}-0001-1.zip"
    found.write_bytes(random.randbytes(600_000))
    return found


def sha(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def told(_count: int) -> None:
    return None


def test_a_laptop_sends_and_gets_its_receipt(
    hub: Workspace, inbox: Inbox, words: dict[str, str], tmp_path: Path
) -> None:
    secrets = lambda _one: words["laptop1"]  # noqa: E731
    watch = InboxWatch(hub, inbox.folders)
    with make(tmp_path / "a", "甲") as laptop:
        begin(laptop)
        send(laptop, goal(inbox), secrets=secrets)
        assert watch.take() == []  # it may still be growing
        assert [one.state for one in watch.take()] == ["ready"]
        assert watch.take() == []
        with hub.reading() as session:
            merge_parcels(hub, parcels(session, hub), keep_form=keeper(hub))
        folder = LocalRoad(inbox.root / "laptop1")
        assert len(send_receipts(hub, folder)) == 1
        (receipt,) = fetch_receipts(laptop, open_road(goal(inbox), secrets))
        assert (receipt.merged, receipt.signed) == (1, False)


def test_what_a_device_may_not_do(inbox: Inbox, words: dict[str, str], file: Path) -> None:
    def road(**more: str):
        return open_road(goal(inbox, **more), lambda _one: words["laptop1"])

    mine = road()
    assert deliver(mine, file, sha(file), told, ONCE) == "sent"
    with pytest.raises(RoadError, match="does not let"):
        mine.remove(file.name)
    with pytest.raises(TakenError):
        mine.write(file.name, file, told)
    for folder in ("laptop2", "laptop1/../laptop2", "laptop1/%2e%2e/laptop2"):
        with pytest.raises(RoadError, match="does not let"):
            road(folder=folder).sizes()
    other = open_road(goal(inbox, "laptop2"), lambda _one: words["laptop2"])
    assert file.name not in other.sizes()
    with pytest.raises(RoadError, match="does not let"):
        mine.rename(file.name, "x.zip")
    other.write("half.part", file, told)
    for target in ("/laptop1/stolen.zip", "/../stolen.zip", "/laptop2/../laptop1/stolen.zip"):
        answer = urllib3.PoolManager(
            cert_reqs="CERT_NONE", assert_fingerprint=inbox.fingerprint
        ).request(
            "MOVE",
            f"https://127.0.0.1:{inbox.port}/laptop2/half.part",
            headers={
                **urllib3.make_headers(basic_auth=f"laptop2:{words['laptop2']}"),
                "Destination": f"https://127.0.0.1:{inbox.port}{target}",
                "Overwrite": "T",
            },
        )
        assert answer.status == 403
    assert not list(inbox.root.rglob("stolen.zip"))
    other.remove("half.part")
    assert "half.part" not in other.sizes()


def test_strangers_stay_out(inbox: Inbox, words: dict[str, str]) -> None:
    for user, word in (("laptop1", "wrong"), ("nobody", words["laptop1"]), ("laptop1", "")):
        with pytest.raises(RoadError, match="account or password"):
            open_road(goal(inbox, user, "laptop1"), lambda _one, word=word: word).sizes()
    for fingerprint in ("0" * 64, ""):  # another certificate; one that nobody vouches for
        with pytest.raises(RoadError, match="certificate"):
            open_road(goal(inbox, fingerprint=fingerprint), lambda _one: "").sizes()


def test_a_full_disk_is_said_in_words(hub: Workspace, file: Path) -> None:
    word = add_account(hub.device, "laptop1")  # each test has a user folder of its own
    one = Inbox(hub, "127.0.0.1", 0, reserve=1 << 60)
    with pytest.raises(RoadError, match="disk is full"):
        deliver(open_road(goal(one), lambda _one: word), file, sha(file), told, ONCE)
    with pytest.raises(AppError, match="in use"):
        Inbox(hub, "127.0.0.1", one.port)
    one.stop()


def test_accounts(tmp_path: Path) -> None:
    with make(tmp_path / "hub", "x", filled=False) as other:
        with pytest.raises(AppError, match="no account"):
            Inbox(other, "127.0.0.1", 0)
        with pytest.raises(AppError, match="cannot be an account"):
            add_account(other.device, "../x")
        first = add_account(other.device, "a1")
        assert first != add_account(other.device, "a1")
        assert accounts(other.device) == ["a1"]
        remove_account(other.device, "a1")
        assert accounts(other.device) == []
