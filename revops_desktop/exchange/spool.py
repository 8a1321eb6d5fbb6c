"""Rows that wait to be written: in memory while they are few, in a temporary file when many."""

import marshal
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import SpooledTemporaryFile, gettempdir
from typing import Any

from revops_desktop.safe_files import storage_problem

CHUNK = 1000
_IN_MEMORY = 32_000_000
_LENGTH_BYTES = 8


class Spool:
    """Keeps rows in the order they came; hands them out in chunks. Gone when it is closed."""

    def __init__(self) -> None:
        # Closed by close().
        self._file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # held for long
        self._chunk: list[tuple[Any, ...]] = []
        self.count = 0

    def close(self) -> None:
        """Lets go of all of them."""
        self._file.close()

    def add(self, row: Sequence[Any]) -> None:
        """One more: plain values alone."""
        self._chunk.append(tuple(row))
        self.count += 1
        if len(self._chunk) == CHUNK:
            self._put()

    def chunks(self) -> Iterator[list[tuple[Any, ...]]]:
        """All of them from the first on, as plain tuples."""
        self._put()
        self._file.seek(0)
        while length := self._file.read(_LENGTH_BYTES):
            yield marshal.loads(self._file.read(int.from_bytes(length, "big")))

    def _put(self) -> None:
        if not self._chunk:
            return
        data = marshal.dumps(self._chunk)
        try:
            self._file.write(len(data).to_bytes(_LENGTH_BYTES, "big"))
            self._file.write(data)
        except OSError as error:
            raise storage_problem(error, Path(gettempdir()) / "import") from error
        self._chunk = []
