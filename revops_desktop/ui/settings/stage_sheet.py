"""The sheet of the chosen stage: what it is, its limits, and what it asks for."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from revops_desktop.i18n import _, count
from revops_desktop.ui import texts, theme
from revops_desktop.ui.colour_dot import dot
from revops_desktop.ui.deal.section import Elided
from revops_desktop.ui.page import Panel
from revops_desktop.ui.settings.criteria_list import CriteriaList
from revops_desktop.ui.settings.stage_facts import StageFacts
from revops_desktop.ui.settings.stage_limits import StageLimits

if TYPE_CHECKING:
    from revops_desktop.analytics.river_settings import FunctionName, StageSettings
    from revops_desktop.analytics.stage_evidence import StageEvidence

FACTS, LIMITS, CRITERIA = range(3)
Write = Callable[..., bool]


class StageSheet(Panel):
    """Shows one stage; `write` writes fields, criteria or a time limit of it, one step each."""

    drafted = Signal(dict)
    trial_wanted = Signal(object)
    restore_wanted = Signal()

    def __init__(self, write: Write, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.stage: StageSettings | None = None
        self._write = write
        tokens = theme.current()
        self.mark = texts.label("")
        self.title_line = Elided("", "heading")
        self.about = texts.label("", "muted")
        self.restore = texts.button(_("Bring back"))
        self.restore.clicked.connect(self.restore_wanted)
        head = QHBoxLayout()
        head.setSpacing(tokens.space_2)
        head.addWidget(self.mark)
        head.addWidget(self.title_line, 1)
        head.addWidget(self.about)
        head.addWidget(self.restore)
        self.layout_.setSpacing(tokens.space_2)
        self.layout_.addLayout(head)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(_("Parts of the stage"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for name in (_("Stage"), _("Time and limits"), _("Before a deal leaves")):
            self.tabs.addTab(texts.button_text(name))
        self._stack = QStackedWidget(self)
        self.layout_.addWidget(self.tabs)
        self.layout_.addWidget(self._stack, 1)
        self.nothing = texts.paragraph(_("This pipeline has no stage yet."), "muted")
        self.layout_.addWidget(self.nothing)
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)

    def build(self) -> Iterator[None]:
        """Builds what lies in the tabs; a turn ends at each `yield`."""
        self.facts = StageFacts(self._write)
        self._stack.addWidget(_scrolled(self.facts, self._stack))
        self.facts.drafted.connect(self.drafted)
        yield
        self.limits = StageLimits(self._write)
        self._stack.addWidget(_scrolled(self.limits, self._stack))
        self.limits.drafted.connect(self.drafted)
        self.limits.trial_wanted.connect(self.trial_wanted)
        yield
        self.criteria = CriteriaList()
        self._stack.addWidget(_scrolled(self.criteria, self._stack))
        self.criteria.criteria_wanted.connect(self._write_criteria)

    def show_stage(
        self,
        stage: "StageSettings | None",
        functions: "Sequence[FunctionName]",
        custom_fields: Sequence[tuple[int, str]],
    ) -> None:
        """Shows a stage as the file has it; an archived one can only be brought back."""
        if stage is None or self.stage is None or stage.stage_id != self.stage.stage_id:
            self.criteria.show_overridden(None)
        self.stage = stage
        shown = stage is not None
        for widget in (self.mark, self.title_line, self.tabs, self._stack):
            widget.setVisible(shown)
        self.nothing.setVisible(not shown)
        self.restore.setVisible(stage is not None and stage.is_archived)
        self.about.setText(_("Archived") if stage is not None and stage.is_archived else "")
        if stage is None:
            return
        self.mark.setPixmap(dot(stage.colour).pixmap(14, 14))
        self.title_line.set_text(stage.name)
        self._stack.setEnabled(not stage.is_archived)
        self.facts.show_stage(stage, functions)
        self.limits.show_stage(stage)
        self.criteria.show_criteria(stage.criteria, custom_fields)
        number = len(stage.criteria)
        name = _("Before a deal leaves")
        self.tabs.setTabText(
            CRITERIA, texts.button_text(f"{name} ({count(number)})" if number else name)
        )

    def show_evidence(self, evidence: "StageEvidence") -> None:
        """Shows what the file knows, if it is of the stage that is shown."""
        if self.stage is not None and evidence.stage_id == self.stage.stage_id:
            self.facts.show_chance(evidence.chance)
            self.limits.show_evidence(evidence)
            self.criteria.show_overridden(evidence.overridden)

    def edit_name(self) -> None:
        """Puts the keyboard where the name is typed."""
        if self.stage is not None and not self.stage.is_archived:
            self.tabs.setCurrentIndex(FACTS)
            self.facts.name.line.setFocus()
            self.facts.name.line.selectAll()

    def _write_criteria(self, wanted: list[dict[str, Any]]) -> None:
        self._write(criteria=wanted)


def _scrolled(part: QWidget, parent: QWidget) -> QScrollArea:
    """In a low window the part is scrolled and not squeezed."""
    area = QScrollArea(parent)
    area.setWidgetResizable(True)
    area.setFocusPolicy(area.focusPolicy().NoFocus)
    held = QWidget()
    held.setProperty("kind", "clear")
    area.setWidget(held)
    down = QVBoxLayout(held)
    # Room for the frame of a field that has the focus.
    down.setContentsMargins(1, theme.current().space_1, theme.current().space_2, 1)
    down.addWidget(part)
    return area
