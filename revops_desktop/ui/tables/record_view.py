"""The page of one record: its fields, edited where they stand, and what belongs to it."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from revops_desktop.i18n import _
from revops_desktop.rules.periods import local_day
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.deal.section import Elided, icon_button, quiet, show_value
from revops_desktop.ui.deal.story_view import StoryView
from revops_desktop.ui.deal.text_area import TextArea
from revops_desktop.ui.fields.one_value import FieldEditor, LineEditor
from revops_desktop.ui.page import page_layout
from revops_desktop.ui.tables import deal_columns
from revops_desktop.ui.tables.cell_editor import editor_value, make_editor, written_value
from revops_desktop.ui.tables.columns import ColumnSpec, Wording
from revops_desktop.ui.tables.listing import Listing
from revops_desktop.ui.tables.record_panel import RecordPanel

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions, ChangedLike
    from revops_desktop.ui.preferences import Preferences
    from revops_desktop.ui.tables.record_model import Row, Rows, Write

_LABEL_WIDTH = 120
_SIDE_WIDTH = 360
_NARROW_SIDE = 270
_WIDE = 820
_NARROW = 560


class RecordView(QWidget):
    """`left`: back to the list; `delete_asked`: this record is to go into the trash."""

    left = Signal()
    delete_asked = Signal(int)

    def __init__(
        self,
        actions: "Actions",
        words: Wording,
        preferences: "Preferences | None" = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.actions_, self.words, self.preferences = actions, words, preferences
        self.record_id = 0
        self.editors: dict[str, FieldEditor] = {}
        self._specs: dict[str, ColumnSpec] = {}
        self.panels: list[RecordPanel] = []
        self.story: StoryView | None = None
        tokens = theme.current()
        layout = page_layout(self)
        layout.addLayout(self._head())
        across = self._across = QHBoxLayout()
        across.setSpacing(tokens.space_4)
        across.addWidget(self._side())
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(_("What belongs to it"))
        self.tabs.tabBar().setAccessibleName(_("What belongs to it"))
        across.addWidget(self.tabs, 1)
        layout.addLayout(across, 1)
        back = QShortcut(QKeySequence("Alt+Left"), self)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(self.left)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.current().space_2)
        self.back = icon_button("arrow-left", _("Back to the list") + " (Alt+←)")
        self.back.clicked.connect(lambda: self.left.emit())
        row.addWidget(self.back)
        self.name = Elided("", "title")
        row.addWidget(self.name, 1)
        self.remove = texts.button(_("Delete"))
        self.remove.setIcon(icons.icon("trash-2"))
        self.remove.clicked.connect(lambda: self.delete_asked.emit(self.record_id))
        self._controls = (*self.more_controls(), self.remove)
        for control in self._controls:
            row.addWidget(control)
        return row

    def _side(self) -> QWidget:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFixedWidth(_SIDE_WIDTH)
        self._area = area
        area.setAccessibleName(_("Details"))
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        surface = QFrame()
        surface.setProperty("kind", "panel")
        holder = QVBoxLayout(surface)
        tokens = theme.current()
        holder.setContentsMargins(*[tokens.space_4] * 4)
        holder.setSpacing(tokens.space_3)
        holder.addWidget(texts.heading(_("Details")))
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(tokens.space_2)
        self.grid.setVerticalSpacing(2)
        self.grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
        self.grid.setColumnStretch(1, 1)
        holder.addLayout(self.grid)
        holder.addStretch(1)
        area.setWidget(surface)
        return area

    # What each record's page says for itself

    def specs(self) -> Sequence[ColumnSpec]:
        """The fields at the left, in order; the owner's own among them."""
        raise NotImplementedError

    def rows_question(self) -> "Rows":
        """The question that reads the cells of a record."""
        raise NotImplementedError

    def write(self, record_id: int, spec: ColumnSpec, value: Any) -> object:
        """Writes a field; None where it was refused."""
        raise NotImplementedError

    def more_controls(self) -> Sequence[QWidget]:
        """Controls in the head, before Delete."""
        return ()

    # Fields

    def build_fields(self) -> None:
        """Makes an editor for each field there is now."""
        while (item := self.grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.editors.clear()
        self._specs = {spec.key: spec for spec in self.specs()}
        for row, spec in enumerate(self._specs.values()):
            made = self._editor(spec)
            made.committed.connect(lambda value, one=spec: self._commit(one, value))
            self.editors[spec.key] = quiet(made)
            label = texts.field_label(spec.label, made.field)
            label.setFixedHeight(theme.current().control_height)
            label.setWordWrap(True)
            self.grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            self.grid.addWidget(made, row, 1)

    def _editor(self, spec: ColumnSpec) -> FieldEditor:
        if spec.key == "note":
            return TextArea(spec.label, fewest_lines=3)
        made = make_editor(
            spec,
            self.words.currency,
            lambda: local_day(self.actions_.now(), self.words.zone),
            compact=False,
            parent=self,
        )
        if isinstance(made, LineEditor):
            made.line.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return made

    def _commit(self, spec: ColumnSpec, value: object) -> None:
        if self.write(self.record_id, spec, written_value(spec, value)) is None:
            self.refresh()

    # Showing

    def add_panel(self, title: str, listing: Listing, write: "Write") -> RecordPanel:
        """A table of what belongs to the record, under a tab."""
        panel = RecordPanel(self.actions_, listing, self.words, self.preferences, write, self)
        self.panels.append(panel)
        place = self.tabs.addTab(panel, texts.button_text(title))
        panel.counted.connect(
            lambda _shown, total: self.tabs.setTabText(
                place, texts.button_text(f"{title} {total}" if total else title)
            )
        )
        return panel

    def add_deals(
        self, key: str, nothing: str, hidden: frozenset[str] = frozenset()
    ) -> RecordPanel:
        """The table of the record's deals; `key` is what its columns are remembered under."""
        made = self.add_panel(
            _("Deals"),
            deal_columns.listing(self.actions_, key, hidden, nothing),
            partial(deal_columns.write, self.actions_),
        )
        made.table.opened.connect(self.actions_.deal_wanted)
        made.table.linked.connect(self.actions_.company_wanted)
        made.table.delete_asked.connect(self._delete_deals)
        return made

    def _delete_deals(self, ids: Sequence[int]) -> None:
        from revops_desktop.operations import trash

        self.actions_.do(trash.delete, deals=list(ids))

    def add_story(self) -> None:
        """What happened, under a tab of its own; told when it is first looked at."""
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.story = StoryView(self.actions_, self.words.zone)
        holder = QFrame()
        holder.setProperty("kind", "panel")
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(*[theme.current().space_4] * 4)
        inside.addWidget(self.story)
        inside.addStretch(1)
        area.setWidget(holder)
        place = self.tabs.addTab(area, _("Story"))
        self.tabs.currentChanged.connect(
            lambda shown: self._tell_story() if shown == place else None
        )

    def story_of(self) -> dict[str, int]:
        """Whose story is told, as StoryView takes it; nothing where records have none."""
        return {}

    def _tell_story(self) -> None:
        if self.story is not None and self.story.isVisible():
            self.story.show_story(**self.story_of())

    def show_record(self, record_id: int) -> None:
        """Shows a record; one that is not there any more leads back to the list."""
        self.record_id = record_id
        if not self._specs:
            self.build_fields()
        self.refresh()
        for panel in self.panels:
            panel.refresh()
        self._tell_story()

    def refresh(self) -> None:
        """Reads the fields anew."""
        keys = list(self._specs)
        found = self.actions_.ask(self.rows_question(), ids=[self.record_id], keys=keys)
        row = found.get(self.record_id)
        if row is None:
            self.left.emit()
            return
        self.show_row(row)

    def show_row(self, row: "Row") -> None:
        """Shows what the file says; what is being typed stays."""
        for key, value in zip(self._specs, row[2:], strict=True):
            show_value(self.editors[key], editor_value(self._specs[key], value))
        self.name.set_text(str(row[2]))

    def on_changed(self, changed: "ChangedLike") -> None:
        """Something was written while it is seen."""
        if changed.tables & {"custom_field", "custom_choice", "member"}:
            self.build_fields()
        self.refresh()
        for panel in self.panels:
            panel.on_changed(changed)
        self._tell_story()

    def focus(self) -> None:
        """Puts the keyboard on what is read first: its deals."""
        if self.panels:
            self.panels[0].focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # A deal beside the page leaves less room.
        wide, narrow = self.width() >= _WIDE, self.width() < _NARROW
        in_tabs = self.tabs.indexOf(self._area) >= 0
        if narrow and not in_tabs:
            self._area.setMinimumWidth(0)
            self._area.setMaximumWidth(16_777_215)
            self.tabs.addTab(self._area, _("Details"))
        elif in_tabs and not narrow:
            self.tabs.removeTab(self.tabs.indexOf(self._area))
            self._across.insertWidget(0, self._area)
            self._area.show()
        if not narrow:
            self._area.setFixedWidth(_SIDE_WIDTH if wide else _NARROW_SIDE)
        self.grid.setColumnMinimumWidth(0, _LABEL_WIDTH if wide else 80)
        for control in self._controls:
            if isinstance(control, QPushButton) and control.property("kind") == "plain":
                name = control.accessibleName()
                control.setText("" if narrow else texts.button_text(name))
                texts.set_tool_tip(control, name if narrow else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            event.accept()
            return
        super().keyPressEvent(event)
