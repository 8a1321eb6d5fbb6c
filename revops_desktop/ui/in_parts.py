"""A widget of many parts, each built in a turn of its own of the window's thread.

    class HealthPage(Page):
        def __init__(…):
            self.build_in_turns(self._build_tiles, self._build_tables)

A part that is a generator ends its turn at every `yield`.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from revops_desktop.ui.turns import Turns

Part = Callable[[], object]
# Works in the background, then hands over what came of it (Actions.later).
Later = Callable[[Callable[[], Any], Callable[[Any], None]], object]


class InParts:
    """What such a widget can do, beside being a widget: being awaited, and being built at once."""

    # What is not built of it yet, and who waits for that; none of its own before it has any.
    _unbuilt: list[Part]
    _waiting_for_parts: list[Part]
    _own_turns: Turns | None = None

    # What is being asked for it in the background; the rest is built after that.
    _awaited_part: Part | None = None

    def begin_parts(self, turns: Turns) -> None:
        """Nothing is to be built yet; whatever will be, is built in these turns."""
        self._unbuilt, self._waiting_for_parts, self._own_turns = [], [], turns

    def build_in_turns(self, *parts: Part) -> None:
        """Builds these one after another, each in a turn of its own; asks nothing until then."""
        self._unbuilt = [one for one in self._unbuilt if one != self._end_parts]
        self._unbuilt.extend(parts)
        self._take_part_turn()

    def build_first(self, part: "InParts") -> None:
        """Builds what another widget, which lies on this one, still lacks, before all else."""
        if not part.is_whole:
            self._unbuilt.insert(0, partial(self._build_of_other, part))
            self._take_part_turn()

    def wait_for(self, later: Later, ask: Callable[[], Any], show: Callable[[Any], object]) -> None:
        """Is not whole before the answer of `ask`, which is asked in the background, is shown."""

        def now() -> None:
            show(ask())

        def work() -> tuple[Any, ...]:
            with suppress(Exception):
                return (ask(),)
            # It is asked again where what is wrong is told.
            return ()

        def answered(found: tuple[Any, ...]) -> None:
            if now in self._unbuilt:
                self._unbuilt[self._unbuilt.index(now)] = partial(show, *found) if found else now
                self._awaited_part = None
                self._take_part_turn()

        self._awaited_part = now
        self.build_in_turns(now)
        later(work, answered)

    def _build_of_other(self, part: "InParts") -> None:
        part.build_next()
        self.build_first(part)

    def build_whole(self) -> None:
        """Builds what is not built yet now."""
        self._awaited_part = None
        while self._unbuilt:
            self.build_next()

    @property
    def is_whole(self) -> bool:
        """Whether all of it is built."""
        return not self._unbuilt

    def once_whole(self, then: Part) -> None:
        """Calls `then` when all of it is built; now, where it is."""
        if self._unbuilt:
            self._waiting_for_parts.append(then)
        else:
            then()

    def surface(self) -> QWidget:
        """On which the parts lie."""
        assert isinstance(self, QWidget)
        return self

    def became_whole(self) -> None:
        """All of it is built, and those who waited were called."""

    def _take_part_turn(self) -> None:
        if self._unbuilt and self._own_turns is not None:
            assert isinstance(self, QWidget)
            self._own_turns.take(self, f"parts {id(self)}", (self.build_next,))

    def build_next(self) -> None:
        """Builds the next part; where it is the last one, those who wait are called."""
        if not self._unbuilt or self._unbuilt[0] is self._awaited_part:
            return
        part = self._unbuilt.pop(0)
        if part == self._end_parts:
            part()
            return
        try:
            made = part()
            if isinstance(made, Iterator):
                self._go_on_with(made)
            self._dress_parts()
        finally:
            # What comes then, such as being shown, is as long as a part.
            self._unbuilt = self._unbuilt or [self._end_parts]
            self._take_part_turn()

    def _end_parts(self) -> None:
        waiting, self._waiting_for_parts = self._waiting_for_parts, []
        for then in waiting:
            then()
        self.became_whole()

    def _go_on_with(self, steps: Iterator[object]) -> None:
        ended = object()
        if next(steps, ended) is not ended:
            self._unbuilt.insert(0, partial(self._go_on_with, steps))

    def _dress_parts(self) -> None:
        """Dressed and laid out part by part; all of it when it is shown would be one long turn."""
        surface = self.surface()
        for child in surface.findChildren(QWidget):
            child.ensurePolished()
        layout = surface.layout()
        if layout is not None:
            layout.activate()
