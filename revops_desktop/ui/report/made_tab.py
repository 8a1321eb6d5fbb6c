"""The reports that were made: seen again, saved again, forgotten; what is known newer by now."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelectionModel, QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from revops_desktop.i18n import _, ngettext
from revops_desktop.ui import texts, theme
from revops_desktop.ui.report.keeping import Keeping
from revops_desktop.ui.report.made_list import MadeList, NewerList
from revops_desktop.ui.report.newer import Comparison, comparing
from revops_desktop.ui.report.pictures import Drawn, drawn
from revops_desktop.ui.report.saved_line import SavedLine
from revops_desktop.ui.report.view import ReportView
from revops_desktop.ui.tables.text_list import ListTable, export

if TYPE_CHECKING:
    from revops_desktop.analytics.kept_reports import KeptReport
    from revops_desktop.reports.part import Printed
    from revops_desktop.ui.actions import Actions


class MadeTable(ListTable):
    """The list of made reports; Delete forgets the chosen ones."""

    def __init__(self, model: MadeList, forget: Callable[[], None]) -> None:
        super().__init__(model, _("Made reports"))
        self._forget = forget
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.sortByColumn(0, Qt.SortOrder.DescendingOrder)
        self.share_width(MadeList.widths, 110)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self._forget()
            return
        super().keyPressEvent(event)


class MadeTab(QWidget):
    """The list at the left, the chosen report at the right, as it was made."""

    def __init__(
        self,
        actions: "Actions",
        is_read_only: Callable[[], bool],
        figures_of: "Callable[[KeptReport], tuple[Printed, ...] | None]",
        parent: QWidget | None = None,
    ) -> None:
        """`figures_of`: what a report would print today, where that is known already."""
        super().__init__(parent)
        self._actions, self._is_read_only = actions, is_read_only
        self._figures_of = figures_of
        self._currency = ""
        self._shown: KeptReport | None = None
        self._pdf: bytes | None = None
        self._drawn: Drawn | None = None
        # What was compared since the last write, and what is being compared.
        self._compared: dict[int, Any] = {}
        self._comparison: Comparison | None = None

    def build(self) -> Iterator[None]:
        """Builds what it is made of; a turn ends at each `yield`."""
        tokens = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.space_2, 0, 0)
        column.setSpacing(tokens.space_2)
        self.saved_line = SavedLine()
        self.keeping = Keeping(self, self._actions, self.saved_line, self._is_read_only)
        column.addWidget(self.saved_line)
        across = QHBoxLayout()
        across.setSpacing(tokens.space_4)
        column.addLayout(across, 1)
        left = QVBoxLayout()
        across.addLayout(left, 1)
        self._build_left(left)
        yield
        self.view = ReportView(self)
        self.view.preview.size_wanted.connect(self._redraw)
        across.addWidget(self.view, 1)
        self._show_nothing()

    def _build_left(self, column: QVBoxLayout) -> None:
        column.setSpacing(theme.current().space_2)
        self.model = MadeList(self)
        self.table = MadeTable(self.model, self.forget)
        self.table.selectionModel().selectionChanged.connect(lambda *_which: self._on_chosen())
        column.addWidget(self._buttons())
        column.addWidget(self.table, 3)
        self.heading = texts.heading(_("What became known since"))
        self.newer_words = texts.paragraph("", "muted")
        self.newer_model = NewerList(self)
        self.newer = ListTable(self.newer_model, _("Figures that would differ today"))
        self.newer.share_width(NewerList.widths, 160)
        self.newer.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        for widget, stretch in ((self.heading, 0), (self.newer_words, 0), (self.newer, 2)):
            column.addWidget(widget, stretch)

    def _buttons(self) -> QWidget:
        row_widget = QWidget()
        row = QHBoxLayout(row_widget)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().space_2)
        self.save_button = texts.button(_("Save again…"))
        self.print_button = texts.button(_("Print…"))
        self.forget_button = texts.button(_("Forget"), "danger")
        texts.set_tool_tip(
            self.forget_button,
            _("Takes the report out of the file, with its actions (Delete). This can be undone."),
        )
        self.export_button = texts.button(_("Export…"), "quiet")
        for button, do in (
            (self.save_button, self.save),
            (self.print_button, self.print_),
            (self.forget_button, self.forget),
            (self.export_button, self._export),
        ):
            button.setProperty("command", True)
            button.clicked.connect(lambda _on=False, do=do: do())
            row.addWidget(button)
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search in this list"))
        self.search.setAccessibleName(_("Search in this list"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda text: self.table.found.search(text))
        row.addWidget(self.search, 1)
        return row_widget

    # The list

    def show_kept(self, kept: "Sequence[KeptReport]", zone: str, currency: str) -> None:
        """Shows the reports; the chosen one stays chosen."""
        self._currency = currency
        chosen = {one.report_id for one in self._chosen()}
        with QSignalBlocker(self.table.selectionModel()):
            self.model.show(kept, zone)
            self._choose(chosen)
        self._choose_any()
        self._on_chosen()

    def _choose_any(self) -> None:
        """The newest report, where none is chosen: whoever comes here wants to see one."""
        shown = self.table.shown()
        if shown and not self._chosen() and self.isVisible():
            self._choose({shown[0].report_id})

    def show_report(self, report_id: int) -> None:
        """Brings a report to the front."""
        self.table.clearSelection()
        self._choose({report_id})

    def _choose(self, report_ids: set[int]) -> None:
        mode = QItemSelectionModel.SelectionFlag
        for place, one in enumerate(self.table.shown()):
            if one.report_id in report_ids:
                index = self.table.found.index(place, 0)
                self.table.selectionModel().setCurrentIndex(index, mode.Select | mode.Rows)

    def _chosen(self) -> "list[KeptReport]":
        rows = self.table.selectionModel().selectedRows() if hasattr(self, "table") else []
        return [self.table.row(index) for index in rows]

    def _on_chosen(self) -> None:
        chosen = self._chosen()
        self.forget_button.setEnabled(bool(chosen))
        self.export_button.setEnabled(bool(self.model.rows))
        if len(chosen) != 1:
            self._show_nothing()
        elif self._shown is None or self._shown.report_id != chosen[0].report_id:
            self._show(chosen[0])
        else:
            self._shown = chosen[0]
            self._compare()

    def _show_nothing(self) -> None:
        self._shown = None
        self._stop()
        self._take_pdf(None, None)
        words = _("Choose a report to see it as it was made.")
        if not self.model.rows:
            words = _(
                "No report was made yet. Each one that is saved or printed is kept here, "
                "with its figures and its actions."
            )
        self.view.show_words(words)
        for widget in (self.heading, self.newer_words, self.newer):
            widget.hide()

    # The report

    def _show(self, report: "KeptReport") -> None:
        from revops_desktop.analytics.kept_reports import kept_pdf

        self._shown = report
        self._take_pdf(None, None)
        self.saved_line.hide()
        number, workspace = report.report_id, self._actions.workspace
        width, ratio = self.view.preview.page_width(), self.devicePixelRatioF()

        def work() -> tuple[int, bytes | None, Drawn | None]:
            pdf = workspace.ask(kept_pdf, report_id=number)
            return number, pdf, None if pdf is None else drawn(pdf, width, ratio)

        self._actions.later(work, self._show_pdf)
        self._compare()

    def _show_pdf(self, found: tuple[int, bytes | None, Drawn | None]) -> None:
        number, pdf, pages = found
        if self._shown is None or self._shown.report_id != number:
            return
        self._take_pdf(pdf, pages)
        if pages is not None:
            self.view.show_drawn(pages)
        elif self._shown.file == "erased":
            self.view.show_words(
                _(
                    "The pages of this report were taken out of the file, because they named "
                    "somebody whose data were erased. Its figures are kept."
                )
            )
        else:
            self.view.show_words(
                _("Only the figures and the actions of this report were kept, not its pages.")
            )

    def _take_pdf(self, pdf: bytes | None, pages: Drawn | None) -> None:
        self._pdf, self._drawn = pdf, pages
        self.save_button.setEnabled(pdf is not None)
        self.print_button.setEnabled(pdf is not None)

    def _redraw(self, width: int) -> None:
        pdf, ratio = self._pdf, self.devicePixelRatioF()
        if pdf is not None:
            self._actions.later(lambda: (pdf, drawn(pdf, width, ratio)), self._show_redrawn)

    def _show_redrawn(self, anew: tuple[bytes, Drawn]) -> None:
        if anew[0] is self._pdf:
            self._drawn = anew[1]
            self.view.show_drawn(anew[1])

    # What is known newer

    def outdate(self) -> None:
        """Something was written: what was compared before may be otherwise now."""
        self._compared.clear()
        self._stop()
        self._compare()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._choose_any()
        self._compare()

    def _stop(self) -> None:
        if self._comparison is not None:
            self._comparison.stop()
            self._comparison = None

    def _compare(self) -> None:
        """Asks in the background which figures would be others today."""
        report = self._shown
        if report is None or not self.isVisible():
            return
        if report.report_id in self._compared:
            self._show_newer(report, self._compared[report.report_id])
            return
        if self._comparison is not None and self._comparison.report_id == report.report_id:
            return
        self._stop()
        words = ""
        if report.pipeline_id is None:
            words = _("Its pipeline is no longer in the file; its figures cannot be asked again.")
        elif report.was_running:
            words = _(
                "The report was made before its month had ended, so it cannot be compared with "
                "what is known now. Make the report of the month anew."
            )
        self._tell_newer(words or _("Comparing with what is known now …"))
        if words:
            return
        self._comparison = Comparison(report.report_id)
        known = self._figures_of(report)
        at = self._actions.now()
        work = comparing(self._actions.workspace, report, at, self._comparison, known)
        self._actions.later(work, self._show_compared)

    def _show_compared(self, outcome: tuple[Comparison, Any]) -> None:
        comparison, newer = outcome
        if comparison is not self._comparison:
            return
        self._comparison = None
        self._compared[comparison.report_id] = newer
        if self._shown is not None and self._shown.report_id == comparison.report_id:
            self._show_newer(self._shown, newer)

    def _show_newer(self, report: "KeptReport", newer: Any) -> None:
        if isinstance(newer, str):
            self._tell_newer(newer)
            return
        if not newer:
            self._tell_newer(_("Nothing: today the report would have the same figures."))
            return
        self._tell_newer(
            ngettext(
                "{count} figure of the report would be another one today, because something of "
                "that time was entered or put right since. The report stays as it was made.",
                "{count} figures of the report would be others today, because something of that "
                "time was entered or put right since. The report stays as it was made.",
                len(newer),
            ).format(count=len(newer))
        )
        self.newer_model.show(newer, self._currency)
        self.newer.show()

    def _tell_newer(self, words: str) -> None:
        self.newer_words.setText(words)
        self.heading.show()
        self.newer_words.show()
        self.newer.hide()

    # What can be done

    def _name(self, report: "KeptReport") -> str:
        from revops_desktop.analytics.settings import settings
        from revops_desktop.reports.saved import file_name

        about = self._actions.ask(settings)
        return file_name(about.name, report.month, report.language)

    def save(self) -> None:
        """Writes the kept file once more where the person says."""
        if self._shown is not None and self._pdf is not None:
            self.keeping.save(self._name(self._shown), self._pdf, lambda: "")

    def print_(self) -> None:
        """Prints the kept file."""
        report, pdf, pages = self._shown, self._pdf, self._drawn
        if report is not None and pdf is not None and pages is not None:
            name = self._name(report)
            self.keeping.print_(name, pdf, report.paper, len(pages.pages), lambda: "")

    def forget(self) -> None:
        """Takes the chosen reports out of the file; this can be undone."""
        from revops_desktop.operations import reports

        chosen = [one.report_id for one in self._chosen()]
        if chosen:
            self._actions.do(reports.forget, report_ids=chosen)

    def _export(self) -> None:
        export(self, self._actions, _("Made reports"), self.table)
