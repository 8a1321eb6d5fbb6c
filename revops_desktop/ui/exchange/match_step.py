"""Step 5: what happens with what is here already, and how that is recognised."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QRadioButton, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.exchange.choice_box import ChoiceBox
from revops_desktop.ui.exchange.draft import Draft, Step, pattern
from revops_desktop.ui.exchange.file_lines import FileLines
from revops_desktop.ui.exchange.match_view import (
    MODES,
    blank_erases,
    emptying,
    in_mode,
    keys_of,
    mode_of,
    recognised_by,
)
from revops_desktop.ui.exchange.step_page import StepPage, scrolled
from revops_desktop.ui.exchange.work import Work

if TYPE_CHECKING:
    from revops_desktop.exchange.mapping import Mode

_INDENT = 26


class MatchStep(StepPage):
    """One choice for all files; by which sign rows are recognised, for each."""

    step: ClassVar[Step] = "match"

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        tokens = theme.current()
        self.modes: dict[Mode, QRadioButton] = {}
        area, inside = scrolled()
        self.layout_.addWidget(area, 1)
        inside.addSpacing(tokens.space_1)
        group = QButtonGroup(self)
        for mode, (label, about) in MODES.items():
            radio = QRadioButton(texts.button_text(_(label)))
            radio.setAccessibleDescription(_(about))
            radio.clicked.connect(lambda _on=False, mode=mode: self._mode_said(mode))
            group.addButton(radio)
            self.modes[mode] = radio
            words = texts.paragraph(_(about), "muted")
            words.setContentsMargins(_INDENT, 0, 0, tokens.space_2)
            inside.addWidget(radio)
            inside.addWidget(words)
        self.erases = QCheckBox(
            texts.button_text(_("An empty cell empties the field here as well"))
        )
        self.erases.clicked.connect(self._erasing_said)
        inside.addWidget(self.erases)
        inside.addSpacing(tokens.space_3)
        self.by = texts.label(_("What is here already is recognised by"), "muted")
        inside.addWidget(self.by)
        self.files = FileLines()
        self.files.chosen.connect(self._key_said)
        inside.addWidget(self.files)
        inside.addStretch(1)

    def show_draft(self) -> None:
        draft = self.work.draft
        self.say(
            _("What if something is here already?"),
            _(
                "What is recognised never comes in a second time. A row by whose number, address "
                "or name nothing is found here counts as new."
            ),
        )
        if draft.guessed is None:
            return
        mode = mode_of(draft)
        self.modes[mode].setChecked(True)
        self.erases.setEnabled(mode != "create")
        self.erases.setChecked(mode != "create" and blank_erases(draft))
        wanted = [path for path in draft.paths if keys_of(draft, path)]
        self.files.show_files(
            {path: _("How “{file}” is recognised").format(file=path.name) for path in wanted}
        )
        for path in wanted:
            self._show_keys(draft, path)
        for widget in (self.by, self.files):
            widget.setVisible(bool(wanted))

    @property
    def keys(self) -> Mapping[Path, ChoiceBox]:
        """The list of each file from which is chosen how its rows are recognised."""
        return self.files.boxes

    def _show_keys(self, draft: Draft, path: Path) -> None:
        from revops_desktop.exchange.fields import MATCH_LABELS

        box = self.keys[path]
        blocker = QSignalBlocker(box)
        box.clear()
        box.addItem(_("The surest sign that each row has"), ())
        for key in keys_of(draft, path):
            box.addItem(_(MATCH_LABELS[key]), (key,))
        source = draft.source(path)
        said = source.match if source is not None else ()
        if len(said) > 1:
            box.addItem(_(", ").join(_(MATCH_LABELS[key]) for key in said), said)
        held = [tuple(box.itemData(place)) for place in range(box.count())]
        box.setCurrentIndex(held.index(tuple(said)))
        del blocker

    def _mode_said(self, mode: "Mode") -> None:
        if mode_of(self.work.draft) != mode:
            self.work.take(in_mode(self.work.draft, mode))

    def _erasing_said(self) -> None:
        self.work.take(emptying(self.work.draft, self.erases.isChecked()))

    def _key_said(self, path: Path) -> None:
        keys = tuple(self.keys[path].currentData())
        source = self.work.draft.source(path)
        if source is not None and source.match != keys and pattern(path) == source.file:
            self.work.take(recognised_by(self.work.draft, path, keys))
