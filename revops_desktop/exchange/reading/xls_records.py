"""Records of an old Excel file (BIFF5 and BIFF8) and the texts in them."""

import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple

CONTINUE = 0x3C
_RICH, _PHONETIC, _WIDE = 8, 4, 1
_PAIR = struct.Struct("<HH")


class Record(NamedTuple):
    """A record: its kind, its bytes, and those of the records that go on with it."""

    kind: int
    data: bytes
    more: Sequence[bytes] = ()


def records(stream: bytes, place: int = 0) -> Iterator[Record]:
    """The records from a place on up to the end of what is there, whole or not."""
    size = len(stream)
    unpack = _PAIR.unpack_from
    while place + 4 <= size:
        kind, length = unpack(stream, place)
        place += 4
        data = stream[place : place + length]
        place += length
        if place + 4 <= size and unpack(stream, place)[0] == CONTINUE:
            more = []
            while place + 4 <= size:
                kind_after, length = unpack(stream, place)
                if kind_after != CONTINUE:
                    break
                more.append(stream[place + 4 : place + 4 + length])
                place += 4 + length
            yield Record(kind, data, more)
        else:
            yield Record(kind, data)


class Texts:
    """Reads BIFF8 texts one after the other from a record and those that go on with it."""

    def __init__(self, record: Record, place: int) -> None:
        self._blocks = [record.data, *record.more]
        self._block = 0
        self._place = place

    def next(self) -> str:
        """The next text. struct.error where there is none."""
        (length,) = struct.unpack("<H", self._take(2))
        return self.text(length)

    def text(self, length: int) -> str:
        """The next text, whose number of characters was read already."""
        flags = self._take(1)[0]
        runs = struct.unpack("<H", self._take(2))[0] if flags & _RICH else 0
        phonetic = struct.unpack("<I", self._take(4))[0] if flags & _PHONETIC else 0
        parts: list[str] = []
        while length > 0:
            is_wide = flags & _WIDE
            there = len(self._blocks[self._block]) - self._place
            number = min(length, there // 2 if is_wide else there)
            part = self._take(number * 2 if is_wide else number) if number else b""
            parts.append(part.decode("utf-16-le" if is_wide else "latin-1", "replace"))
            length -= number
            if length:
                # What goes on in the next record says anew how wide its characters are.
                self._block += 1
                if self._block >= len(self._blocks) or not self._blocks[self._block]:
                    raise struct.error
                flags = self._blocks[self._block][0]
                self._place = 1
        self._skip(runs * 4 + phonetic)
        return "".join(parts)

    def _take(self, number: int) -> bytes:
        found = b""
        while len(found) < number:
            block = self._blocks[self._block]
            part = block[self._place : self._place + number - len(found)]
            self._place += len(part)
            found += part
            if len(found) < number:
                self._next_block()
        return found

    def _skip(self, number: int) -> None:
        while number > 0:
            there = len(self._blocks[self._block]) - self._place
            step = min(number, there)
            self._place += step
            number -= step
            if number:
                self._next_block()

    def _next_block(self) -> None:
        self._block += 1
        self._place = 0
        if self._block >= len(self._blocks):
            raise struct.error
