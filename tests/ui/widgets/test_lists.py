"""The models behind lists, and the list of parts."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.ui.gallery import samples
from app.ui.gallery.pages import SampleTable
from app.ui.widgets.part_list import Part, PartList, PartModel
from app.ui.widgets.photo_model import PhotoModel
from app.ui.widgets.place_model import Place, PlaceModel
from app.ui.widgets.question_model import QuestionModel

TEXT = Qt.ItemDataRole.AccessibleTextRole


def test_models_keep_the_rules_of_qt(qtmodeltester) -> None:
    places = PlaceModel()
    lazy = [Place("l1", "building", "No 1"), Place("l2", "building", "No 2")]
    places.set_places(
        [*samples.places(), Place("l", "community", "Lazy", children=lambda first: lazy[first:])]
    )
    parts, questions, photos = PartModel(), QuestionModel(), PhotoModel()
    parts.set_parts(samples.parts())
    questions.set_rows(samples.questions())
    photos.set_photos(samples.photos())
    for model in (places, parts, questions, photos, SampleTable()):
        qtmodeltester.check(model)


def test_parts_are_chosen_by_arrow(shown, qtbot: QtBot) -> None:
    model = PartModel()
    parts = PartList("Parts", model)
    model.setParent(parts)
    model.set_parts([Part("A", "A", "Basics", 20, 20), Part("B", "B", "Structure", 7, 13)])
    shown(parts, 148, 200)
    parts.setCurrentIndex(model.index(0))
    with qtbot.waitSignal(parts.chosen) as signal:
        qtbot.keyClick(parts, Qt.Key.Key_Down)
    assert signal.args == ["B"]
    assert model.index(1).data(TEXT) == "B Structure, 7 of 13"
    model.set_parts([Part("A", "A", "Basics", 20, 20), Part("B", "B", "Structure", 8, 13)])
    assert parts.currentIndex().row() == 1
