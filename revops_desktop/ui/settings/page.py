"""Settings: a section at a time, each built when it is first opened."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget
from shiboken6 import delete, isValid

from revops_desktop.i18n import _
from revops_desktop.ui import focus, texts
from revops_desktop.ui.page import Page, PageHeader, page_layout
from revops_desktop.ui.settings.calendar_section import CalendarSection
from revops_desktop.ui.settings.fields_section import FieldsSection
from revops_desktop.ui.settings.general_section import GeneralSection
from revops_desktop.ui.settings.handoffs_section import HandoffsSection
from revops_desktop.ui.settings.people_section import PeopleSection
from revops_desktop.ui.settings.pipelines_section import PipelinesSection
from revops_desktop.ui.settings.reasons_section import ReasonsSection
from revops_desktop.ui.settings.score_section import ScoreSection
from revops_desktop.ui.settings.section import Section
from revops_desktop.ui.settings.tags_section import TagsSection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from revops_desktop.ui.actions import Actions, ChangedLike
    from revops_desktop.ui.settings.computer_panel import ComputerPanel
    from revops_desktop.ui.settings.safety_panel import SafetyPanel
    from revops_desktop.ui.settings.workspace_panel import WorkspacePanel
    from revops_desktop.ui.turns import Step

# The sections in the order of their tabs; a new one is one line here.
SECTIONS: tuple[type[Section], ...] = (
    GeneralSection,
    PeopleSection,
    PipelinesSection,
    ReasonsSection,
    HandoffsSection,
    CalendarSection,
    ScoreSection,
    FieldsSection,
    TagsSection,
)


class SettingsPage(Page):
    """Tabs above, the chosen section below."""

    key: ClassVar[str] = "settings"
    icon_name: ClassVar[str] = "settings"

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self._sections: dict[int, Section] = {}
        # Those that were not seen when something changed.
        self._out_of_date: set[int] = set()
        layout = page_layout(self)
        layout.addWidget(PageHeader(self.title()))
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(_("Sections of the settings"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for section in SECTIONS:
            self.tabs.addTab(texts.button_text(section.title()))
        self._stack = QStackedWidget()
        layout.addWidget(self.tabs)
        layout.addWidget(self._stack, 1)
        self.tabs.setVisible(len(SECTIONS) > 1)
        self.tabs.currentChanged.connect(self._show)
        self.build_in_turns(self._begin_first)

    def _begin_first(self) -> None:
        self.build_first(self._made(self.tabs.currentIndex()))

    @staticmethod
    def title() -> str:
        return _("Settings")

    def section(self, kind: type[Section]) -> Section:
        """Opens a section and gives it back."""
        self.tabs.setCurrentIndex(SECTIONS.index(kind))
        return self.section_shown

    @property
    def section_shown(self) -> Section:
        """The section that is seen; what is not built of it yet is built now."""
        made = self._made(self.tabs.currentIndex())
        made.build_whole()
        return made

    def show_record(self, record_id: int) -> None:
        """Opens the sheet of a stage."""
        section = self.section(PipelinesSection)
        assert isinstance(section, PipelinesSection)
        section.show_stage(record_id)

    @property
    def general(self) -> GeneralSection:
        """The first section."""
        found = self._sections[0]
        assert isinstance(found, GeneralSection)
        return found

    @property
    def workspace(self) -> "WorkspacePanel":
        """The workspace's own settings."""
        return self.general.workspace

    @property
    def computer(self) -> "ComputerPanel":
        """What is remembered on this computer."""
        return self.general.computer

    @property
    def safety(self) -> "SafetyPanel":
        """Backups and checks."""
        return self.general.safety

    def _made(self, place: int) -> Section:
        """A section; begun, if it was not yet."""
        if place not in self._sections:
            assert self.program is not None
            made = SECTIONS[place](self.actions_, self.program, self._stack)
            made.resize(self._stack.size())
            self._sections[place] = made
            # What it shows it asks when it is built.
            made.once_whole(partial(self._out_of_date.discard, place))
        return self._sections[place]

    def _show(self, place: int) -> None:
        """Brings a section to the front as soon as it is whole."""
        self._made(place).once_whole(partial(self._bring, place))

    def _bring(self, place: int) -> None:
        if place != self.tabs.currentIndex():
            return
        made = self._sections[place]
        if place in self._out_of_date:
            self._out_of_date.discard(place)
            made.refresh()
        if self._stack.indexOf(made) < 0:
            self._stack.addWidget(made)
        self._stack.setCurrentWidget(made)
        self.first_control = focus.proxy_of(made) or self.tabs

    def letting_go(self) -> "Sequence[Step]":
        seen = self.tabs.currentIndex()
        return [partial(self._let_go, place) for place in self._sections if place != seen]

    def _let_go(self, place: int) -> None:
        made = self._sections.pop(place, None)
        if made is not None and isValid(made):
            delete(made)

    def refresh(self) -> None:
        self._show(self.tabs.currentIndex())

    def make_stale(self) -> None:
        self._out_of_date.update(self._sections)
        super().make_stale()

    def notice(self, changed: "ChangedLike") -> None:
        seen = self.tabs.currentIndex() if self.isVisible() else -1
        self._out_of_date.update(other for other in self._sections if other != seen)
        super().notice(changed)

    def on_changed(self, changed: "ChangedLike") -> None:
        place = self.tabs.currentIndex()
        made = self._made(place)
        if made.is_whole:
            made.on_changed(changed)
        else:
            self._out_of_date.add(place)
