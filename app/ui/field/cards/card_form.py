"""What a card takes from the form and from the building for the editor of its question."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QLayout
from shiboken6 import isValid

from app.i18n import _
from app.models.media import QUESTIONS as ATTACHED
from app.ui.questions.about import About
from app.ui.questions.base import Editor, EditorContext
from app.ui.questions.choices import ALONE
from app.ui.questions.form_media import finder
from app.ui.questions.table import notices

if TYPE_CHECKING:
    from app.forms.definition import Question
    from app.forms.fields import Field
    from app.forms.options import Option
    from app.ui.field.building import Building

CHOOSING = ("select_one", "select_multiple", "rank")


def media_of(building: Building) -> Callable[[str], Path | None]:
    """Return what finds a medium of the form, or a stored file of the record."""
    of_form = finder(*building.visit.media_folders)

    def find(name: str) -> Path | None:
        stored = building.attachments.file_of(name) if name else None
        return of_form(name) if stored is None else stored

    return find


def context_of(building: Building, field: Field, name: str) -> EditorContext:
    """Return the context of a question's editor."""
    assert field.question is not None
    return EditorContext(
        field.question,
        field,
        name,
        media=media_of(building),
        title=lambda stored: building.attachments.title(stored),
        language=building.visit.instance.language,
        languages=building.visit.definition.languages,
        attaches=True,
    )


def connect_files(building: Building, path: str, editor: Editor) -> None:
    """Let an editor hand over, open and remove the file that is its answer."""
    question = building.visit.definition.question(path)
    if question is None or question.kind not in ATTACHED:
        return
    files = building.attachments
    editor.attachment_wanted.connect(partial(building.take_attachment, path))
    editor.attachment_removed.connect(partial(files.remove, path))
    editor.attachment_stopped.connect(partial(files.stop, path))
    editor.attachment_opened.connect(
        lambda name, copy: files.save_copy(name) if copy else files.open(name)
    )

    def show(at: str, done: int, total: int) -> None:
        if at == path and isValid(editor):
            editor.show_progress(done, total)

    files.progressed.connect(show)


def about_of(building: Building, field: Field, name: str) -> About | None:
    """Return pictures, sound, film, guidance, and what of the form's wishes is not met, if any."""
    question, find = field.question, media_of(building)
    assert question is not None
    unmet, guidance, media = notices(question), field.guidance, field.media
    heard = [
        {kind: address for kind, address in choice.media.items() if kind != "image"}
        for choice in (field.choices if question.choices else ())
    ]
    if not (unmet or guidance or media or any(heard)):
        return None
    about = About(name)
    about.add_media(media, find, image="image-map" not in question.appearance)
    for one in filter(None, heard):
        about.add_media(one, find)
    about.add_guidance(guidance)
    about.add_notices(unmet)
    return None if about.empty else about


def take_place_of(old: Editor, new: Editor, *layouts: QLayout | None) -> None:
    """Put another editor where one stands in one of these layouts; the focus stays there."""
    focused, held = QApplication.focusWidget(), old.widget
    had_focus = focused is not None and (focused is held or held.isAncestorOf(focused))
    for layout in layouts:  # a row of a table holds it beside the label
        if layout is not None and layout.replaceWidget(held, new.widget):
            break
    held.hide()
    held.deleteLater()
    new.widget.show()
    if had_focus:
        new.focus()


def choices_that_change(field: Field) -> tuple[Option, ...]:
    """Return the choices where answers decide which there are; else nothing."""
    source = field.question.itemset if field.question is not None else None
    return field.choices if source is not None and not source.list_id else ()


def ends_alone(question: Question, text: str) -> bool:
    """Tell whether a multiple choice is settled: 均无 stands alone, nothing else can be ticked."""
    return question.kind == "select_multiple" and any(
        choice.value == text and (choice.value in ALONE) for choice in question.choices
    )


def gone_sentence(field: Field) -> str:
    """Return a sentence when the saved answer is no choice of the question any more."""
    question, text = field.question, field.value
    if question is None or question.kind not in CHOOSING or not text:
        return ""
    known = {choice.value for choice in field.choices}
    values = [text] if question.kind == "select_one" else text.split()
    lost = ", ".join(value for value in values if value not in known)
    words = _("Saved is {value}, which is no choice any more. Choose again, or clear it.")
    return words.format(value=lost) if lost else ""
