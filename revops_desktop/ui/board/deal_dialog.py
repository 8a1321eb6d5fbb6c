"""The form of a new deal (Ctrl+N); one that is there is edited in its panel (ui/deal)."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _
from revops_desktop.rules.board import Stage
from revops_desktop.rules.money import parse_amount
from revops_desktop.ui import texts, theme
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.board import words
from revops_desktop.ui.question_dialog import QuestionDialog

_LONGEST_NAME = 200


class DealDialog(QuestionDialog):
    """Asks for a new deal's fields and writes them when accepted; a refusal leaves it open."""

    def __init__(
        self,
        actions: Actions,
        currency: str,
        parent: QWidget | None = None,
        *,
        stages: Sequence[Stage] = (),
        stage_id: int = 0,
    ) -> None:
        super().__init__(_("New deal"), _("New deal"), _("Add deal"), parent)
        self._actions, self._currency = actions, currency
        self.saved_id = 0
        # Of namesakes the company that is meant: its id and name.
        self.meant: tuple[int, str] = (0, "")
        self.setMinimumWidth(460)
        tokens = theme.current()
        form = QFormLayout()
        form.setHorizontalSpacing(tokens.space_4)
        form.setVerticalSpacing(tokens.space_2)
        self.body.addLayout(form)
        self.title = QLineEdit()
        self.title.setMaxLength(_LONGEST_NAME)
        self.company = QLineEdit()
        self.company.setMaxLength(_LONGEST_NAME)
        self.company.setPlaceholderText(_("Name of a company, known or new"))
        self._complete()
        self.amount = self._money()
        self.monthly = self._money()
        self.owner = self._owners()
        self.stage = QComboBox()
        for stage in stages:
            self.stage.addItem(words.one_line(stage.name), stage.stage_id)
        self.stage.setCurrentIndex(max(0, self.stage.findData(stage_id)))
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(72)
        for name, field in (
            (_("Deal title"), self.title),
            (_("Company"), self.company),
            (_("Amount"), self.amount),
            (_("Monthly amount"), self.monthly),
            (_("Owner"), self.owner),
            (_("Stage"), self.stage),
            (_("Note"), self.note),
        ):
            if field is not self.stage or stages:
                form.addRow(texts.field_label(name, field), field)
        self.title.textChanged.connect(self._check)
        self._check()
        self.title.setFocus()

    def _money(self) -> QLineEdit:
        field = QLineEdit()
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        field.setPlaceholderText(_("unknown"))
        field.setMaxLength(40)
        return field

    def _owners(self) -> QComboBox:
        from revops_desktop.analytics import deal_form

        box = QComboBox()
        box.addItem(_("Nobody"), None)
        chosen = self._actions.workspace.member_id
        for owner in self._actions.ask(deal_form.owners, also=chosen):
            box.addItem(words.one_line(owner.name), owner.member_id)
        box.setCurrentIndex(max(0, box.findData(chosen)))
        return box

    def _complete(self) -> None:
        """Proposes companies while one types; composing text (IME) fires nothing."""
        self._names = QStringListModel(self)
        self._completer = completer = QCompleter(self._names, self)
        # The proposals are the answer already; nothing is to be filtered away again.
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.company.setCompleter(completer)
        self.company.textEdited.connect(self._ask_companies)

    def _ask_companies(self, text: str) -> None:
        from revops_desktop.analytics import deal_form

        self._actions.ask_later("deal.companies", deal_form.companies, self._propose, text=text)

    def _propose(self, names: Sequence[str]) -> None:
        self._names.setStringList(list(names))
        if names and self.company.hasFocus() and list(names) != [self.company.text()]:
            self._completer.complete()
        else:
            popup = self._completer.popup()
            if popup is not None:
                popup.hide()

    def _check(self) -> None:
        self.confirm.setEnabled(bool(self.title.text().strip()))

    def accept(self) -> None:
        """Writes the deal; what is wrong is said and the dialog stays."""
        if not self.confirm.isEnabled():
            return
        try:
            entered: dict[str, Any] = {
                "title": self.title.text(),
                "amount": parse_amount(self.amount.text(), self._currency),
                "monthly_amount": parse_amount(self.monthly.text(), self._currency),
                "owner_id": self.owner.currentData(),
                "note": self.note.toPlainText().strip() or None,
            }
        except RuleBroken as problem:
            self._actions.show_problem(problem)
            return
        if self._write(entered):
            super().accept()

    def _write(self, entered: dict[str, Any]) -> bool:
        from revops_desktop.operations import deals

        company = self.company.text().strip()
        if self.meant[0] and company == self.meant[1].strip():
            entered, company = {**entered, "company_id": self.meant[0]}, ""
        done = self._actions.do(
            deals.create, stage_id=self.stage.currentData(), company=company, **entered
        )
        self.saved_id = int(done.value) if done is not None else 0
        return done is not None
