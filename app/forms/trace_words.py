"""What `app.forms.trace` found, in sentences: for the command line and the preview's panel."""

from __future__ import annotations

from collections.abc import Iterator

from app.forms.trace import Explained, Read, Step, Trace
from app.i18n import N_, _

_REASONS = {
    "undecidable": N_("Undecidable"),
    "not_applicable": N_("Not applicable"),
    "not_reached": N_("Not reached"),
}
_OUTCOMES = {
    ("relevant", True): N_("The condition to be shown is met"),
    ("relevant", False): N_("The condition to be shown is not met"),
    ("required", True): N_("Must be answered"),
    ("required", False): N_("May be left empty"),
    ("readonly", True): N_("Cannot be changed"),
    ("readonly", False): N_("Can be changed"),
    ("constraint", True): N_("The answer is allowed"),
    ("constraint", False): N_("The answer is not allowed"),
    ("rule", True): N_("Finding {code}: yes"),
    ("rule", False): N_("Finding {code}: no"),
    ("clear", True): N_("Clearly no problem ({code}): yes"),
    ("clear", False): N_("Clearly no problem ({code}): no"),
}
_DEPTH = 8
_MOST = 400


def headline(found: Explained) -> str:
    """Return the question in one line: name and label."""
    subject = found.subject
    return " ".join(part for part in (subject.name, subject.label.replace("\n", " ")) if part)


def value_line(found: Explained) -> str:
    """Return what the question holds now."""
    subject = found.subject
    if subject.reason:
        words = _(_REASONS.get(subject.reason, subject.reason))
        return _("No answer: {reason}").format(reason=words)
    if not subject.relevant and subject.kept:
        return _("Holds “{value}”, which counts as empty while it is not shown").format(
            value=subject.kept
        )
    if not subject.value:
        return _("Empty")
    return _("Value: {value}").format(value=_shown(subject))


def shown_line(found: Explained) -> str:
    """Return whether the question is shown."""
    if not found.subject.relevant:
        return _("Not shown")
    return _("Shown") if found.of("relevant") else _("Shown: the form sets no condition")


def outcome(trace: Trace) -> str:
    """Return what one rule comes to."""
    if trace.kind == "calculate":
        return _("Calculated: {value}").format(value=trace.result or _("empty"))
    return _(_OUTCOMES[trace.kind, trace.holds]).format(code=trace.code)


def because(trace: Trace) -> list[str]:
    """Return the smallest reasons for an outcome, each a sentence."""
    if trace.step is None:
        return [_("The form says so in every case ({text})").format(text=trace.text)]
    if trace.kind == "calculate":
        reading = [step for step in trace.step.walk() if step.reads and step.used]
        return list(dict.fromkeys(sentence(step) for step in reading))
    return list(dict.fromkeys(sentence(step) for step in trace.why))


def sentence(step: Step) -> str:
    """Return what one piece is, and what it reads."""
    if step.type == "error":
        text = _("{text} fails: {reason}").format(text=step.text, reason=step.value)
    elif step.type == "boolean":
        verdict = _("holds") if step.truth else _("does not hold")
        text = _("{text} {verdict}").format(text=step.text, verdict=verdict)
    elif step.count >= 0 and step.count != 1:
        text = _("{text} selects {count} nodes").format(text=step.text, count=step.count)
    else:
        text = _("{text} is {value}").format(text=step.text, value=quoted(step))
    reads = [read for part in step.walk() for read in part.reads]
    words = [read_words(read) for read in dict.fromkeys(reads)]
    return text + (_(" ({reads})").format(reads=_("; ").join(words)) if words else "")


def quoted(step: Step) -> str:
    """Return the value of a piece as it is written in an expression."""
    if step.type in ("text", "nodes", "date"):
        return f"“{step.value}”" if step.value else _("empty")
    if step.type == "boolean":
        return _("true") if step.truth else _("false")
    return step.value or _("no number")


def read_words(read: Read) -> str:
    """Return what a node holds: name, label, value."""
    label = " ".join(read.label.split())
    name = f"{read.name} {label}".strip()
    if read.place[1]:
        name = _("{name}, entry {number} of {total}").format(
            name=name, number=read.place[0], total=read.place[1]
        )
    if not read.relevant:
        return _("{name}: not shown, so it reads as empty").format(name=name)
    if read.reason:
        words = _(_REASONS.get(read.reason, read.reason))
        return _("{name}: no answer ({reason})").format(name=name, reason=words)
    if read.group:
        return name
    if not read.value:
        return _("{name}: not answered").format(name=name)
    return _("{name}: {value}").format(name=name, value=_shown(read))


def _shown(read: Read) -> str:
    if read.words != read.value:
        return _("{words} ({value})").format(words=read.words, value=read.value)
    return read.value


def lines(found: Explained) -> list[str]:
    """Return everything as lines of text, indented by depth."""
    out = [headline(found), f"  {found.subject.path}", f"  {value_line(found)}"]
    if found.message:
        out.append("  " + _("The form says: {message}").format(message=found.message))
    out.append("  " + shown_line(found))
    for trace in found.traces:
        where = f" [{trace.label or trace.path}]" if trace.path != found.subject.path else ""
        out.append(f"  {outcome(trace)}{where}")
        out += [f"    · {reason}" for reason in because(trace)]
        if trace.unsteady:
            out.append("    " + _("It also depends on the clock or on chance"))
        if trace.step is not None:
            out.append("    " + _("Rule: {text}").format(text=trace.text))
            steps = list(steps_of(trace.step))[:_MOST]
            out += [f"{'  ' * (depth + 3)}{words}" for depth, words in steps]
    return out


def steps_of(step: Step, depth: int = 0) -> Iterator[tuple[int, str]]:
    """Yield depth and sentence of all pieces below one, constants left out."""
    for part in step.parts:
        if part.kind in ("num", "str"):
            continue
        skipped = "" if part.used else _(" (not looked at)")
        yield depth, f"{part.text} → {quoted(part)}{skipped}"
        if depth < _DEPTH:
            yield from steps_of(part, depth + 1)


__all__ = [
    "because",
    "headline",
    "lines",
    "outcome",
    "quoted",
    "read_words",
    "sentence",
    "shown_line",
    "steps_of",
    "value_line",
]
