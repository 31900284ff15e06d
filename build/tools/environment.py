"""Make ``.venv`` from the hashed requirements, once; standard library only."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from tools import debian

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
STAMP = VENV / "chengjian.json"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")


class SetupError(Exception):
    """The machine lacks something; the text says what to do."""


def say(text: str) -> None:
    """Print a line about the set-up; standard output belongs to the command itself."""
    print(f"[dev] {text}", file=sys.stderr, flush=True)


def clean_env(**more: str) -> dict[str, str]:
    """Return the environment for child processes: UTF-8, and no other Python's settings.

    Bytecode is written, into ``.venv`` and folders that git ignores: a start without it takes three
    times as long.
    """
    dropped = {"PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__"}
    dropped.add("PYTHONDONTWRITEBYTECODE")
    env = {name: value for name, value in os.environ.items() if name not in dropped}
    return {**env, "PYTHONUTF8": "1", **more}


def fingerprint(profile: str) -> str:
    """Return what ``.venv`` depends on: one requirements file and the Python that runs this."""
    digest = hashlib.sha256((ROOT / "requirements" / f"{profile}.txt").read_bytes())
    digest.update(f"{platform.python_implementation()} {sys.version_info[:2]}".encode())
    digest.update(f"{sys.platform} {platform.machine()}".encode())
    return digest.hexdigest()


def read_stamp() -> dict[str, str]:
    """Return the fingerprints of what was installed into ``.venv`` by profile."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) and PYTHON.exists() else {}


def ensure(profile: str) -> Path:
    """Make or renew ``.venv`` and return its Python.

    Args:
        profile: ``run`` or ``dev``, a file in ``requirements``; ``dev`` contains ``run``.

    Raises:
        SetupError: Nothing on this machine can make the environment, or packages cannot be had.
    """
    stamp = read_stamp()
    if stamp.get("dev") == fingerprint("dev") or stamp.get(profile) == fingerprint(profile):
        return PYTHON
    requirements = ROOT / "requirements" / f"{profile}.txt"
    say(f"准备运行环境，第一次要几分钟 · setting up .venv from requirements/{requirements.name}")
    STAMP.unlink(missing_ok=True)
    uv = shutil.which("uv")
    done = bool(uv and not pip_has_settings() and install_by_uv(str(uv), requirements))
    if not done:
        install_by_pip(requirements)
    STAMP.write_text(json.dumps({profile: fingerprint(profile)}), encoding="utf-8")
    return PYTHON


def pip_has_settings() -> bool:
    """Tell whether this machine configures where pip finds packages; uv reads none of that."""
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"],
        capture_output=True,
        text=True,
        env=clean_env(),
        check=False,
    )
    places = ("index-url", "extra-index-url", "find-links", "proxy", "cert")
    return any(line.split("=")[0].endswith(places) for line in listed.stdout.splitlines())


def usable_venv() -> bool:
    """Tell whether ``.venv`` runs, on the Python version that runs this."""
    if not PYTHON.exists():
        return False
    asked = subprocess.run(
        [str(PYTHON), "-c", "import sys; print(list(sys.version_info[:2]))"],
        capture_output=True,
        text=True,
        env=clean_env(),
        check=False,
    )
    return asked.stdout.strip() == str(list(sys.version_info[:2]))


def remove_venv() -> None:
    """Remove a ``.venv`` of another Python, never a folder that is something else."""
    if (VENV / "pyvenv.cfg").exists():
        shutil.rmtree(VENV)
    elif VENV.exists() and any(VENV.iterdir()):
        raise SetupError(f"{VENV} 不是 Python 环境，请先挪开。 It is no environment: move it away.")


def install_by_uv(uv: str, requirements: Path) -> bool:
    """Install with uv; False when uv cannot, so that pip is tried."""
    steps = []
    if not usable_venv():
        remove_venv()
        steps.append([uv, "venv", "--quiet", "--python", sys.executable, str(VENV)])
    install = [uv, "pip", "install", "--quiet", "--python", str(PYTHON), "--require-hashes"]
    steps.append([*install, "-r", str(requirements)])
    for step in steps:
        if subprocess.run(step, env=clean_env(), check=False).returncode:
            say("uv 没装成，改用 pip · uv failed, trying pip")
            return False
    return True


def install_by_pip(requirements: Path) -> None:
    """Install with pip, from wherever this machine has a pip."""
    pip = pip_command()
    options = ["--quiet", "--disable-pip-version-check", "--require-hashes", "--no-compile"]
    for attempt in (1, 2, 3):
        step = [*pip, "install", *options, "-r", str(requirements)]
        if not subprocess.run(step, env=clean_env(), check=False).returncode:
            compile_libraries()
            return
        say(f"第 {attempt} 次没装成 · attempt {attempt} failed")
    raise SetupError("装不上依赖：看上面 pip 的话。 Packages could not be installed: see above.")


def compile_libraries() -> None:
    """Compile on all processors what pip would compile on one; what cannot be is left alone.

    So are large libraries for developers: what is needed of them is compiled when it is imported.
    """
    folder = str(VENV / ("Lib" if os.name == "nt" else "lib"))
    later = r"[\\/](moto|mypy|mypyc|pip|PyInstaller|setuptools)[\\/]"
    command = [str(PYTHON), "-W", "ignore", "-m", "compileall", "-qq", "-j", "0", "-x", later]
    subprocess.run([*command, folder], env=clean_env(), check=False)


def pip_command() -> list[str]:
    """Make ``.venv`` if need be and return a pip that installs into it."""
    if usable_venv():
        if works(str(PYTHON), "-m", "pip", "--version"):
            return [str(PYTHON), "-m", "pip"]
        if works(str(PYTHON), "-c", "import ensurepip"):
            run([str(PYTHON), "-m", "ensurepip", "--default-pip"])
            return [str(PYTHON), "-m", "pip"]
        if works(sys.executable, "-m", "pip", "--python", str(PYTHON), "--version"):
            return [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    remove_venv()
    if not has_venv():
        if works(sys.executable, "-c", "import venv") and works(
            sys.executable, "-m", "pip", "--version"
        ):
            run([sys.executable, "-m", "venv", "--without-pip", str(VENV)])
            return [sys.executable, "-m", "pip", "--python", str(PYTHON)]
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        if not debian.install([package], say) or not has_venv():
            # Named along with it, so that a person is sent to the administrator only once.
            later = sorted(set(debian.missing(debian.OFFSCREEN).values()))
            raise SetupError(debian.advice([package, *later]))
    run([sys.executable, "-m", "venv", str(VENV)])
    return [str(PYTHON), "-m", "pip"]


def has_venv() -> bool:
    """Tell whether this Python can make an environment with pip in it (Debian splits that off)."""
    return works(sys.executable, "-c", "import venv, ensurepip; ensurepip.version()")


def works(*command: str) -> bool:
    """Tell whether a command succeeds, quietly."""
    done = subprocess.run(command, capture_output=True, env=clean_env(), check=False)
    return done.returncode == 0


def run(command: list[str]) -> None:
    """Run a step of the set-up that must succeed."""
    if subprocess.run(command, env=clean_env(), check=False).returncode:
        raise SetupError(f"没做成 · failed: {' '.join(command)}")
