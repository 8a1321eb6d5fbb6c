"""Step 4: what words of the files mean: stages, ends, people, products here, or new ones."""

from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QHeaderView, QRadioButton, QWidget

from revops_desktop.i18n import _, count, joined, ngettext
from revops_desktop.ui import texts, theme
from revops_desktop.ui.exchange import value_view
from revops_desktop.ui.exchange.draft import Draft, Step
from revops_desktop.ui.exchange.list_step import ListStep
from revops_desktop.ui.exchange.tables import shown_text
from revops_desktop.ui.exchange.value_view import ValueRow
from revops_desktop.ui.exchange.work import Work


class ValuesStep(ListStep):
    """All words at the left, what the chosen one means at the right."""

    step: ClassVar[Step] = "values"

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        headings = (_("Column"), _("Word"), _("Rows"), _("Means here"))
        super().__init__(work, _("Words of the file"), headings, parent)
        self.rows: tuple[ValueRow, ...] = ()
        self.layout_.addWidget(self._stages())
        self._make_details()
        self.layout_.addWidget(self.body, 1)
        self.nothing = QWidget()
        self.layout_.addWidget(self.nothing, 1)

    def _stages(self) -> QWidget:
        """Whether the stages of a file are matched or brought along."""
        self.own_stages = QWidget()
        row = QHBoxLayout(self.own_stages)
        row.setContentsMargins(0, theme.current().space_1, 0, theme.current().space_1)
        row.setSpacing(theme.current().space_5)
        self.match = QRadioButton(texts.button_text(_("Match them with the stages here")))
        self.bring = QRadioButton(
            texts.button_text(_("Bring the stages along, as a pipeline of their own"))
        )
        group = QButtonGroup(self)
        for radio in (self.match, self.bring):
            group.addButton(radio)
            row.addWidget(radio)
            radio.clicked.connect(self._stages_said)
        row.addStretch(1)
        return self.own_stages

    def _make_details(self) -> None:
        self.word = texts.paragraph("", "heading")
        self.about = texts.paragraph("", "muted")
        self.hint = texts.paragraph("", "muted")
        self.choice.setPlaceholderText(_("Please choose"))
        self.choice.activated.connect(self._meaning_chosen)
        self.take_all = texts.button("")
        self.take_all.clicked.connect(self._take_proposals)
        self.meaning_label = texts.field_label(_("Means here"), self.choice)
        for widget in (
            *(self.word, self.about, self.meaning_label, self.choice, self.hint),
            self.take_all,
        ):
            self.details_.addWidget(widget)
        self.details_.addStretch(1)

    @property
    def row(self) -> ValueRow | None:
        """The word that is shown at the right."""
        place = self.table.currentRow()
        return self.rows[place] if 0 <= place < len(self.rows) else None

    def show_draft(self) -> None:
        draft = self.work.draft
        self.files.show_files(draft)
        asking = self._asking_file() if self._goes_on else None
        if asking is not None and self.files.choose(asking.name):
            # It is shown by now.
            return
        path = self.files.path
        if path is None or draft.guessed is None:
            return
        self.rows = value_view.values_of(draft, path)
        own = value_view.own_stages(draft, path)
        self.own_stages.setVisible(own is not None)
        if own is not None:
            self.bring.setChecked(own[1])
            self.match.setChecked(not own[1])
        self.body.setVisible(bool(self.rows))
        self.nothing.setVisible(not self.rows)
        self._fill()
        self.show_chosen()
        self.say(_("Which word means what?"), self._words())
        is_open = any(row.is_open for row in self.rows)
        self.first_control = self.choice if is_open else None

    def _asking_file(self) -> Path | None:
        """The next file of which something is asked, where nothing is asked of the shown one."""
        draft, shown = self.work.draft, self.files.path
        asking = [path for path in draft.paths if _is_open(draft, path)]
        return asking[0] if asking and shown not in asking else None

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        # Whoever comes here again comes for what is asked.
        self._goes_on = True

    def _words(self) -> str:
        still = sum(row.is_open for row in self.rows)
        if still:
            return ngettext(
                "{number} word is not known here. Say what it means, or leave its rows out.",
                "{number} words are not known here. Say what they mean, or leave their rows out.",
                still,
            ).format(number=count(still))
        if not self.rows:
            return _("Nothing to ask: every stage, person and product is known, or new.")
        return _("Every word has a meaning.")

    def _fill(self) -> None:
        cells = [
            (
                row.column or _("Heading"),
                row.word,
                "" if row.count is None else count(row.count),
                _meaning(row),
            )
            for row in self.rows
        ]
        place = self.table.currentRow()
        blocker = QSignalBlocker(self.table)
        self.table.show_rows(cells, frozenset((2,)))
        for number, row in enumerate(self.rows):
            item = self.table.item(number, 3)
            if item is not None and row.is_open:
                item.setForeground(theme.colour("warning"))
        self.table.fit()
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        self.table.setCurrentCell(self._next_place(place), 1)
        del blocker

    def _next_place(self, place: int) -> int:
        """The chosen word while it is open or the person went there, else the next open one."""
        if 0 <= place < len(self.rows) and not self._goes_on:
            return place
        self._goes_on = False
        later = [*range(max(0, place), len(self.rows)), *range(len(self.rows))]
        return next((one for one in later if self.rows[one].is_open), max(0, place))

    _goes_on = True

    def show_chosen(self) -> None:
        row, path = self.row, self.files.path
        self.details.setVisible(row is not None)
        if row is None or path is None:
            return
        self.word.setText(shown_text(row.word))
        file = self.work.draft.file(path)
        look = file.look if file is not None else None
        most = value_view.counted_rows(row, look) if look is not None else None
        self.about.setText(_about(row, most))
        blocker = QSignalBlocker(self.choice)
        self.choice.clear()
        for choice in row.question.choices if row.question is not None else ():
            if choice.value != "own":
                self.choice.addItem(choice.label, choice.value)
        self.choice.setCurrentIndex(self.choice.findData(row.value) if row.value else -1)
        del blocker
        can_say = row.question is not None and row.said != "own"
        for widget in (self.choice, self.meaning_label):
            widget.setVisible(can_say)
        self.hint.setText("" if row.said == "own" else value_view.hint(row))
        self.hint.setVisible(bool(self.hint.text()))
        number = sum(len(words) for words in value_view.proposals(self.work.draft, path).values())
        self.take_all.setVisible(number > 0)
        words = ngettext(
            "Take what is proposed ({number})", "Take all that is proposed ({number})", number
        ).format(number=count(number))
        self.take_all.setText(texts.button_text(words))
        self.take_all.setAccessibleName(words)

    def _meaning_chosen(self, place: int) -> None:
        row = self.row
        if row is None or row.question is None:
            return
        self._goes_on = True
        words = {row.word: self.choice.itemData(place)}
        self.work.take(value_view.meaning(self.work.draft, row.question, words))

    def _take_proposals(self) -> None:
        if self.files.path is not None:
            self._goes_on = True
            self.work.take(value_view.proposals_taken(self.work.draft, self.files.path))

    def _stages_said(self) -> None:
        path = self.files.path
        own = value_view.own_stages(self.work.draft, path) if path is not None else None
        if own is not None and own[1] != self.bring.isChecked():
            draft = value_view.brings_stages(self.work.draft, own[0], own=self.bring.isChecked())
            self.work.take(draft)


def _is_open(draft: Draft, path: Path) -> bool:
    return any(row.is_open for row in value_view.values_of(draft, path))


def _meaning(row: ValueRow) -> str:
    if row.said == "own":
        return _("a stage of its own")
    if row.label:
        return row.label
    proposal = row.proposal
    return _("{meaning}?").format(meaning=proposal) if proposal else _("Please choose")


def _about(row: ValueRow, most: int | None) -> str:
    if not row.column:
        return _("A column of days: the stage to which deals came on them.")
    column = _("In the column “{column}”.").format(column=shown_text(row.column))
    if most is None:
        return column
    return joined(column, _("Counted in the first {number} rows.").format(number=count(most)))
