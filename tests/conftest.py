"""What every test relies on: no screen, no home folder of the user, Chinese as in the product."""

from __future__ import annotations

import gc
import itertools
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest
from alembic import command
from hypothesis import HealthCheck, settings

from app import i18n
from tests import quick_passphrase
from tests.converted import remembering
from tests.migrated import replaying
from tests.once import shared

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# No test touches the keyring of whoever runs it.
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
# pyrage makes each passphrase cost a second or two; `slow_passphrase` is the fixture for that.
SLOW = pyrage.passphrase.encrypt
pyrage.passphrase.encrypt = quick_passphrase.encrypt
command.upgrade = replaying(command.upgrade)
settings.register_profile(
    "chengjian", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("chengjian")


def pytest_collection_finish() -> None:
    """Tests and modules stay: else each full collection of garbage walks half a million objects."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _converted_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Where some test has loaded pyxform anyway; else that would cost more than it saves."""
    module = sys.modules.get("pyxform.xls2xform")
    if module is not None:
        module.convert = remembering(module.convert, shared(tmp_path_factory, "converted"))


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return folders without looking through all that there are."""
    homes = tmp_path_factory.mktemp("homes")
    return (homes / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def _own_home(_homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    home = next(_homes)
    home.mkdir()
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    i18n.set_language("zh_CN")
    yield
    i18n.set_language("zh_CN")


@pytest.fixture
def slow_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passphrases as the program has them."""
    monkeypatch.setattr(pyrage.passphrase, "encrypt", SLOW)


@pytest.fixture(scope="session")
def root() -> Path:
    return Path(__file__).resolve().parent.parent


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Repeat the quick checks that failed (see build/tools/checks.py) above the closing line."""
    failed = os.environ.get("CHENGJIAN_FAILED_CHECKS")
    if failed:
        terminalreporter.write_line(f"FAILED before pytest: {failed}", red=True)
