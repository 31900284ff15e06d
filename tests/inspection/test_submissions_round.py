"""Out as a submission and in again elsewhere: nothing is lost, whatever was answered."""

from __future__ import annotations

import io
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import select

from app.forms.lexical import canonical
from app.inspection.answers import answers_of
from app.inspection.submission.export import export_submissions
from app.inspection.submission.listing import KNOWN, NEW, import_submissions
from app.models.ids import inspection_id
from app.models.tables import Photo
from app.workspace import Workspace
from tests.faults.small import place
from tests.inspection.submission_form import COLOURS, REASONS, Filled, made, put

BUILDINGS = 60


def jpeg(seed: int) -> bytes:
    image = Image.frombytes("RGB", (8, 8), random.Random(seed).randbytes(192))
    out = io.BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


TEXT = st.one_of(
    st.text(max_size=30),
    st.sampled_from([" ", "\r\n", "a\nb\tc", "<a&b>\"'", "𠮷 é עברית", "]]>", "1,2;3", "e\u0301"]),
)
NUMBER = st.integers(-(2**31), 2**31 - 1)
DECIMAL = st.decimals(-(10**9), 10**9, allow_nan=False, places=4)
POINT = st.tuples(
    st.floats(-90, 90), st.floats(-180, 180), st.floats(0, 4000), st.floats(0, 50)
).map(lambda parts: " ".join(f"{part:.5f}" for part in parts))
COLOUR = st.sampled_from(sorted(COLOURS))
SEVERAL = st.lists(COLOUR, unique=True, max_size=4).map(" ".join)
KEY = st.text("abcdefghk", min_size=3, max_size=6).map(lambda text: f"k{text}")
SAID = st.sampled_from(["seen", "asked", "measured", "papers", "estimated", "imported"])


@st.composite
def inspections(draw: st.DrawFn) -> tuple[dict[str, dict[str, str]], dict[str, int]]:
    """Return answers by path, and seeds of pictures by path."""
    answers: dict[str, dict[str, str]] = {}
    files: dict[str, int] = {}

    def say(path: str, kind: str, strategy: st.SearchStrategy[object]) -> None:
        if draw(st.booleans()):
            return
        text = canonical(kind, str(draw(strategy)))
        if text:
            answers[path] = {"answer": text, "basis": draw(SAID)}
            if draw(st.booleans()):
                answers[path]["from"] = draw(st.sampled_from(["王五", "产权档案"]))

    say("/housing/g/n", "int", NUMBER)
    say("/housing/g/d", "decimal", DECIMAL)
    say("/housing/g/day", "date", st.dates().map(lambda day: day.isoformat()))
    say("/housing/g/clock", "time", st.times().map(lambda t: t.isoformat("milliseconds")))
    say(
        "/housing/g/moment",
        "dateTime",
        st.datetimes().map(lambda t: f"{t.isoformat('T', 'milliseconds')}+08:00"),
    )
    say("/housing/g/colour", "string", COLOUR)
    if "/housing/g/colour" not in answers and draw(st.booleans()):
        reason = draw(st.sampled_from(sorted(REASONS)))
        answers["/housing/g/colour"] = {"reason": reason, "basis": "seen"}
    if draw(st.booleans()):  # no companion for this one
        answers["/housing/g/words"] = {"reason": "undecidable", "basis": "asked"}
    else:
        say("/housing/g/words", "string", TEXT)
    say("/housing/g/tags", "select", SEVERAL)
    say("/housing/g/order", "odk:rank", st.permutations(sorted(COLOURS)).map(" ".join))
    say("/housing/g/spot", "geopoint", POINT)
    say("/housing/g/way", "geotrace", st.lists(POINT, min_size=2, max_size=4).map("; ".join))
    say("/housing/g/secret", "string", TEXT)
    say("/housing/reds", "string", TEXT)  # asked only where the colour is red; kept anyhow
    if draw(st.booleans()):
        files["/housing/g/pic"] = draw(st.integers(0, 9))
    for place_, room in enumerate(draw(st.lists(KEY, unique=True, max_size=3)), 1):
        top = f"/housing/room[{room}]"
        answers[top] = {"answer": str(place_)}
        say(f"{top}/called", "string", TEXT)
        say(f"{top}/walls", "select", SEVERAL)
        say(f"{top}/inner/size", "int", st.integers(0, 99))
        if draw(st.booleans()):
            files[f"{top}/shot"] = draw(st.integers(0, 9))
        for shelf, key in enumerate(draw(st.lists(KEY, unique=True, max_size=2)), 1):
            below = f"{top}/inner/shelf[{key}]"
            answers[below] = {"answer": str(shelf)}
            say(f"{below}/holds", "string", TEXT)
            say(f"{below}/width", "decimal", DECIMAL)
    return answers, files


@dataclass
class Road:
    """Two workspaces, and the next building that nobody inspected yet."""

    sender: Workspace
    receiver: Workspace
    folder: Path
    form: str
    number: int = 0

    def next(self) -> tuple[int, UUID]:
        self.number += 1
        return self.number, inspection_id(place(str(self.number)), "housing", "2026")


@pytest.fixture(scope="module")
def road(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Road]:
    folder = tmp_path_factory.mktemp("road")
    with (
        made(folder / "a", "甲", BUILDINGS) as sender,
        made(folder / "b", "乙", BUILDINGS) as receiver,
    ):
        (workbook,) = sender.forms.glob("*.xlsx")
        yield Road(sender, receiver, folder, workbook.stem)


def all_of(workspace: Workspace, inspection: UUID) -> dict[str, object]:
    """Everything that a workspace says of an inspection."""
    with workspace.reading() as session:
        found: dict[str, object] = {
            path: stored.value
            for path, stored in answers_of(session, inspection).items()
            if stored.value is not None
        }
        for row in session.scalars(select(Photo).where(Photo.inspection == inspection)):
            found[f"photo {row.question}"] = row.sha256
            assert workspace.photo_file(row.sha256 or "", row.extension or "").is_file()
    # A first instance is there from the start; that it is not stored says the same.
    return {path: value for path, value in found.items() if not path.endswith("[_1]")}


# Each example takes a building of its own, so that the number of them is bounded.
@settings(max_examples=25, phases=[Phase.explicit, Phase.generate], database=None)
@given(filled=inspections())
def test_every_answer_with_reason_basis_key_and_photo_arrives(
    road: Road, filled: tuple[dict[str, dict[str, str]], dict[str, int]]
) -> None:
    number, inspection = road.next()
    answers, seeds = filled
    answers["/housing/room[_1]"] = {"answer": "0"}
    files = {path: jpeg(seed) for path, seed in seeds.items()}
    put(road.sender, inspection, Filled(number, answers, files), road.form)
    out = road.folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    export_submissions(road.sender, out, [inspection], sensitive=True)
    taken = import_submissions(road.receiver, [out])
    assert [str(trouble) for trouble in taken.troubles] == []
    assert [outcome.state for outcome in taken.outcomes] == [NEW]
    assert all_of(road.receiver, inspection) == all_of(road.sender, inspection)
    again = import_submissions(road.receiver, [out])
    assert [outcome.state for outcome in again.outcomes] == [KNOWN]
    # Written again from there, it is the same submission under the same id.
    back = road.folder / "back"
    shutil.rmtree(back, ignore_errors=True)
    done = export_submissions(road.receiver, back, [inspection], sensitive=True)
    assert done.changed == 0
    assert sorted(path.name for path in out.iterdir()) == sorted(p.name for p in back.iterdir())
