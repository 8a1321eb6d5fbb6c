"""Asks for a new record: its name, and the few fields that are known at the beginning."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFormLayout, QWidget

from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _
from revops_desktop.rules.periods import local_day
from revops_desktop.ui import texts, theme
from revops_desktop.ui.fields.one_value import FieldEditor, LineEditor
from revops_desktop.ui.question_dialog import QuestionDialog
from revops_desktop.ui.tables.cell_editor import make_editor, written_value
from revops_desktop.ui.tables.columns import ColumnSpec, Wording

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions


class NewRecordDialog(QuestionDialog):
    """`create` writes what was entered and gives back the id, None where it was refused.

    `alike` says of a name which record looks the same already ("" for none).
    """

    def __init__(
        self,
        title: str,
        actions: "Actions",
        words: Wording,
        specs: Sequence[ColumnSpec],
        create: Callable[[Mapping[str, Any]], int | None],
        parent: QWidget | None = None,
        *,
        alike: Callable[[str], str] = lambda _name: "",
        preset: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(title, title, _("Add"), parent)
        self._actions, self._create, self._alike = actions, create, alike
        self._specs = {spec.key: spec for spec in specs}
        self.record_id = 0
        self.editors: dict[str, FieldEditor] = {}
        self.setMinimumWidth(480)
        tokens = theme.current()
        form = QFormLayout()
        form.setHorizontalSpacing(tokens.space_4)
        form.setVerticalSpacing(tokens.space_2)
        self.body.addLayout(form)
        self.hint = texts.paragraph("", "warning")
        self.hint.hide()
        for spec in specs:
            made = make_editor(
                spec,
                words.currency,
                lambda: local_day(actions.now(), words.zone),
                compact=False,
                parent=self,
            )
            made.set_value((preset or {}).get(spec.key))
            self.editors[spec.key] = made
            form.addRow(texts.field_label(spec.label, made.field), made)
            if spec.key == "name":
                form.addRow(self.hint)
        name = self.editors["name"]
        assert isinstance(name, LineEditor)
        name.line.textChanged.connect(self._check)
        self._check(name.line.text())
        name.setFocus()

    def _check(self, name: str) -> None:
        self.confirm.setEnabled(bool(name.strip()))
        alike = self._alike(name) if name.strip() else ""
        self.hint.setText(alike)
        self.hint.setVisible(bool(alike))

    def accept(self) -> None:
        """Writes the record; what is wrong is said, and the dialog stays."""
        if not self.confirm.isEnabled():
            return
        entered: dict[str, Any] = {}
        for key, one in self.editors.items():
            try:
                value = written_value(self._specs[key], one.value())
            except RuleBroken:
                one.commit()
                one.setFocus()
                return
            if value not in (None, "", []):
                entered[key] = value
        made = self._create(entered)
        if made is not None:
            self.record_id = made
            super().accept()
