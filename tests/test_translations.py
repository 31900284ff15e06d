from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from app import i18n


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    file = Path(__file__).resolve().parent.parent / "build" / "tools" / "translate.py"
    spec = importlib.util.spec_from_file_location("translate_tool", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def sources(tool: ModuleType, tmp_path: Path) -> Path:
    code = "_('Open {file}')\nN_('Cancel')\nngettext('{count} photo', '{count} photos', 3)\n"
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "one.py").write_text(code, encoding="utf-8")
    return tmp_path


RIGHT = {"Open {file}": "打开 {file}", "Cancel": "取消", "{count} photo": "{count} 张照片"}


def found(tool: ModuleType, sources: Path, texts: dict[str, str]) -> list[str]:
    extracted = tool.extract(sources)
    catalogue = tool.renew(extracted, tool.Catalog(), texts)
    tool.write(catalogue, sources)
    return list(tool.problems(extracted, *tool.read(sources)))


def test_the_catalogue_has_no_dates_or_line_numbers(tool: ModuleType) -> None:
    text = (tool.FOLDER / "chengjian.po").read_text(encoding="utf-8")
    assert "Date" not in text
    assert "\n#: " not in text


def test_a_complete_catalogue_has_no_problems(tool: ModuleType, sources: Path) -> None:
    assert found(tool, sources, RIGHT) == []


@pytest.mark.parametrize(
    ("message", "text", "problem"),
    [
        ("Cancel", "", "untranslated"),
        ("Cancel", "Abort", "still English"),
        ("Open {file}", "打开", "fields differ"),
        ("Open {file}", "打开 {datei}", "fields differ"),
        ("Open {file}", "打开 {file", "花括号写错"),
        ("{count} photo", "照片", "fields differ"),
    ],
)
def test_a_fault_in_the_catalogue_is_found(
    tool: ModuleType, sources: Path, message: str, text: str, problem: str
) -> None:
    faults = found(tool, sources, {**RIGHT, message: text})
    assert len(faults) == 1
    assert problem in faults[0]


def test_a_stale_compiled_file_is_found(tool: ModuleType, sources: Path) -> None:
    assert found(tool, sources, RIGHT) == []
    po = sources / "chengjian.po"
    po.write_text(po.read_text(encoding="utf-8").replace("取消", "停一下"), encoding="utf-8")
    assert any(
        "chengjian.mo" in fault
        for fault in tool.problems(tool.extract(sources), *tool.read(sources))
    )


def test_a_fuzzy_and_an_unused_translation_are_found(tool: ModuleType, sources: Path) -> None:
    assert found(tool, sources, RIGHT) == []
    po = sources / "chengjian.po"
    text = po.read_text(encoding="utf-8")
    text = text.replace('msgid "Cancel"', '#, fuzzy\nmsgid "Cancel"')
    po.write_text(text + '\nmsgid "Gone"\nmsgstr "没了"\n', encoding="utf-8")
    faults = list(tool.problems(tool.extract(sources), *tool.read(sources)))
    assert any("fuzzy" in fault for fault in faults)
    assert any("unused" in fault for fault in faults)


def test_renewing_twice_changes_nothing(tool: ModuleType, sources: Path) -> None:
    assert found(tool, sources, RIGHT) == []
    first = [(sources / name).read_bytes() for name in ("chengjian.po", "chengjian.mo")]
    tool.write(tool.renew(tool.extract(sources), tool.read(sources)[0], {}), sources)
    assert [(sources / name).read_bytes() for name in ("chengjian.po", "chengjian.mo")] == first


def test_a_context_tells_equal_words_apart(
    tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (
        "_('building')\npgettext('state', 'building')\n"
        "npgettext('after a number', 'building', 'buildings', 3)\n"
    )
    (tmp_path / "one.py").write_text(code, encoding="utf-8")
    extracted = tool.extract(tmp_path)
    texts = {"building": "楼", "state|building": "在建", "after a number|building": "栋"}
    folder = tmp_path / "zh_CN" / "LC_MESSAGES"
    tool.write(tool.renew(extracted, tool.Catalog(), texts), folder)
    assert list(tool.problems(extracted, *tool.read(folder))) == []
    monkeypatch.setattr(i18n, "resource", lambda _name: tmp_path)
    i18n._catalogue.cache_clear()
    try:
        i18n.set_language("zh_CN")
        assert i18n._("building") == "楼"
        assert i18n.pgettext("state", "building") == "在建"
        assert i18n.npgettext("after a number", "building", "buildings", 3) == "栋"
        i18n.set_language("en")
        assert i18n.pgettext("state", "building") == "building"
        assert i18n.npgettext("after a number", "building", "buildings", 3) == "buildings"
        assert i18n.npgettext("after a number", "building", "buildings", 1) == "building"
    finally:
        monkeypatch.undo()
        i18n._catalogue.cache_clear()
        i18n.set_language("zh_CN")
