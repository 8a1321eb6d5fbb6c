"""What a stage is: name, definition, function, phase, colour, and its chance of winning."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _, count, joined, ngettext
from revops_desktop.ui import texts, theme
from revops_desktop.ui.board import words
from revops_desktop.ui.deal.section import show_value
from revops_desktop.ui.deal.text_area import TextArea
from revops_desktop.ui.fields.one_value import ChoiceEditor, FieldEditor, LineEditor
from revops_desktop.ui.fields.percent import read_percent, write_percent
from revops_desktop.ui.settings.colour_box import ColourEditor
from revops_desktop.ui.settings.river_dialogs import PHASES, phase_hint
from revops_desktop.ui.settings.whole_text import WholeText

if TYPE_CHECKING:
    from revops_desktop.analytics.measured_chances import MeasuredChance
    from revops_desktop.analytics.river_settings import FunctionName, StageSettings

LONGEST_NAME = 100
_FEWEST = 5
# Writes fields of the stage; False where that was refused, which was shown by then.
Write = Callable[..., bool]


def _read_name(text: str) -> str:
    if not text.strip():
        raise RuleBroken(_("A stage needs a name. Nothing was changed. Please write one."))
    return text.strip()


def _read_chance(text: str) -> int:
    points = read_percent(text)
    if points is None:
        raise RuleBroken(_("A probability is needed. Nothing was changed. Please write one."))
    return points


class StageFacts(QWidget):
    """Each field is written when it is left; what is typed is told meanwhile (`drafted`)."""

    drafted = Signal(dict)
    # The deals of which the measured chance is.
    ended_wanted = Signal()

    def __init__(self, write: Write, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._write = write
        self._stage: StageSettings | None = None
        self._functions: dict[int, FunctionName] = {}
        self._chance: MeasuredChance | None = None
        self.name = LineEditor(_("Name"), _read_name, str)
        self.name.line.setMaxLength(LONGEST_NAME)
        self.function = ChoiceEditor(_("Function"), ())
        self.phase = ChoiceEditor(
            _("Phase"), [(key, _(name)) for key, name in PHASES], required=True
        )
        self.colour = ColourEditor(_("Colour"))
        self.probability = LineEditor(
            _("Probability of winning"), _read_chance, write_percent, hint="%"
        )
        self.probability.line.setMaximumWidth(96)
        self.definition = TextArea(
            _("What is true of every deal here"),
            _("In one sentence, so that everybody puts the same deals here."),
            fewest_lines=3,
        )
        self.new_sale = QCheckBox(texts.button_text(_("Each deal put here is a new sale")))
        self.measured = WholeText()
        self.use_measured = texts.button("", "small")
        self.use_measured.clicked.connect(self._use_measured)
        self.ended = texts.button(_("Show deals…"), "small")
        self.ended.clicked.connect(self.ended_wanted)
        self.note = WholeText("muted")
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        tokens = theme.current()
        left, right = QGridLayout(), QVBoxLayout()
        rows: tuple[tuple[str, FieldEditor], ...] = (
            (_("Name"), self.name),
            (_("Function"), self.function),
            (_("Phase"), self.phase),
            (_("Colour"), self.colour),
        )
        for row, (name, made) in enumerate(rows):
            label = texts.field_label(name, made.field)
            label.setFixedHeight(tokens.control_height)
            left.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            left.addWidget(made, row, 1)
        left.addWidget(self.note.label, len(rows), 0, 1, 2)
        left.setColumnStretch(1, 1)
        left.setHorizontalSpacing(tokens.space_3)
        left.setVerticalSpacing(tokens.space_2)
        left.setRowStretch(len(rows) + 1, 1)
        right.setSpacing(tokens.space_2)
        right.addWidget(
            texts.field_label(_("What is true of every deal here"), self.definition.field)
        )
        right.addWidget(self.definition)
        right.addSpacing(tokens.space_2)
        right.addWidget(texts.field_label(_("Probability of winning"), self.probability.field))
        across = QHBoxLayout()
        across.setSpacing(tokens.space_3)
        across.addWidget(self.probability, 0, Qt.AlignmentFlag.AlignTop)
        across.addWidget(self.use_measured, 0, Qt.AlignmentFlag.AlignVCenter)
        across.addWidget(self.ended, 0, Qt.AlignmentFlag.AlignVCenter)
        across.addStretch(1)
        right.addLayout(across)
        right.addWidget(self.measured.label)
        right.addWidget(self.new_sale)
        right.addStretch(1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(tokens.space_6)
        whole.addLayout(left, 1)
        whole.addLayout(right, 1)

    def _wire(self) -> None:
        for made, field in (
            *((self.name, "name"), (self.function, "function_id"), (self.colour, "colour")),
            (self.probability, "probability_basis_points"),
        ):
            made.committed.connect(lambda value, field=field: self._set(field, value))
        self.definition.committed.connect(lambda text: self._set("definition", text or ""))
        self.phase.committed.connect(self._on_phase)
        self.new_sale.clicked.connect(lambda on: self._set("new_sale", int(on)))
        self.name.line.textChanged.connect(lambda text: self.drafted.emit({"name": text}))
        self.colour.box.highlighted.connect(
            lambda place: self.drafted.emit({"colour": self.colour.box.itemData(place)})
        )
        self.function.box.highlighted.connect(self._draft_function)
        for box in (self.colour.box, self.function.box):
            box.view().installEventFilter(self)
        self.probability.line.textChanged.connect(self._draft_chance)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Hide:
            # The list was closed: what was only pointed at is nothing.
            self.drafted.emit({})
        return super().eventFilter(watched, event)

    def show_stage(self, stage: "StageSettings", functions: "Sequence[FunctionName]") -> None:
        """Shows what the file says of a stage."""
        another = self._stage is None or self._stage.stage_id != stage.stage_id
        self._stage = stage
        self._functions = {one.function_id: one for one in functions}
        self.function.set_choices(
            [(one.function_id, words.one_line(one.name)) for one in functions]
        )
        self._show_values(stage, another=another)
        is_customer = stage.phase == "customer"
        self.new_sale.setVisible(is_customer)
        self.new_sale.setChecked(stage.new_sale)
        # Whoever is a customer is won.
        self.probability.field.setEnabled(not is_customer)
        self.note.tell(
            _("Renaming or recolouring touches no history; figures of past months keep the phase.")
        )
        if another:
            self.show_chance(None)

    def show_chance(self, chance: "MeasuredChance | None") -> None:
        """Shows what was measured beside what is configured."""
        self._chance = chance
        stage = self._stage
        shown = chance is not None and stage is not None and stage.phase != "customer"
        self.use_measured.setVisible(shown)
        self.ended.setVisible(shown and chance is not None and chance.n > 0)
        if chance is None or not shown or stage is None:
            self.measured.tell("")
            return
        points = chance.basis_points
        self.use_measured.setText(
            texts.button_text(_("Use the measured {percent}").format(percent=write_percent(points)))
        )
        self.use_measured.setAccessibleName(self.use_measured.text())
        self.use_measured.setEnabled(points != stage.probability and chance.n >= _FEWEST)
        self.measured.tell(_said(chance))

    def _show_values(self, stage: "StageSettings", *, another: bool) -> None:
        """Shows the fields; of the same stage not the one in which somebody types."""
        for made, value in (
            *((self.name, stage.name), (self.function, stage.function_id)),
            *((self.phase, stage.phase), (self.colour, stage.colour)),
            *((self.probability, stage.probability), (self.definition, stage.definition or None)),
        ):
            if another:
                made.set_value(value)
            else:
                show_value(made, value)

    def _set(self, field: str, value: Any) -> None:
        if self._stage is not None and not self._write(fields={field: value}):
            # What was refused is shown as the file has it.
            self._show_values(self._stage, another=True)

    def _use_measured(self) -> None:
        if self._chance is not None:
            self._set("probability_basis_points", self._chance.basis_points)

    def _on_phase(self, phase: str) -> None:
        stage = self._stage
        if stage is None:
            return
        hint = phase_hint(stage.phase, phase) if stage.standing else ""
        number = ngettext("{number} deal", "{number} deals", stage.standing)
        question = f"{number.format(number=count(stage.standing))}: {hint}"
        if hint and not texts.ask(self, _("Another phase"), question, _("Change the phase")):
            self.phase.set_value(stage.phase)
            return
        self._set("phase", phase)

    def _draft_function(self, place: int) -> None:
        found = self._functions.get(self.function.box.itemData(place) or 0)
        self.drafted.emit(
            {
                "function_id": found.function_id if found else None,
                "function": found.name if found else "",
                "function_colour": found.colour if found else "",
            }
        )

    def _draft_chance(self, text: str) -> None:
        try:
            points = read_percent(text)
        except RuleBroken:
            return
        if points is not None:
            self.drafted.emit({"probability": points})


def _said(chance: "MeasuredChance") -> str:
    if chance.n == 0:
        return _("No deal that came this far has been won or lost yet.")
    measured = ngettext(
        "Measured {percent}: {won} of {n} deal that came this far and ended was won.",
        "Measured {percent}: {won} of {n} deals that came this far and ended were won.",
        chance.n,
    ).format(percent=write_percent(chance.basis_points), won=count(chance.won), n=count(chance.n))
    if chance.n < _FEWEST:
        return joined(measured, _("Fewer than 5 deals: no conclusion is drawn."))
    return joined(measured, _("The fewer they are, the nearer it is to the configured one."))
