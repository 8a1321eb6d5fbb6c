"""Segments in the settings: listed, renamed on every company, merged, archived (domain.md §2)."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from revops_desktop.i18n import _, count, ngettext
from revops_desktop.ui import texts
from revops_desktop.ui.board import words
from revops_desktop.ui.question_dialog import QuestionDialog, run
from revops_desktop.ui.settings.people_dialogs import NameDialog, form_of
from revops_desktop.ui.settings.rows_panel import (
    ADD,
    DEALS,
    DELETE,
    DOWN,
    EDIT,
    RESTORE,
    UP,
    Line,
    RowsPanel,
)

if TYPE_CHECKING:
    from revops_desktop.analytics.segments import Segment, Segments
    from revops_desktop.ui.actions import Actions


class SegmentsPanel(RowsPanel):
    """The list that editors of companies propose; each wish becomes one verb."""

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(
            _("Segments"),
            (_("Name"), _("Companies")),
            (
                *((ADD, _("Add…")), (EDIT, _("Rename…")), (UP, _("Up")), (DOWN, _("Down"))),
                *((DELETE, _("Delete…")), (DEALS, _("Show these companies"))),
                (RESTORE, _("Bring back")),
            ),
            numbers=(1,),
            figure=1,
            compact=True,
            parent=parent,
        )
        self._actions = actions
        self._segments: Segments | None = None
        self.merge = texts.button(_("Merge…"))
        self.merge.clicked.connect(self._merge)
        self.take_up = texts.button("")
        self.take_up.clicked.connect(self._take_up)
        below = QHBoxLayout()
        below.addWidget(self.take_up)
        below.addStretch(1)
        beside = self.layout_.itemAt(self.layout_.count() - 1)
        row = beside.layout() if beside is not None else None
        assert isinstance(row, QHBoxLayout)
        # Before what pushes the rest to the right.
        row.insertWidget(len(self.buttons), self.merge)
        self.layout_.addLayout(below)
        self.wanted.connect(self._on_segment)
        self.order_wanted.connect(self._order)
        self.chosen.connect(lambda _key: self._on_chosen_segment())

    def refresh(self) -> None:
        """Asks for the list and shows it."""
        from revops_desktop.analytics import segments

        self._segments = found = self._actions.ask(segments.segments)
        self.show_lines(
            [
                Line(
                    one.segment_id,
                    (one.name, count(one.companies)),
                    is_archived=one.is_archived,
                    opens=one.companies > 0,
                )
                for one in found.listed
            ]
        )
        number = len(found.unlisted)
        said = ngettext(
            "Add {number} that companies have", "Add {number} that companies have", number
        )
        self.take_up.setText(texts.button_text(said.format(number=count(number))))
        texts.set_tool_tip(self.take_up, ", ".join(words.one_line(one) for one in found.unlisted))
        self.take_up.setVisible(number > 0)

    def _on_chosen_segment(self) -> None:
        found = self._segment(self.key)
        others = self._segments.in_use if self._segments is not None else ()
        self.merge.setEnabled(found is not None and any(one != found for one in others))

    def _segment(self, segment_id: int) -> "Segment | None":
        listed = self._segments.listed if self._segments is not None else ()
        return next((one for one in listed if one.segment_id == segment_id), None)

    def _do(self, verb: Callable[..., Any], **arguments: Any) -> bool:
        return self._actions.do(verb, **arguments) is not None

    def _on_segment(self, command: str, segment_id: int) -> None:
        from revops_desktop.operations import segments

        found = self._segment(segment_id)
        if command == ADD:
            self._name(None)
        elif found is None:
            return
        elif command == EDIT:
            self._name(found)
        elif command == DEALS:
            self._show_companies(found)
        elif command == RESTORE:
            self._do(segments.restore, segment_id=segment_id)
        elif command == DELETE and self._may_go(found):
            self._do(segments.remove, segment_id=segment_id)

    def _show_companies(self, found: "Segment") -> None:
        from revops_desktop.rules.filtering import Condition

        self._actions.page_wanted.emit("companies")
        self._actions.list_wanted.emit("companies", [Condition("segment", found.spellings)])

    def _name(self, found: "Segment | None") -> None:
        from revops_desktop.operations import segments

        def save(values: dict[str, Any]) -> bool:
            if found is not None:
                return self._do(segments.rename, segment_id=found.segment_id, **values)
            done = self._actions.do(segments.add, **values)
            if done is not None:
                self.select(int(done.value))
            return done is not None

        title = _("New segment") if found is None else _("Rename segment")
        run(NameDialog(title, _("Name"), save, self, name=found.name if found else ""))

    def _may_go(self, found: "Segment") -> bool:
        if not found.companies:
            return True
        asked = ngettext(
            "Delete the segment “{segment}”? {number} company has it and keeps it: it is archived, "
            "offered no longer, and can be brought back.",
            "Delete the segment “{segment}”? {number} companies have it and keep it: it is "
            "archived, offered no longer, and can be brought back.",
            found.companies,
        ).format(segment=words.one_line(found.name), number=count(found.companies))
        return texts.ask(self, _("Delete segment"), asked, _("Delete"))

    def _merge(self) -> None:
        from revops_desktop.operations import segments

        found = self._segment(self.key)
        if found is None or self._segments is None:
            return
        others = [one for one in self._segments.in_use if one != found]
        dialog = MergeDialog(found, others, self)
        if run(dialog):
            self._do(segments.merge, segment_id=found.segment_id, into_id=dialog.into.currentData())

    def _take_up(self) -> None:
        from revops_desktop.operations import segments

        self._do(segments.take_up)

    def _order(self, keys: list[int]) -> None:
        from revops_desktop.operations import segments

        self._do(segments.reorder, segment_ids=keys)


class MergeDialog(QuestionDialog):
    """Into which segment another one goes."""

    def __init__(
        self, segment: "Segment", others: "Sequence[Segment]", parent: QWidget | None
    ) -> None:
        question = _("Merge “{segment}” into which segment?").format(
            segment=words.one_line(segment.name)
        )
        super().__init__(_("Merge segments"), question, _("Merge"), parent)
        self.into = QComboBox()
        for one in others:
            self.into.addItem(words.one_line(one.name), one.segment_id)
        form_of(self, ((_("Segment"), self.into),))
        said = ngettext(
            "{number} company takes the other name. Undo brings everything back.",
            "{number} companies take the other name. Undo brings everything back.",
            segment.companies,
        )
        self.body.addWidget(texts.paragraph(said.format(number=count(segment.companies)), "muted"))
        self.into.setFocus()
