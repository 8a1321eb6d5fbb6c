"""The exit criteria of a stage: what must be true before a deal leaves it, in their order."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from revops_desktop.i18n import N_, _, count
from revops_desktop.rules.deal_fields import ACTIVITY_LABELS, FIELD_LABELS
from revops_desktop.ui import texts
from revops_desktop.ui.funnel.overrides_list import times
from revops_desktop.ui.question_dialog import run
from revops_desktop.ui.settings.criterion_dialog import (
    ALL_CONDITIONS,
    CONDITIONS,
    CriterionDialog,
)
from revops_desktop.ui.settings.rows_panel import (
    ADD,
    DEALS,
    DELETE,
    DOWN,
    EDIT,
    UP,
    Line,
    RowsPanel,
    rows_after,
)

if TYPE_CHECKING:
    from revops_desktop.analytics.river_settings import ExitCriterion

LEVEL_NAMES = {"block": N_("Blocks"), "warn": N_("Warns"), "log": N_("Only noted")}
_OVERRIDDEN = 3
_PARTS = (
    *("criterion_id", "text", "condition", "field", "activity_kind"),
    *("custom_field_id", "least_score", "level"),
)


class CriteriaList(RowsPanel):
    """Says which criteria are wanted; whoever uses it writes them and shows what was written.

    `conditions`: those offered · `levels`: whether each says what happens where it is not met, and
    how often deals went on all the same.
    """

    # All of them in their order, as `operations.criteria.WantedCriterion` takes them.
    criteria_wanted = Signal(list)
    # The id of a criterion: what went on over it.
    deals_wanted = Signal(int)

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        name: str = "",
        conditions: Sequence[str] = ALL_CONDITIONS,
        levels: bool = True,
    ) -> None:
        headings = (_("What must be true"), _("How it is known"), _("If not"), _("Gone over"))
        commands = (
            *((ADD, _("Add…")), (EDIT, _("Edit…")), (UP, _("Up")), (DOWN, _("Down"))),
            *((DELETE, _("Delete")), (DEALS, _("Deals…"))),
        )
        super().__init__(
            "",
            headings if levels else headings[:2],
            commands if levels else commands[:-1],
            numbers=(_OVERRIDDEN,) if levels else (),
            figure=_OVERRIDDEN if levels else None,
            parent=parent,
        )
        self.table.setAccessibleName(name or _("Before a deal leaves this stage"))
        self.setProperty("kind", "clear")
        self.layout_.setContentsMargins(0, 0, 0, 0)
        self._conditions, self._levels = conditions, levels
        self._kept: tuple[dict[str, Any], ...] = ()
        self._fields: dict[int, str] = {}
        # None: not known yet.
        self._overridden: Mapping[int, int] | None = None
        if levels:
            self._explain()
        self.wanted.connect(self._on_wanted)
        self.order_wanted.connect(
            lambda keys: self.criteria_wanted.emit([self._kept[key - 1] for key in keys])
        )

    def _explain(self) -> None:
        meaning = _("How often a deal went on without it in the last 12 months, with a reason.")
        heading = self.table.horizontalHeaderItem(_OVERRIDDEN)
        assert heading is not None
        heading.setData(Qt.ItemDataRole.ToolTipRole, texts.tool_tip(meaning))
        texts.set_tool_tip(
            self.buttons[DEALS], _("The deals that went on without it in the last 12 months")
        )

    def show_overridden(self, overridden: Mapping[int, int] | None) -> None:
        """Shows how often each criterion (id) was gone over; None: not known yet."""
        self._overridden = overridden
        self._show(self.key)

    def show_criteria(
        self, criteria: "Sequence[ExitCriterion]", custom_fields: Sequence[tuple[int, str]]
    ) -> None:
        """Shows what the file says; `custom_fields` of deals are offered as conditions."""
        was = self._named(self.key)
        self._fields = dict(custom_fields)
        self._kept = tuple({part: getattr(one, part) for part in _PARTS} for one in criteria)
        keys = [place for place, one in enumerate(self._kept, 1) if one["criterion_id"] == was]
        self._show(keys[0] if keys else min(self.key, len(self._kept)))

    def _show(self, key: int) -> None:
        self.show_lines(
            [
                Line(
                    place,
                    (one["text"], self._known_by(one), *self._level(one)),
                    opens=bool(self._times(one["criterion_id"])),
                )
                for place, one in enumerate(self._kept, 1)
            ],
            key,
        )

    def _named(self, key: int) -> int | None:
        """The id of a criterion by its place, counted from 1."""
        return self._kept[key - 1]["criterion_id"] if 0 < key <= len(self._kept) else None

    def _on_wanted(self, command: str, key: int) -> None:
        wanted = list(self._kept)
        if command == ADD:
            self._ask(None)
        elif command == DEALS:
            self.deals_wanted.emit(self._named(key) or 0)
        elif command == EDIT and key:
            self._ask(key)
        elif command == DELETE and key:
            del wanted[key - 1]
            self.criteria_wanted.emit(wanted)

    def _ask(self, key: int | None) -> None:
        was = self._kept[key - 1] if key is not None else None
        dialog = CriterionDialog(
            self,
            was,
            custom_fields=tuple(self._fields.items()),
            conditions=self._conditions,
            levels=self._levels,
        )
        if not run(dialog):
            return
        wanted = rows_after(dialog.values(), self._kept, key, "criterion_id")
        if wanted is None:
            return
        self.criteria_wanted.emit(wanted)
        if key is None:
            self.select(len(wanted))

    def _level(self, one: dict[str, Any]) -> tuple[str, ...]:
        if not self._levels:
            return ()
        level, number = one["level"], self._times(one["criterion_id"])
        return (_(LEVEL_NAMES[level]), "" if number is None else times(number))

    def _times(self, criterion_id: int | None) -> int | None:
        """How often a criterion was gone over; None: not known."""
        known = self._overridden
        return None if known is None or criterion_id is None else known.get(criterion_id, 0)

    def _known_by(self, one: dict[str, Any]) -> str:
        condition = one["condition"]
        if condition == "field_filled":
            name = _(FIELD_LABELS.get(one["field"], one["field"]))
            return _("{field} is filled in").format(field=name)
        if condition == "custom_field_filled":
            name = self._fields.get(one["custom_field_id"], one["text"])
            return _("{field} is filled in").format(field=name)
        if condition == "activity_logged":
            kind = one["activity_kind"]
            return _("{activity} was logged").format(activity=_(ACTIVITY_LABELS.get(kind, kind)))
        if condition == "score_reached":
            return _("Lead score from {score} on").format(score=count(one["least_score"] or 0))
        return _(dict(CONDITIONS)[condition])
