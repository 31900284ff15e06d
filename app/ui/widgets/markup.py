r"""Markdown and the few HTML tags of ODK forms, turned into HTML that can load and run nothing.

Understood (docs.getodk.org, form styling): ``# `` to ``###### ``, ``*em*`` ``_em_``
``**strong**`` ``__strong__``, ``[words](address)``, lists with ``-``, ``*``, ``+`` or ``1.``,
``\`` before a sign, and the tags of `TAGS` with ``color``, ``font-family`` and ``text-align`` in
their style. All else is shown as it was written. No picture, style sheet, script or address of a
file gets through.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from html import escape, unescape

TAGS = {
    "b": "b", "strong": "b", "i": "i", "em": "i", "u": "u", "s": "s", "small": "small",
    "sub": "sub", "sup": "sup", "span": "span", "font": "span", "p": "p", "div": "div",
    "center": "center",
    "h1": "h1", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h5", "h6": "h6", "ul": "ul", "ol": "ol",
    "li": "li",
}  # fmt: skip
"""Tags that are let through, and what they become."""
_SIGNS = re.compile(r"[*_#\[<\\&\n]|^[-+] |^\d+\. ")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s[^<>]*)?)/?>")
_STYLE = re.compile(r"""\bstyle\s*=\s*("[^"]*"|'[^']*')""", re.IGNORECASE)
_COLOR_ATTRIBUTE = re.compile(r"""\bcolor\s*=\s*["']?(#?\w+)""", re.IGNORECASE)
_COLOR = re.compile(r"#[0-9a-fA-F]{3}(?:[0-9a-fA-F]{3})?|[a-zA-Z]{3,20}|rgb\([\d\s,%]{5,24}\)")
_FAMILY = re.compile(r"[\w\s,'\"-]{1,60}")
_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:)[^\s\"'<>]+", re.IGNORECASE)
_LINK = re.compile(r"\[([^\]\n]+)\]\(\s*([^\s()]+(?:\([^\s()]*\))?)\s*\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
_STAR = re.compile(r"\*(?=\S)([^*\n]+?)(?<=\S)\*")
_UNDER = re.compile(r"(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])")
_HEAD = re.compile(r"(#{1,6})\s+(.*)")
_BULLET = re.compile(r"[-*+]\s+(.*)")
_COUNT = re.compile(r"\d+[.)]\s+(.*)")
_ESCAPED = re.compile(r"\\([\\*_#\[\]()<>+.\-])")
_HELD = re.compile("\ue000(\\d+)\ue001")
Hold = Callable[[str], str]
"""Keeps finished HTML out of the way of escaping and returns what stands for it meanwhile."""
_ANYWHERE = re.compile("[*_#\\[<\\\\&\n]|\x01[-+] |\x01\\d+\\. ")
LONGEST = 20_000
"""Longer texts are shown as they are written."""


def is_plain(text: str) -> bool:
    """Tell whether a text holds nothing that could be markup."""
    return _SIGNS.search(text) is None


def all_plain(texts: Iterable[str]) -> bool:
    """Tell whether none of very many texts holds markup; much quicker than one by one."""
    return _ANYWHERE.search("\x01" + "\x01".join(texts)) is None


@lru_cache(maxsize=2_000)
def to_html(text: str) -> str:
    """Return safe HTML of a label, hint or note; empty when the text holds no markup at all."""
    if is_plain(text) or len(text) > LONGEST:
        return ""
    held: list[str] = []

    def hold(html: str) -> str:
        held.append(html)
        return f"\ue000{len(held) - 1}\ue001"

    clean = text.replace("\ue000", "").replace("\ue001", "")
    clean = _ESCAPED.sub(lambda found: hold(escape(found[1])), clean)
    clean = _Tags(hold).pass_through(clean)
    clean = _LINK.sub(lambda found: _link(found, hold), clean)
    body = _blocks(escape(clean, quote=False).replace("&amp;", "&"))
    while _HELD.search(body):
        body = _HELD.sub(lambda found: held[int(found[1])], body)
    return body


@lru_cache(maxsize=10_000)
def to_plain(text: str) -> str:
    """Return the words of a label in one line, without markup: for painted rows and readers."""
    html = to_html(text)
    if not html:
        return text
    words = re.sub(r"</?(?:p|div|h\d|li)\b[^>]*>|<br>", " ", html)
    return " ".join(unescape(re.sub(r"<[^>]*>", "", words)).split())


class _Tags:
    """Lets known tags through, closed in the order in which they were opened."""

    def __init__(self, hold: Hold) -> None:
        self._hold = hold
        self._open: list[str] = []

    def pass_through(self, text: str) -> str:
        """Return the text with its known tags held back from escaping."""
        out, at = list[str](), 0
        for found in _TAG.finditer(text):
            out.append(text[at : found.start()])
            out.append(self._tag(found))
            at = found.end()
        out.append(text[at:])
        while self._open:
            out.append(self._hold(f"</{self._open.pop()}>"))
        return "".join(out)

    def _tag(self, found: re.Match[str]) -> str:
        name = found[2].lower()
        if name == "br":
            return self._hold("<br>")
        known = TAGS.get(name)
        if known is None:
            return found[0]
        if not found[1]:
            self._open.append(known)
            return self._hold(f"<{known}{_style(found[3])}>")
        if known not in self._open:
            return ""
        closed = []
        while self._open:
            last = self._open.pop()
            closed.append(f"</{last}>")
            if last == known:
                break
        return self._hold("".join(closed))


def _style(attributes: str) -> str:
    """Return the allowed part of a tag's style."""
    kept = []
    found = _STYLE.search(attributes)
    for part in unescape(found[1][1:-1]).split(";") if found else ():
        name, _colon, value = (one.strip() for one in part.partition(":"))
        name = name.lower()
        good = (
            (name == "color" and _COLOR.fullmatch(value))
            or (name == "font-family" and _FAMILY.fullmatch(value))
            or (name == "text-align" and value in ("left", "center", "right"))
        )
        if good:
            kept.append(f"{name}:{value}")
    plain = _COLOR_ATTRIBUTE.search(attributes) if not found else None
    if plain and _COLOR.fullmatch(plain[1]):
        kept.append(f"color:{plain[1]}")
    return f' style="{escape("; ".join(kept))}"' if kept else ""


def _link(found: re.Match[str], hold: Hold) -> str:
    address = unescape(found[2])
    if not _ADDRESS.fullmatch(address):
        return found[1]
    opened = hold(f'<a href="{escape(address)}">')
    return f"{opened}{found[1]}{hold('</a>')}"


def _blocks(text: str) -> str:
    """Turn lines into headings, list items and paragraphs."""
    out: list[str] = []
    within = ""
    for number, row in enumerate(text.split("\n")):
        line = row.strip()
        kind, body = "", line
        for tag, pattern in (("ul", _BULLET), ("ol", _COUNT)):
            found = pattern.fullmatch(line)
            if found:
                kind, body = tag, found[1]
        if kind != within:
            out.append((f"</{within}>" if within else "") + (f"<{kind}>" if kind else ""))
            within = kind
        head = _HEAD.fullmatch(line)
        if kind:
            out.append(f"<li>{_inline(body)}</li>")
        elif head:
            size = len(head[1])
            out.append(f"<h{size}>{_inline(head[2])}</h{size}>")
        else:
            afterwards = bool(out) and number and not out[-1].endswith(("</h1>", "</ul>", "</ol>"))
            heading = bool(out) and re.search(r"</h\d>$", out[-1])
            out.append(("<br>" if afterwards and not heading else "") + _inline(line))
    if within:
        out.append(f"</{within}>")
    return "".join(out)


def _inline(text: str) -> str:
    text = _STRONG.sub(r"<b>\2</b>", text)
    text = _STAR.sub(r"<i>\1</i>", text)
    return _UNDER.sub(r"<i>\1</i>", text)
