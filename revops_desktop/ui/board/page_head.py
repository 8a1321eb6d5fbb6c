"""The line at the top of the board: what stands on it, which pipeline, and how it is shown."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal

from revops_desktop.i18n import _
from revops_desktop.rules.board import Board
from revops_desktop.ui import icons, texts
from revops_desktop.ui.board import words
from revops_desktop.ui.page import PageHeader

if TYPE_CHECKING:
    from PySide6.QtWidgets import QComboBox, QPushButton, QWidget


class BoardHead(PageHeader):
    """Title and figures, then pipeline, section, view and “New deal”."""

    pipeline_wanted = Signal(int)
    section_clicked = Signal()
    view_wanted = Signal(QPoint)
    new_wanted = Signal()

    def __init__(self, title: str, parent: "QWidget | None" = None) -> None:
        super().__init__(title, parent)
        self.section = self._button(_("My section"), "users", self.section_clicked.emit)
        self.section.setCheckable(True)
        self.view = self._button(_("View"), "sliders-horizontal", self._open_view)
        texts.set_tool_tip(self.view, _("Fields and density of the cards, their order, columns"))
        self.new_button = texts.button(_("New deal"), "primary")
        self.new_button.setIcon(icons.icon("plus", "on_accent"))
        texts.set_tool_tip(self.new_button, _("Adds a deal to this pipeline (Ctrl+N)"))
        self.new_button.clicked.connect(self.new_wanted)
        self.add(self.section, self.view, self.new_button)
        self.show_section("")

    def _button(self, text: str, icon: str, do: object) -> "QPushButton":
        made = texts.button(text)
        made.setIcon(icons.icon(icon))
        made.clicked.connect(do)
        return made

    @cached_property
    def pipelines(self) -> "QComboBox":
        """Chooses the pipeline, where there are several."""
        from PySide6.QtWidgets import QComboBox

        box = QComboBox()
        box.setAccessibleName(_("Pipeline"))
        box.setMinimumWidth(160)
        box.currentIndexChanged.connect(self._choose_pipeline)
        self._row.insertWidget(self._row.indexOf(self.section), box)
        return box

    def show_pipelines(self, board: Board) -> None:
        """Offers the pipelines, where there are several."""
        if len(board.pipelines) < 2 and "pipelines" not in self.__dict__:
            return
        box = self.pipelines
        box.blockSignals(True)
        box.clear()
        for one in board.pipelines:
            box.addItem(words.one_line(one.name), one.pipeline_id)
        if board.pipeline is not None:
            box.setCurrentIndex(box.findData(board.pipeline.pipeline_id))
        box.blockSignals(False)
        box.setVisible(len(board.pipelines) > 1)

    def show_section(self, name: str) -> None:
        """Which section is shown alone; "" for all."""
        self.section.setChecked(bool(name))
        shown = _("Section: {name}").format(name=words.one_line(name)[:24]) if name else ""
        self.section.setText(texts.button_text(shown or _("My section")))
        self.section.setAccessibleName(shown or _("My section"))
        tip = (
            _("Shows the stages of all functions again")
            if name
            else _("Unfolds the stages of your function alone; the others are folded, and count")
        )
        texts.set_tool_tip(self.section, tip)

    def _choose_pipeline(self) -> None:
        chosen = self.pipelines.currentData()
        if chosen is not None:
            self.pipeline_wanted.emit(chosen)

    def _open_view(self) -> None:
        self.view_wanted.emit(self.view.mapToGlobal(QPoint(0, self.view.height())))

    def below_section(self) -> QPoint:
        """Where a menu of sections opens, on the screen."""
        return self.section.mapToGlobal(QPoint(0, self.section.height()))
