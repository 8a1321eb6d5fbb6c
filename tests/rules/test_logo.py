"""A logo is a whole PNG or JPEG of a sane size; a kept number comes back exactly."""

from struct import pack

import pytest

from revops_desktop.errors import RuleBroken
from revops_desktop.rules.kept_numbers import read, written
from revops_desktop.rules.logo import MOST_BYTES, checked_logo
from tests.reported import png


def jpeg(width: int = 3, height: int = 2) -> bytes:
    """The frame of a JPEG: as much as tells its size."""
    start = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xd0"
    return start + b"\xff\xc2\x00\x0b\x08" + pack(">HH", height, width) + b"\x01\x01\xff\xd9"


@pytest.mark.parametrize("picture", [png(), jpeg(), jpeg() + b"\0\0"])
def test_pictures_pass_as_they_are(picture: bytes) -> None:
    assert checked_logo(picture) is picture


@pytest.mark.parametrize(
    "picture",
    [
        *(b"", b"<svg/>", b"GIF89a", b"%PDF-1.4", b"\x89PNG\r\n\x1a\n"),
        *(png()[:-4], png()[:40], png(0), png()[:30] + b"x" + png()[31:]),
        *(jpeg()[:-2], jpeg(0), b"\xff\xd8\xff\xd9", b"\xff\xd8\xff\xe0ab\xff\xd9"),
    ],
)
def test_anything_else_is_refused(picture: bytes) -> None:
    with pytest.raises(RuleBroken, match=r"no whole PNG or JPEG file\. Nothing was changed"):
        checked_logo(picture)


def test_too_large_is_refused() -> None:
    with pytest.raises(RuleBroken, match="1 MB"):
        checked_logo(png() + b"x" * MOST_BYTES)
    for bomb in (png(60_000, 60_000), jpeg(60_000, 60_000)):
        with pytest.raises(RuleBroken, match="16 million"):
            checked_logo(bomb)


@pytest.mark.parametrize("value", [None, 0, -3, 2**60, 0.1 + 0.2, 1 / 3, -1e-9, 1e300, 5.0])
def test_a_number_comes_back_as_it_was(value: float | None) -> None:
    found = read(written(value))
    assert (found, type(found)) == (value, type(value))


def test_an_endless_number_is_none() -> None:
    assert written(float("nan")) is written(float("inf")) is None
