"""Verify an opened package: verify_package.py FOLDER_OR_ZIP [KEY]; see docs/package-format.md."""

import base64
import hashlib
import json
import sys
import zipfile
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def need(right: bool, what: str) -> None:
    if not right:
        raise ValueError(what)


def files_of(path: Path) -> dict:
    if path.is_dir():
        (top,) = [path] if (path / "bagit.txt").exists() else path.iterdir()
        found = [file for file in top.rglob("*") if file.is_file()]
        return {f.relative_to(top).as_posix(): lambda f=f: f.open("rb") for f in found}
    archive = zipfile.ZipFile(path)
    names = [name for name in archive.namelist() if not name.endswith("/")]
    need(len(names) == len({n.partition("/")[2] for n in names}), "a file is there twice")
    return {name.partition("/")[2]: lambda name=name: archive.open(name) for name in names}


def manifest(files: dict, name: str) -> dict[str, str]:
    lines = files[name]().read().decode().splitlines()
    return {path: digest for digest, path in (line.split(maxsplit=1) for line in lines)}


def check_key(key: str, data: bytes, signature: str, what: str) -> None:
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key))
    try:
        public.verify(base64.b64decode(signature), data)
    except InvalidSignature:
        raise ValueError(f"the signature of {what} is wrong") from None


def signed_text(kind: str, row: dict) -> bytes:
    rest = {name: value for name, value in row.items() if name != "signature"}
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"chengjian-{kind}-1\n{text}".encode()


def verify(path: Path, key: str = "") -> list[str]:
    files = files_of(path)
    listed = manifest(files, "manifest-sha256.txt") | manifest(files, "tagmanifest-sha256.txt")
    alone = {"tagmanifest-sha256.txt", "signature-ed25519.txt"}
    need(set(listed) == set(files) - alone, "the manifests do not list what is there")
    for name, digest in listed.items():
        with files[name]() as file:
            need(hashlib.file_digest(file, "sha256").hexdigest() == digest, f"{name} was altered")
    said = [f"{len(listed)} files are what the manifests say"]
    lines = files["bag-info.txt"]().read().decode().splitlines()
    info = dict(line.split(": ", 1) for line in lines if ": " in line)
    key, sender = key or info.get("Chengjian-Sign-Key", ""), info["Chengjian-Sender"]
    need(bool(key) and "signature-ed25519.txt" in files, "the package is not signed")
    seal = files["tagmanifest-sha256.txt"]().read()
    check_key(key, seal, files["signature-ed25519.txt"]().read().decode(), "the package")
    said.append(f"package {info['Chengjian-Number']} is signed by {key}, device {sender}")
    heads, vouched = (  # volumes after the first have neither
        [json.loads(line) for line in files[name]()] if name in files else []
        for name in ("data/batches.jsonl", "data/sets.jsonl")
    )
    sums = {
        (h["device"], h["number"]): hashlib.sha256(h["previous"].encode() + b"\n") for h in heads
    }
    sets = {row["device"]: hashlib.sha256(b"\n") for row in vouched}
    for line in files["data/changes.jsonl"]():
        change = json.loads(line)
        total = sums.get((change["device"], change["batch"])) or sets.get(change["device"])
        need(total is not None, f"change {change['id']} is in no signed batch")
        total.update(line)
    digests = {(h["device"], h["number"]): h["digest"] for h in heads}
    first = min((number for one, number in digests if one == sender), default=0)
    for row in heads:
        one, number = row["device"], row["number"]
        gap = one == sender and number > first and (one, number - 1) not in digests
        need(not gap, f"batch {number - 1} is missing")
        need(sums[one, number].hexdigest() == row["digest"], f"batch {number} was altered")
        before = digests.get((one, number - 1), row["previous"] if number > 1 else "")
        need(row["previous"] == before, f"batch {number} does not follow the one before it")
        if one == sender:
            check_key(key, signed_text("batch", row), row["signature"], f"batch {number}")
    for row in vouched:
        need(row["by"] == sender, "a set of changes is vouched for by another device")
        need(sets[row["device"]].hexdigest() == row["digest"], "a set of changes was altered")
        check_key(key, signed_text("set", row), row["signature"], "a set of changes")
    return [*said, f"{len(sums)} batches and {len(sets)} sets are what was signed"]


if __name__ == "__main__":
    try:
        print("\n".join(verify(Path(sys.argv[1]), *sys.argv[2:3])))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        sys.exit(f"WRONG: {error}")
