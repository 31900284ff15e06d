"""Runs the XPath cases of other projects through the public functions of `app.forms.xpath`."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.errors import AppError
from app.forms.markup import parse as parse_xml
from app.forms.tree import ATTRIBUTE, DOCUMENT, Document, Node
from app.forms.xpath import Env, Expression, XPathError, compile_expression
from tests.outside.deviations import XPATH_RULES

Case = dict[str, Any]

# Some cases name the day on which they were recorded as today (SOURCES.md: read 2026-11-22); on any
# other day, or east of it in the evening, they would be wrong of themselves.
RECORDED = datetime(2026, 11, 22, 12, 0)  # noqa: DTZ001 - the zone is the case's


@dataclass
class Result:
    """Outcome of one category: counts, the ids that failed with what came out, reasoned ones."""

    passed: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    deviating: dict[str, str] = field(default_factory=dict)
    reported: dict[str, str] = field(default_factory=dict)


def cases_in(path: Path) -> list[Case]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def run(folder: Path) -> Result:
    """Run every ``*.jsonl`` of the folder.

    ``parse_*.jsonl`` holds grammar only; cases of ``conflicts.jsonl`` are reported, never failed.
    """
    result = Result()
    for path in sorted(folder.glob("*.jsonl")):
        for case in cases_in(path):
            check = parses if path.name.startswith("parse_") else evaluates
            try:
                problem = check(case)
            except (AppError, ArithmeticError, LookupError, TypeError, ValueError) as error:
                problem = f"{type(error).__name__}: {error}"
            if problem is None:
                result.passed += 1
                continue
            rule = next((rule for rule in XPATH_RULES if rule.covers(case)), None)
            if path.name == "conflicts.jsonl":
                result.reported[case["id"]] = problem
            elif rule is not None:
                result.deviating[case["id"]] = rule.reason
            else:
                result.failed[case["id"]] = f"{case['expression']}: {problem}"
    return result


def parses(case: Case) -> str | None:
    try:
        compile_expression(case["expression"])
    except XPathError as error:
        return str(error) if case["parses"] else None
    return None if case["parses"] else "is accepted"


def evaluates(case: Case) -> str | None:
    """Evaluate one case; None when it comes out as expected."""
    wanted = case["expected_type"]
    try:
        expression, node, env = prepare(case)
        got: Any = {
            "boolean": lambda: expression.boolean(node, env),
            "number": lambda: expression.number(node, env),
            "string": lambda: expression.string(node, env),
            "nodeset": lambda: expression.nodes(node, env),
            "error": lambda: expression.value(node, env),
        }[wanted]()
    except XPathError as error:
        return None if wanted == "error" else f"fails: {error}"
    if wanted == "error":
        return f"gives {got!r} instead of an error"
    good = same_nodes(case, got) if wanted == "nodeset" else same_value(case, got)
    return None if good else f"gives {got!r} instead of {case['expected']!r}"


def prepare(case: Case) -> tuple[Expression, Node, Env]:
    """Set the stage of a case: document, context node, namespaces, zone and language."""
    document = parse_xml(case["xml"] or "<root/>")
    node = find(document, case["context"] or "/")
    root = find(document, case["root"]) if case.get("root") else document
    zone = ZoneInfo(case.get("tz") or "Asia/Kathmandu")
    odk = case["dialect"] == "odk"
    namespaces = dict(case.get("namespaces") or {})
    expression = compile_expression(
        case["expression"],
        default_ns=namespaces.pop("", ""),
        namespaces=namespaces,
        mode="odk" if odk else "xpath1",
    )
    language = case.get("language") or ""
    env = Env(
        root,
        timezone=zone,
        now=lambda: RECORDED.replace(tzinfo=zone),
        language=language,
        instances=secondary_instances(document),
        itext=lambda key: itext(document, language, key),
    )
    return expression, node, env


def secondary_instances(document: Document) -> dict[str, Node]:
    named = [node for node in document.root.walk() if node.name == "instance"]
    return {node.attribute("id") or "": node for node in named}


def itext(document: Document, language: str, key: str) -> str:
    for translation in document.root.walk():
        if translation.name == "translation" and translation.attribute("lang") == language:
            for text in translation.named("text"):
                if text.attribute("id") == key:
                    return text.string().strip()
    return ""


def find(document: Document, path: str) -> Node:
    """Return the node of a path that a case gives, which uses positions only."""
    nodes = compile_expression(path, mode="xpath1").nodes(document, Env(document))
    if len(nodes) != 1:
        raise LookupError(f"{path} is not one node")
    return nodes[0]


def same_value(case: Case, got: Any) -> bool:
    expected, check = case["expected"], case.get("check")
    if check == "regex":
        flags = re.IGNORECASE if "i" in case.get("flags", "") else 0
        return re.search(expected, got, flags) is not None
    if check == "length":
        return len(got) == expected
    if check == "prefix":
        return str(got).startswith(expected)
    if check == "range":
        return bool(expected[0] <= got < expected[1])
    if case["expected_type"] != "number":
        return bool(got == expected)
    number = float(expected)
    if check == "rounded":
        got = math.floor(got * case["factor"] + 0.5) / case["factor"]
    if math.isnan(number) or math.isinf(number):
        return got == number or (math.isnan(got) and math.isnan(number))
    return abs(got - number) <= case.get("tolerance", 1e-9)


def same_nodes(case: Case, got: list[Node]) -> bool:
    expected = case["expected"]
    wanted = case.get("expected_text")
    texts: list[str | None] = [node.string() for node in got]
    if isinstance(expected, bool):
        return bool(got) == expected
    paths = [path_of(node) for node in got]
    if case.get("check") == "first":
        paths, texts, expected = paths[:1], texts[:1], expected[:1]
    if case.get("ordered") is False:
        return sorted(paths) == sorted(expected)
    if wanted is not None:  # null: the text was not recorded
        texts = [None if want is None else text for text, want in zip(texts, wanted, strict=False)]
    return paths == expected and wanted in (None, texts)


def path_of(node: Node) -> str:
    """Write the path of a node as the cases do: elements by place, others by kind and place."""
    if node.kind == DOCUMENT:
        return "/"
    parent = node.parent
    assert parent is not None
    above = "" if parent.kind == DOCUMENT else path_of(parent)
    if node.kind == ATTRIBUTE:
        return f'{above}/@*[name()="{node.qname}"]'
    names = {1: "*", 3: "text()", 4: "comment()", 5: "processing-instruction()"}
    if node.kind not in names:
        return f"{above}/namespace::{node.name}"
    alike = [other for other in parent.nodes() if other.kind == node.kind]
    place = next(index for index, other in enumerate(alike, 1) if other is node)
    return f"{above}/{names[node.kind]}[{place}]"
