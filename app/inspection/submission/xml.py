"""Submission XML, as Collect, Enketo, Briefcase and Central write it, into records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError
from app.files import cannot_read
from app.forms import markup
from app.forms.encrypted_manifest import is_manifest
from app.forms.source import OPENROSA
from app.forms.tree import Node
from app.i18n import N_
from app.inspection.submission import extra as submission_extra
from app.inspection.submission.record import Given, Record, Trouble

if TYPE_CHECKING:
    from app.forms.schema import Spec
    from app.inspection.submission.files import Entry
    from app.inspection.submission.forms import Forms

MOST_BYTES = 64 << 20
# What servers put into a submission that no form asks for.
SERVERS = {"formhub", "__version__", "_version_", "meta"}


def read_root(entry: Entry) -> Node | None:
    """Read an XML file; None when it is no submission (a form, a manifest of another program).

    Raises:
        AppError: It cannot be read, is too large, malformed, or declares entities.
    """
    try:
        if entry.file.stat().st_size > MOST_BYTES:
            raise AppError(N_("It is larger than {limit} MB."), limit=MOST_BYTES >> 20)
        data = entry.file.read_bytes()
    except OSError as error:
        raise cannot_read(entry.base, error) from error
    root = markup.parse(data, keep_space=False).root
    if root.name in ("html", "manifest", "form", "root") and not root.attribute("id"):
        return None  # a form, or choices beside one
    if root.name == "submission" and root.child("data") is not None:  # as Aggregate hands it out
        inner = next((node for node in _only(root, "data").elements()), None)
        root = inner if inner is not None else root
    return root if root.attribute("id") or _instance_id(root) else None


def _only(node: Node, name: str) -> Node:
    found = node.child(name)
    assert found is not None
    return found


def is_encrypted(root: Node) -> bool:
    """Tell whether the files of a submission have to be decrypted first."""
    return is_manifest(root)


def record_of(root: Node, entry: Entry, forms: Forms, media: dict[str, Path]) -> Record | Trouble:
    """Make the record of a submission.

    Args:
        root: Its root element.
        entry: The file.
        forms: The form versions known here.
        media: Files beside it by name.

    Returns:
        The record; a trouble when its form is not known.
    """
    extra: submission_extra.Extra | None = None
    try:
        version = root.attribute("version") or root.attribute("version", OPENROSA) or ""
        if submission_extra.NAME in media:
            extra = submission_extra.read_extra(_bytes(media[submission_extra.NAME]))
        exact = extra.form_hash if extra else ""
        form = forms.find(root.attribute("id") or "", version, exact)
    except AppError as error:
        return Trouble(entry.name, 0, "", error)
    record = Record(entry.name, 0, form, _instance_id(root), _meta(root, "deprecatedID"))
    record.extra = extra
    record.media = {name: file for name, file in media.items() if name != submission_extra.NAME}
    if not record.instance_id:
        record.trouble(N_("The submission has no instanceID."))
    top = form.schema.specs[0]
    if root.name != top.name:
        record.trouble(
            N_("Its root is {name}, but the form's is {expected}."),
            name=root.name,
            expected=top.name,
        )
        return record
    keys = extra.repeats if extra else {}
    _walk(record, root, top, top.path, top.path, keys)
    return record


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise cannot_read(file.name, error) from error


def _instance_id(root: Node) -> str:
    return _meta(root, "instanceID") or root.attribute("instanceID") or ""


def _meta(root: Node, name: str) -> str:
    meta = root.child("meta")
    node = meta.child(name) if meta is not None else None
    return node.string().strip() if node is not None else ""


def _walk(
    record: Record, source: Node, spec: Spec, path: str, placed: str, keys: dict[str, str]
) -> None:
    """Take the answers below a node.

    Args:
        record: Gets them.
        source: The node in the file.
        spec: What the form says of it.
        path: Its path with keys.
        placed: Its path with positions, as ``keys`` names it.
        keys: Keys of repeat instances, by path with positions.
    """
    counts: dict[str, int] = {}
    for child in source.elements():
        below = spec.children.get(child.name)
        if below is None:
            if spec.name == "meta" and spec.parent is not None and spec.parent.parent is None:
                _note_meta(record, f"{path}/{child.name}", child)
            else:
                _unknown(record, child, path)
            continue
        name = below.path.rpartition("/")[2]
        place = counts[child.name] = counts.get(child.name, 0) + 1
        if below.is_repeat:
            here = f"{placed}/{name}[{place}]"
            own = f"{path}/{name}[{keys.get(here) or f'_{place}'}]"
            if own in record.repeats:
                record.trouble(N_("This repeat instance is there twice."), column=own)
                continue
            record.repeats[own] = (record.extra.order if record.extra else {}).get(own) or str(
                place
            )
            _walk(record, child, below, own, here, keys)
        elif place > 1:
            record.trouble(N_("This question is there twice."), column=f"{path}/{name}")
        elif below.children:
            _walk(record, child, below, f"{path}/{name}", f"{placed}/{name}", keys)
        else:
            _leaf(record, child, below, f"{path}/{name}")


def _leaf(record: Record, child: Node, spec: Spec, path: str) -> None:
    text = child.string() if child.children else child.text
    if spec.preload[0] or spec.key.startswith(f"/{spec.key.split('/')[1]}/meta/"):
        _note_meta(record, path, child)
        return
    record.answers[path] = Given(text, path)


def _note_meta(record: Record, path: str, node: Node) -> None:
    text = node.string() if node.children else node.text
    if text and node.name not in ("instanceID", "deprecatedID"):
        record.meta[path] = text


def _unknown(record: Record, node: Node, path: str) -> None:
    """Name what the form does not ask and the submission answers nevertheless."""
    if node.name in SERVERS:
        return
    for leaf in _leaves(node):
        if (leaf.string() if leaf.children else leaf.text).strip():
            record.trouble(
                N_("The form has no such question; “{text}” would be lost."),
                column=f"{path}/{_below(leaf, node)}",
                text=leaf.text[:40],
            )


def _leaves(node: Node) -> Iterator[Node]:
    return (one for one in node.walk() if not any(True for _ in one.elements()))


def _below(leaf: Node, top: Node) -> str:
    names = [leaf.name]
    current = leaf
    while current is not top and current.parent is not None:
        current = current.parent
        names.append(current.name)
    return "/".join(reversed(names))
