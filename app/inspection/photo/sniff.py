"""What a file is, by its first bytes: a picture that is taken in, or what else."""

from __future__ import annotations

from app.errors import AppError
from app.i18n import N_

HEAD_BYTES = 64
"""Bytes that are enough to tell."""

_OTHERS = {
    b"GIF8": "GIF",
    b"BM": "BMP",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"RIFF": "WebP",
    b"%PDF": "PDF",
    b"PK\x03\x04": "ZIP",
}
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


def sniff(head: bytes, name: str) -> str:
    """Tell the format from the first bytes; names and extensions count for nothing.

    Raises:
        AppError: It is empty, or not a picture of a kind that is taken in.
    """
    if not head:
        raise AppError(N_("{name} is empty. Copy it from the camera again."), name=name)
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    other = next((kind for magic, kind in _OTHERS.items() if head.startswith(magic)), None)
    if head[4:8] == b"ftyp":
        end = min(int.from_bytes(head[:4], "big"), len(head))
        brands = {head[8:12], *(head[at : at + 4] for at in range(16, end - 3, 4))}
        if brands & {b"avif", b"avis"}:
            other = "AVIF"
        elif brands & _HEIF_BRANDS:
            return "HEIC"
        else:
            other = N_("video")
    if other:
        raise AppError(
            N_("{name} is not a photo ({format}). JPEG, PNG and HEIC are taken in."),
            name=name,
            format=AppError(other),
        )
    raise AppError(
        N_("{name} is not a photo. JPEG, PNG and HEIC are taken in."),
        name=name,
    )
