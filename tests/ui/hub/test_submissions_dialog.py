"""Submissions in the window: what is wrong is shown first, then the good ones go in."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.inspection.answers import answers_of
from app.inspection.submission.export import export_submissions
from app.inspection.visit import Visit
from app.models.ids import inspection_id
from app.ui.hub.submissions_dialog import SubmissionsDialog
from app.ui.jobs import Jobs
from app.ui.widgets.table import Table
from app.workspace import Workspace
from tests.faults.small import place
from tests.inspection.submission_form import form, made


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Workspace]:
    with made(tmp_path / "hub", "汇总") as workspace:
        yield workspace


def test_bad_rows_are_shown_before_the_good_ones_are_taken(
    qtbot: QtBot, qapp: QApplication, hub: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "kobo.csv"
    file.write_text("code,g/n,_uuid\n长安/1,6,a\n长安/2,six,b\n长安/99,7,c\n", encoding="utf-8")
    window = QWidget()
    window.resize(1366, 768)
    qtbot.addWidget(window)
    window.show()
    jobs = Jobs()
    taken: list[object] = []
    dialog = SubmissionsDialog(window, jobs, hub, [file], taken.append, lambda _error: None)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=20_000)
    assert dialog.go.isEnabled()
    (bad, _notes) = dialog.findChildren(Table)
    model = bad.model()
    rows = [
        [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]
    assert [row[1] for row in rows] == ["3", "4"]
    assert rows[0][2] == "g/n"
    assert "长安/99" in rows[1][4]
    dialog.grab().save(str(tmp_path / "dialog.png"))
    with hub.reading() as session:
        assert answers_of(session, inspection_id(place("1"), "housing", "2026")) == {}
    dialog.go.click()
    qtbot.waitUntil(lambda: bool(taken), timeout=20_000)
    with hub.reading() as session:
        stored = answers_of(session, inspection_id(place("1"), "housing", "2026"))
    assert stored["/housing/g/n"].text == "6"
    jobs.shut_down()


def test_a_file_that_cannot_be_read_is_said_in_the_dialog(
    qtbot: QtBot, hub: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "cut.zip"
    file.write_bytes(b"PK\x03\x04 nonsense")
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    said: list[object] = []
    dialog = SubmissionsDialog(window, Jobs(), hub, [file], lambda _taken: None, said.append)
    dialog.open()
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert not dialog.go.isEnabled()
    assert "cut.zip" in str(said[0])
    dialog.reject()


@pytest.fixture
def encrypted(tmp_path: Path) -> Iterator[tuple[Workspace, Path, Path]]:
    """A hub, an encrypted submission of its form, and the private key behind a passphrase."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = tmp_path / "钥匙.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"secret"),
        )
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    text = base64.b64encode(public).decode()
    with made(tmp_path / "laptop", "甲", data=form(key=text)) as laptop:
        visit = Visit.begin(laptop, place("1"))
        visit.answer("/housing/g/n", "6")
        done = export_submissions(laptop, tmp_path / "out", [visit.inspection], encrypt=True)
    with made(tmp_path / "hub", "汇总", data=form(key=text)) as workspace:
        yield workspace, done.folders[0], pem


def test_key_passphrase_version_and_place_field_by_field(
    qtbot: QtBot, encrypted: tuple[Workspace, Path, Path]
) -> None:
    hub, file, pem = encrypted
    window = QWidget()
    window.resize(1366, 768)
    qtbot.addWidget(window)
    window.show()
    jobs = Jobs()
    taken: list[object] = []
    dialog = SubmissionsDialog(window, jobs, hub, [file], taken.append, lambda _error: None)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=20_000)
    assert not dialog.go.isEnabled()  # nothing can be read without its key
    options = dialog.options
    options.key.setFocus()
    options.key.setText(str(pem))  # a path is pasted or chosen
    said: list[bool] = []
    options.changed.connect(lambda: said.append(dialog.go.isEnabled()))
    qtbot.keyClick(options.key, Qt.Key.Key_Tab)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is options.password
    qtbot.keyClicks(options.password, "secret")
    qtbot.keyClick(options.password, Qt.Key.Key_Return)
    qtbot.waitUntil(dialog.go.isEnabled, timeout=20_000)
    assert len(said) == 2
    qtbot.keyClick(options.password, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is options.form
    qtbot.keyClick(options.form, Qt.Key.Key_Down)
    assert options.options.form == "housing@1"
    qtbot.keyClick(options.form, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is options.place
    qtbot.waitUntil(dialog.go.isEnabled, timeout=20_000)
    qtbot.keyClicks(options.place, "nowhere")
    qtbot.keyClick(options.place, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=20_000)
    options.place.clear()
    qtbot.keyClick(options.place, Qt.Key.Key_Return)
    qtbot.waitUntil(dialog.go.isEnabled, timeout=20_000)
    dialog.grab().save(str(Path(pem).parent / "options.png"))
    dialog.go.click()
    qtbot.waitUntil(lambda: bool(taken), timeout=20_000)
    with hub.reading() as session:
        stored = answers_of(session, inspection_id(place("1"), "housing", "2026"))
    assert stored["/housing/g/n"].text == "6"
    jobs.shut_down()


def test_a_wrong_passphrase_is_said_and_another_can_be_tried(
    qtbot: QtBot, encrypted: tuple[Workspace, Path, Path]
) -> None:
    hub, file, pem = encrypted
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    jobs = Jobs()
    said: list[object] = []
    dialog = SubmissionsDialog(window, jobs, hub, [file], lambda _taken: None, said.append)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=20_000)
    dialog.options.password.setText("wrong")
    dialog.options.password.commit()
    dialog.options.take_key(str(pem))
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert pem.name in str(said[-1])
    assert not dialog.go.isEnabled()
    assert QApplication.focusWidget() is dialog.options.password
    dialog.options.password.clear()
    qtbot.keyClicks(dialog.options.password, "secret")
    qtbot.keyClick(dialog.options.password, Qt.Key.Key_Return)
    qtbot.waitUntil(dialog.go.isEnabled, timeout=20_000)
    jobs.shut_down()
