"""Asks for a stage's limits: how many deals should stand in it, and when they go cold."""

from PySide6.QtWidgets import QCheckBox, QDialog, QGridLayout, QHBoxLayout, QVBoxLayout
from PySide6.QtWidgets import QWidget as Widget

from revops_desktop.i18n import _
from revops_desktop.rules.board import Stage
from revops_desktop.ui import texts, theme
from revops_desktop.ui.fields.whole_number import WholeNumber

# What is proposed where there was no limit.
_DEALS, _DAYS = 20, 14


class LimitsDialog(QDialog):
    """Two limits that may be left out; Enter confirms, Esc cancels."""

    def __init__(self, stage: Stage, parent: Widget | None = None) -> None:
        super().__init__(parent)
        # Whether the stage's sheet is wanted instead, where everything else is set.
        self.wants_more = False
        tokens = theme.current()
        self.setWindowTitle(_("Limits"))
        self.setMinimumWidth(440)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[tokens.space_5] * 4)
        layout.setSpacing(tokens.space_3)
        question = _("Limits of “{stage}”").format(stage=" ".join(stage.name[:80].split()))
        layout.addWidget(texts.paragraph(question, "heading"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.space_3)
        grid.setVerticalSpacing(tokens.space_2)
        self.wip, self.wip_number = self._row(
            grid, 0, _("At most this many deals"), stage.wip_limit, _DEALS
        )
        self.idle, self.idle_number = self._row(
            grid, 1, _("Going cold after this many days"), stage.idle_limit_days, _DAYS
        )
        grid.setColumnStretch(2, 1)
        layout.addLayout(grid)
        note = _(
            "More deals than that are marked in the head of the column; nothing is blocked. "
            "A deal goes cold when nobody has touched it for longer and no task is planned."
        )
        layout.addWidget(texts.paragraph(note, "small"))
        self._buttons(layout)

    def _row(
        self, grid: QGridLayout, row: int, name: str, value: int | None, proposed: int
    ) -> tuple[QCheckBox, WholeNumber]:
        has = QCheckBox(texts.button_text(name))
        number = WholeNumber(1, 9999)
        number.setValue(value or proposed)
        number.setAccessibleName(name)
        number.setMinimumWidth(96)
        has.setChecked(value is not None)
        number.setEnabled(value is not None)
        has.toggled.connect(number.setEnabled)
        grid.addWidget(has, row, 0)
        grid.addWidget(number, row, 1)
        return has, number

    def _buttons(self, layout: QVBoxLayout) -> None:
        self.more = texts.button(_("Edit the whole stage…"), "quiet")
        self.more.setAutoDefault(False)
        self.more.clicked.connect(self._want_more)
        self.confirm = texts.button(_("Set"), "primary")
        self.confirm.setDefault(True)
        self.confirm.clicked.connect(self.accept)
        cancel = texts.button(_("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.more)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.confirm)
        layout.addLayout(row)

    def _want_more(self) -> None:
        self.wants_more = True
        self.reject()

    def limits(self) -> tuple[int | None, int | None]:
        """How many deals, and after how many days; None: no limit."""
        return (
            self.wip_number.value() if self.wip.isChecked() else None,
            self.idle_number.value() if self.idle.isChecked() else None,
        )
