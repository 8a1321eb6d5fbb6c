"""A template for a pipeline in use: every stage with what changes, before anything is written."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from revops_desktop.i18n import _
from revops_desktop.ui import places, texts, theme
from revops_desktop.ui.board import words
from revops_desktop.ui.colour_dot import dot
from revops_desktop.ui.question_dialog import QuestionDialog
from revops_desktop.ui.settings import template_words
from revops_desktop.ui.template_box import TemplateBox

if TYPE_CHECKING:
    from revops_desktop.operations.template_parts import Template
    from revops_desktop.operations.template_plan import LeavingPlan, StagePlan, TemplatePlan
    from revops_desktop.ui.actions import Actions

_NEW = 0
_LONGEST, _UNBROKEN = 60, 22
_SIZE = (980, 680)
# Applies it with what was chosen; False where it was refused, which was shown by then.
Apply = Callable[[dict[str, Any]], bool]


class TemplateDialog(QuestionDialog):
    """What is chosen is planned anew in the background; only the newest plan can be applied."""

    def __init__(
        self,
        actions: "Actions",
        pipeline: tuple[int, str],
        language: str,
        save: Apply,
        parent: QWidget | None,
    ) -> None:
        name = template_words.short(pipeline[1])
        question = _("Apply a template to “{pipeline}”").format(pipeline=name)
        super().__init__(_("Apply a template"), question, _("Apply"), parent)
        self._actions, self._pipeline_id, self._save = actions, pipeline[0], save
        self.plan: TemplatePlan | None = None
        self.stages: dict[int, QComboBox] = {}
        self.targets: dict[int, QComboBox] = {}
        self.resize(*_SIZE)
        self.templates = TemplateBox()
        self._template: Template = self.templates.template
        self.language = places.language_box(language)
        self.remove = QCheckBox(
            texts.button_text(_("Remove exit criteria that the template does not have"))
        )
        self._lay_out()
        self.templates.changed.connect(self._other_template)
        self.language.currentIndexChanged.connect(lambda _place: self._ask())
        self.remove.toggled.connect(lambda _on: self._ask())
        self._other_template()
        self.templates.setFocus()

    def _lay_out(self) -> None:
        tokens = theme.current()
        form = QFormLayout()
        form.setHorizontalSpacing(tokens.space_4)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        above = QHBoxLayout()
        above.setSpacing(tokens.space_3)
        self.templates.setMinimumWidth(330)
        above.addWidget(texts.field_label(_("Template"), self.templates.box))
        above.addWidget(self.templates)
        above.addSpacing(tokens.space_3)
        above.addWidget(texts.field_label(_("Language of its texts"), self.language))
        above.addWidget(self.language)
        above.addStretch(1)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(tokens.space_4)
        self.grid.setVerticalSpacing(tokens.space_2)
        self.grid.setColumnStretch(2, 1)
        inside = QWidget()
        inside.setProperty("kind", "clear")
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(*[tokens.space_3] * 4)
        inner.addLayout(self.grid)
        inner.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName(_("What changes"))
        self.area.setWidget(inside)
        self.beside = texts.paragraph("", "muted")
        self.hint = texts.paragraph("", "warning")
        self.body.addLayout(above)
        self.body.addWidget(self.area, 1)
        self.body.addWidget(self.remove)
        self.body.addWidget(self.beside)
        self.body.addWidget(self.hint)
        self.body.addWidget(
            texts.paragraph(
                _(
                    "A stage that stays keeps its deals and its history under its new name. "
                    "Undo takes everything back in one step."
                ),
                "muted",
            )
        )

    def _other_template(self) -> None:
        """Stages are matched anew."""
        self._template = self.templates.template
        self._ask(anew=True)

    def _ask(self, *, anew: bool = False) -> None:
        """Asks for the plan with what is chosen; `anew`: as it is proposed."""
        from revops_desktop.operations import template_plan

        self.confirm.setEnabled(False)
        self._actions.ask_later(
            "settings.template",
            template_plan.plan,
            self._show,
            pipeline_id=self._pipeline_id,
            template=self._template,
            language=self.language.currentData(),
            matches=None if anew or not self.stages else self.matches,
            remove_criteria=self.remove.isChecked(),
        )

    @property
    def matches(self) -> dict[int, int | None]:
        """Which stage each stage of the template is, as it is chosen."""
        return {place: box.currentData() or None for place, box in self.stages.items()}

    @property
    def deals_to(self) -> dict[int, int]:
        """To which place in the template the deals of each stage that leaves go."""
        return {stage_id: box.currentData() for stage_id, box in self.targets.items()}

    def _show(self, plan: "TemplatePlan") -> None:
        kept = self.deals_to
        focused = next((place for place, box in self.stages.items() if box.hasFocus()), None)
        self.plan = plan
        self._clear()
        for column, name in enumerate((_("Stage of the template"), _("Is now"), _("What changes"))):
            self.grid.addWidget(texts.label(name, "muted"), 0, column)
        for row, one in enumerate(plan.stages, 1):
            self._add_stage(row, one)
        below = len(plan.stages) + 1
        if plan.leaving:
            self.grid.addWidget(texts.label(_("Not in the template"), "muted"), below, 0, 1, 3)
        for row, gone in enumerate(plan.leaving, below + 1):
            self._add_leaving(row, gone, kept)
        self._chain()
        self.beside.setText(template_words.beside(plan))
        self._warn()
        self.confirm.setEnabled(True)
        if focused is not None:
            self.stages[focused].setFocus()

    def _clear(self) -> None:
        self.stages.clear()
        self.targets.clear()
        while (item := self.grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _add_stage(self, row: int, one: "StagePlan") -> None:
        assert self.plan is not None
        box = _box()
        box.setAccessibleName(_("{stage} is now").format(stage=words.one_line(one.name)))
        box.addItem(_("A new stage"), _NEW)
        for stage_id, name in self.plan.own_stages:
            box.addItem(words.one_line(name), stage_id)
        box.setCurrentIndex(max(0, box.findData(one.stage_id or _NEW)))
        box.activated.connect(lambda _place, place=one.place: self._matched(place))
        self.stages[one.place] = box
        said = texts.paragraph(template_words.stage_change(one), "muted")
        texts.set_tool_tip(said, template_words.whole_change(one))
        self.grid.addWidget(_named(one.name, one.colour), row, 0)
        self.grid.addWidget(box, row, 1)
        self.grid.addWidget(said, row, 2)

    def _add_leaving(self, row: int, gone: "LeavingPlan", kept: dict[int, int]) -> None:
        assert self.plan is not None
        self.grid.addWidget(_named(gone.name, ""), row, 0)
        said = texts.paragraph(template_words.leaving_change(gone), "muted")
        if not gone.standing:
            self.grid.addWidget(said, row, 1, 1, 2)
            return
        box = _box()
        box.setAccessibleName(_("Deals of {stage} go to").format(stage=words.one_line(gone.name)))
        for one in self.plan.stages:
            box.addItem(words.one_line(one.name), one.place)
        box.setCurrentIndex(max(0, box.findData(kept.get(gone.stage_id, gone.to))))
        box.activated.connect(lambda _place: self._warn())
        self.targets[gone.stage_id] = box
        self.grid.addWidget(said, row, 1)
        self.grid.addWidget(box, row, 2, Qt.AlignmentFlag.AlignLeft)

    def _chain(self) -> None:
        """Tab goes from above down the rows, then to what is below them."""
        last: QWidget = self.language
        for box in (*self.stages.values(), *self.targets.values(), self.remove, self.cancel):
            QWidget.setTabOrder(last, box)
            last = box
        QWidget.setTabOrder(last, self.confirm)

    def _matched(self, place: int) -> None:
        """A stage of the pipeline is one of the template's only: elsewhere it is given up."""
        chosen = self.stages[place].currentData()
        for other, box in self.stages.items():
            if other != place and chosen and box.currentData() == chosen:
                box.setCurrentIndex(0)
        self._ask()

    def _warn(self) -> None:
        assert self.plan is not None
        said = template_words.warnings(self.plan, self.deals_to)
        self.hint.setText(said)
        self.hint.setVisible(bool(said))

    def accept(self) -> None:
        """Closes once it was applied; a refusal leaves it open."""
        if not self.confirm.isEnabled() or self.plan is None:
            return
        wanted = {
            "pipeline_id": self._pipeline_id,
            "template": self._template,
            "language": self.language.currentData(),
            "matches": self.plan.matches,
            "deals_to": self.deals_to,
            "remove_criteria": self.remove.isChecked(),
        }
        if self._save(wanted):
            super().accept()


def _box() -> QComboBox:
    box = QComboBox()
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(17)
    box.setMaxVisibleItems(20)
    # A wheel that scrolls the list must not change what it passes over.
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return box


def _named(name: str, colour: str) -> QWidget:
    """A stage's name behind its colour; without one it leaves."""
    made = QWidget()
    made.setProperty("kind", "clear")
    layout = QHBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.current().space_2)
    mark = texts.label("")
    if colour:
        mark.setPixmap(dot(colour).pixmap(12, 12))
    mark.setFixedWidth(14)
    # What has no blank in it is not broken, and would be cut without a sign.
    shown = template_words.short(name, _LONGEST if " " in name else _UNBROKEN)
    said = texts.paragraph(shown, "text" if colour else "muted")
    texts.set_tool_tip(said, name)
    said.setFixedWidth(190)
    layout.addWidget(mark)
    layout.addWidget(said)
    return made
