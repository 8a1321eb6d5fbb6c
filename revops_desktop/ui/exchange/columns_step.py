"""Step 3: which column is which field; all of them at the left, one at a time at the right."""

from typing import ClassVar

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QHeaderView, QWidget

from revops_desktop.i18n import _, count, ngettext
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.exchange import column_view
from revops_desktop.ui.exchange.choice_box import ChoiceBox
from revops_desktop.ui.exchange.column_view import DATE_ORDERS, ColumnRow
from revops_desktop.ui.exchange.draft import Step
from revops_desktop.ui.exchange.list_step import ListStep
from revops_desktop.ui.exchange.questions_box import QuestionsBox
from revops_desktop.ui.exchange.tables import shown_text
from revops_desktop.ui.exchange.work import Work

_EXAMPLES = 5


class ColumnsStep(ListStep):
    """The chosen column says what it holds, and may be brought in as something else."""

    step: ClassVar[Step] = "columns"

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        headings = (_("Column"), _("Brought in as"), _("First cells"))
        super().__init__(work, _("Columns of the file"), headings, parent)
        self.rows: tuple[ColumnRow, ...] = ()
        self.questions = QuestionsBox(work, "columns")
        self.questions.gone_on.connect(self.answered)
        self.layout_.addWidget(self.questions)
        self._make_details()
        self.layout_.addWidget(self.body, 1)

    def _make_details(self) -> None:
        self.name = texts.paragraph("", "heading")
        self.holds = texts.paragraph("", "muted")
        self.choice.activated.connect(self._target_chosen)
        self.order = ChoiceBox()
        self.order.setPlaceholderText(_("Please choose"))
        for value, label in DATE_ORDERS.items():
            self.order.addItem(_(label), value)
        self.order.activated.connect(self._order_chosen)
        self.order_label = texts.field_label(_("Its days are written"), self.order)
        self.make = texts.button(_("Make a field of it"))
        self.make.setIcon(icons.icon("plus"))
        self.make.clicked.connect(self._make_field)
        self.examples = texts.paragraph("", "muted")
        for widget in (
            *(self.name, self.holds, texts.field_label(_("Brought in as"), self.choice)),
            *(self.choice, self.order_label, self.order, self.make, self.examples),
        ):
            self.details_.addWidget(widget)
        self.details_.addStretch(1)

    @property
    def row(self) -> ColumnRow | None:
        """The column that is shown at the right."""
        place = self.table.currentRow()
        return self.rows[place] if 0 <= place < len(self.rows) else None

    def show_draft(self) -> None:
        draft = self.work.draft
        self.files.show_files(draft)
        path = self.files.path
        self.questions.show_draft()
        self.first_control = self.questions.first_control
        if path is None or draft.guessed is None:
            return
        self.rows = column_view.columns_of(draft, path)
        self._fill()
        self.show_chosen()
        self.say(_("Which column is what?"), self._words())

    def _words(self) -> str:
        assert self.files.path is not None
        left = len(column_view.unused(self.work.draft, self.files.path))
        if not left:
            return _("Every column that holds something is brought in.")
        return ngettext(
            "{number} column that holds something is not brought in.",
            "{number} columns that hold something are not brought in.",
            left,
        ).format(number=count(left))

    def _fill(self) -> None:
        source = self.work.draft.source(self.files.path) if self.files.path else None
        cells = []
        for row in self.rows:
            labels = [column_view.field_label(source.kind, key) for key in row.fields if source]
            examples = " · ".join(shown_text(text) for text in row.look.examples[:3])
            cells.append((row.shown, _(", ").join(labels) or "–", examples))
        shown = [
            [item.text() if (item := self.table.item(place, column)) else "" for column in range(3)]
            for place in range(self.table.rowCount())
        ]
        if shown == [[shown_text(text) for text in line] for line in cells]:
            return
        place = self.table.currentRow()
        blocker = QSignalBlocker(self.table)
        self.table.show_rows(cells, frozenset())
        for number, row in enumerate(self.rows):
            self._tint(number, muted=not row.fields)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.table.fit()
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.table.setCurrentCell(max(0, min(place, len(self.rows) - 1)), 0)
        del blocker

    def _tint(self, place: int, *, muted: bool) -> None:
        for column in (1, 2) if muted else (2,):
            item = self.table.item(place, column)
            if item is not None:
                item.setForeground(theme.colour("text_muted"))

    def show_chosen(self) -> None:
        row, path = self.row, self.files.path
        source = self.work.draft.source(path) if path is not None else None
        self.details.setVisible(row is not None and source is not None)
        if row is None or path is None or source is None:
            return
        draft = self.work.draft
        self.name.setText(shown_text(row.shown))
        self.holds.setText(column_view.about(row.look))
        self.examples.setText("\n".join(shown_text(one) for one in row.look.examples[:_EXAMPLES]))
        blocker = QSignalBlocker(self.choice)
        self.choice.clear()
        self.choice.addItem(_("Not brought in"), "")
        for key, label in column_view.field_choices(draft, source.kind):
            self.choice.addItem(label, key)
        chosen = row.fields[0] if row.fields else ""
        if self.choice.findData(chosen) < 0:
            self.choice.addItem(column_view.field_label(source.kind, chosen), chosen)
        self.choice.setCurrentIndex(self.choice.findData(chosen))
        del blocker
        has_days = row.look.holds in ("day", "instant") or bool(row.look.date_order)
        for widget in (self.order_label, self.order):
            widget.setVisible(has_days and bool(row.fields))
        order = column_view.order_of_days(draft, path, row.name)
        self.order.setCurrentIndex(self.order.findData(order))
        new = column_view.new_field(row.look, source.kind)
        self.make.setVisible(
            not row.fields and new is not None and not column_view.known(draft.fields, row.name)
        )

    def _target_chosen(self, place: int) -> None:
        row, path = self.row, self.files.path
        key = self.choice.itemData(place)
        if row is None or path is None or key == (row.fields[0] if row.fields else ""):
            return
        self.work.take(column_view.brought_in_as(self.work.draft, path, row.name, key))

    def _order_chosen(self, place: int) -> None:
        row, path = self.row, self.files.path
        if row is not None and path is not None:
            order = self.order.itemData(place)
            self.work.take(column_view.days_read_as(self.work.draft, path, row.name, order))

    def _make_field(self) -> None:
        """One press, one step that can be undone: a field of one's own, called like the column."""
        from revops_desktop.operations import custom_fields

        row, path = self.row, self.files.path
        source = self.work.draft.source(path) if path is not None else None
        if row is None or path is None or source is None:
            return
        new = column_view.new_field(row.look, source.kind)
        if new is None:
            return
        subject, kind = new
        done = self.work.actions.do(custom_fields.define, subject=subject, name=row.name, kind=kind)
        if done is not None:
            key = column_view.CUSTOM + row.name
            self.work.take(column_view.brought_in_as(self.work.draft, path, row.name, key))
            self.work.understand_again()
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
