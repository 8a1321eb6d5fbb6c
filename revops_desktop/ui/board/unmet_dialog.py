"""Asks for what is missing before deals go on: only that, why, and to whom they go (domain.md §3).

What is filled in is written with the move, in one write. What a stage blocks must be there; going
on without what it warns of needs a reason; what it only notes stops nobody.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.rules.criteria import LEVELS, Level
from revops_desktop.ui import texts, theme
from revops_desktop.ui.board import words
from revops_desktop.ui.board.unmet_rows import Asked, Known, Row, level_mark, of_item, of_lack
from revops_desktop.ui.question_dialog import QuestionDialog

if TYPE_CHECKING:
    from revops_desktop.analytics.unmet import Handing, Lack, Unmet

_LONGEST_REASON = 500
# More lines than this scroll.
_MANY = 5
_TALLEST = 440


class UnmetDialog(QuestionDialog):
    """What is filled in here is written with the move; the rest needs a reason, or stops it."""

    def __init__(
        self, question: str, unmet: "Unmet", known: Known, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Before it goes on"), question, _("Move"), parent)
        self.setMinimumWidth(520)
        self._known = known
        self._rows: dict[tuple[object, ...], Row] = {}
        lines = len(unmet.lacks) + sum(len(one.missing) for one in unmet.handings)
        self._items = self._place_items(lines)
        for source, lacks in _by_source(unmet.lacks).items():
            self._add_lacks(source, lacks)
        for handing in unmet.handings:
            self._add_handing(handing, unmet.to_function)
        self.receiver = self._add_receiver(unmet)
        self._items.addStretch(1)
        self.blocked = texts.paragraph(
            _("It cannot go on before what must be there is there."), "bad"
        )
        self.reason = QLineEdit()
        self.reason.setMaxLength(_LONGEST_REASON)
        self.reason_label = texts.field_label(_("Why go on without the rest?"), self.reason)
        for widget in (self.blocked, self.reason_label, self.reason):
            self.body.addWidget(widget)
        self.reason.textChanged.connect(self._check)
        self._check()
        first = next((one for row in self.rows if (one := row.first())), self.reason)
        first.setFocus()

    @property
    def rows(self) -> list[Row]:
        """The lines in their order."""
        return list(self._rows.values())

    @property
    def ticks(self) -> dict[int, Any]:
        """The boxes to tick, by id of the criterion."""
        return {
            one.criterion_id: row.tick
            for row in self.rows
            for one in row.wanted
            if row.tick is not None and one.criterion_id is not None
        }

    @property
    def editors(self) -> dict[int, Any]:
        """The editors, by id of the criterion."""
        return {
            one.criterion_id: row.editor
            for row in self.rows
            for one in row.wanted
            if row.editor is not None and one.criterion_id is not None
        }

    @property
    def items(self) -> dict[int, Any]:
        """The editors of what is handed over, by id of the item."""
        return {
            one.item_id: row.editor
            for row in self.rows
            for one in row.wanted
            if row.editor is not None and one.item_id is not None
        }

    @property
    def answer(self) -> dict[str, Any]:
        """What was answered, as the verbs of a move take it."""
        filled, handed = {}, {}
        for row in self.rows:
            for one in row.wanted if row.value is not None else ():
                if one.criterion_id is not None:
                    filled[one.criterion_id] = row.value
                elif one.item_id is not None:
                    handed[one.item_id] = row.value
        return {
            "filled": filled,
            "handed": handed,
            "override": self.override,
            "to_member_id": self.receiver.currentData() if self.receiver is not None else None,
        }

    @property
    def override(self) -> str | None:
        """Why the rest may be missing; None where nothing of it needs a reason any more."""
        return self.reason.text().strip() or None if "warn" in self._missing() else None

    def _place_items(self, number: int) -> QVBoxLayout:
        """Where the lines go: where there are many, they scroll."""
        content = QWidget()
        content.setProperty("kind", "clear")
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.current().space_2)
        if number <= _MANY:
            self.body.addWidget(content)
            return layout
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setMinimumHeight(_TALLEST)
        area.setWidget(content)
        layout.setContentsMargins(0, 0, theme.current().space_3, 0)
        self.body.addWidget(area, 1)
        return layout

    def _add_lacks(self, source: str, lacks: "list[Lack]") -> None:
        name = words.one_line(source)
        if lacks[0].criterion.rule_id is None:
            self._head(_("“{stage}” asks for this before a deal leaves it:").format(stage=name))
        elif lacks[0].is_one_of_several:
            text = _("For “{rule}” one of these must be true:").format(rule=name)
            self._head(text, lacks[0].definition)
        else:
            text = _("For “{rule}” this must be true:").format(rule=name)
            self._head(text, lacks[0].definition)
        for lack in lacks:
            self._add(of_lack(lack))

    def _add_handing(self, handing: "Handing", to_function: str) -> None:
        if not handing.missing:
            return
        to = words.one_line(to_function if handing.to_function_id is not None else handing.rule)
        self._head(_("What {function} needs to know:").format(function=to))
        for one in handing.missing:
            self._add(of_item(one, handing.level))

    def _head(self, text: str, definition: str = "") -> None:
        if self._rows:
            self._items.addSpacing(theme.current().space_2)
        head = texts.paragraph(text)
        head.setFont(theme.font(bold=True))
        self._items.addWidget(head)
        if definition.strip():
            self._items.addWidget(texts.paragraph(words.one_line(definition), "muted"))

    def _add(self, asked: Asked) -> None:
        there = self._rows.get(asked.key)
        if there is not None:
            # Several may ask for the same: it is filled in once.
            there.wanted.append(asked.wanted)
            return
        row = self._rows[asked.key] = Row(asked, self._known)
        self._items.addWidget(row)
        mark = level_mark(asked.wanted.level)
        if mark is not None:
            self._items.addWidget(mark)
        row.changed.connect(self._check)

    def _add_receiver(self, unmet: "Unmet") -> QComboBox | None:
        """Who receives the deals; None where the function does not change by a rule."""
        if not unmet.to_function:
            return None
        box = QComboBox()
        box.setMaxVisibleItems(14)
        function = words.one_line(unmet.to_function)
        box.addItem(_("Everybody in {function}").format(function=function), None)
        for one in unmet.receivers:
            box.addItem(words.one_line(one.name), one.member_id)
        box.setCurrentIndex(max(0, box.findData(unmet.receiver_id)))
        self._items.addSpacing(theme.current().space_2)
        self._items.addWidget(texts.field_label(_("Who receives it"), box))
        self._items.addWidget(box)
        return box

    def _missing(self) -> set[Level]:
        """The levels at which something is still missing."""
        found: set[Level] = set()
        groups: dict[str, list[tuple[bool, Level]]] = {}
        for row in self.rows:
            for one in row.wanted:
                if one.level is None:
                    continue
                if one.group:
                    groups.setdefault(one.group, []).append((row.fulfils(one), one.level))
                elif not row.fulfils(one):
                    found.add(one.level)
        for parts in groups.values():
            if not any(is_there for is_there, _level in parts):
                found.add(min((level for _there, level in parts), key=LEVELS.index))
        return found

    def _check(self) -> None:
        missing = self._missing()
        is_blocked, needs_reason = "block" in missing, "warn" in missing
        self.blocked.setVisible(is_blocked)
        self.reason.setVisible(needs_reason and not is_blocked)
        self.reason_label.setVisible(needs_reason and not is_blocked)
        has_reason = bool(self.reason.text().strip())
        self.confirm.setEnabled(not is_blocked and (has_reason or not needs_reason))

    def needed(self) -> Sequence[QWidget]:
        """All may be left out for a reason; of what may not, a sentence speaks already."""
        return (self.reason,)

    def accept(self) -> None:
        """Closes once all is there, or a reason says why not."""
        if all([row.take() for row in self.rows]):
            self._check()
            super().accept()


def _by_source(lacks: "Iterable[Lack]") -> "dict[str, list[Lack]]":
    found: dict[str, list[Lack]] = {}
    for lack in lacks:
        found.setdefault(lack.source, []).append(lack)
    return found
