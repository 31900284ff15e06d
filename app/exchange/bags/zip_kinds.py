"""Which files of a ZIP from a stranger are taken at all, by their kinds and names."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from app.exchange.bags.names import shown
from app.exchange.bags.text import BagError
from app.exchange.bags.zip_raw import cut_off, packed_again
from app.i18n import N_

if TYPE_CHECKING:
    from zipfile import ZipInfo

_ENCRYPTED, SIZES_AFTER = 0x0001, 0x0008
# UTF-8 names and the compressor's level say nothing that matters here.
HARMLESS_FLAGS = 0x0800 | 0x0006
_REGULAR, _FOLDER, _LINK, _KINDS = 0o100000, 0o040000, 0o120000, 0o170000
_DOS_FOLDER = 0x10
# Files over 4 GB; nothing later than that is used.
NEED = 45


def check_kind(info: ZipInfo) -> None:
    """Refuse what is encrypted, a link, or packed in ways that we never use."""
    name = info.orig_filename
    if not name.isascii() or name != info.filename:  # zipfile ends a name at a zero byte
        raise BagError(N_("the file name {name} in it is not allowed."), name=shown(name))
    if info.extract_version > NEED or info.reserved or info.volume:
        raise cut_off()
    if info.flag_bits & _ENCRYPTED:
        raise BagError(N_("it is protected by a ZIP password."))
    kind = info.external_attr >> 16 & _KINDS
    if kind == _LINK:
        raise BagError(N_("{name} in it is a link to another place."), name=shown(name))
    if info.is_dir():
        plain = kind in (0, _FOLDER) and not (info.file_size or info.compress_size or info.CRC)
    else:
        plain = kind in (0, _REGULAR) and not info.external_attr & _DOS_FOLDER
    if not plain:
        raise BagError(N_("{name} in it is not a plain file."), name=shown(name))
    # Sizes after the data only where the data itself tells its end, or is none.
    ends = info.compress_type == zipfile.ZIP_DEFLATED or info.compress_size == 0
    allowed = HARMLESS_FLAGS | (SIZES_AFTER if ends else 0)
    known = info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    if not known or info.flag_bits & ~allowed:
        raise packed_again()


def check_names(infos: list[ZipInfo]) -> None:
    """Refuse names that are there twice, and folders that hold no file."""
    seen: set[str] = set()
    for info in infos:
        if info.filename in seen:
            raise BagError(N_("the file {name} is in it twice."), name=shown(info.filename))
        seen.add(info.filename)
    folders = {info.filename for info in infos if info.is_dir()}
    if not folders:
        return
    held = {
        name[: end + 1]
        for name in seen - folders
        for end, letter in enumerate(name)
        if letter == "/"
    }
    if empty := sorted(folders - held):
        raise BagError(N_("{name} in it is not a plain file."), name=shown(empty[0]))
