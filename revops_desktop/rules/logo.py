"""Is a file a picture that can be printed as a logo? PNG or JPEG, whole, and of a sane size."""

import zlib
from struct import unpack

from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _

MOST_BYTES = 1_000_000
# A small file may unfold to more than a machine can hold.
MOST_PIXELS = 16_000_000

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
# The markers of JPEG that tell the size: all starts of frame but those of tables and arithmetic.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE = frozenset((0x01, *range(0xD0, 0xD8)))


def checked_logo(picture: bytes) -> bytes:
    """The bytes of a PNG or JPEG file as they are; RuleBroken where they are none that prints."""
    if len(picture) > MOST_BYTES:
        raise RuleBroken(
            _("The logo is larger than 1 MB. Nothing was changed. Please choose a smaller file.")
        )
    size = _png_size(picture) if picture.startswith(_PNG) else _jpeg_size(picture)
    if size is None:
        raise RuleBroken(
            _(
                "The logo is no whole PNG or JPEG file. Nothing was changed. "
                "Please choose another file."
            )
        )
    if size[0] * size[1] > MOST_PIXELS:
        raise RuleBroken(
            _(
                "The logo has more than 16 million points. Nothing was changed. "
                "Please choose a smaller picture."
            )
        )
    return picture


def _png_size(picture: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG whose every chunk is whole; None for any other."""
    size: tuple[int, int] | None = None
    at = len(_PNG)
    while at + 12 <= len(picture):
        (length,) = unpack(">I", picture[at : at + 4])
        body = picture[at + 4 : at + 8 + length]
        end = at + 12 + length
        if end > len(picture) or unpack(">I", picture[end - 4 : end])[0] != zlib.crc32(body):
            return None
        kind = body[:4]
        if size is None:
            if kind != b"IHDR" or length != 13:
                return None
            size = unpack(">II", body[4:12])
        if kind == b"IEND":
            return size if all(size) else None
        at = end
    return None


def _jpeg_size(picture: bytes) -> tuple[int, int] | None:
    """Width and height of a JPEG that has an end; None for any other file."""
    if not picture.startswith(_JPEG) or not picture.rstrip(b"\0").endswith(b"\xff\xd9"):
        return None
    at = 2
    while at + 4 <= len(picture):
        if picture[at] != 0xFF:
            return None
        marker = picture[at + 1]
        if marker == 0xFF or marker in _BARE:
            at += 1 if marker == 0xFF else 2
            continue
        (length,) = unpack(">H", picture[at + 2 : at + 4])
        if marker in _FRAMES and at + 9 <= len(picture):
            height, width = unpack(">HH", picture[at + 5 : at + 9])
            return (width, height) if width and height else None
        at += 2 + max(length, 2)
    return None
