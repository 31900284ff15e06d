"""Other ways to write a value, a line or a file: what a careless or cunning program might write."""

from __future__ import annotations

import json
import random
import unicodedata
from collections.abc import Callable

ODD = (
    " ",
    "\t",
    "\u2028",
    "\u2029",
    "\x0b",
    "\x0c",
    "\x1c",
    "\x85",
    "\u00a0",
    "\ufeff",
    "\0",
    "\x7f",
)
Line = Callable[[random.Random, str], str]


def texts(rng: random.Random, text: str) -> str:
    """Return a text that is nearly the same, or the same to some reader."""
    odd = rng.choice(ODD)
    at = rng.randrange(len(text) + 1)
    first, rest = text[:1], text[1:]
    return rng.choice(
        (
            text.upper(), text.title(), text.swapcase(), text + odd, odd + text, text[:at] + odd +
            text[at:], text + "\n", text + "\r", text[:-1], rest, text + text, text + " " + text,
            "", "0", "None", "{" + text + "}", "urn:uuid:" + text, text.replace("-", ""),
            text.rstrip("="), text + "=", text.replace("+", "-").replace("/", "_"),
            text[:-2] + chr(ord((text or "a")[-1]) ^ 1) + text[-1:], text[::-1], f"+{text}",
            f"0{text}", f"{text}.0", f"-{text}", f"{text}e0", f"{text}_0", "9" * 9, "1" + "0" * 9,
            "9" * 5000, "".join(chr(0x660 + int(x)) if x.isdigit() else x for x in text),
            "".join(chr(0xFF10 + int(x)) if x.isdigit() else x for x in text),
            unicodedata.normalize("NFD", text + "é"), text + "é", "é" * 60, "x" * 1000, "x" * 1001,
            first + " " + rest, text + ",", '"' + text + '"', text + "\\", "no", "yes", "changes",
            text[:at] + rng.choice("0123456789abcdefABCDEF=+/-_ghz") + text[at + 1 :],
        )
    )  # fmt: skip


def json_texts(rng: random.Random, text: str) -> str:
    """Return JSON of nearly the same text, or of the same in another spelling."""
    plain = json.dumps(text, ensure_ascii=False)
    at = rng.randrange(len(text)) if text else 0
    escaped = "".join(
        f"\\u{ord(one):04x}"
        if n == at and ord(one) < 65536
        else json.dumps(one, ensure_ascii=False)[1:-1]
        for n, one in enumerate(text)
    )
    return rng.choice(
        (
            json.dumps(texts(rng, text), ensure_ascii=False),
            json.dumps(texts(rng, text), ensure_ascii=False),
            json.dumps(texts(rng, text)), f'"{escaped}"',
            f'"{escaped.upper()}"', plain[:-1], plain + " ",
            "null", "0", "1", "true", "[]",
            "{}", f"[{plain}]", '"\\ud800"', '"\\u0000"', '"\\n\u0303"',
            '"\\/"', f"{plain},", f'{plain}:{plain}', '"n\u0303"', '"\\\\"', '"\\""',
        )
    )  # fmt: skip


def json_numbers(rng: random.Random, number: int) -> str:
    """Return JSON of nearly the same whole number, or of the same in another spelling."""
    return rng.choice(
        (
            f"{number}.0", f"{number}e0", f"{number}E0", f"+{number}", f"-{number}", f"0{number}",
            f'"{number}"', "true", "false", "null", "-0", "0", str(number + 1), str(number - 1),
            str(2**31), str(2**31 - 1), str(2**63), str(2**63 - 1), str(10**9), str(10**9 - 1),
            str(10**18), str(10**18 - 1), str(10**19),
            str(10**19 - 1), "9" * 4300, "9" * 4301, "NaN",
            "Infinity", "-Infinity", "1e400",
            "1e-400", f"{number}.", f"0x{number:x}", f"[{number}]",
            f"{number} ", f"{number}_0",
            "{}", "".join(chr(0x660 + int(x)) for x in str(abs(number))),
        )
    )  # fmt: skip


def json_values(rng: random.Random, value: object) -> str:
    """Return JSON in the place of any value: deep, doubled, broken, with fractions."""
    plain = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    deep = rng.choice((30, 31, 32, 33, 34, 35, 60, 900, 1100, 50_000))
    inner = rng.choice(("", "0", '"x"', "null"))
    return rng.choice(
        (
            "[" * deep + inner + "]" * deep, '{"a":' * deep + (inner or "{}") + "}" * deep,
            '{"answer":' + "[" * deep + inner + "]" * deep + "}", "[" * deep, plain,
            json.dumps(value), json.dumps(value, ensure_ascii=False, indent=1), "1.5", "1e5", "NaN",
            '{"a":1,"a":1}', '{"b":1,"a":1}', '{"a":1,"b":2}',
            '{"a": 1}', '{"answer":"é"}', '{"e\u0301":1}',
            '["e\u0301"]', '"\\n\u0303"', '"\\"\u0338"',
            '"\u0338"', '"\\ud83d\\ude00"', '"😀"', '"\\ud83d"',
            "9" * 4300, "9" * 4301, "-0", "-1",
            '"\u2028"', '"\x7f"', '"\\u007f"', '"\\b"', '"\\u0008"',
            '{"":0}', "[1,]", "[1 ,2]", "True", "'x'", "", f"{plain}{plain}", f"{plain},\"zzz\":1",
            f'{plain},"value":{plain}', f'{plain},"aaa":1',
            '{"10":1,"9":2}', '{"é":1,"z":2}', '{"z":2,"é":1}',
        )
    )  # fmt: skip


def of_json(rng: random.Random, value: object) -> str:
    """Return another spelling of a value, or another value, by its type."""
    if isinstance(value, str) and rng.random() < 0.9:
        return json_texts(rng, value)
    if type(value) is int and rng.random() < 0.9:
        return json_numbers(rng, value)
    return json_values(rng, value)


def object_text(rng: random.Random, text: str, only: str = "") -> str:
    """Return a JSON object with one thing changed: a value, a key, its order, its blanks."""
    row = json.loads(text)
    pairs = [
        [
            json.dumps(key),
            json.dumps(row[key], ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        ]
        for key in sorted(row)
    ]
    at = rng.randrange(len(pairs))
    key = json.loads(pairs[at][0])
    way = rng.random()
    if way < 0.7 or only:
        at = next((n for n, (name, _) in enumerate(pairs) if name == f'"{only}"'), at)
        key = json.loads(pairs[at][0])
        pairs[at][1] = of_json(rng, row[key])
        return "{" + ",".join(":".join(pair) for pair in pairs) + "}"
    comma, colon = ",", ":"
    if way < 0.75:
        pairs.insert(rng.randrange(len(pairs) + 1), list(rng.choice(pairs)))
    elif way < 0.8:
        name = rng.choice(("aaa", "zzz", "signature", "by", "number", "value ", "Device", "valuf"))
        pairs.append([f'"{name}"', rng.choice(("1", '""', "null"))])
        if rng.random() < 0.7:
            pairs.sort()
    elif way < 0.85:
        del pairs[at]
    elif way < 0.9:
        rng.shuffle(pairs)
    elif way < 0.93:
        pairs[at][0] = json_texts(rng, key)
    else:
        comma, colon = rng.choice(
            ((", ", ": "), (",", ": "), (" ,", ":"), (",\t", ":"), (",,", ":"))
        )
    return "{" + comma.join(colon.join(pair) for pair in pairs) + "}"


def otherwise(rng: random.Random, text: str, names: list[str]) -> str:
    """Return a JSON object, rightly written, with another value where one of its kind may stand.

    Args:
        rng: What chooses.
        text: The object.
        names: UUIDs of devices that the package knows.
    """
    row = json.loads(text)
    key = rng.choice([one for one in row if one not in ("kind", "field", "person", "value")])
    value = row[key]
    if type(value) is int:
        row[key] = max(0, value + rng.choice((-1, 1, 1, 2, -value, 1 - value)))
    elif isinstance(value, list):
        ids = [row["id"], row["subject"], *names]
        row[key] = rng.choice((sorted(set(ids)), ids, [*value, *value], value[::-1], ids[:1] * 2))
    elif key in ("digest", "previous"):
        row[key] = rng.choice(("", "0" * 64, "f" * 64, row["digest"]))
    elif key != "signature":
        row[key] = rng.choice((*names, "0" * 8 + value[8:], value[:-1] + "0"))
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def whole_lines(rng: random.Random, lines: list[bytes], one_more: bytes = b"") -> list[bytes]:
    """Return lines with one doubled, dropped, moved, added, joined, or with other ends."""
    found = list(lines)
    at = rng.randrange(len(found)) if found else 0
    odd = rng.choice(ODD).encode()
    line = found[at] if found else one_more
    way = rng.randrange(16)
    if way == 0:
        found.insert(rng.randrange(len(found) + 1), line)
    elif way == 1 and found:
        del found[at]
    elif way == 2:
        rng.shuffle(found)
    elif way == 3:
        found[at : at + 1] = [line.rstrip(b"\n") + b"\r\n"]
    elif way == 4:
        found[at : at + 1] = [line.rstrip(b"\n") + odd + b"\n"]
    elif way == 5:
        found[at : at + 1] = [odd + line]
    elif way == 6:
        found.insert(at, rng.choice((b"\n", b"\r\n", b" \n", odd + b"\n", b"\n\n")))
    elif way == 7 and found:
        found[-1] = found[-1].rstrip(b"\n")
    elif way == 8:
        found.append(rng.choice((b"", b"\n", b"{}\n", b"[]\n", b"null\n", b"{\n", b"x", b"\xff\n")))
    elif way == 9:
        found[at : at + 1] = [line.rstrip(b"\n") + rng.choice((odd, b"\r", b"")) + line]
    elif way == 10:
        found[at : at + 1] = [line[: len(line) // 2] + b"\xff" + line[len(line) // 2 :]]
    elif way == 11:
        found[at : at + 1] = [line[: len(line) // 2] + odd + line[len(line) // 2 :]]
    elif way == 12:
        found[at : at + 1] = [b"[" * rng.choice((40, 2000, 100_000)) + b"\n"]
    elif way == 13:
        found = [b"\xef\xbb\xbf" + b"".join(found)]
    elif way == 14 and len(found) > 1:
        found[at], found[at - 1] = found[at - 1], found[at]
    else:
        found = [
            b"".join(found).decode(errors="replace").encode(rng.choice(("utf-16", "utf-8-sig")))
        ]
    return found
