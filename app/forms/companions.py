"""What belongs together in a form: photos, places and reasons to questions, lists to selects."""

from __future__ import annotations

import re
from dataclasses import replace

from app.forms.definition import Choice, Definition, Itemset, Question
from app.forms.itext import Text

_COMPANION = re.compile(r"(.+)_(reason|where|photo\d*)")


def link_companions(definition: Definition) -> None:
    """Tie photos, places and reasons to the questions that their names extend.

    ``ZF_B01_photo1`` belongs to ``ZF_B01`` when both stand in the same group or repeat; where an
    item is split (``ZF_A09_above``, ``ZF_A09_below``) to the part that stands last before it.
    """
    questions = list(definition.root.questions())
    for place, element in enumerate(questions):
        stem = _COMPANION.fullmatch(element.name)
        if stem is None:
            continue
        above = element.path.rpartition("/")[0]
        owner = definition.by_path.get(f"{above}/{stem[1]}") or next(
            (
                part
                for part in reversed(questions[:place])
                if part.path.startswith(f"{above}/{stem[1]}_")
                and not _COMPANION.fullmatch(part.name)
            ),
            None,
        )
        if isinstance(owner, Question) and _takes(owner, element, stem[2]):
            element.belongs_to = owner.path


def _takes(owner: Question, element: Question, role: str) -> bool:
    if role == "reason" and element.kind == "select_one":
        owner.reason_question = element.path
    elif role == "where" and element.kind == "text":
        owner.where = element.path
    elif role.startswith("photo") and element.kind == "image":
        owner.photos = (*owner.photos, element.path)
    else:
        return False
    return True


def static_choices(definition: Definition) -> None:
    """Give questions whose choices are a whole internal list that list, once for all instances."""
    lists: dict[tuple[str, str, Text], tuple[Choice, ...]] = {}
    for element in definition.by_path.values():
        if not isinstance(element, Question) or element.itemset is None:
            continue
        source = element.itemset
        plain = not source.label.ref or source.label.ref.replace("-", "").isidentifier()
        plain = plain or source.label.ref.replace(" ", "") == "jr:itext(itextId)"
        if not source.list_id or source.list_id not in definition.instances or not plain:
            continue
        if source.list_id in definition.instances.last_saved:
            continue
        key = (source.list_id, source.value, source.label)
        if key not in lists:
            lists[key] = _list(definition, source)
        element.choices = lists[key]
        element.itemset = replace(source)


def _list(definition: Definition, source: Itemset) -> tuple[Choice, ...]:
    found: list[Choice] = []
    top = definition.instances[source.list_id].root
    names = source.nodeset.rpartition(")")[2].strip("/").split("/")
    if top.name != names[0]:
        return ()
    for item in top.descend(names[1:]):
        value = item.child(source.value)
        if source.label.ref.startswith("jr:itext"):
            ident = item.child("itextId")
            label = Text(itext=ident.string() if ident else "")
        else:
            text = item.child(source.label.ref)
            label = Text((text.string(),) if text else ())
        found.append(Choice(value.string() if value else "", label, item))
    return tuple(found)
