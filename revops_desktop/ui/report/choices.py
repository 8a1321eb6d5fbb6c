"""How the report is set: language, paper, parts, look; and what can be done with it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QWidget

from revops_desktop import i18n
from revops_desktop.i18n import _
from revops_desktop.ui import icons, places, texts, theme

if TYPE_CHECKING:
    from revops_desktop.analytics.kept_reports import ReportLook

PAPERS = (("a4", "A4"), ("letter", "Letter"))
ONE_PAGE = ("month",)


class ChoicesRow(QWidget):
    """`changed`: something was chosen · `paper_chosen`: a key of PAPERS."""

    changed = Signal()
    paper_chosen = Signal(str)
    parts_wanted = Signal()
    look_wanted = Signal()
    print_wanted = Signal()
    save_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().space_2)
        self.languages = places.language_box(i18n.language())
        self.languages.setAccessibleName(_("Language of the report"))
        self.languages.currentIndexChanged.connect(lambda _place: self.changed.emit())
        self.papers = QComboBox()
        self.papers.setAccessibleName(_("Paper"))
        for key, name in PAPERS:
            self.papers.addItem(name, key)
        self.papers.currentIndexChanged.connect(
            lambda _place: self.paper_chosen.emit(self.papers.currentData())
        )
        self.one_page = QCheckBox(texts.button_text(_("First page alone")))
        texts.set_tool_tip(self.one_page, _("The month on one page, and nothing else"))
        self.one_page.toggled.connect(self._on_one_page)
        self.parts_button = texts.button(_("Parts: all…"))
        self.parts_button.clicked.connect(lambda _on=False: self.parts_wanted.emit())
        self.look_button = texts.button(_("Logo and colour…"))
        self.look_button.clicked.connect(lambda _on=False: self.look_wanted.emit())
        self.print_button = texts.button(_("Print…"))
        self.print_button.setIcon(icons.icon("printer"))
        texts.set_tool_tip(self.print_button, _("Print the report (Ctrl+P)"))
        self.print_button.clicked.connect(lambda _on=False: self.print_wanted.emit())
        self.save_button = texts.button(_("Save…"), "primary")
        texts.set_tool_tip(self.save_button, _("Save the report as a PDF file (Ctrl+S)"))
        self.save_button.clicked.connect(lambda _on=False: self.save_wanted.emit())
        left = (self.languages, self.papers, self.parts_button, self.one_page, self.look_button)
        for widget in left:
            row.addWidget(widget)
        row.addStretch(1)
        for button in (self.print_button, self.save_button):
            row.addWidget(button)
        for button in (self.parts_button, self.look_button, self.print_button, self.save_button):
            button.setProperty("command", True)
        self.set_ready(False)

    def _on_one_page(self, checked: bool) -> None:
        self.parts_button.setEnabled(not checked)
        self.changed.emit()

    def show_look(self, look: "ReportLook", language: str) -> None:
        """Shows what is set, and tells nobody."""
        blockers = [QSignalBlocker(box) for box in (self.papers, self.languages)]
        self.papers.setCurrentIndex(max(0, self.papers.findData(look.paper)))
        self.languages.setCurrentIndex(max(0, self.languages.findData(language)))
        del blockers
        words = _("Parts: all…")
        if look.parts:
            words = _("Parts: {count}…").format(count=i18n.count(len(look.parts)))
        self.parts_button.setText(texts.button_text(words))
        self.parts_button.setAccessibleName(words)

    def set_ready(self, is_ready: bool) -> None:
        """Whether there is a report to save and to print."""
        self.save_button.setEnabled(is_ready)
        self.print_button.setEnabled(is_ready)
