"""The workbooks are XLSForms that the field's own tools accept."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import pyxform
from pyxform.xls2xform import convert

JAR = Path(pyxform.__file__).parent / "validators/odk_validate/bin/ODK_Validate.jar"


def test_pyxform_converts_without_a_warning(checklist: Any) -> None:
    warnings: list[str] = []
    result = convert(str(checklist.path), warnings=warnings, validate=False)
    assert warnings == []
    assert not result.warnings
    assert f"/{checklist.form_id}/" in result.xform


@pytest.mark.skipif(shutil.which("java") is None, reason="ODK Validate needs Java")
def test_odk_validate_passes(checklist: Any, tmp_path: Path) -> None:
    xform = tmp_path / f"{checklist.form_id}.xml"
    xform.write_text(convert(str(checklist.path), validate=False).xform, encoding="utf-8")
    done = subprocess.run(
        ["java", "-jar", str(JAR), str(xform)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Xform is valid" in done.stdout + done.stderr
