"""The lines of a text file, block by block: read and divided where it costs least."""

import codecs
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path
from typing import BinaryIO

from revops_desktop.exchange.reading.row_checks import CONTROL
from revops_desktop.exchange.reading.separators import LONGEST
from revops_desktop.exchange.refusals import refused
from revops_desktop.i18n import _

_BLOCK = 1 << 17
_CONTROL_BYTES = bytes([*range(9), 11, 12, *range(14, 32), 127])


class TextLines:
    """Hands out iterables of lines with their ends; a lone CR ends a line, too.

    `may_hold_control`: whether the lines handed out last may hold control characters.
    """

    def __init__(self, path: Path, raw: BinaryIO, encoding: str) -> None:
        self.may_hold_control = False
        self._path = path
        self._raw = raw
        self._decoder = codecs.getincrementaldecoder(encoding)()
        # In UTF-16 and its like such bytes are parts of other characters.
        self._is_wide = encoding.replace("_", "-").lower().startswith(("utf-16", "utf-32"))

    def blocks(self) -> Iterator[Iterable[str]]:
        """Lines after lines, each block whole; UnicodeError where they are not so encoded."""
        rest, had_control, lines = "", False, 0
        is_last = False
        while not is_last:
            block = self._raw.read(_BLOCK)
            is_last = not block
            text = self._decoder.decode(block, final=is_last)
            has_control = self._has_control(block, text)
            text = rest + text
            end = len(text) if is_last else _end_of_lines(text)
            if end == 0 and len(text) >= LONGEST:
                raise self._too_long(lines + 1)
            rest = text[end:]
            self.may_hold_control = had_control or has_control
            had_control = has_control
            if end:
                whole = text[:end]
                lines += whole.count("\n")
                yield StringIO(whole, newline="")

    def _has_control(self, block: bytes, text: str) -> bool:
        if self._is_wide:
            return CONTROL.search(text) is not None
        return len(block.translate(None, _CONTROL_BYTES)) != len(block)

    def _too_long(self, line: int) -> Exception:
        return refused(
            self._path,
            _(
                "Line {line} has more than {number} characters. "
                "Please check whether it is a CSV file."
            ).format(line=line, number=f"{LONGEST:,}"),
        )


def _end_of_lines(text: str) -> int:
    """Where the last whole line ends; a CR at the very end may be half of a line end."""
    return max(text.rfind("\n"), text.rfind("\r", 0, max(0, len(text) - 1))) + 1
