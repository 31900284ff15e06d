"""The preview: a form as the field desk shows it, read again whenever its workbook is saved."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent

from app.forms import FormError
from app.forms.trace import explain
from app.forms.versions import compare
from app.i18n import N_, _, language
from app.ui.field.cards.card import OpenCard
from app.ui.field.rows import findings, part_rows
from app.ui.jobs import Jobs
from app.ui.keys import Binding, Keys
from app.ui.preview.frame import PreviewFrame
from app.ui.preview.memory import PreviewBuilding, PreviewDesk, PreviewVisit
from app.ui.preview.reading import Read, carried, read
from app.ui.preview.watch import WatchedFile
from app.ui.theme import theme
from app.ui.widgets.key_sheet import open_key_sheet
from app.ui.widgets.segments import SegmentBar

if TYPE_CHECKING:
    from app.forms import Definition, Problem
    from app.inspection.answers import Stored


class PreviewWindow(PreviewFrame):
    """One workbook.

    Attributes:
        file: The workbook.
        building: What the panes show; None until it could be read once.
        problems: Of the file as it was last saved.
        readings: How often it has been read.
    """

    def __init__(self, file: Path, jobs: Jobs) -> None:
        super().__init__(file.name)
        self.file, self._jobs = file.resolve(), jobs
        self.building: PreviewBuilding | None = None
        self.problems: tuple[Problem, ...] = ()
        self.readings = 0
        self._again = False
        self._busy = False
        self._language = "en" if language() == "en" else "zh"
        self.setWindowTitle(f"{file.name} · {_('Preview')} · {_('Chengjian')}")
        self.desk = PreviewDesk(jobs, self)
        self._connect()
        self.desk.told.connect(lambda sentence: self.toasts.show_toast(sentence, "critical"))
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self._show_side)
        self.watched = WatchedFile(self.file, self)
        self.watched.changed.connect(self.reload)
        self.watched.gone.connect(self._gone)
        self.reload()

    def _connect(self) -> None:
        """Tie the panes together and bind the keys."""
        self.clear.clicked.connect(self.clear_answers)
        self.questions.photo_wanted.connect(self._photo)
        self.questions.view.opened.connect(self._soon_shown)
        self.found.wanted.connect(self.questions.go_to)
        self.tabs.chosen.connect(self.show_tab)
        self.keys = Keys()
        for action, keys, words, slot in (
            ("question.next_open", "F8", N_("Next question without an answer"), self._next_open),
            ("question.back_open", "Shift+F8", N_("Previous question without an answer"),
             lambda: self.questions.next_open(-1)),
            ("photo", "Ctrl+I", N_("Mark the photo as there"), self._photo_here),
            ("reload", "F5", N_("Read the workbook again"), self.reload),
            ("help", "F1", N_("All keys"), lambda: open_key_sheet(self, self.keys)),
        ):  # fmt: skip
            self.keys.add(Binding(action, "everywhere", (keys,), words))
            self.keys.bind(action, self, slot, window=True)

    # Reading

    def reload(self) -> None:
        """Read the file beside the GUI thread; what is half typed is handed over before."""
        if self._busy:  # saved again while it is read
            self._again = True
            return
        self._busy = True
        file = self.file
        job = self._jobs.read(lambda _progress: read(file), "preview")
        job.succeeded.connect(self._read)
        job.failed.connect(self._failed)

    def _failed(self, error: object) -> None:
        self._busy = False
        self.desk.fault(error)

    def _read(self, found: Read) -> None:
        self._busy = False
        self.readings += 1
        self.problems = found.problems
        if found.form is not None:
            try:
                self._show_form(found.form)
            except FormError as error:  # it loads, but no record of it can be begun
                problems = (*error.problems, *found.problems)
                found = dataclasses.replace(found, form=None, problems=problems)
                self.problems = problems
        self.problem_panel.show_problems(found.problems)
        if found.form is None:
            self.show_tab("problems")
        self.show_state(found, self.building)
        if self._again:
            self._again = False
            self.reload()

    def _show_form(self, form: Definition) -> None:
        self.questions.flush()
        before = self.building
        answers: dict[str, Stored] = {}
        part, path = "", self.questions.view.open_key
        photos = []
        if before is not None:
            comparison = compare(before.visit.definition, form)
            answers = carried(comparison, before.visit.stored)
            path = comparison.translate(path)
            photos = [
                dataclasses.replace(one, question=comparison.translate(one.question or ""))
                for one in before.photos
            ]
            part = self.questions.part.key if self.questions.part else ""
        visit = PreviewVisit(form, answers, self._language, self.file)
        self._take(PreviewBuilding(self.desk, visit, self.file.name, self))
        assert self.building is not None
        if photos:
            self.building.take_photos([p for p in photos if form.question(p.question or "")])
        if part:
            self.questions.show_part(part, open_first=False)
        if path:
            self.questions.go_to(path)
        self._show_languages(form.languages)

    def _take(self, building: PreviewBuilding) -> None:
        before, self.building = self.building, building
        self.questions.show_building(None)
        if before is not None:
            before.closed = True
            before.deleteLater()
        building.changed.connect(self._soon_shown)
        building.reloaded.connect(self._soon_shown)
        self.middle.setCurrentWidget(self.questions)
        self.questions.show_building(building)
        self._shows_form = True
        self._flow()
        self._soon_shown()

    def _show_languages(self, names: tuple[str, ...]) -> None:
        self.languages.deleteLater()
        parts = [(name, name.partition("(")[0].strip() or name) for name in names]
        self.languages = SegmentBar(_("Language of the form"), parts)
        if self.building is not None and parts:
            self.languages.set_value(self.building.visit.instance.language)
        self.languages.chosen.connect(self.set_language)
        self.languages.setFixedHeight(theme().height("target"))
        several = [self.languages] if len(parts) > 1 else []
        self.topbar.set_actions([*several, self.clear])
        self.languages.setVisible(len(parts) > 1)

    def _gone(self) -> None:
        self.toasts.show_toast(_("The file is gone; what was read last is shown."), "serious")

    # What is shown

    def _soon_shown(self, _what: object = None) -> None:
        self._soon.start()

    def _show_side(self) -> None:
        building = self.building
        if building is None:
            return
        infos = findings(building)
        self.found.show_findings(infos)
        self.tabs.set_words("findings", f"{_('Findings')} {len(infos)}")
        self.parts.model.set_parts(part_rows(building))
        if self.questions.part is not None:
            self.parts.show_part(self.questions.part.key)
        path = self.questions.view.open_key
        try:
            self.why.explain(explain(building.visit.instance, path) if path else None)
        except FormError:  # a repeat as a whole has no rules of its own
            self.why.explain(None)

    # What people do

    def clear_answers(self) -> None:
        """Begin with an empty record."""
        if self.building is None:
            return
        form = self.building.visit.definition
        visit = PreviewVisit(form, {}, self._language, self.file)
        self._take(PreviewBuilding(self.desk, visit, self.file.name, self))

    def set_language(self, name: str) -> None:
        """Show the texts of the form in another of its languages."""
        building = self.building
        if building is None:
            return
        self._language = name
        visit = building.visit
        assert isinstance(visit, PreviewVisit)
        visit.language = name
        visit.instance.set_language(name)
        path = self.questions.view.open_key
        self.questions.flush()
        building._map()
        self.questions.show_building(None)
        self.questions.show_building(building)
        if path:
            self.questions.go_to(path)
        self._soon_shown()

    def _next_open(self) -> None:
        self.questions.next_open(1)

    def _photo_here(self) -> None:
        card = self.questions.card
        if isinstance(card, OpenCard):
            self._photo(card.next_photo())

    def _photo(self, path: str) -> None:
        if self.building is not None:
            self.building.mark(path)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.questions.flush()
        super().closeEvent(event)
