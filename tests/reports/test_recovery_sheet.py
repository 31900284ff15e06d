"""The recovery key on paper: one page with the key, in a file that its owner alone can read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from app.errors import AppError
from app.reports.recovery_sheet import write_recovery_sheet
from app.sealing import new_identity


@pytest.mark.skipif(os.name == "nt", reason="rights of a file are another matter there")
def test_only_its_owner_reads_the_file(tmp_path: Path) -> None:
    for file in (tmp_path / "new.pdf", tmp_path / "old.pdf"):
        if file.name == "old.pdf":
            file.write_bytes(b"%PDF")
            file.chmod(0o644)
        write_recovery_sheet(file, new_identity(), "城市体检")
        assert file.read_bytes().startswith(b"%PDF")
        assert file.stat().st_size > 2000
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_folder_that_is_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(AppError, match=r"sheet\.pdf"):
        write_recovery_sheet(tmp_path / "gone" / "sheet.pdf", new_identity())
