"""The catalogue of translations: extract, fill, compile, check. Runs in ``.venv``: it uses Babel.

New Chinese text may be handed over as ``out/zh/*.json``, ``{"English": "中文"}`` (a plural string
under its singular, one with a context as ``"context|English"``); once it is in the .po file, that
file is the only source.
"""

from __future__ import annotations

import ast
import io
import json
import os
import re
import struct
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

import PySide6
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "resources" / "translations" / "zh_CN" / "LC_MESSAGES"
QT_FOLDER = ROOT / "resources" / "translations" / "qt"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "N_": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# Translations that may stay in Latin letters: names and formats that Chinese readers know so.
LATIN = frozenset({"Chengjian", "CSV", "English", "Excel", "GB18030", "GPS", "ID", "PDF", "ZIP"})
# Header lines that change with the clock or the tool and would fill every diff.
NOISE = ("POT-Creation", "PO-Revision", "Generated-By", "Last-Translator", "Language-Team")
DAWN = datetime(2026, 1, 1, tzinfo=UTC)


def new_catalogue() -> Catalog:
    """Return an empty zh_CN catalogue whose header does not depend on the day."""
    return Catalog(
        locale="zh_CN",
        domain="chengjian",
        project="chengjian",
        version="1",
        msgid_bugs_address="",
        header_comment="# Chinese translations of Chengjian. Apache-2.0, as the program.",
        creation_date=DAWN,
        revision_date=DAWN,
        fuzzy=False,
    )


def extract(folder: Path) -> Catalog:
    """Return every string marked in the sources below a folder, without translations."""
    catalogue = new_catalogue()
    found = extract_from_dir(str(folder), [("**.py", "python")], keywords=KEYWORDS)
    for _file, _line, message, _comments, context in found:
        catalogue.add(message, context=context)
    for text in in_formatted(folder):
        catalogue.add(text)
    return catalogue


def in_formatted(folder: Path) -> Iterator[str]:
    """Yield what is marked inside f-strings: before Python 3.12 Babel sees each as one token."""
    for file in sorted(folder.rglob("*.py")):
        for whole in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            for node in ast.walk(whole) if isinstance(whole, ast.JoinedStr) else ():
                match node:
                    case ast.Call(ast.Name("_" | "N_"), [ast.Constant(str(text))]):
                        yield text


def renew(sources: Catalog, old: Catalog, handed: dict[str, str]) -> Catalog:
    """Return the catalogue of exactly the extracted strings, old text kept, handed text taken."""
    catalogue = new_catalogue()
    for message in messages(sources):
        known = same(old, message)
        text = handed.get(key(message)) or (translation(known) if known else "")
        plural = isinstance(message.id, tuple | list)
        catalogue.add(message.id, (text,) if plural else text, context=message.context)
    return catalogue


def messages(catalogue: Catalog) -> Iterator[Message]:
    """Yield the messages without the header, in order of their English text."""
    yield from sorted((m for m in catalogue if m.id), key=key)


def key(message: Message) -> str:
    """Return the English text, of a plural string its singular, after a context if it has one."""
    text = message.id[0] if isinstance(message.id, tuple | list) else message.id
    return f"{message.context}|{text}" if message.context else text


def same(catalogue: Catalog, message: Message) -> Message | None:
    """Return the message of a catalogue with the same English text and context."""
    return catalogue.get(message.id, message.context)


def translation(message: Message) -> str:
    """Return the Chinese text; Chinese has one form for every count."""
    text = message.string[0] if isinstance(message.string, tuple | list) else message.string
    return text or ""


def fields(text: str) -> list[str]:
    """Return the sorted names of the ``{fields}`` in a text."""
    return sorted({name for _, name, _, _ in Formatter().parse(text) if name is not None})


def problems(sources: Catalog, chinese: Catalog, compiled: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with the catalogue, one line each; nothing means complete."""
    wanted = {key(message) for message in messages(sources)}
    for message in messages(sources):
        known = same(chinese, message)
        text = translation(known) if known else ""
        english = message.id[1] if isinstance(message.id, tuple | list) else message.id
        if not text.strip():
            yield f"没有译文 untranslated: {key(message)!r}"
            continue
        if known is not None and known.fuzzy:
            yield f"译文存疑 fuzzy: {key(message)!r}"
        try:
            if fields(text) != fields(english):
                yield f"花括号不一致 fields differ: {english!r} / {text!r}"
        except ValueError as error:
            yield f"花括号写错 {error}: {text!r}"
        letters = re.sub(r"\{[^}]*\}", "", text)
        chinese_letters = re.search("[\u4e00-\u9fff]", letters)
        if re.search("[A-Za-z]", letters) and not chinese_letters and text not in LATIN:
            yield f"还是英文 still English: {text!r}"
    for message in messages(chinese):
        if key(message) not in wanted:
            yield f"没有用到 unused: {key(message)!r}"
    if pairs(chinese) != compiled:
        yield "chengjian.mo 和 .po 不一致，请运行 python3 dev.py translate (out of step)"


def pairs(catalogue: Catalog) -> dict[str, str]:
    """Return what a reader of the catalogue sees: English to Chinese, only what is translated."""
    return {key(m): translation(m) for m in messages(catalogue) if translation(m)}


def compiled_pairs(data: bytes) -> dict[str, str]:
    """Return the same of a compiled catalogue; Babel's own reader loses contexts.

    Source: the manual of GNU gettext, "The Format of GNU MO Files".
    """
    _magic, _version, count, ids, texts = struct.unpack("<5I", data[:20])

    def text(table: int, number: int) -> str:
        length, start = struct.unpack_from("<2I", data, table + 8 * number)
        return data[start : start + length].split(b"\0")[0].decode("utf-8")

    every = {text(ids, at).replace("\x04", "|"): text(texts, at) for at in range(count)}
    return {english: chinese for english, chinese in every.items() if english}


def read(folder: Path = FOLDER) -> tuple[Catalog, dict[str, str]]:
    """Return the committed catalogue and what is compiled; empty ones where there is no file."""
    po, mo = folder / "chengjian.po", folder / "chengjian.mo"
    chinese = read_po(io.BytesIO(po.read_bytes()), locale="zh_CN") if po.exists() else Catalog()
    compiled = compiled_pairs(mo.read_bytes()) if mo.exists() else {}
    return chinese, compiled


def write(catalogue: Catalog, folder: Path = FOLDER) -> None:
    """Write the .po file without noise, and the .mo file."""
    folder.mkdir(parents=True, exist_ok=True)
    text = io.BytesIO()
    write_po(text, catalogue, width=100, no_location=True, sort_output=True)
    lines = text.getvalue().decode("utf-8").splitlines(keepends=True)
    kept = "".join(line for line in lines if not line.startswith(tuple(f'"{n}' for n in NOISE)))
    (folder / "chengjian.po").write_text(kept, encoding="utf-8", newline="\n")
    binary = io.BytesIO()
    write_mo(binary, catalogue)
    (folder / "chengjian.mo").write_bytes(binary.getvalue())


def handed_over(folder: Path) -> dict[str, str]:
    """Return the Chinese texts handed over as JSON, all files together."""
    texts: dict[str, str] = {}
    for file in sorted(folder.glob("*.json")):
        texts.update(json.loads(file.read_text(encoding="utf-8")))
    return texts


def compile_qt(folder: Path = QT_FOLDER, target: Path | None = None) -> None:
    """Compile the words that Qt's own catalogue lacks; Qt reads no other form without Python."""
    tool = Path(PySide6.__file__).parent / ("lrelease.exe" if os.name == "nt" else "lrelease")
    made = (target or folder) / "rest_zh_CN.qm"
    source = str(folder / "rest_zh_CN.ts")
    subprocess.run([str(tool), "-silent", source, "-qm", str(made)], check=True, timeout=60)


def main(arguments: list[str]) -> int:
    """Renew the catalogue, or with ``--check`` only say what is wrong with it."""
    sources = extract(ROOT / "app")
    if "--check" not in arguments:
        write(renew(sources, read()[0], handed_over(ROOT / "out" / "zh")))
        compile_qt()
    chinese, compiled = read()
    found = list(problems(sources, chinese, compiled))
    print("\n".join([*found, f"{len(pairs(chinese))} strings, {len(found)} problems"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
