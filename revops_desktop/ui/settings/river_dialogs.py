"""The dialogs of the pipelines section: a new stage, a new pipeline, where deals go."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QComboBox, QWidget

from revops_desktop.i18n import N_, _, count, ngettext
from revops_desktop.ui import texts
from revops_desktop.ui.board import words
from revops_desktop.ui.question_dialog import QuestionDialog
from revops_desktop.ui.settings.colour_box import COLOURS, colour_box
from revops_desktop.ui.settings.people_dialogs import Save, form_of, line
from revops_desktop.ui.template_box import TemplateBox, spoken

if TYPE_CHECKING:
    from revops_desktop.analytics.river_settings import FunctionName, RiverSettings, StageSettings

PHASES = (
    ("lead", N_("Lead")),
    ("opportunity", N_("Opportunity")),
    ("customer", N_("Customer")),
)
_FIRST = -1
_LONGEST_LABEL = 24


def phase_name(phase: str) -> str:
    """How a phase is called."""
    return _(dict(PHASES)[phase])


class NewStageDialog(QuestionDialog):
    """A stage's name, where it stands, and what it is; the rest is set on its sheet."""

    def __init__(
        self,
        river: "RiverSettings",
        functions: "Sequence[FunctionName]",
        save: Save,
        parent: QWidget | None,
        *,
        after: "StageSettings | None" = None,
    ) -> None:
        title = _("New stage")
        super().__init__(title, title, _("Add"), parent)
        self._save, self._river = save, river
        # A new stage begins as the one it stands behind.
        like = after or (river.in_use[0] if river.in_use else None)
        self._probability = like.probability if like is not None else 0
        self.name = line("")
        self.after = self._places(river, after)
        self.phase = QComboBox()
        for phase, name in PHASES:
            self.phase.addItem(_(name), phase)
        self.phase.setCurrentIndex(self.phase.findData(like.phase if like else "lead"))
        self.function = QComboBox()
        self.function.addItem(_("None"), None)
        for one in functions:
            self.function.addItem(words.one_line(one.name), one.function_id)
            if like is not None and one.function_id == like.function_id:
                self.function.setCurrentIndex(self.function.count() - 1)
        self.colour = colour_box(like.colour if like else COLOURS[0][0])
        form_of(
            self,
            (
                (_("Name"), self.name),
                (_("Stands behind"), self.after),
                (_("Phase"), self.phase),
                (_("Function"), self.function),
                (_("Colour"), self.colour),
            ),
        )
        said = _("Definition, limits and what it asks for are set beside it afterwards.")
        self.body.addWidget(texts.paragraph(said, "muted"))
        self.body.addStretch(1)
        self.name.textChanged.connect(self._check)
        self._check()
        self.name.setFocus()

    def _places(self, river: "RiverSettings", after: "StageSettings | None") -> QComboBox:
        box = QComboBox()
        box.setMaxVisibleItems(16)
        box.addItem(_("In front of all"), _FIRST)
        for one in river.in_use:
            box.addItem(words.one_line(one.name), one.stage_id)
        behind = after.stage_id if after is not None else _FIRST
        box.setCurrentIndex(max(0, box.findData(behind)))
        return box

    def _check(self) -> None:
        self.confirm.setEnabled(bool(self.name.text().strip()))

    def values(self) -> dict[str, Any]:
        """What was entered, as the verb takes it."""
        chosen, phase = self.after.currentData(), self.phase.currentData()
        values = {
            "name": self.name.text(),
            "after_stage_id": None if chosen == _FIRST else chosen,
            "phase": phase,
            "function_id": self.function.currentData(),
            "colour": self.colour.currentData(),
        }
        if phase == "opportunity":
            values["probability_basis_points"] = self._probability
        return values

    def accept(self) -> None:
        """Closes once the stage was added; what is wrong is said and it stays."""
        if self.confirm.isEnabled() and self._save(self.values()):
            super().accept()


class NewPipelineDialog(QuestionDialog):
    """A template, built in or a file, and a name."""

    def __init__(self, save: Save, parent: QWidget | None) -> None:
        title = _("New pipeline")
        super().__init__(title, title, _("Add"), parent)
        self._save = save
        self.templates = TemplateBox()
        self.template = self.templates.box
        self.name = line("")
        self.description = texts.paragraph("", "muted")
        self.description.setMinimumHeight(40)
        form_of(self, ((_("Template"), self.templates), (_("Name"), self.name)))
        self.body.addWidget(self.description)
        self.body.addStretch(1)
        self.templates.changed.connect(self._describe)
        self._describe()
        self.template.setFocus()

    def _describe(self) -> None:
        summary = self.templates.template.summary
        self.description.setText(summary.descriptions[spoken()])
        self.name.setPlaceholderText(summary.names[spoken()])

    def accept(self) -> None:
        """Closes once the pipeline was added; a refusal leaves it open."""
        if self._save({"template_key": self.templates.key, "name": self.name.text()}):
            super().accept()


class WhereToDialog(QuestionDialog):
    """For each stage in which deals stand, where they go when it is no longer there."""

    def __init__(
        self,
        title: str,
        question: str,
        said: str,
        leaving: "Sequence[StageSettings]",
        targets: "Sequence[RiverSettings]",
        parent: QWidget | None,
    ) -> None:
        super().__init__(title, question, _("Move and delete"), parent)
        self.setMinimumWidth(520)
        self._leaving = leaving
        self._phases = {one.stage_id: one.phase for river in targets for one in river.in_use}
        gone = {one.stage_id for one in leaving}
        self.boxes: dict[int, QComboBox] = {}
        rows: list[tuple[str, QWidget]] = []
        for stage in leaving:
            box = QComboBox()
            box.setMaxVisibleItems(20)
            box.addItem(_("Please choose"), None)
            for river in targets:
                for one in river.in_use:
                    if one.stage_id not in gone:
                        name = words.one_line(one.name)
                        shown = f"{words.one_line(river.name)} › {name}" if targets[1:] else name
                        box.addItem(shown, one.stage_id)
            box.setCurrentIndex(max(0, box.findData(_proposed(stage, targets, gone))))
            box.currentIndexChanged.connect(self._check)
            self.boxes[stage.stage_id] = box
            deals = ngettext("{number} deal", "{number} deals", stage.standing)
            name = words.one_line(stage.name)
            name = name if len(name) <= _LONGEST_LABEL else f"{name[:_LONGEST_LABEL]}…"
            rows.append((f"{name}  ({deals.format(number=count(stage.standing))})", box))
        self.body.addWidget(texts.paragraph(said, "muted"))
        form_of(self, rows)
        self.hint = texts.paragraph("", "warning")
        self.body.addWidget(self.hint)
        self.body.addStretch(1)
        self._check()
        next(iter(self.boxes.values())).setFocus()

    @property
    def deals_to(self) -> dict[int, int]:
        """The stage to which the deals of each stage go."""
        return {stage_id: box.currentData() for stage_id, box in self.boxes.items()}

    def _check(self) -> None:
        to = self.deals_to
        self.confirm.setEnabled(None not in to.values())
        said = {
            phase_hint(stage.phase, self._phases[to[stage.stage_id]])
            for stage in self._leaving
            if to[stage.stage_id] is not None
        } - {""}
        self.hint.setText("\n".join(sorted(said)))
        self.hint.setVisible(bool(said))


def archiving() -> str:
    """What becomes of a stage or pipeline that is deleted."""
    return _(
        "What was ever in use is archived: its history stays, and it can be brought back. "
        "Undo takes everything back."
    )


def phase_hint(was: str, becomes: str) -> str:
    """What it means for deals to come into another phase (domain.md §3); "" where it is little."""
    if becomes == "customer" and was != "customer":
        return _("Deals that were still open count as won then.")
    if was == "customer" and becomes != "customer":
        return _("Deals that were won are open again then, and are won no longer.")
    return ""


def _proposed(
    stage: "StageSettings", targets: "Sequence[RiverSettings]", gone: set[int]
) -> int | None:
    """The stage before it of the same phase, else the one after; None where there is none."""
    for river in targets:
        ids = [one.stage_id for one in river.stages]
        place = ids.index(stage.stage_id) if stage.stage_id in ids else 0
        alike = [
            one for one in river.in_use if one.phase == stage.phase and one.stage_id not in gone
        ]
        before = [one for one in alike if ids.index(one.stage_id) < place]
        if alike:
            return (before[-1] if before else alike[0]).stage_id
    return None
