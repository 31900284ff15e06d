"""The lists of the desktop build, compared with the tree; `dev.py build` tries what it built."""

from __future__ import annotations

import importlib
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def bundle(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "build"))
    return importlib.import_module("tools.bundle")


@pytest.fixture
def tool(bundle: ModuleType) -> object:
    return lambda name: importlib.import_module(f"tools.{name}")


def test_every_folder_of_resources_comes_along(bundle: ModuleType) -> None:
    taken = {target for _source, target in bundle.data_files()}
    folders = {
        file.parent.relative_to(ROOT).as_posix()
        for file in (ROOT / "resources").rglob("*")
        if file.is_file() and file.suffix != ".po"
    }
    assert len(folders) > 5
    assert folders - taken == set()


def test_only_what_makes_other_resources_stays_out(bundle: ModuleType) -> None:
    taken = {Path(source) for source, _target in bundle.data_files()}
    left = [
        file
        for file in (ROOT / "resources").rglob("*")
        if file.is_file() and file not in taken and "__pycache__" not in file.parts
    ]
    assert {file.suffix for file in left} == {".po"}


def test_every_migration_comes_along_as_a_file(bundle: ModuleType) -> None:
    taken = {Path(source).name for source, _target in bundle.data_files()}
    versions = list((ROOT / "app/models/migrations/versions").glob("*.py"))
    assert versions
    assert {file.name for file in versions} | {"env.py"} <= taken


def test_what_migrations_import_is_named(bundle: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "some.py"
    file.write_text("import a.b\nfrom c import d\ndef f():\n    from e.f import g\n")
    assert set(bundle.imports_of(file)) == {"a.b", "c", "e.f"}
    assert "alembic" in bundle.hidden_imports()


def test_every_module_of_the_program_is_named(bundle: ModuleType) -> None:
    named = set(bundle.hidden_imports())
    for file in (ROOT / "app").rglob("*.py"):
        parts = file.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        kept_out = name.startswith(("app.models.migrations", *bundle.DEVELOPERS_ONLY))
        assert (name in named) != kept_out, name


def test_each_command_of_the_command_line_is_in_the_program(bundle: ModuleType) -> None:
    from app.cli import COMMANDS

    assert {f"app.commands.{name}" for name in COMMANDS} <= set(bundle.hidden_imports())


def test_the_trial_knows_every_command_and_what_is_imported_late(tool: object) -> None:
    from app.cli import COMMANDS

    trial = tool("trial_commands")  # type: ignore[operator]
    assert trial.commands() == list(COMMANDS)
    late = {"s3fs", "paramiko", "pyrage", "keyring.errors", "zxingcpp", "segno", "cheroot.wsgi"}
    assert late <= set(trial.imported_modules())


def test_the_program_imports_exactly_the_parts_of_qt_that_are_shipped(
    bundle: ModuleType, tool: object
) -> None:
    assert tool("qt_parts").used_modules() == set(bundle.QT_MODULES)  # type: ignore[operator]


def test_unused_bindings_of_qt_stay_out(bundle: ModuleType) -> None:
    out = set(bundle.excluded())
    assert {"PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtTest", "PySide6.QtSql"} <= out
    assert not {f"PySide6.{name}" for name in bundle.QT_MODULES} & out


def test_nothing_that_stays_out_is_imported_by_the_program(bundle: ModuleType) -> None:
    out = set(bundle.excluded())
    found = set()
    for file in (ROOT / "app").rglob("*.py"):
        for name in bundle.imports_of(file):
            parts = name.split(".")
            found |= {".".join(parts[:end]) for end in range(1, len(parts) + 1)} & out
    assert found == set()


def test_nobody_needs_the_modules_for_developers(bundle: ModuleType) -> None:
    for file in (ROOT / "app").rglob("*.py"):
        parts = ".".join(file.relative_to(ROOT).with_suffix("").parts)
        if not parts.startswith(bundle.DEVELOPERS_ONLY):
            wrong = [n for n in bundle.imports_of(file) if n.startswith(bundle.DEVELOPERS_ONLY)]
            assert wrong == [], parts


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6\\plugins\\platforms\\qoffscreen.dll", True),
        (
            "PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
            True,
        ),
        ("PySide6/Qt/plugins/imageformats/libqsvg.so", True),
        ("PySide6/Qt/plugins/imageformats/libqtiff.so", False),
        ("PySide6/Qt/plugins/platforms/libqvnc.so", False),
        ("PySide6/Qt/plugins/tls/libqopensslbackend.so", False),
        ("PySide6/Qt/qml/QtQuick/qmldir", False),
        ("PySide6/Qt/translations/qtbase_zh_CN.qm", True),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("PySide6/opengl32sw.dll", False),
        ("resources/fonts/OFL.txt", True),
        ("sqlalchemy/engine/x.so", True),
        ("keyring-25.7.0.dist-info/entry_points.txt", True),
        ("keyring-25.7.0.dist-info/RECORD", False),
        ("wsgidav-4.3.4.dist-info/METADATA", False),
    ],
)
def test_parts_of_qt_are_chosen_on_every_system(
    bundle: ModuleType, path: str, wanted: bool
) -> None:
    assert bundle.wanted_part(path) is wanted


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads this system's libraries")
def test_a_library_that_only_an_unwanted_plugin_needs_stays_out(bundle: ModuleType) -> None:
    import PySide6

    folder = Path(PySide6.__file__).parent
    names = ["Qt/lib/libQt6Core.so.6", "Qt/lib/libQt6Gui.so.6", "Qt/lib/libQt6Qml.so.6"]
    names += ["QtGui.abi3.so", "Qt/plugins/platforms/libqoffscreen.so"]
    names += ["Qt/plugins/qmltooling/libqmldbg_server.so"]
    entries = [(f"PySide6/{name}", str(folder / name), "BINARY") for name in names]
    link = ("libQt6Qml.so.6", "PySide6/Qt/lib/libQt6Qml.so.6", "SYMLINK")
    also = ("libQt6Gui.so.6", "PySide6/Qt/lib/libQt6Gui.so.6", "SYMLINK")
    kept = {entry[0] for entry in bundle.select([*entries, link, also])}
    assert kept == {
        "PySide6/Qt/lib/libQt6Core.so.6",
        "PySide6/Qt/lib/libQt6Gui.so.6",
        "PySide6/QtGui.abi3.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "libQt6Gui.so.6",
    }


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads this system's libraries")
def test_a_part_of_qt_too_many_is_found_in_the_built_folder(tool: object, tmp_path: Path) -> None:
    import PySide6

    folder = Path(PySide6.__file__).parent

    def put(*names: str) -> list[str]:
        for name in names:
            target = tmp_path / "PySide6" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(folder / name, target)
        found: list[str] = tool("qt_parts").unneeded(tmp_path)  # type: ignore[operator]
        return found

    assert put("QtGui.abi3.so", "Qt/lib/libQt6Core.so.6", "Qt/lib/libQt6Gui.so.6") == []
    assert put("Qt/lib/libQt6Xml.so.6") == ["PySide6/Qt/lib/libQt6Xml.so.6"]
    more = put("QtXml.abi3.so", "Qt/plugins/imageformats/libqtiff.so")
    assert set(more) == {
        "PySide6/Qt/lib/libQt6Xml.so.6",
        "PySide6/Qt/plugins/imageformats/libqtiff.so",
        "PySide6/QtXml.abi3.so",
    }


def test_libraries_are_shipped_with_their_terms(tool: object, tmp_path: Path) -> None:
    licences = tool("licences")  # type: ignore[operator]
    count = licences.collect(tmp_path / "L", ["sqlalchemy", "PySide6", "pyxform", "json"], [])
    names = {file.name for file in (tmp_path / "L").iterdir()}
    assert {"LGPL-3.0.txt", "GPL-3.0.txt", "Qt.txt", "NotoSansSC.txt", "Lucide.txt"} <= names
    assert {"chengjian.txt", "Python.txt", "sqlalchemy-LICENSE.txt"} <= names
    lines = (tmp_path / "L" / "README.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) == count
    assert any(line.startswith("pyside6-essentials") and "Qt.txt" in line for line in lines)


def test_a_library_without_terms_stops_the_build(
    tool: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    licences = tool("licences")  # type: ignore[operator]
    monkeypatch.setattr(licences, "WITHOUT_TEXT", {})
    with pytest.raises(licences.MissingLicenceError, match="pyside6-essentials"):
        licences.collect(tmp_path / "L", ["PySide6"], [])


def test_every_library_that_the_program_runs_on_has_terms_to_ship(
    tool: object, tmp_path: Path
) -> None:
    text = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    from importlib import metadata

    installed = {str(found.name).lower().replace("_", "-") for found in metadata.distributions()}
    wanted = {name.lower() for name in re.findall(r"^([A-Za-z0-9._-]+)==", text, re.MULTILINE)}
    owners = metadata.packages_distributions()
    modules = [
        module
        for module, names in owners.items()
        if {name.lower().replace("_", "-") for name in names} & wanted & installed
    ]
    assert len(modules) > 15
    assert tool("licences").collect(tmp_path / "L", modules, []) > 15  # type: ignore[operator]


def test_the_version_is_one_everywhere(bundle: ModuleType, tool: object) -> None:
    from app import __version__

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert bundle.version() == __version__ == project["version"]
    text = tool("product").version_resource("1.2.3")  # type: ignore[operator]
    assert "(1, 2, 3, 0)" in text
    assert text.count("'1.2.3'") == 2


def test_the_build_keeps_away_from_the_folder_of_sources(bundle: ModuleType) -> None:
    text = (ROOT / "build" / "tools" / "build.py").read_text(encoding="utf-8")
    assert '"out" / "work"' in text
    assert '"out" / "dist"' in text
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert "/out/" in ignored
    assert not {"build", "/build/", "build/"} & set(ignored)


def test_each_program_has_its_start(bundle: ModuleType) -> None:
    assert set(bundle.PROGRAMS) == {"chengjian", "chengjian-window"}
    for script in bundle.PROGRAMS.values():
        assert (ROOT / "build" / "start" / script).is_file()


def test_the_entry_of_the_menu_starts_the_window() -> None:
    lines = (ROOT / "build/installer/chengjian.desktop").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "[Desktop Entry]"
    assert "Exec=chengjian-window" in lines
    assert "Name[zh_CN]=城检" in lines


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone has this variable")
@pytest.mark.parametrize(("before", "after"), [(None, None), ("/opt/own", "/opt/own")])
def test_programs_that_are_opened_do_not_get_our_libraries(
    monkeypatch: pytest.MonkeyPatch, before: str | None, after: str | None
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/here/_internal")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", before or "")
    runpy.run_path(str(ROOT / "build" / "hooks" / "clean_environment.py"))
    assert os.environ.get("LD_LIBRARY_PATH") == after
    assert "LD_LIBRARY_PATH_ORIG" not in os.environ


def test_the_self_test_ends_when_the_window_can_be_used(tmp_path: Path) -> None:
    mark = tmp_path / "usable"
    env = {**os.environ, "CHENGJIAN_SELFTEST": str(mark), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "app", "window"]
    done = subprocess.run(command, cwd=ROOT, env=env, check=False, timeout=120)
    assert done.returncode == 0
    seen = json.loads(mark.read_text(encoding="utf-8"))
    assert seen["window"] == "FirstRun"
    assert seen["title"]


def test_words_inside_formatted_strings_reach_the_catalogue(tool: object, tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("a = f\"{_('Rosters')} {x(N_('deep'))} {name}\"\n")
    sources = tool("translate").extract(tmp_path)  # type: ignore[operator]
    assert {message.id for message in sources if message.id} == {"Rosters", "deep"}
