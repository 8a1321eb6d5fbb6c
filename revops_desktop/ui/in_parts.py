"""A widget of many parts, each built in a turn of its own of the window's thread.

    class HealthPage(Page):
        def __init__(…):
            self.build_in_turns(self._build_tiles, self._build_tables)

A part that is a generator ends its turn at every `yield`.
"""

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtWidgets import QWidget

from revops_desktop.ui.turns import Turns

Part = Callable[[], object]


class InParts:
    """What such a widget can do, beside being a widget: being awaited, and being built at once."""

    # What is not built of it yet, and who waits for that; none of its own before it has any.
    _parts: list[Part]
    _waiting: list[Part]
    _turns: Turns | None = None

    def begin_parts(self, turns: Turns) -> None:
        """Nothing is to be built yet; whatever will be, is built in these turns."""
        self._parts, self._waiting, self._turns = [], [], turns

    def build_in_turns(self, *parts: Part) -> None:
        """Builds these one after another, each in a turn of its own; asks nothing until then."""
        self._parts = [one for one in self._parts if one != self._end]
        self._parts.extend(parts)
        self._take_turn()

    def build_first(self, part: "InParts") -> None:
        """Builds what another widget, which lies on this one, still lacks, before all else."""
        if not part.is_whole:
            self._parts.insert(0, partial(self._build_of, part))
            self._take_turn()

    def _build_of(self, part: "InParts") -> None:
        part.build_next()
        self.build_first(part)

    def build_whole(self) -> None:
        """Builds what is not built yet now."""
        while self._parts:
            self.build_next()

    @property
    def is_whole(self) -> bool:
        """Whether all of it is built."""
        return not self._parts

    def once_whole(self, then: Part) -> None:
        """Calls `then` when all of it is built; now, where it is."""
        if self._parts:
            self._waiting.append(then)
        else:
            then()

    def surface(self) -> QWidget:
        """On which the parts lie."""
        assert isinstance(self, QWidget)
        return self

    def became_whole(self) -> None:
        """All of it is built, and those who waited were called."""

    def _take_turn(self) -> None:
        if self._parts and self._turns is not None:
            assert isinstance(self, QWidget)
            self._turns.take(self, f"parts {id(self)}", (self.build_next,))

    def build_next(self) -> None:
        """Builds the next part; where it is the last one, those who wait are called."""
        if not self._parts:
            return
        part = self._parts.pop(0)
        if part == self._end:
            part()
            return
        try:
            made = part()
            if isinstance(made, Iterator):
                self._go_on(made)
            self._dress()
        finally:
            # What comes then, such as being shown, is as long as a part.
            self._parts = self._parts or [self._end]
            self._take_turn()

    def _end(self) -> None:
        waiting, self._waiting = self._waiting, []
        for then in waiting:
            then()
        self.became_whole()

    def _go_on(self, steps: Iterator[object]) -> None:
        ended = object()
        if next(steps, ended) is not ended:
            self._parts.insert(0, partial(self._go_on, steps))

    def _dress(self) -> None:
        """Dressed and laid out part by part; all of it when it is shown would be one long turn."""
        surface = self.surface()
        for child in surface.findChildren(QWidget):
            child.ensurePolished()
        layout = surface.layout()
        if layout is not None:
            layout.activate()
