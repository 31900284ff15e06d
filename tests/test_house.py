from __future__ import annotations

import ast
import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "build"))


def committed() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [name for name in listed.stdout.split("\0") if name]


def pins(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\\n]+)", text, re.MULTILINE))


def test_the_command_line_loads_no_qt() -> None:
    code = "import sys, app.cli; sys.exit(any(m.startswith('PySide6') for m in sys.modules))"
    assert (
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, timeout=120).returncode
        == 0
    )


@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_requirements_are_hashed_and_name_no_host(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    entries = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    assert len(entries) > 10
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_what_runs_is_what_was_tested() -> None:
    run, dev = pins("run.txt"), pins("dev.txt")
    assert {name: version for name, version in run.items() if dev.get(name) != version} == {}


def test_dev_py_can_be_read_by_an_old_python_and_says_so() -> None:
    ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 7))


@pytest.mark.parametrize("name", ["environment", "debian", "checks", "commands", "lock"])
def test_the_set_up_uses_the_standard_library_only(name: str) -> None:
    tree = ast.parse((ROOT / "build" / "tools" / f"{name}.py").read_text(encoding="utf-8"))
    modules = {
        (node.module if isinstance(node, ast.ImportFrom) else alias.name).split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert modules - set(sys.stdlib_module_names) - {"tools"} == set()


def test_dev_py_without_a_known_command_shows_the_usage() -> None:
    for arguments, code in (([], 2), (["nonsense"], 2), (["--help"], 0)):
        done = subprocess.run(
            [sys.executable, "dev.py", *arguments],
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONUTF8": "1"},
            check=False,
            timeout=120,
        )
        assert done.returncode == code
        assert "prove" in done.stdout + done.stderr


def test_missing_system_libraries_lead_to_the_exact_command(tools: None) -> None:
    debian = importlib.import_module("tools.debian")
    assert "libc.so.6" not in debian.missing({"libc.so.6": "libc6"})
    if sys.platform.startswith("linux"):
        assert debian.missing({"libnothere.so.9": "libnothere9"}) == {
            "libnothere.so.9": "libnothere9"
        }
    assert "libnothere9" in debian.advice(["libnothere9"])


def test_the_environment_is_kept_until_the_requirements_change(
    tools: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = importlib.import_module("tools.environment")
    (tmp_path / "requirements").mkdir()
    for name in ("run", "dev"):
        (tmp_path / "requirements" / f"{name}.txt").write_text("one==1\n", encoding="utf-8")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    before = environment.fingerprint("run")
    assert environment.fingerprint("run") == before
    (tmp_path / "requirements" / "run.txt").write_text("one==2\n", encoding="utf-8")
    assert environment.fingerprint("run") != before


def test_children_get_no_settings_of_another_python(
    tools: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = importlib.import_module("tools.environment")
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    env = environment.clean_env(EXTRA="1")
    assert "PYTHONPATH" not in env
    assert (env["PYTHONUTF8"], env["EXTRA"]) == ("1", "1")


@pytest.mark.parametrize("folder", ["bench", "tests/prove"])
def test_every_module_of_bench_and_prove_can_be_run_by_its_name(tools: None, folder: str) -> None:
    commands = importlib.import_module("tools.commands")
    names = commands.main_modules(ROOT / folder)
    assert names
    for name in names:
        text = (ROOT / folder / f"{name}.py").read_text(encoding="utf-8")
        assert '__name__ == "__main__"' in text, name


def test_ci_runs_the_command_of_the_readme() -> None:
    assert "python3 dev.py test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "python3 dev.py run" in readme
    assert "python3 dev.py test" in readme


def test_what_others_made_carries_its_licence() -> None:
    assert "Apache License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    fonts = ROOT / "resources" / "fonts"
    assert "SIL OPEN FONT LICENSE" in (fonts / "OFL.txt").read_text(encoding="utf-8")
    photos = ROOT / "resources" / "sample" / "photos"
    notice = (photos / "NOTICE").read_text(encoding="utf-8")
    shipped = [file.name for file in photos.iterdir() if file.name != "NOTICE"]
    assert shipped
    assert [name for name in shipped if name not in notice] == []


def test_committed_names_suit_every_file_system() -> None:
    names = committed()
    assert len({name.casefold() for name in names}) == len(names)
    assert [name for name in names if re.search(r'[<>:"|?*\\]|[ .]$', name)] == []


def test_committed_text_names_no_place_of_one_machine() -> None:
    # Spelt in parts, so that this file does not name them itself.
    places = [b"/wo" + b"rk/", b"/ro" + b"ot/.", b"file:///o" + b"pt"]
    suffixes = {".py", ".md", ".toml", ".txt", ".in", ".json", ".po", ".csv", ".spec", ""}
    bad = [
        name
        for name in committed()
        if Path(name).suffix in suffixes and (ROOT / name).is_file()
        if any(place in (ROOT / name).read_bytes() for place in places)
    ]
    assert bad == []
