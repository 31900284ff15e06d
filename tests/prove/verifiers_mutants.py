"""Packages made again with one or two things changed, signed by whoever has the sender's keys."""

from __future__ import annotations

import hashlib
import io
import json
import random
import warnings
import zipfile
from contextlib import suppress

from app.exchange.bags.text import DECLARATION
from app.models.line import ChangeLine
from app.models.values import canonical
from tests.prove.verifiers_sources import Source, manifest
from tests.prove.verifiers_spellings import ODD, object_text, otherwise, texts, whole_lines

STAGES = (
    *("labels", "labels", "labels", "changes", "changes", "changes", "batches", "batches"),
    *("sets", "sets", "files", "payload", "tags", "signature", "bagit", "zip"),
)
SIGNATURE, SEAL, PAYLOAD = "signature-ed25519.txt", "tagmanifest-sha256.txt", "manifest-sha256.txt"
Lines = list[tuple[tuple[str, int], bytes]]


class Mutant:
    """One package, made again.

    Attributes:
        what: Which things were changed, for messages.
    """

    def __init__(self, source: Source, rng: random.Random, stages: tuple[str, ...]) -> None:
        """Choose; ``stages``: what is to be changed, none for the package as it was."""
        self._source, self._rng = source, rng
        self._stages = stages
        # Most are signed by somebody who has the keys; the others see what manifests alone see.
        self._signs = rng.random() < 0.93 or not stages
        self._sums = rng.random() < 0.95 or not stages
        self._names = sorted({device for (device, _batch), _line in source.changes})
        self._names.append("0192f000-0000-7000-8000-000000000000")
        self.what = f"{source.name}: {', '.join(stages)}" + ("" if self._signs else ", not signed")

    def data(self) -> bytes:
        """Return the ZIP."""
        content = dict(self._source.files)
        lines = self._changes()
        content["changes.jsonl"] = b"".join(line for _owner, line in lines)
        for name in ("batches", "sets"):
            rows = self._rows(name, lines)
            if rows or self._source.rows[name] or self._rng.random() < 0.5:
                content[f"{name}.jsonl"] = b"".join(rows)
        if "files" in self._stages:
            self._files(content)
        tags = {"bagit.txt": DECLARATION.encode(), "bag-info.txt": self._labels(content)}
        if "bagit" in self._stages:
            tags["bagit.txt"] = self._text(tags["bagit.txt"])
        payload = manifest({f"data/{name}": data for name, data in content.items()})
        tags[PAYLOAD] = self._manifest(payload) if "payload" in self._stages else payload
        if "files" in self._stages and self._rng.random() < 0.3:
            name = self._rng.choice(("note.txt", "fetch.txt", "manifest-md5.txt", "a/b.txt"))
            tags[name] = b"x\n"
        seal = manifest(tags)
        tags[SEAL] = self._manifest(seal) if "tags" in self._stages else seal
        signature = self._source.sender.signature(tags[SEAL]) if self._signs else ""
        tags[SIGNATURE] = f"{signature or self._source.signature}\n".encode()
        if "signature" in self._stages:
            self._signature(tags)
        return self._zip({**tags, **{f"data/{name}": data for name, data in content.items()}})

    def _changes(self) -> Lines:
        found, rng = list(self._source.changes), self._rng
        if "changes" not in self._stages or not found:
            return found
        at = rng.randrange(len(found))
        owner, line = found[at]
        if rng.random() < 0.75:
            only = rng.choice(("", "", "value", "batch", "bases"))
            text = object_text(rng, line.decode(), only)
            if rng.random() < 0.3:
                text = otherwise(rng, line.decode(), self._names)
            found[at] = (owner, text.encode("utf-8", "surrogatepass") + b"\n")
            if rng.random() < 0.2:
                found.sort(key=lambda one: one[1].partition(b'"id":')[2])
            return found
        near = max(0, at - 2)
        piece = whole_lines(rng, [one for _owner, one in found[near : at + 2]], line)
        return [*found[:near], *((owner, one) for one in piece), *found[at + 2 :]]

    def _rows(self, name: str, lines: Lines) -> list[bytes]:
        """Write headers or sets anew over what is there now; those of others stay as they were."""
        found, before = [], ""
        for old in self._source.rows[name]:
            row = json.loads(old)
            mine = row["device"] == str(self._source.sender.device) or name == "sets"
            owner = (row["device"], row.get("number", 0))
            if mine and self._sums:
                row |= self._summed(owner, lines, row.get("previous"), before)
                before = row["digest"]
            text = canonical({key: row[key] for key in row if key != "signature"})
            found.append(self._row(name, text, str(row["signature"]), mine))
        if name not in self._stages:
            return found
        rng = self._rng
        if found and rng.random() < 0.7:
            at = rng.randrange(len(found))
            row = json.loads(found[at])
            signature = row.pop("signature")
            if rng.random() < 0.25:  # the signature's own spelling, or something beside it
                text = object_text(rng, found[at].decode(), "signature")
                found[at] = text.encode("utf-8", "surrogatepass") + b"\n"
            else:
                text = canonical(row)
                text = (
                    otherwise(rng, text, self._names)
                    if rng.random() < 0.4
                    else object_text(rng, text)
                )
                found[at] = self._row(name, text, signature, rng.random() < 0.9)
                if rng.random() < 0.3:
                    found.insert(rng.randrange(len(found) + 1), self._source.rows[name][at])
            return found
        return whole_lines(rng, found, self._row("sets", "{}", self._source.signature, False))

    def _summed(
        self, owner: tuple[str, int], lines: Lines, previous: str | None, before: str
    ) -> dict[str, object]:
        own = [line for one, line in lines if one == owner]
        if self._rng.random() < 0.2:
            own = [spelled(line) for line in own]
        previous = before or previous or ""
        digest = hashlib.sha256(f"{previous}\n".encode() + b"".join(own)).hexdigest()
        more = {"previous": previous} if owner[1] else {}
        return {"changes": len(own), "digest": digest, **more}

    def _row(self, name: str, text: str, signature: str, mine: bool) -> bytes:
        if mine:
            signed = text
            with suppress(ValueError, TypeError, RecursionError, AttributeError):
                signed = canonical(json.loads(text)) if self._rng.random() < 0.3 else text
            kind = {"batches": "batch", "sets": "set"}[name]
            whole = f"chengjian-{kind}-1\n{signed}".encode("utf-8", "surrogatepass")
            signature = self._source.sender.signature(whole)
        return (text[:-1] + f',"signature":"{signature}"}}\n').encode("utf-8", "surrogatepass")

    def _labels(self, content: dict[str, bytes]) -> bytes:
        size = sum(map(len, content.values()))
        lines = [*self._source.labels, f"Payload-Oxum: {size}.{len(content)}\n"]
        if "labels" not in self._stages:
            return "".join(lines).encode()
        rng = self._rng
        if rng.random() < 0.25:
            return b"".join(whole_lines(rng, [line.encode() for line in lines]))
        at = rng.randrange(len(lines))
        label, _colon, value = lines[at].rstrip("\n").partition(": ")
        way = rng.random()
        if way < 0.1:
            values = [one.rstrip("\n").partition(": ")[2] for one in lines] + self._names
            lines[at] = f"{label}: {rng.choice(values)}\n"  # another's, rightly spelled
        elif way < 0.6:
            lines[at] = f"{label}: {texts(rng, value)}\n"
        elif way < 0.7:
            lines[at] = f"{texts(rng, label)}: {value}\n"
        elif way < 0.8:
            lines[at] = label + rng.choice((":", ":  ", " : ", ":\t", ": \n ", "=")) + value + "\n"
        else:
            name = rng.choice((label, label.lower(), "X-Note", "Chengjian-New", "x_y", "", "Étage"))
            words = rng.choice((value, "", "words of it", "x" + rng.choice(ODD) + "y"))
            lines.insert(rng.randrange(len(lines) + 1), f"{name}: {words}\n")
        return "".join(lines).encode("utf-8", "surrogatepass")

    def _files(self, content: dict[str, bytes]) -> None:
        rng = self._rng
        photos = [name for name in content if name.startswith("photos/")]
        way = rng.randrange(6)
        if way == 0:
            content[rng.choice(("more.txt", "task.json", "photos.jpg", "x/y.bin"))] = b"x"
        elif way == 1:
            content.pop(rng.choice(sorted(content)))
        elif way == 2 and photos:
            content[photos[0]] = content[photos[0]] + b"x"
        elif way == 3 and photos:
            content[photos[0].replace(".jpg", ".png")] = content.pop(photos[0])
        elif way == 4 and photos:
            name = photos[0]
            content[name.replace(name[7:10], name[7:10][::-1].upper())] = content.pop(name)
        else:
            content[rng.choice(("batches.jsonl", "sets.jsonl"))] = rng.choice((b"", b"\n"))

    def _text(self, data: bytes) -> bytes:
        if self._rng.random() < 0.4:
            return b"".join(whole_lines(self._rng, data.splitlines(keepends=True)))
        return texts(self._rng, data.decode()).encode("utf-8", "surrogatepass")

    def _manifest(self, data: bytes) -> bytes:
        rng = self._rng
        lines = data.splitlines(keepends=True)
        if rng.random() < 0.5:
            return b"".join(whole_lines(rng, lines))
        at = rng.randrange(len(lines))
        digest, _blanks, name = lines[at].decode().rstrip("\n").partition("  ")
        blanks = rng.choice(("  ", "  ", " ", "\t", "   ", "  *", " *", "  ./", " \t"))
        if rng.random() < 0.5:
            digest = texts(rng, digest)
        elif rng.random() < 0.5:
            name = texts(rng, name)
        lines[at] = f"{digest}{blanks}{name}\n".encode("utf-8", "surrogatepass")
        return b"".join(lines)

    def _signature(self, tags: dict[str, bytes]) -> None:
        rng, text = self._rng, tags[SIGNATURE].decode()
        if rng.random() < 0.1:
            del tags[SIGNATURE]
        elif rng.random() < 0.3:
            tags[SIGNATURE] = rng.choice(
                (text[:-1], text + "\n", text[:-1] + "\r\n", "\n", "")
            ).encode()
        else:
            changed = texts(rng, text.rstrip("\n")) + rng.choice(("\n", "\n", ""))
            tags[SIGNATURE] = changed.encode("utf-8", "surrogatepass")

    def _zip(self, files: dict[str, bytes]) -> bytes:
        rng, out = self._rng, io.BytesIO()
        names = [(f"{self._source.top}/{name}", data) for name, data in files.items()]
        if "zip" in self._stages:
            at = rng.randrange(len(names))
            way = rng.randrange(4)
            if way == 0:
                del names[at]
            elif way == 1:
                names.append((names[at][0], rng.choice((names[at][1], b"x"))))
            elif way == 2:
                names[at] = (f"other/{names[at][0].partition('/')[2]}", names[at][1])
            else:
                names.append((f"{self._source.top}/data/more.txt", b""))
        with (
            warnings.catch_warnings(),
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        ):
            warnings.simplefilter("ignore", UserWarning)  # names that are there twice
            for name, data in names:
                archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
        return out.getvalue()


def spelled(line: bytes) -> bytes:
    """Return a change as the program would write it, where it can be read at all."""
    with suppress(Exception):
        return ChangeLine.from_json(line.decode().rstrip("\n")).to_json().encode() + b"\n"
    return line
