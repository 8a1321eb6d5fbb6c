"""The container of old Excel files (OLE compound file): streams by their names.

No length or chain that the file claims is believed: a chain ends where it has used up all sectors.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

from revops_desktop.exchange.reading.workbook_guard import damaged

_LAST = 0xFFFFFFFA
_ENTRY = 128
_STREAM, _ROOT = 2, 5


class CompoundFile:
    """The streams of a compound file that is in memory. FileRefused where it is damaged."""

    def __init__(self, path: Path, data: bytes) -> None:
        self._path = path
        self._data = data
        try:
            self._read_frame()
        except (struct.error, IndexError, ValueError, OverflowError) as error:
            raise damaged(path) from error

    def has(self, name: str) -> bool:
        """Whether there is such a stream; upper and lower case are alike."""
        return name.casefold() in self._streams

    def stream(self, name: str) -> bytes:
        """A whole stream. FileRefused where it is damaged."""
        start, size = self._streams[name.casefold()]
        try:
            if size < self._cutoff:
                found = self._small(start, size)
            else:
                found = b"".join(self._chain(start))[:size]
        except (struct.error, IndexError, ValueError) as error:
            raise damaged(self._path) from error
        if len(found) < size:
            raise damaged(self._path)
        return found

    def _read_frame(self) -> None:
        data = self._data
        shift, small_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or small_shift != 6:
            raise ValueError
        self._sector, self._small_sector = 1 << shift, 1 << small_shift
        first_directory, _signature, self._cutoff, first_small, _number, more, _count = (
            struct.unpack_from("<IIIIIII", data, 48)
        )
        sectors = [one for one in struct.unpack_from("<109I", data, 76) if one < _LAST]
        most = len(data) // self._sector
        for _n in range(most + 1):
            if more >= _LAST:
                break
            block = self._numbers(more)
            sectors += [one for one in block[:-1] if one < _LAST]
            more = block[-1]
        table: list[int] = []
        for one in sectors[:most]:
            table += self._numbers(one)
        self._next = table
        self._streams: dict[str, tuple[int, int]] = {}
        root = (_LAST, 0)
        directory = b"".join(self._chain(first_directory))
        for place in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", directory, place + 64)
            start, size = struct.unpack_from("<II", directory, place + 116)
            name = directory[place : place + min(64, max(0, length - 2))].decode(
                "utf-16-le", "replace"
            )
            if kind == _STREAM:
                self._streams.setdefault(name.casefold(), (start, size))
            elif kind == _ROOT:
                root = (start, size)
        self._small_next = [n for one in self._sectors(first_small) for n in self._numbers(one)]
        self._small_data = b"".join(self._chain(root[0]))

    def _numbers(self, sector: int) -> tuple[int, ...]:
        block = self._block(sector).ljust(self._sector, b"\xff")
        return struct.unpack(f"<{self._sector // 4}I", block)

    def _block(self, sector: int) -> bytes:
        begin = (sector + 1) * self._sector
        block = self._data[begin : begin + self._sector]
        if not block:
            raise ValueError
        return block

    def _sectors(self, start: int) -> Iterator[int]:
        left = len(self._data) // self._sector + 1
        while start < _LAST:
            left -= 1
            if left < 0:
                raise ValueError
            yield start
            start = self._next[start]

    def _chain(self, start: int) -> Iterator[bytes]:
        return map(self._block, self._sectors(start))

    def _small(self, start: int, size: int) -> bytes:
        found = []
        for _n in self._small_next:
            if start >= _LAST:
                break
            begin = start * self._small_sector
            found.append(self._small_data[begin : begin + self._small_sector])
            start = self._small_next[start]
        return b"".join(found)[:size]
