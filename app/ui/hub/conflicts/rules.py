"""合并规则: which rules are on, who counts as professional, exceptions; what they would decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QWidget

from app.i18n import N_, _, ngettext
from app.ui.lazy import lazy
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.choices import TickChip
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Text

if TYPE_CHECKING:
    from app.inspection import rule_set
    from app.inspection.conflict import rules as conflict_rules
    from app.inspection.conflict.case import Case
    from app.inspection.conflict.rules import Ruling
    from app.inspection.conflict.side import Detail
    from app.inspection.rule_set import Rules, Voice
    from app.progress import Progress
    from app.ui.desk import Desk
else:
    conflict_rules = lazy("app.inspection.conflict.rules")
    rule_set = lazy("app.inspection.rule_set")

_WAYS = (
    ("", N_("As the rules say")),
    ("worse", N_("Worse grade")),
    ("professional", N_("Professional")),
    ("measured", N_("Measured")),
    ("ask", N_("A person decides")),
)


class _Found(NamedTuple):
    rules: Rules
    voices: list[Voice]
    details: list[Detail]


class RulesDialog(Dialog):
    """Sets the campaign's rules; says at once how many conflicts they would decide.

    Attributes:
        rules: As they stand in the dialog; None while they are read.
        ticks: A tick of each rule; people: of each voice; ways: the box of each question.
        look: Keeps the rules and shows what they would decide, case by case.

    Signals:
        kept(look): The rules are kept; ``look``: their decisions are wanted too.
    """

    kept = Signal(bool)

    def __init__(self, desk: Desk, cases: Sequence[Case], parent: QWidget) -> None:
        super().__init__(
            parent, _("Rules decided beforehand"), width="reading_max", height=theme().scaled(600)
        )
        self._desk, self._cases = desk, list(cases)
        self.rules: Rules | None = None
        self._details: list[Detail] = []
        self._wants_look = False
        self.ticks: dict[str, QCheckBox] = {}
        self._counts: dict[str, Text] = {}
        self.people: list[TickChip] = []
        self.ways: dict[str, QComboBox] = {}
        said = _(
            "Where a rule can tell, nobody has to be asked. It takes one of the sides as it stands,"
            " never an average, and each decision says which rule made it."
        )
        self.body.addWidget(Text(said, "body", "text2", wrap=True))
        self.told = Text(_("Looking at conflicts"), "body_strong", wrap=True)
        self.body.addWidget(self.told)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme().space(4))
        self._grid.setColumnStretch(1, 1)
        self._heading(_("Rules, tried from above"))
        self.body.addLayout(self._grid)
        self._heading(_("Counts as professional"))
        self.who = FlowRow(theme().space(2))
        self.body.addWidget(self.who)
        self._heading(_("Single questions"))
        self._questions = QGridLayout()
        self._questions.setHorizontalSpacing(theme().space(3))
        self._questions.setColumnStretch(1, 1)
        self.body.addLayout(self._questions)
        self.body.addStretch()
        self.set_note(_("Kept with the campaign: all hubs rule alike. Nothing is decided yet."))
        leave = self.add_button(Button(_("Cancel"), hint="Esc"))
        leave.clicked.connect(self.reject)
        self.keep = self.add_button(Button(_("Keep the rules")))
        self.keep.clicked.connect(partial(self._save, look=False))
        self.look = self.add_button(Button(_("Keep and look"), "primary"))
        self.look.clicked.connect(partial(self._save, look=True))
        for button in (self.keep, self.look):
            button.setEnabled(False)
        workspace = desk.workspace

        def work(progress: Progress) -> _Found:
            with workspace.reading() as session:
                return _Found(
                    rule_set.rules_of(session),
                    rule_set.voices(session),
                    conflict_rules.details(workspace, session, self._cases, progress),
                )

        job = desk.jobs.read(work, "rules")
        job.progressed.connect(self._progressed)
        job.succeeded.connect(self._fill)

    def _heading(self, words: str) -> None:
        self.body.addWidget(Text(words, "body_strong"))

    @Slot(int, int, str)
    def _progressed(self, done: int, total: int, _what: str) -> None:
        self.told.setText(
            _("Looking at conflicts, {done} of {total}").format(done=done, total=total)
        )

    @Slot(object)
    def _fill(self, found: _Found) -> None:
        self.rules, self._details = found.rules, found.details
        for row, (rule, scope) in enumerate(found.rules.order):
            tick = QCheckBox(_(rule_set.RULES[rule]))
            tick.setAccessibleName(tick.text())
            tick.setChecked(rule not in found.rules.off)
            tick.toggled.connect(self._changed)
            self.ticks[rule] = tick
            self._counts[rule] = Text("", "label", "text2")
            self._grid.addWidget(tick, row, 0)
            self._grid.addWidget(Text(_scope(scope), "label", "text2"), row, 1)
            self._grid.addWidget(self._counts[rule], row, 2)
        for voice in found.voices:
            words = voice.words
            if voice.device is not None:
                words = _("device {name}").format(name=words)
            chip = TickChip(words)
            chip.setAccessibleName(words)
            chip.setChecked(
                voice.person in found.rules.professionals or voice.device in found.rules.devices
            )
            chip.setProperty("voice", voice)
            chip.toggled.connect(self._changed)
            self.who.add_widget(chip)
            self.people.append(chip)
        self._fill_questions(found.rules)
        self._tell()
        next(iter(self.ticks.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill_questions(self, rules: Rules) -> None:
        counts: dict[str, int] = {}
        titles: dict[str, str] = {}
        for one in self._details:
            if one.case.code and one.kind:
                counts[one.case.code] = counts.get(one.case.code, 0) + 1
                titles[one.case.code] = one.case.title
        for name in rules.questions:  # one that has no conflict now keeps its exception
            if not any(conflict_rules.is_named(name, code) for code in counts):
                code = name.partition("-")[2] or name
                counts[code], titles[code] = 0, ""
        for row, code in enumerate(sorted(counts, key=lambda one: (-counts[one], one))):
            box = QComboBox()
            box.setAccessibleName(f"{code} {titles[code]}".strip())
            for key, words in _WAYS:
                box.addItem(_(words), key)
            now = next((one for name, one in rules.questions.items() if _same(name, code)), "")
            box.setCurrentIndex(max(0, box.findData(now)))
            box.currentIndexChanged.connect(lambda _at: self._changed())
            self.ways[code] = box
            count = ngettext("{count} conflict", "{count} conflicts", counts[code])
            self._questions.addWidget(Text(code, "label", "text2"), row, 0)
            self._questions.addWidget(Text(titles[code], "body", elide=True), row, 1)
            self._questions.addWidget(
                Text(count.format(count=counts[code]), "label", "text2"), row, 2
            )
            self._questions.addWidget(box, row, 3)

    # What is said in the dialog

    def _said(self) -> Rules:
        assert self.rules is not None
        voices = [chip.property("voice") for chip in self.people if chip.isChecked()]
        return replace(
            self.rules,
            off=frozenset(rule for rule, tick in self.ticks.items() if not tick.isChecked()),
            professionals=frozenset(one.person for one in voices if one.person),
            devices=frozenset(one.device for one in voices if one.device is not None),
            questions={
                code: str(box.currentData()) for code, box in self.ways.items() if box.currentData()
            },
        )

    @Slot()
    def _changed(self, _on: bool = False) -> None:
        self._tell()

    def _tell(self) -> None:
        """Say what the rules as they stand would decide; the cases were read before."""
        rulings = conflict_rules.tried(self._said(), self._details)
        count, total = len(rulings), len(self._cases)
        self.told.setText(
            _("These rules would decide {count} of {total} conflicts.").format(
                count=count, total=total
            )
        )
        for rule, text in self._counts.items():
            text.setText(_counted(rulings, rule))
        free = not self._desk.locked
        self.keep.setEnabled(free)
        self.look.setEnabled(free and count > 0)
        words = ngettext("Keep and look at {count}", "Keep and look at all {count}", count)
        self.look.set_words(words.format(count=count))

    def _save(self, _on: bool = False, *, look: bool) -> None:
        if self.rules is None or self._desk.locked:
            return
        desk, rules, person = self._desk, self._said(), self._desk.person
        self._wants_look = look
        self.accept()
        desk.write(lambda: rule_set.save_rules(desk.workspace, rules, person), self._saved, "rules")

    @Slot(object)
    def _saved(self, _nothing: object) -> None:
        self.kept.emit(self._wants_look)


def _counted(rulings: Sequence[Ruling], rule: str) -> str:
    count = sum(one.rule == rule for one in rulings)
    return ngettext("decides {count}", "decides {count}", count).format(count=count)


def _scope(scope: Sequence[str]) -> str:
    if "*" in scope:
        return _("all questions")
    return _("parts {parts}").format(parts=" ".join(scope))


def _same(name: str, code: str) -> bool:
    return name == code or name.endswith(f"-{code}")
