"""How far something is, on a terminal."""

import sys


class ProgressLine:
    """Percents on a terminal; nothing where nobody looks."""

    def __init__(self) -> None:
        self._is_seen = sys.stderr.isatty()
        self._told = -1

    def step(self, done: int, total: int) -> None:
        """`done` of `total` are finished."""
        percent = 100 * done // max(total, 1)
        if self._is_seen and percent != self._told:
            self._told = percent
            end = "\r\x1b[K" if percent >= 100 else ""
            print(f"\r{percent} %{end}", end="", file=sys.stderr, flush=True)

    def cancelled(self) -> bool:
        """Ctrl+C stops it by itself."""
        return False
