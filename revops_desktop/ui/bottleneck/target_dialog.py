"""Asks for the target of a step: what share of its deals should go on, and from which month."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from revops_desktop import i18n
from revops_desktop.analytics.findings import step_name
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _
from revops_desktop.rules.periods import months_before
from revops_desktop.rules.targets import figure_of, parse_target, target_text
from revops_desktop.ui import texts, theme
from revops_desktop.ui.question_dialog import QuestionDialog

if TYPE_CHECKING:
    from revops_desktop.analytics.bottleneck_answer import StepFigures

FIGURE = "conversion"
_MONTHS_AHEAD = 12


class TargetDialog(QuestionDialog):
    """An empty target takes the month's one away; Enter confirms, Esc cancels."""

    def __init__(
        self,
        steps: "Sequence[StepFigures]",
        chosen: int | None,
        month: str,
        currency: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            _("Set a target"), _("What share of a step's deals should go on?"), _("Set"), parent
        )
        self._steps, self._currency = list(steps), currency
        tokens = theme.current()
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.space_3)
        grid.setVerticalSpacing(tokens.space_2)
        self.step = QComboBox()
        for one in self._steps:
            self.step.addItem(" ".join(step_name(one).split()), one.stage.stage_id)
        self.step.setCurrentIndex(max(0, self.step.findData(chosen)))
        self.share = QLineEdit()
        self.share.setPlaceholderText("75%")
        self.month = QComboBox()
        for ahead in range(_MONTHS_AHEAD):
            one_month = months_before(month, -ahead)
            self.month.addItem(i18n.month(one_month), one_month)
        rows = ((_("Step"), self.step), (_("Target"), self.share), (_("From month"), self.month))
        for row, (name, field) in enumerate(rows):
            grid.addWidget(texts.field_label(name, field), row, 0)
            grid.addWidget(field, row, 1)
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)
        self.now = texts.paragraph("", "muted")
        self.body.addWidget(self.now)
        note = _(
            "It holds from that month on until a later one is set, and until then for the months "
            "before too. Leave it empty to take the target of that month away."
        )
        self.body.addWidget(texts.paragraph(note, "small"))
        self.problem = texts.paragraph("", "bad")
        self.problem.hide()
        self.body.addWidget(self.problem)
        self.step.currentIndexChanged.connect(lambda _place: self._show_step())
        self.share.textChanged.connect(lambda _text: self._check())
        self._show_step()
        self.share.setFocus()

    @property
    def chosen(self) -> "StepFigures":
        """The step that is chosen."""
        return self._steps[self.step.currentIndex()]

    def _show_step(self) -> None:
        step = self.chosen
        if step.is_target and step.reference is not None:
            points = round(step.reference * 10_000)
            said = target_text(figure_of(FIGURE), points, self._currency)
            self.share.setText(said.removesuffix("%") + "%")
        else:
            self.share.clear()
        self.now.setText(
            _("Now {now} go on, before {before}.").format(
                now=i18n.share(step.current), before=i18n.share(step.earlier)
            )
        )

    def _check(self) -> None:
        said = ""
        try:
            self.value()
        except RuleBroken as problem:
            said = str(problem)
        self.problem.setText(said)
        self.problem.setVisible(bool(said))
        self.confirm.setEnabled(not said)

    def value(self) -> int | None:
        """Basis points; None: no target. RuleBroken where it is no share."""
        return parse_target(figure_of(FIGURE), self.share.text(), self._currency)

    def from_month(self) -> str:
        """The month YYYY-MM from which it holds."""
        return str(self.month.currentData())
