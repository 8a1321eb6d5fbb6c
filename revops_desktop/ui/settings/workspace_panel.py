"""The workspace's own settings. Each is written as it is chosen, and can be undone."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QComboBox, QFormLayout, QLayout, QLineEdit, QWidget

from revops_desktop.i18n import N_, _
from revops_desktop.ui import places, texts, theme
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.page import Panel

if TYPE_CHECKING:
    from revops_desktop.analytics.settings import Settings

MONTHS = (
    *(N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June")),
    *(N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December")),
)


LABEL_WIDTH = 140


class WorkspacePanel(Panel):
    """Name, language, place and time, fiscal year, tax; the currency is shown."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(_("This workspace"), parent)
        self._actions = actions
        self._shown: Settings | None = None
        self.name = QLineEdit()
        self.name.setMaxLength(100)
        self.currency = texts.label("")
        self.language = places.language_box("en")
        self.country = places.country_box("JP")
        self.zone = places.zone_box("UTC")
        self.fiscal = _month_box()
        self.tax = QComboBox()
        self.tax.addItem(_("Without consumption tax"), False)
        self.tax.addItem(_("With consumption tax"), True)
        form = settings_form()
        for text, field in (
            (_("Name"), self.name),
            (_("Currency"), self.currency),
            (_("Language of reports"), self.language),
            (_("Country"), self.country),
            (_("Time zone"), self.zone),
            (_("Fiscal year begins in"), self.fiscal),
            (_("Amounts are"), self.tax),
        ):
            add_row(form, text, field)
        self.layout_.addLayout(form)
        self._listen()

    def _listen(self) -> None:
        self.name.editingFinished.connect(lambda: self._change("name", self.name.text().strip()))
        self.zone.activated.connect(lambda _index: self._zone_typed())
        typed = self.zone.lineEdit()
        if typed is not None:
            typed.editingFinished.connect(self._zone_typed)
        for field, box in (
            ("language", self.language),
            ("country", self.country),
            ("fiscal_year_start_month", self.fiscal),
            ("amounts_include_tax", self.tax),
        ):
            box.activated.connect(
                lambda _index, field=field, box=box: self._change(field, box.currentData())
            )

    def _zone_typed(self) -> None:
        self._change("time_zone", self.zone.currentText().strip())

    def _change(self, field: str, value: Any) -> None:
        if self._shown is None or getattr(self._shown, field) == value:
            return
        from revops_desktop.operations import workspaces

        stored = int(value) if isinstance(value, bool) else value
        if self._actions.do(workspaces.change_settings, fields={field: stored}) is None:
            self.show_settings(self._shown)

    def show_settings(self, shown: "Settings") -> None:
        """Shows what the file says."""
        # Set first: filling a field in must not look like typing.
        self._shown = shown
        self.name.setText(shown.name)
        self.currency.setText(shown.currency)
        if self.country.findData(shown.country) < 0:
            self.country.addItem(shown.country, shown.country)
        self.zone.setCurrentText(shown.time_zone)
        for box, value in (
            (self.language, shown.language),
            (self.country, shown.country),
            (self.fiscal, shown.fiscal_year_start_month),
            (self.tax, shown.amounts_include_tax),
        ):
            box.setCurrentIndex(box.findData(value))


def _month_box() -> QComboBox:
    box = QComboBox()
    box.setMaxVisibleItems(12)
    for number, name in enumerate(MONTHS, 1):
        box.addItem(_(name), number)
    return box


def settings_form() -> QFormLayout:
    """A form whose labels line up with those of the other panels."""
    form = QFormLayout()
    form.setVerticalSpacing(theme.current().space_3)
    form.setHorizontalSpacing(theme.current().space_4)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


def add_row(form: QFormLayout, text: str, field: QWidget, shown: QLayout | None = None) -> None:
    """A labelled field, alone or in a layout; labels of all panels are equally wide."""
    label = texts.field_label(text, field)
    field.setAccessibleName(text)
    label.setMinimumWidth(LABEL_WIDTH)
    if shown is None:
        form.addRow(label, field)
    else:
        form.addRow(label, shown)
