"""The forms that form engines are measured with, made through pyxform.

q50, q500 and q2000 hold that many questions in sections of ten: a third depends on the question
before it, two of ten have a constraint, each section has a sum, and a gate on top decides whether
the sections are relevant. ``cascade`` adds three levels of choices (20, 320, 5,000), ``repeat`` a
counted repeat of ten questions, ``all`` is q2000 with both. The words do not matter to an engine.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyxform.xls2xform import convert

Row = dict[str, str]
FORMS = {
    "q50": (50, False, False),
    "q500": (500, False, False),
    "q2000": (2000, False, False),
    "cascade": (50, True, False),
    "repeat": (50, False, True),
    "all": (2000, True, True),
}
CITIES, DISTRICTS, COMMUNITIES = 20, 16, 5000


def xform(name: str) -> str:
    """Return the XForm of one of the forms."""
    questions, cascade, repeat = FORMS[name]
    settings = {"form_title": name, "form_id": name, "version": "1"}
    sheets: dict[str, list[Row]] = {
        "survey": list(_survey(questions, cascade, repeat)),
        "choices": list(_choices(cascade)),
        "settings": [settings],
    }
    for sheet in ("survey", "choices"):
        columns = {column: "" for row in sheets[sheet] for column in row}
        sheets[f"{sheet}_header"] = [columns]
    return str(convert(sheets, validate=False).xform)


def _survey(questions: int, cascade: bool, repeat: bool) -> Iterator[Row]:
    yield {"type": "select_one yn", "name": "gate", "label": "Is it accessible?", "default": "yes"}
    yield {"type": "text", "name": "inspector", "label": "Inspector", "required": "yes"}
    sections = -(-questions // 10)
    for section in range(sections):
        yield from _section(section, min(10, questions - section * 10))
    sums = [f"sum{section}" for section in range(sections)]
    yield _calculated("total", " + ".join(f"coalesce(${{{name}}}, 0)" for name in sums))
    yield _calculated("nbad", " + ".join(f"if(${{{name}}} > 10, 1, 0)" for name in sums))
    verdict = "if(${total} > 100 or ${nbad} > 3, 'D', if(${total} > 10, 'C', 'B'))"
    yield _calculated("verdict", verdict)
    yield {
        "type": "note",
        "name": "warn",
        "label": "Verdict ${verdict}: report at once",
        "relevant": "${verdict} = 'D'",
    }
    if cascade:
        yield from _cascade()
    if repeat:
        yield from _repeat()


def _calculated(name: str, expression: str) -> Row:
    return {"type": "calculate", "name": name, "calculation": expression}


def _kind(place: int) -> str:
    return {7: "decimal", 8: "select_one grade", 9: "text"}.get(place, "integer")


def _section(section: int, size: int) -> Iterator[Row]:
    name = f"s{section}"
    yield {
        "type": "begin_group",
        "name": name,
        "label": f"Section {section}",
        "relevant": "${gate} != 'no'",
    }
    whole: list[str] = []
    for place in range(size):
        number = section * 10 + place
        row = {
            "type": _kind(place),
            "name": f"q{number}",
            "label": f"Question {number}: how many cracks wider than {place} mm?",
            "hint": f"hint {number}",
        }
        if row["type"] == "integer":
            whole.append(f"coalesce(${{q{number}}}, 0)")
        if place in (0, 5):
            row["constraint"] = ". >= 0 and . <= 1000"
            row["constraint_message"] = "0 to 1000"
        if place % 3 == 2:
            row["relevant"] = f"${{q{number - 1}}} " + (">= 0.5" if place == 8 else "> 3")
        yield row
    yield _calculated(f"sum{section}", " + ".join(whole) or "0")
    yield {"type": "end_group", "name": name}


def _cascade() -> Iterator[Row]:
    filters = ("", "p1=${c1}", "p1=${c1} and p2=${c2}")
    for level, (label, choice_filter) in enumerate(
        zip(("City", "District", "Community"), filters, strict=True), 1
    ):
        yield {
            "type": f"select_one l{level}",
            "name": f"c{level}",
            "label": label,
            "choice_filter": choice_filter,
            "appearance": "minimal",
        }


def _repeat() -> Iterator[Row]:
    yield {"type": "integer", "name": "rows", "label": "How many units?", "default": "0"}
    yield {"type": "begin_repeat", "name": "unit", "label": "Unit", "repeat_count": "${rows}"}
    for place in range(10):
        row = {"type": _kind(place), "name": f"u{place}", "label": f"Unit question {place}"}
        if place in (2, 5):
            row["relevant"] = f"${{u{place - 1}}} > 3"
        if place == 0:
            row["constraint"] = ". >= 0 and . <= 1000"
        yield row
    yield _calculated("usum", " + ".join(f"coalesce(${{u{place}}}, 0)" for place in range(7)))
    yield {"type": "end_repeat", "name": "unit"}
    yield _calculated("utotal", "sum(${usum})")


def _choices(cascade: bool) -> Iterator[Row]:
    for name in ("yes", "no"):
        yield {"list_name": "yn", "name": name, "label": name}
    for name in "abcde":
        yield {"list_name": "grade", "name": name, "label": f"Grade {name}"}
    if not cascade:
        return
    for city in range(CITIES):
        yield {"list_name": "l1", "name": f"a{city}", "label": f"City {city}"}
    for city in range(CITIES):
        for district in range(DISTRICTS):
            yield {
                "list_name": "l2",
                "name": f"b{city}_{district}",
                "label": f"District {city}.{district}",
                "p1": f"a{city}",
            }
    for number in range(COMMUNITIES):
        city, district = number % CITIES, number // CITIES % DISTRICTS
        yield {
            "list_name": "l3",
            "name": f"c{number}",
            "label": f"Community {number}",
            "p1": f"a{city}",
            "p2": f"b{city}_{district}",
        }
