"""The story of a deal, a company or a contact, newest first; more of it as one scrolls."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QButtonGroup, QScrollArea, QVBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.deal import story_words
from revops_desktop.ui.deal.flow import FlowLayout
from revops_desktop.ui.deal.story_row import StoryRow

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from revops_desktop.analytics.story import Entry, Place, Story
    from revops_desktop.ui.actions import Actions

# Rows are made a few at a time, so that a long story never holds up a frame.
_AT_ONCE = 6
_NEAR_END = 300


class StoryView(QWidget):
    """Chips that choose what is told, and the rows; `show_story` says whose it is."""

    def __init__(self, actions: "Actions", zone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.actions_, self._zone = actions, zone
        self._whose: dict[str, int] = {}
        self.kind = ""
        self._more: Place | None = None
        self._is_asking = False
        self._waiting: list[Entry] = []
        self.rows: list[StoryRow] = []
        tokens = theme.current()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(tokens.space_3)
        chips = QWidget()
        flow = FlowLayout(tokens.space_1, chips)
        self.chips = QButtonGroup(self)
        for number, (kind, name) in enumerate(story_words.FILTERS):
            chip = texts.button(_(name), "small")
            chip.setCheckable(True)
            chip.setChecked(kind == "")
            self.chips.addButton(chip, number)
            flow.addWidget(chip)
        self.chips.idClicked.connect(self._choose)
        layout.addWidget(chips)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        layout.addLayout(self._list)
        self.nothing = texts.paragraph(_("Nothing has happened yet."), "muted")
        self.nothing.hide()
        layout.addWidget(self.nothing)
        self.earlier = texts.button(_("Show what was before"), "quiet")
        self.earlier.clicked.connect(self.load_more)
        self.earlier.hide()
        layout.addWidget(self.earlier, 0, Qt.AlignmentFlag.AlignLeft)
        self._making = QTimer(self)
        self._making.setInterval(0)
        self._making.timeout.connect(self._make_some)
        self._scrolled: QScrollArea | None = None

    @property
    def is_settled(self) -> bool:
        """Whether everything that was asked for is shown."""
        return not self._is_asking and not self._waiting

    def show_story(self, *, deal_id: int = 0, company_id: int = 0, contact_id: int = 0) -> None:
        """Shows whose story is wanted, from its end; the same one again is only brought up to
        date."""
        wanted = {"deal_id": deal_id, "company_id": company_id, "contact_id": contact_id}
        whose = {name: number for name, number in wanted.items() if number}
        if whose != self._whose:
            self._whose = whose
            self._clear()
        self.refresh()

    def refresh(self) -> None:
        """Asks anew what is shown; rows that tell the same stay as they are."""
        self._ask(None, max(len(self.rows), 1))

    def load_more(self) -> None:
        """Asks for what was before the last row."""
        if self._more is not None and self.is_settled:
            self._ask(self._more, 1)

    def _ask(self, before: "Place | None", number: int) -> None:
        from revops_desktop.analytics import story

        if not self._whose:
            return
        self._is_asking = True
        kinds = (self.kind,) if self.kind else story.KINDS

        def receive(told: "Story") -> None:
            self._show(told, goes_on=before is not None)

        self._receive = receive
        self.actions_.ask_later(
            f"story.{id(self)}",
            story.story,
            self._received,
            **self._whose,
            kinds=kinds,
            before=before,
            limit=max(story.PAGE, number),
        )

    def _received(self, told: "Story") -> None:
        self._receive(told)

    def _choose(self, number: int) -> None:
        self.kind = story_words.FILTERS[number][0]
        self._clear()
        self.refresh()

    def _clear(self) -> None:
        self._making.stop()
        self._waiting = []
        self._more = None
        for row in self.rows:
            self._drop(row)
        self.rows = []
        self.earlier.hide()
        self.nothing.hide()

    def _drop(self, row: StoryRow) -> None:
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _show(self, told: "Story", *, goes_on: bool) -> None:
        self._is_asking = False
        self._more = told.more
        if goes_on:
            self._waiting += told.entries
        else:
            self._keep(told.entries)
        self.nothing.setVisible(not self.rows and not self._waiting)
        if self._waiting:
            self._make_some()
        self._offer_more()

    def _keep(self, entries: "tuple[Entry, ...]") -> None:
        """Leaves the rows that still tell the same and makes the others anew, in order."""
        kept = {row.entry: row for row in self.rows}
        wanted = set(entries)
        for row in self.rows:
            if row.entry not in wanted:
                self._drop(row)
        self.rows = []
        for place, entry in enumerate(entries):
            found = kept.get(entry)
            if found is None and kept and place < _AT_ONCE:
                found = self._row(entry)
            if found is None:
                self._waiting = list(entries[place:])
                for later in entries[place:]:
                    if later in kept:
                        self._drop(kept[later])
                return
            if self._list.indexOf(found) != place:
                self._list.insertWidget(place, found)
            self.rows.append(found)
        self._waiting = []

    def _row(self, entry: "Entry") -> StoryRow:
        names_deal = "deal_id" not in self._whose
        return StoryRow(self.actions_, entry, self._zone, names_deal=names_deal)

    def _make_some(self) -> None:
        """Makes the next few rows, the rest after the next frame."""
        some, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
        for entry in some:
            row = self._row(entry)
            self.rows.append(row)
            self._list.addWidget(row)
        if self._waiting:
            self._making.start()
        else:
            self._making.stop()
            self._offer_more()

    def _offer_more(self) -> None:
        self.earlier.setVisible(self._more is not None and not self._waiting)

    def showEvent(self, event: "QShowEvent") -> None:
        super().showEvent(event)
        if self._scrolled is None:
            around = self.parentWidget()
            while around is not None and not isinstance(around, QScrollArea):
                around = around.parentWidget()
            if around is not None:
                self._scrolled = around
                around.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    def _on_scrolled(self, value: int) -> None:
        if self._scrolled is not None:
            bar = self._scrolled.verticalScrollBar()
            if value > bar.maximum() - _NEAR_END and self.isVisible():
                self.load_more()
