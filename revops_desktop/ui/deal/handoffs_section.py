"""The deal's hand-offs: what it owes before it goes on, filled in here, and what it was given."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from revops_desktop.i18n import _, count, ngettext
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.deal.checklist_section import CheckRow
from revops_desktop.ui.deal.flow import FlowLayout
from revops_desktop.ui.deal.section import Section, clear, quiet, show_value
from revops_desktop.ui.handoffs import words
from revops_desktop.ui.handoffs.blocks import HandoffBlock
from revops_desktop.ui.handoffs.deeds import HandoffDeeds
from revops_desktop.ui.handoffs.item_editors import held, item_editor

if TYPE_CHECKING:
    from revops_desktop.analytics.deal_panel import DealSheet
    from revops_desktop.analytics.handoffs import HandoffOf, ItemNow, Sending
    from revops_desktop.ui.deal.desk import Desk
    from revops_desktop.ui.fields.one_value import FieldEditor

_LABEL_WIDTH = 120
_MARK = QSize(14, 14)


class HandoffsSection(Section):
    """Not there where the deal owes nothing and was never handed over."""

    def __init__(self, desk: "Desk", parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Hand-offs"), parent)
        self.deeds = HandoffDeeds(desk.actions, self)
        self.story = texts.button(_("Whole story…"), "small")
        texts.set_tool_tip(
            self.story, _("What was promised, why they bought, every item that was handed over")
        )
        self.story.clicked.connect(lambda: self.deeds.tell_all(self.desk.deal_id))
        self.head.addWidget(self.story)
        self.owed: list[OwedRows] = []
        self.blocks: list[HandoffBlock] = []
        self._owed = QVBoxLayout()
        # What waits stands first, what was decided last.
        self._waiting, self._given = QVBoxLayout(), QVBoxLayout()
        for part in (self._waiting, self._owed, self._given):
            part.setSpacing(theme.current().space_3)
            self.rows.addLayout(part)
        self._shape: object = None
        self._shown: object = None

    def show_sheet(self, sheet: "DealSheet") -> None:
        found = sheet.handoffs
        self.setVisible(not found.is_empty)
        self.story.setVisible(bool(found.handoffs))
        missing = sum(len(one.missing) for one in found.sending[:1])
        said = ngettext("{n} item missing", "{n} items missing", missing)
        self.beside.setText(said.format(n=count(missing)) if missing else "")
        shape = (sheet.fields.deal_id, tuple(_shape(one) for one in found.sending))
        if shape != self._shape:
            self._shape = shape
            clear(self._owed)
            self.owed = [OwedRows(self.desk, one) for one in found.sending]
            for rows in self.owed:
                self._owed.addWidget(rows)
        for rows, one in zip(self.owed, found.sending, strict=True):
            rows.show_sending(one)
        if found.handoffs != self._shown:
            self._shown = found.handoffs
            clear(self._waiting)
            clear(self._given)
            self.blocks = []
            for given in found.handoffs:
                self._add(given, sheet.zone)

    def _add(self, given: "HandoffOf", zone: str) -> None:
        block = HandoffBlock(given, zone)
        self.blocks.append(block)
        place = self._waiting if given.outcome is None else self._given
        place.addWidget(block)
        number = given.handoff_id
        if given.outcome is None:
            self._offer(
                place,
                (_("Accept"), "badge-check", lambda: self.deeds.accept([number])),
                (
                    _("Accept and take over"),
                    "user-check",
                    lambda: self.deeds.accept([number], take_over=True),
                ),
                (_("Return…"), "corner-up-left", lambda: self.deeds.give_back([number])),
            )
        elif given.outcome == "returned" and given.seen_at is None:
            self._offer(place, (_("Seen"), "check", lambda: self.deeds.seen([number])))

    def _offer(self, place: QVBoxLayout, *offers: tuple[str, str, object]) -> None:
        holder = QWidget()
        row = FlowLayout(theme.current().space_1, holder)
        for name, icon, do in offers:
            button = texts.button(name, "small")
            button.setIcon(icons.icon(icon))
            button.clicked.connect(do)
            row.addWidget(button)
        place.addWidget(holder)


class OwedRows(QWidget):
    """What one rule asks for: when the deal is ready, and the items, each with its editor."""

    def __init__(self, desk: "Desk", sending: "Sending", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        tokens = theme.current()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(tokens.space_1)
        named = _("Before it goes to {function}: {rule}").format(
            function=sending.to_function, rule=sending.rule
        )
        self.setAccessibleName(named)
        rows.addWidget(texts.paragraph(named))
        said = [sending.definition] if sending.definition else []
        if sending.limit is not None:
            said.append(words.answered_within(sending.limit))
        if said:
            rows.addWidget(texts.paragraph("\n".join(said), "muted"))
        self.conditions: dict[int, CheckRow] = {}
        if sending.conditions:
            any_one = sending.ready_when == "any"
            heading = _("Ready as soon as one of these holds") if any_one else _("Ready when")
            rows.addWidget(texts.paragraph(heading, "muted"))
        for item in sending.conditions:
            row = CheckRow(desk, item)
            self.conditions[item.verdict.criterion.criterion_id] = row
            rows.addWidget(row)
        self.editors: dict[int, FieldEditor] = {}
        self._marks: dict[int, texts.Label] = {}
        self._values: dict[int, texts.Label] = {}
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(tokens.space_2)
        self.grid.setVerticalSpacing(2)
        self.grid.setColumnStretch(2, 1)
        for number, one in enumerate(sending.items):
            self._add(number, one)
        rows.addLayout(self.grid)

    def _add(self, row: int, item: "ItemNow") -> None:
        height = theme.current().control_height
        mark = texts.label("")
        mark.setFixedSize(16, height)
        self._marks[item.item_id] = mark
        self.grid.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
        made = item_editor(self.desk, item)
        if made is None:
            value = texts.paragraph("")
            value.setMinimumHeight(height)
            self._values[item.item_id] = value
            label = texts.label(item.name, "muted")
            self.grid.addWidget(value, row, 2)
        else:
            self.editors[item.item_id] = quiet(made)
            label = texts.field_label(item.name, made.field)
            self.grid.addWidget(made, row, 2)
        label.setWordWrap(True)
        label.setFixedWidth(_LABEL_WIDTH)
        label.setMinimumHeight(height)
        self.grid.addWidget(label, row, 1, Qt.AlignmentFlag.AlignTop)

    def show_sending(self, sending: "Sending") -> None:
        """Shows what is there and what is missing; what is being typed stays."""
        for item in sending.conditions:
            self.conditions[item.verdict.criterion.criterion_id].show_item(item)
        for one in sending.items:
            if one.value is not None:
                icon, colour, said = "circle-check", "good", _("There")
            elif one.is_required:
                icon, colour, said = "circle-alert", "warning", _("Missing")
            else:
                icon, colour, said = "circle-dashed", "text_muted", _("Optional")
            mark = self._marks[one.item_id]
            mark.setPixmap(icons.icon(icon, colour).pixmap(_MARK))
            mark.setAccessibleName(f"{one.name}: {said}")
            texts.set_tool_tip(mark, said)
            if one.item_id in self.editors:
                show_value(self.editors[one.item_id], held(self.desk, one))
            else:
                self._values[one.item_id].setText(one.value or _("missing"))


def _shape(one: "Sending") -> tuple[object, ...]:
    """What makes the rows of a rule the same: everything but what is filled in."""
    return (
        *(one.rule_id, one.rule, one.definition, one.ready_when, one.to_function, one.limit),
        tuple(item.verdict.criterion for item in one.conditions),
        tuple((item.item_id, item.name, item.field, item.custom_field_id) for item in one.items),
    )
