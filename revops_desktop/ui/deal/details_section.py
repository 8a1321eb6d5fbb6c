"""The deal's own fields, each edited where it stands, and the owner's fields below them."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QGridLayout, QLineEdit, QWidget

from revops_desktop.i18n import _
from revops_desktop.rules.deal_fields import DEAL_KIND_LABELS
from revops_desktop.ui import texts, theme
from revops_desktop.ui.deal.section import Section, quiet, show_value
from revops_desktop.ui.deal.tags_row import TagsRow
from revops_desktop.ui.fields.editors import custom_editor, editor
from revops_desktop.ui.fields.one_value import ChoiceEditor, FieldEditor, LineEditor
from revops_desktop.ui.fields.percent import read_percent, write_percent

if TYPE_CHECKING:
    from revops_desktop.analytics.custom_fields import CustomField
    from revops_desktop.analytics.deal_panel import DealSheet
    from revops_desktop.ui.deal.desk import Desk

LABEL_WIDTH = 124
_LONGEST_NAME = 200


class DetailsSection(Section):
    """Company, contact, money, date, owner, kind, source, and custom fields."""

    def __init__(self, desk: "Desk", parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Details"), parent)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(theme.current().space_2)
        self.grid.setVerticalSpacing(2)
        self.grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        self.grid.setColumnStretch(1, 1)
        self.rows.addLayout(self.grid)
        self.editors: dict[str, FieldEditor] = {}
        self._custom: tuple[CustomField, ...] = ()
        self.custom_editors: dict[int, FieldEditor] = {}
        self._custom_widgets: list[QWidget] = []
        self._make_fields()

    def _make_fields(self) -> None:
        desk, currency = self.desk, self.desk.sheet.currency
        company = CompanyEditor(desk)
        company.committed.connect(self._write_company)
        self._add("company", _("Company"), company)
        self._add("contact_id", _("Contact"), ChoiceEditor(_("Contact"), ()))
        for field, name in (("amount", _("Amount")), ("monthly_amount", _("Monthly amount"))):
            made = editor("money", name, currency=currency)
            assert isinstance(made, LineEditor)
            made.line.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            made.line.setPlaceholderText(_("unknown"))
            self._add(field, name, made)
        close = editor("date", _("Expected close"), today=desk.today)
        self._add("expected_close", _("Expected close"), close)
        chance = LineEditor(_("Probability"), read_percent, write_percent)
        self._add("probability_basis_points", _("Probability"), chance)
        self._add("owner_id", _("Owner"), ChoiceEditor(_("Owner"), ()))
        kinds = tuple((kind, _(label)) for kind, label in DEAL_KIND_LABELS.items())
        self._add("kind", _("Kind"), ChoiceEditor(_("Kind"), kinds, required=True))
        for field, name in (("source", _("Source")), ("campaign", _("Campaign"))):
            word = editor("text", name)
            assert isinstance(word, LineEditor)
            KnownWords(desk, field, word)
            self._add(field, name, word)
        self.tags = TagsRow(desk)
        label = texts.field_label(_("Tags"), self.tags.new)
        label.setFixedHeight(theme.current().control_height)
        self.grid.addWidget(label, len(self.editors), 0, Qt.AlignmentFlag.AlignTop)
        self.grid.addWidget(self.tags, len(self.editors), 1)

    def _add(self, field: str, name: str, made: FieldEditor) -> None:
        self.editors[field] = quiet(made)
        if field != "company":
            made.committed.connect(lambda value: self._write(field, value))
        self._place(name, made, len(self.editors) - 1)

    def _place(self, name: str, made: FieldEditor, row: int) -> tuple[QWidget, QWidget]:
        label = texts.field_label(name, made.field)
        # Its line stands on that of the field, also where a sentence follows below.
        label.setFixedHeight(theme.current().control_height)
        label.setWordWrap(True)
        self.grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        self.grid.addWidget(made, row, 1)
        return label, made

    def _write(self, field: str, value: Any) -> None:
        self.desk.edit(**{field: value})

    def _write_company(self, name: str | None) -> None:
        from revops_desktop.operations import deals

        self.desk.do(deals.edit, deal_id=self.desk.deal_id, fields={}, company=name or "")

    def show_sheet(self, sheet: "DealSheet") -> None:
        fields = sheet.fields
        show_value(self.editors["company"], sheet.company.name if sheet.company else None)
        for field, choices in (
            ("contact_id", [(one.contact_id, one.name) for one in sheet.people]),
            ("owner_id", [(one.member_id, one.name) for one in sheet.owners]),
        ):
            box = self.editors[field]
            assert isinstance(box, ChoiceEditor)
            box.set_choices([(number, _one_line(name)) for number, name in choices])
        for field, made in self.editors.items():
            if field != "company":
                show_value(made, getattr(fields, field))
        for field in ("company", "source", "campaign"):
            _tell_whole(self.editors[field].field)
        self._show_probability(sheet)
        self._show_summed(sheet)
        self.tags.show_tags(sheet.tags)
        self._show_custom(sheet)

    def _show_probability(self, sheet: "DealSheet") -> None:
        chance = self.editors["probability_basis_points"]
        assert isinstance(chance, LineEditor)
        own = sheet.place.probability_basis_points if sheet.place else 0
        chance.line.setPlaceholderText(
            _("{percent} (the stage's)").format(percent=write_percent(own))
        )

    def _show_summed(self, sheet: "DealSheet") -> None:
        """An amount that is the sum of the lines is read here and changed there."""
        for field, billing in (("amount", "one_off"), ("monthly_amount", "monthly")):
            made = self.editors[field]
            assert isinstance(made, LineEditor)
            summed = any(line.billing == billing for line in sheet.lines)
            made.line.setReadOnly(summed)
            texts.set_tool_tip(made.line, _("The sum of the products below") if summed else "")

    def _show_custom(self, sheet: "DealSheet") -> None:
        if sheet.custom_fields != self._custom:
            self._custom = sheet.custom_fields
            for widget in self._custom_widgets:
                widget.hide()
                widget.deleteLater()
            self._custom_widgets, self.custom_editors = [], {}
            for number, field in enumerate(sheet.custom_fields, len(self.editors) + 1):
                self._add_custom(field, number)
        for field_id, made in self.custom_editors.items():
            show_value(made, sheet.custom_values.get(field_id))

    def _add_custom(self, field: "CustomField", row: int) -> None:
        from revops_desktop.operations import custom_fields

        made = custom_editor(field, currency=self.desk.sheet.currency, today=self.desk.today)
        made.committed.connect(
            lambda value: self.desk.do(
                custom_fields.set_value,
                field_id=field.id,
                record_id=self.desk.deal_id,
                value=value,
            )
        )
        if isinstance(made, LineEditor):
            made.line.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.custom_editors[field.id] = quiet(made)
        label, widget = self._place(field.name, made, row)
        if field.function:
            texts.set_tool_tip(label, _("Filled in by {function}").format(function=field.function))
        self._custom_widgets += [label, widget]


class CompanyEditor(LineEditor):
    """The name of a company, known or new; known ones are proposed while one types."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(
            _("Company"),
            lambda text: text.strip() or None,
            lambda name: name or "",
            hint=_("Name of a company, known or new"),
        )
        self._desk = desk
        self.line.setMaxLength(_LONGEST_NAME)
        self._names = QStringListModel(self)
        self._proposals = completer = QCompleter(self._names, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.line.setCompleter(completer)
        self.line.textEdited.connect(self._ask)

    def _ask(self, text: str) -> None:
        from revops_desktop.analytics import deal_form

        self._desk.actions.ask_later(
            "panel.companies", deal_form.companies, self._propose, text=text
        )

    def _propose(self, names: tuple[str, ...]) -> None:
        self._names.setStringList(list(names))
        popup = self._proposals.popup()
        if names and self.line.hasFocus() and list(names) != [self.line.text()]:
            self._proposals.complete()
        elif popup is not None:
            popup.hide()


class KnownWords:
    """Proposes what other deals have in a field; asked when somebody first types there."""

    def __init__(self, desk: "Desk", field: str, made: LineEditor) -> None:
        self._desk, self._field, self._line = desk, field, made.line
        self._is_asked = False
        self._words = QStringListModel(made)
        completer = QCompleter(self._words, made)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        made.line.setCompleter(completer)
        made.line.textEdited.connect(self._ask)

    def _ask(self, _text: str) -> None:
        if self._is_asked:
            return
        self._is_asked = True
        from revops_desktop.analytics import deal_panel

        words = self._desk.actions.ask(deal_panel.known_words, field=self._field)
        self._words.setStringList(list(words))


def _tell_whole(field: QWidget) -> None:
    """The whole text as a tool tip where the line is too short for it."""
    if isinstance(field, QLineEdit):
        is_cut = field.fontMetrics().horizontalAdvance(field.text()) > field.width() - 20
        texts.set_tool_tip(field, field.text() if is_cut else "")


def _one_line(text: str) -> str:
    return " ".join(text[:200].split())
