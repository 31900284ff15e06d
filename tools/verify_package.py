"""Verify an opened package: verify_package.py FOLDER_OR_ZIP [KEY]; see docs/package-format.md."""

import base64, hashlib, io, json, pathlib, re, sys, unicodedata, zipfile  # noqa: E401, I001
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

H, N, U = "[0-9a-f]{64}", "[1-9][0-9]{0,8}", "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
S, L = "[A-Za-z0-9+/]{85}[AQgw]==", "(0|[1-9][0-9]{0,18})"  # one spelling for each thing
T, V = r'"([^"\\\x00-\x1f\x7f]|\\["\\]){1,1000}"', r"(\S(.*\S)?)?"  # text in JSON, in a label
LABEL = rf"(Campaign|Sender): {U}|(Recipient|Replaces): ({U}( {U})*)?|(Previous|Volumes): ({H}( "
LABEL += rf"{H})*)?|Number: {N}|Volume: {N} of {N}|Void: ({N}( {N})*)?|(Kind|Rehearsal|Created|Devi"
LABEL += rf"ce-Name): {V}|Sign-Key: [\w+/]{{42}}[AEIMQUYcgkosw048]=|Seal-Key: age1[02-9ac-hj-np-z]"
LABEL = f"Chengjian-({LABEL}{{58}})|(?!(?i:Chengjian-))[A-Za-z0-9][A-Za-z0-9-]*: {V}"
MUST, PROFILE = "Sender Sign-Key Seal-Key Campaign Number", "BagIt-Profile-Identifier"
BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
HEAD = f'("number":1,"previous":"",|"number":(?!1,){N},"previous":"{H}",)?"signature":"{S}"'
HEAD = f'{{("by":"{U}",)?"changes":{L},"device":"{U}","digest":"{H}",{HEAD}}}\n'
CHANGE = rf'{{"bases":\[("{U}"(,"{U}")*)?],"batch":{L},"clock":{L},"device":"{U}","field":{T},"id"'
CHANGE += rf':"{U}","kind":{T},"person":(""|{T}),"subject":"{U}","time":{L},"value":.*}}\n'


def need(right: object, what: str) -> None:
    if not right:
        raise ValueError(what)


def files_of(path: pathlib.Path) -> dict:
    if path.is_dir():
        (top,) = [path] if (path / "bagit.txt").exists() else path.iterdir()
        files = [file for file in top.rglob("*") if file.is_file()]
        return {f.relative_to(top).as_posix(): lambda f=f: f.open("rb") for f in files}
    archive = zipfile.ZipFile(path)
    names = [name for name in archive.namelist() if not name.endswith("/")]
    found = {name.partition("/")[2]: lambda name=name: archive.open(name) for name in names}
    need(len(found) == len(names) and len({n.split("/")[0] for n in names}) == 1, "not one folder")
    return found


def rows(files: dict, name: str, shape: str, count: int) -> list:
    file, before = files.get(f"data/{name}.jsonl", io.BytesIO)(), ("", 0)
    while line := file.readline((1 << 22) + 1).decode():
        row = json.loads(line, parse_float=str, parse_constant=str)  # then not what it was
        text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
        right = text == line and re.fullmatch(shape, line) and len(row) == count
        right = right and unicodedata.is_normalized("NFC", re.sub(r"\\.", " ", line))
        right = right and "\n" + 34 * " " not in json.dumps(row, indent=1)  # nests too deeply
        last, before = before, right and (row.get("id", row["device"]), row.get("number", 0))
        need(right and before > last, f"{name}: misspelt, doubled or misplaced: {line:.99}")
        yield row, line


def verify(path: str, key: str = "") -> str:
    files, digests, size, totals, last = files_of(pathlib.Path(path)), {}, 0, {}, ""
    seal = files.pop("tagmanifest-sha256.txt")().read()
    signature = files.pop("signature-ed25519.txt")().read().decode()
    for name in sorted(files):
        with files[name]() as file:
            digests[name] = hashlib.file_digest(file, "sha256").hexdigest()
            size += file.tell() * name.startswith("data/")
        need("/photos/" not in name or digests[name] in name, f"{name} is another photo")
    for data, inside in ((files["manifest-sha256.txt"]().read(), True), (seal, False)):
        there = [f"{digests[n]}  {n}" for n in digests if n.startswith("data/") == inside]
        odd = {*there, ""} ^ {*data.decode().split("\n")}
        need(data == "\n".join([*there, ""]).encode(), f"altered, missing or not listed: {odd}")
    ok = files["bagit.txt"]().read() == BAGIT and len(there) == 3 and "data/changes.jsonl" in files
    *lines, end = files["bag-info.txt"]().read().decode().split("\n")
    info = dict(line.partition(": ")[::2] for line in lines)
    ok &= not end and all(re.fullmatch(LABEL, x) and x.isprintable() for x in lines)
    ok &= len({x.lower() for x in info}) == len(lines) and info[PROFILE] == "chengjian-package-1"
    need(ok and info["Payload-Oxum"] == f"{size}.{len(files) - 3}", "bag-info.txt is not right")
    sender, own, *_ = (info[f"Chengjian-{name}"] for name in MUST.split())
    need(key in ("", own) and re.fullmatch(S + "\n", signature), "another key signed it")
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(own))
    public.verify(base64.b64decode(signature), seal)
    for kind, name, count in (("batch", "batches", 6), ("set", "sets", 5)):
        for row, line in rows(files, name, HEAD, count):
            one, number, before = row["device"], row.get("number", 0), row.get("previous", "")
            known = totals.get((one, number - 1), [0, 0, {"digest": before}])
            need(known[0] or not one == last == sender, f"batch {number - 1} is missing")
            right = before == known[2]["digest"] and row.get("by", sender) == sender
            need(right, f"{kind} {number} is not the sender's, or not after {kind} {number - 1}")
            text = f"chengjian-{kind}-1\n{line[: line.index('signature') - 2]}}}".encode()
            totals[one, number], last = [hashlib.sha256(before.encode() + b"\n"), 0, row, text], one
    for row, line in rows(files, "changes", CHANGE, 11):
        total = totals.get((row["device"], row["batch"])) or totals.get((row["device"], 0))
        right = row["bases"] == sorted({*row["bases"]}) and max(row["clock"], row["time"]) < 1 << 63
        need(total and right and row["batch"] < 1 << 63, f"change {row['id']} is in no batch")
        total[0].update(line.encode())
        total[1] += 1
    for (one, number), (sha, n, row, text) in totals.items():
        need((sha.hexdigest(), n) == (row["digest"], row["changes"]), f"batch {number} was altered")
        if sender in (one, row.get("by")):
            public.verify(base64.b64decode(row["signature"]), text)
    return f"{len(totals)} batches or sets in it are what {own}, device {sender}, signed"


if __name__ == "__main__":
    try:
        print(verify(*sys.argv[1:]))
    except Exception as error:
        sys.exit(f"WRONG: {str(error) or 'a signature is wrong'}")
