"""Marks: their text, their turns, and the copies that they are drawn on."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from app.inspection.photo.edges import THUMBNAIL_EDGE, VIEW_EDGE
from app.inspection.photo.mark_paint import painted
from app.inspection.photo.marked import full_copy, shown_copy
from app.inspection.photo.marks import (
    INKS,
    WHOLE,
    Mark,
    Markup,
    read_markup,
    turned_point,
    turned_rect,
)
from app.inspection.photo.photos import add_photos, change_photo, photos_of
from app.inspection.photo.pictures import store
from app.inspection.setup import make_sample
from app.inspection.visit import Visit
from app.models.values import canonical
from app.workspace import Workspace
from tests.ui.field.conftest import BUILDING

SAMPLES = Path(__file__).parents[2] / "resources" / "sample" / "photos"
whole = st.integers(0, WHOLE)
points = st.tuples(whole, whole)
words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=20)
two = st.tuples(points, points)
shapes = st.builds(
    Mark, st.sampled_from(["ring", "box", "arrow", "hide"]), two, st.sampled_from(INKS)
)
scales = st.builds(Mark, st.just("scale"), two, st.sampled_from(INKS), st.just("12.5"))
texts = st.builds(Mark, st.just("words"), st.tuples(points), st.sampled_from(INKS), words)
crops = st.tuples(
    st.integers(0, 4000), st.integers(0, 4000), st.integers(5000, WHOLE), st.integers(5000, WHOLE)
)
markups = st.builds(
    Markup,
    st.lists(st.one_of(shapes, scales, texts), max_size=6).map(tuple),
    st.integers(0, 3),
    st.none() | crops,
)


@given(markups)
@settings(max_examples=150, deadline=None)
def test_marks_come_back_from_their_text(markup: Markup) -> None:
    text = markup.to_text()
    again = read_markup(text)
    assert again.to_text() == text
    assert len(again.marks) == len(markup.marks)
    assert (again.turn, again.crop) == (markup.turn, markup.crop)


@given(points, st.integers(0, 7), st.integers(0, 7))
def test_turns_add_up(point: tuple[int, int], one: int, other: int) -> None:
    assert turned_point(turned_point(point, one), other) == turned_point(point, one + other)
    assert turned_point(point, 4) == point


@given(
    st.text(max_size=60)
    | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(canonical)
)
def test_anything_can_be_read(text: str) -> None:
    read_markup(text).to_text()


def test_marks_of_a_newer_version_are_kept() -> None:
    text = '{"marks":[{"at":[[1,2]],"kind":"spiral","size":7}],"turn":1}'
    markup = read_markup(text)
    assert markup.marks == ()
    more = markup.add(Mark("ring", ((0, 0), (9, 9))))
    assert '"spiral"' in more.to_text()
    assert read_markup(more.to_text()).turn == 1


@given(markups)
@settings(max_examples=15, deadline=None)
def test_every_drawing_can_be_painted(markup: Markup) -> None:
    image = Image.new("RGB", (160, 90), "grey")
    before = image.tobytes()
    out = painted(image, markup)
    assert image.tobytes() == before
    if markup.crop is None:
        assert out.size == ((90, 160) if markup.turn % 2 else (160, 90))


def test_hidden_parts_hold_no_detail_and_the_rest_stays() -> None:
    noise = Image.effect_noise((400, 300), 90).convert("RGB")
    out = painted(noise, Markup((Mark("hide", ((2500, 2500), (7500, 7500))),)))
    hidden = out.crop((100, 75, 300, 225))
    assert len(hidden.getcolors(100_000) or []) <= 20 * 20
    assert out.crop((0, 0, 99, 300)).tobytes() == noise.crop((0, 0, 99, 300)).tobytes()


def test_a_turned_crop_shows_what_was_chosen() -> None:
    image = Image.new("RGB", (100, 50), "white")
    image.paste("red", (60, 0, 80, 10))
    out = painted(image, Markup(turn=1, crop=(6000, 0, 8000, 2000)))
    assert out.size == (10, 20)
    assert out.getcolors() == [(200, (255, 0, 0))]
    assert turned_rect((6000, 0, 8000, 2000), 1) == (8000, 6000, WHOLE, 8000)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return make_sample(tmp_path / "w", "甲")


def test_copies_are_marked_and_the_original_is_not(workspace: Workspace) -> None:
    stored = store(SAMPLES / "Landscape_6.jpg", workspace.photos)
    picture, before = stored.picture, stored.file.read_bytes()
    marks = Markup((Mark("ring", ((2000, 2000), (8000, 8000))),), turn=1).to_text()
    plain = shown_copy(workspace, picture.sha256, "jpg", "", VIEW_EDGE)
    view = shown_copy(workspace, picture.sha256, "jpg", marks, VIEW_EDGE)
    small = shown_copy(workspace, picture.sha256, "jpg", marks, THUMBNAIL_EDGE)
    assert plain != view
    with Image.open(plain) as one, Image.open(view) as other, Image.open(small) as third:
        assert other.size == (one.size[1], one.size[0])
        assert max(third.size) == THUMBNAIL_EDGE
        assert not other.getexif()
    shutil.rmtree(workspace.cache)
    assert shown_copy(workspace, picture.sha256, "jpg", marks, VIEW_EDGE).is_file()
    full = full_copy(workspace, picture.sha256, "jpg", marks)
    assert full.size == (picture.height, picture.width)
    assert stored.file.read_bytes() == before
    assert hashlib.sha256(before).hexdigest() == picture.sha256
    workspace.close()


def test_marks_are_a_field_of_the_photo(workspace: Workspace) -> None:
    from app.commands.script import find_place

    with workspace.reading() as session:
        place = find_place(session, BUILDING)
    visit = Visit.begin(workspace, place, person="甲")
    added = add_photos(workspace, visit.inspection, SAMPLES / "Landscape_3.jpg", person="甲")
    assert added[0].photo is not None
    marks = Markup((Mark("words", ((10, 10),), "red", "裂缝"),)).to_text()
    change_photo(workspace, added[0].photo, person="乙", marks=marks)
    assert photos_of(workspace, visit.inspection)[0].marks == marks
    change_photo(workspace, added[0].photo, person="乙", marks=None)
    assert photos_of(workspace, visit.inspection)[0].marks == ""
    workspace.close()


def test_two_people_who_mark_one_photo_are_in_conflict_not_overwritten(tmp_path: Path) -> None:
    from app.models.ids import new_id
    from app.models.log import Author, Draft, conflicts, lines, merge, write

    photo = new_id()
    made = []
    for person in ("甲", "乙"):
        workspace = Workspace.create(tmp_path / person, person=person, campaign=None)
        author = Author(new_id(), person, 1)
        marks = Markup((Mark("words", ((10, 10),), "red", person),)).to_text()
        with workspace.sessions.begin() as session:
            write(session, author, [Draft("photo", photo, "marks", marks)])
        made.append(workspace)
    with made[1].reading() as session:
        changes = list(lines(session))
    with made[0].sessions.begin() as session:
        merge(session, changes)
    with made[0].reading() as session:
        (found,) = conflicts(session)
        assert (found.subject, found.field) == (photo, "marks")
    for workspace in made:
        workspace.close()
