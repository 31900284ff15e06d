"""Plays the scenarios of other engines through the functions that the program itself uses."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

from app.errors import AppError
from app.forms import Instance, load_xform
from app.forms.address import find, steps
from app.forms.markup import parse
from app.forms.state import state
from app.forms.tree import Node
from tests.outside.deviations import SCENARIO_RULES
from tests.outside.run_xpath import Result

Case = dict[str, Any]
MISSING = object()
ALIASES = {"autocomplete": "search", "search": "autocomplete"}


def run(folder: Path) -> Result:
    """Play every scenario of ``scenarios.json``."""
    result = Result()
    cases = json.loads((folder / "scenarios.json").read_text(encoding="utf-8"))
    for case in cases:
        failures = play(case)
        if not failures:
            result.passed += 1
            continue
        more = passes_with_more_additions(case)
        seen = {**case, "failures": failures, "passes_with_more_additions": more}
        rule = next((rule for rule in SCENARIO_RULES if rule.covers(seen)), None)
        if rule is not None:
            result.deviating[case["id"]] = rule.reason
        else:
            result.failed[case["id"]] = "; ".join(text for _, text in failures)
    return result


def passes_with_more_additions(case: Case) -> bool:
    """Whether the scenario passes when every addition is made two to ten times."""
    if not any("add_repeat" in step for step in case["steps"]):
        return False
    for times in range(2, 11):
        steps = [
            step for one in case["steps"] for step in [one] * (times if "add_repeat" in one else 1)
        ]
        if not play({**case, "steps": steps}):
            return True
    return False


def play(case: Case) -> list[tuple[dict[str, Any], str]]:
    """Do the steps of one scenario; return the steps that went wrong, with what came out."""
    must_fail = any("expect_load_error" in step for step in case["steps"])
    options: dict[str, Any] = {
        "properties": case.get("preload_properties") or {},
        "timezone": "UTC",
    }
    try:
        definition = load_xform(case["form_xml"].strip(), resources=case.get("resources") or {})
        instance = Instance(definition, **options)
    except AppError as error:
        return [] if must_fail else [({"load": True}, f"refused: {error}")]
    if must_fail:
        return [({"expect_load_error": True}, "loaded")]
    failures = []
    for number, step in enumerate(case["steps"]):
        try:
            instance, problem = act(instance, step, options)
        except AppError as error:
            problem = f"{type(error).__name__}: {error}"
        if problem:
            failures.append((step, f"step {number} {step}: {problem}"))
    return failures


def act(instance: Instance, step: dict[str, Any], options: dict[str, Any]) -> tuple[Instance, str]:
    """Do one action or check; the problem is empty when all is as expected."""
    if "answer" in step:
        instance.set(step["answer"], step["value"])
    elif "add_repeat" in step:
        instance.add_repeat(step["add_repeat"])
    elif "remove_repeat" in step:
        instance.remove_repeat(step["remove_repeat"])
    elif "set_language" in step:
        instance.set_language(step["set_language"])
    elif "save_and_reload" in step:
        instance = Instance.from_xml(instance.definition, instance.to_xml(), **options)
    elif "new_instance" in step:
        instance = Instance(instance.definition, **options)
    elif "edit_as_new_version" in step:
        instance = Instance.from_xml(instance.definition, instance.to_xml(), edit=True, **options)
    else:
        return instance, check(instance, step)
    return instance, ""


def check(instance: Instance, step: dict[str, Any]) -> str:
    """Compare one expectation with the instance."""
    name = next(key for key in step if key.startswith("expect"))
    got = CHECKS[name](instance, step)
    wanted = step.get("value", MISSING)
    if name == "expect":
        same = got == wanted or close(got, str(wanted), step.get("tolerance"))
    elif name == "expect_not":
        same = got != wanted
    elif name == "expect_prefix":
        same = got.startswith(wanted)
    elif name in ("expect_choices", "expect_form_valid", "expect_valid", "expect_appearance"):
        return str(got)
    elif name == "expect_instance_xml":
        same = got == normal(step.get("value") or step["expect_instance_xml"])
    else:
        same = got == wanted
    return "" if same else f"got {got!r}"


def close(got: str, wanted: str, tolerance: float | None) -> bool:
    """Compare numbers within a tolerance."""
    if tolerance is None:
        return False
    try:
        return math.isclose(float(got), float(wanted), abs_tol=tolerance, rel_tol=0)
    except ValueError:
        return False


def value(instance: Instance, path: str) -> str:
    node = find(instance, path)
    return node.string() if node is not None else "(no such node)"


def relevant(instance: Instance, step: dict[str, Any]) -> bool:
    path = step["expect_relevant"]
    named = steps(path)
    node = find(instance, path)
    if node is None:
        node = find(instance, "/" + "/".join(f"{n}[{m}]" if m else n for n, m in named[:-1]))
    return node is not None and node.relevant


def count(instance: Instance, step: dict[str, Any]) -> int:
    return len(instance.repeat_paths(step["expect_repeat_count"]))


def choices(instance: Instance, step: dict[str, Any]) -> str:
    offered = instance.node(step["expect_choices"]).choices
    got, wanted = [option.value for option in offered], list(step["value"])
    labels = [option.label for option in offered]
    if step.get("any_order"):
        got, wanted = sorted(got), sorted(wanted)
    if got != wanted:
        return f"got {got}"
    if "labels" in step and not step.get("any_order") and labels != step["labels"]:
        return f"labels {labels}"
    return ""


def validity(instance: Instance, step: dict[str, Any]) -> str:
    field = instance.node(step["expect_valid"])
    if field.valid != step["value"]:
        return f"got {field.valid} ({field.condition})"
    wanted = step.get("reason")
    return "" if (field.condition or None) == wanted else f"because of {field.condition!r}"


def form_validity(instance: Instance, step: dict[str, Any]) -> str:
    found = instance.violations()
    wanted = (
        step["expect_form_valid"] if isinstance(step["expect_form_valid"], bool) else step["value"]
    )
    if (not found) != wanted:
        return f"got {found}"
    if "violations" in step:
        got = [(plain(instance, item.path), item.condition) for item in found]
        expected = [(positions(item["ref"]), item["condition"]) for item in step["violations"]]
        if sorted(got) != sorted(expected):
            return f"got {got}"
    return ""


def positions(path: str) -> str:
    return path.replace("[1]", "")


def plain(instance: Instance, path: str) -> str:
    """Return a path with positions instead of keys; the first place is left out."""
    node = find(instance, path)
    parts: list[str] = []
    while node is not None and node.data is not None:
        place = node.position() if state(node).spec.is_repeat else 1
        parts.append(node.qname + (f"[{place}]" if place > 1 else ""))
        node = node.parent
    return "/" + "/".join(reversed(parts))


def message(instance: Instance, step: dict[str, Any]) -> str | None:
    field = instance.node(step["expect_message"])
    kind = step.get("kind", "current")
    return field.message if field.condition and kind in ("current", field.condition) else None


def appearance(instance: Instance, step: dict[str, Any]) -> str:
    element = instance.definition.element(step["expect_appearance"])
    words = element.appearance if element is not None else ()
    known = {word for found in words for word in (found, ALIASES.get(found, found))}
    return "" if step["value"] in known else f"got {words}"


def normal(xml: str) -> str:
    """Write XML without the white space between its tags, in one way."""
    root = parse(re.sub(r">\s+<", "><", xml.strip()), keep_space=False).root
    return canonical(root)


def canonical(node: Node) -> str:
    attributes = node.attributes.values() if node.attributes else ()
    names = "".join(sorted(f' {{{a.ns}}}{a.name}="{a.text}"' for a in attributes))
    inner = "".join(canonical(child) for child in node.elements()) or node.text
    return f"<{{{node.ns}}}{node.name}{names}>{inner}</>"


CHECKS: dict[str, Any] = {
    "expect": lambda instance, step: value(instance, step["expect"]),
    "expect_not": lambda instance, step: value(instance, step["expect_not"]),
    "expect_prefix": lambda instance, step: value(instance, step["expect_prefix"]),
    "expect_relevant": relevant,
    "expect_required": lambda instance, step: instance.node(step["expect_required"]).required,
    "expect_readonly": lambda instance, step: instance.node(step["expect_readonly"]).readonly,
    "expect_valid": validity,
    "expect_message": message,
    "expect_choices": choices,
    "expect_label": lambda instance, step: instance.node(step["expect_label"]).label,
    "expect_repeat_count": count,
    "expect_form_valid": form_validity,
    "expect_appearance": appearance,
    "expect_instance_xml": lambda instance, _: normal(instance.to_xml()),
}

__all__ = ["play", "run"]
