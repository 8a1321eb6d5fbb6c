"""A report as it is seen: its pages, on which one is, and how large they are."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.deal.section import icon_button
from revops_desktop.ui.report.pictures import Drawn
from revops_desktop.ui.report.preview import Preview


class ReportView(QWidget):
    """The preview under a line that says which page it is; `page_seen` as the preview's."""

    page_seen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tokens = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.space_1)
        self.preview = Preview()
        self.number = texts.label("", "muted")
        self.row = QHBoxLayout()
        self.row.setSpacing(tokens.space_1)
        self.row.addWidget(self.number)
        self.row.addStretch(1)
        self._buttons = []
        for icon_name, what, do in (
            ("arrow-up", _("The page before (Ctrl+Page up)"), lambda: self._turn(-1)),
            ("arrow-down", _("The next page (Ctrl+Page down)"), lambda: self._turn(1)),
            ("zoom-out", _("Smaller (Ctrl+−)"), lambda: self.preview.zoom(-1)),
            ("zoom-in", _("Larger (Ctrl++)"), lambda: self.preview.zoom(1)),
            ("move-horizontal", _("As wide as there is room (W)"), self.preview.fit_width),
        ):
            made = icon_button(icon_name, what)
            made.setIconSize(QSize(16, 16))
            made.clicked.connect(lambda _checked=False, do=do: do())
            self._buttons.append(made)
            self.row.addWidget(made)
        column.addLayout(self.row)
        column.addWidget(self.preview, 1)
        self.preview.page_seen.connect(self._show_number)
        self._show_number()

    def show_drawn(self, drawn: Drawn) -> None:
        """The pages of a report."""
        self.preview.show_pictures(drawn.pages, drawn.width)
        self._show_number()

    def show_words(self, text: str) -> None:
        """A sentence instead of pages."""
        self.preview.show_words(text)
        self._show_number()

    def _turn(self, step: int) -> None:
        self.preview.go_to(self.preview.page + step)

    def _show_number(self) -> None:
        pages, page = len(self.preview.views), self.preview.page
        text = _("Page {page} of {pages}").format(page=page + 1, pages=pages)
        self.number.setText(text if pages else "")
        for button in self._buttons:
            button.setEnabled(pages > 0)
        if pages:
            self._buttons[0].setEnabled(page > 0)
            self._buttons[1].setEnabled(page < pages - 1)
            self.page_seen.emit(page)
