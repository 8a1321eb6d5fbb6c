"""Export: companies and deals as CSV files that spreadsheets open and the program reads again."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QSizePolicy, QWidget

from revops_desktop.i18n import _, ngettext
from revops_desktop.i18n import count as shown_count
from revops_desktop.ui import icons, texts
from revops_desktop.ui.page import Panel

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions, Progress

_SUFFIX = ".csv"


class ExportPanel(Panel):
    """Two buttons, and where the last file went."""

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(_("Export"), parent)
        self._actions = actions
        self._folder = Path(
            QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        )
        about = _(
            "CSV files (UTF-8) for Excel and other programs. Text that a spreadsheet would run as "
            "a formula gets an apostrophe before it, and loses it when it is imported here."
        )
        self.about = texts.paragraph(about, "muted")
        _narrow(self.about)
        self.layout_.addWidget(self.about)
        self.companies = texts.button(_("Companies as CSV…"))
        self.deals = texts.button(_("Deals as CSV…"))
        for button, export in (
            (self.companies, self.export_companies),
            (self.deals, self.export_deals),
        ):
            button.setIcon(icons.icon("file-up"))
            button.clicked.connect(export)
            self.layout_.addWidget(button)
        self.words = texts.paragraph("", "good")
        _narrow(self.words)
        self.words.hide()
        self.layout_.addWidget(self.words)
        self.layout_.addStretch(1)
        actions.running_changed.connect(self._show_busy)

    def export_companies(self) -> None:
        """Asks where and writes all companies there."""
        path = self._asked(_("Companies"))
        if path is None:
            return
        workspace = self._actions.workspace

        def work(progress: "Progress") -> int:
            from revops_desktop.exchange.out.companies import export_companies

            return export_companies(
                workspace,  # type: ignore[arg-type]  # the window knows it by a Protocol
                path,
                progress=progress,
            )

        self._run(path, work)

    def export_deals(self) -> None:
        """Asks where and writes all deals of the shown pipeline there."""
        path = self._asked(_("Deals"))
        if path is None:
            return
        workspace, pipeline_id = self._actions.workspace, self._actions.pipeline_id

        def work(progress: "Progress") -> int:
            from revops_desktop.analytics.lookup import pipelines
            from revops_desktop.exchange.out.deals import export_deals

            return export_deals(
                workspace,  # type: ignore[arg-type]  # the window knows it by a Protocol
                path,
                pipeline_id=pipeline_id or workspace.ask(pipelines)[0].id,
                progress=progress,
            )

        self._run(path, work)

    def _asked(self, name: str) -> Path | None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("Export"), str(self._folder / f"{name}{_SUFFIX}"), _("CSV files") + " (*.csv)"
        )
        if not chosen:
            return None
        path = Path(chosen)
        if path.suffix.lower() != _SUFFIX:
            path = path.with_name(path.name + _SUFFIX)
        self._folder = path.parent
        return path

    def _run(self, path: Path, work: "Callable[[Progress], int]") -> None:
        self.words.hide()
        self._actions.run(
            _("Exporting"), work, lambda number: self._written(path, number), writes=False
        )

    def _written(self, path: Path, number: int) -> None:
        rows = ngettext("{number} row", "{number} rows", number).format(number=shown_count(number))
        self.words.setText(
            _("Written: {rows} in “{file}”, in {folder}.").format(
                rows=rows, file=path.name, folder=path.parent
            )
        )
        self.words.show()

    def _show_busy(self, running: object) -> None:
        for button in (self.companies, self.deals):
            button.setEnabled(running is None)


def _narrow(paragraph: QWidget) -> None:
    """In a narrow panel a paragraph is higher than its hint, which is made for a wide one."""
    policy = paragraph.sizePolicy()
    policy.setVerticalPolicy(QSizePolicy.Policy.Preferred)
    paragraph.setSizePolicy(policy)
