"""Step 2: what each file holds, where its deals go, and by which mapping it is understood."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop.errors import Problem
from revops_desktop.i18n import _
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.exchange.choice_box import ChoiceBox
from revops_desktop.ui.exchange.draft import (
    Draft,
    Step,
    answered,
    chosen,
    into,
    open_questions,
    without_file,
)
from revops_desktop.ui.exchange.file_lines import WIDE, FileLines
from revops_desktop.ui.exchange.step_page import StepPage
from revops_desktop.ui.exchange.work import Work

_OTHER = "…"
_LEFT_OUT = "left out"
_CERTAIN = 0.7
_IN_A_PIPELINE = ("deals", "events", "stage_changes")


class KindStep(StepPage):
    """A line for each file; below them what holds for all."""

    step: ClassVar[Step] = "kind"

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(work, parent)
        tokens = theme.current()
        self.files = FileLines()
        self.files.chosen.connect(self._kind_chosen)
        self.layout_.addWidget(self.files)
        self.layout_.addSpacing(tokens.space_4)
        self.pipeline = ChoiceBox()
        self.pipeline.activated.connect(self._pipeline_chosen)
        self.pipeline_label = texts.field_label(_("Deals go into the pipeline"), self.pipeline)
        self.mapping = ChoiceBox()
        self.mapping.activated.connect(self._mapping_chosen)
        self.forget = texts.button(_("Forget it…"))
        self.forget.setIcon(icons.icon("trash-2"))
        self.forget.clicked.connect(self._forget)
        below = QVBoxLayout()
        below.setSpacing(tokens.space_1)
        for widget in (
            *(self.pipeline_label, self.pipeline),
            texts.field_label(_("Understood by"), self.mapping),
        ):
            below.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout()
        row.setSpacing(tokens.space_2)
        row.addWidget(self.mapping)
        row.addWidget(self.forget)
        row.addStretch(1)
        below.addLayout(row)
        for box in (self.pipeline, self.mapping):
            box.setMinimumWidth(WIDE)
        self.layout_.addLayout(below)
        self.layout_.addStretch(1)

    def show_draft(self) -> None:
        draft = self.work.draft
        if draft.problem:
            self.say(_("What is it?"), draft.problem, "bad")
        else:
            asked = open_questions(draft, "kind")
            words = asked[0].sentence if asked else _("It was told by its columns.")
            self.say(_("What is it?"), words, "text" if asked else "muted")
        named = {path: _("What “{file}” holds").format(file=path.name) for path in draft.paths}
        if self.files.show_files(named):
            self._fill_kinds()
        if draft.guessed is not None:
            self._show_kinds(draft)
            self._show_pipelines(draft)
        self._show_mappings(draft)

    @property
    def kinds(self) -> Mapping[Path, ChoiceBox]:
        """The list of each file from which is chosen what it holds."""
        return self.files.boxes

    def _fill_kinds(self) -> None:
        from revops_desktop.exchange.fields import KIND_LABELS, KINDS

        for box in self.kinds.values():
            box.setPlaceholderText(_("Please choose"))
            for kind in KINDS:
                box.addItem(_(KIND_LABELS[kind]), kind)
            if len(self.kinds) > 1:
                box.addItem(_("Leave this file out"), _LEFT_OUT)

    def _show_kinds(self, draft: Draft) -> None:
        self.first_control = None
        for path, box in self.kinds.items():
            source = draft.source(path)
            blocker = QSignalBlocker(box)
            box.setCurrentIndex(box.findData(source.kind) if source is not None else -1)
            del blocker
            if source is None and self.first_control is None and draft.guessed is not None:
                self.first_control = box
            self.files.notes[path].setText(_certainty(draft, path))

    def _show_pipelines(self, draft: Draft) -> None:
        mapping = draft.mapping()
        sources = mapping.sources if mapping is not None else ()
        own = mapping.pipeline.name if mapping is not None and mapping.pipeline else None
        flows = [one for one in sources if one.kind in _IN_A_PIPELINE]
        blocker = QSignalBlocker(self.pipeline)
        self.pipeline.clear()
        for name in draft.pipelines:
            self.pipeline.addItem(name, name)
        named = next((one.pipeline for one in flows if one.pipeline), None)
        said = draft.pipeline or named or next(iter(draft.pipelines), "")
        self.pipeline.setCurrentIndex(max(0, self.pipeline.findData(said)))
        del blocker
        is_choice = bool(flows) and own is None and len(draft.pipelines) > 1
        for widget in (self.pipeline, self.pipeline_label):
            widget.setVisible(is_choice)

    def _show_mappings(self, draft: Draft) -> None:
        from revops_desktop.exchange.presets import LABELS

        blocker = QSignalBlocker(self.mapping)
        self.mapping.clear()
        self.mapping.addItem(_("What its columns say"), "")
        for key, label in LABELS.items():
            self.mapping.addItem(_(label), key)
        for name, path in draft.saved:
            self.mapping.addItem(_("Kept: {name}").format(name=name), path)
        if isinstance(draft.chosen, Path) and draft.chosen not in dict(draft.saved).values():
            self.mapping.addItem(draft.chosen.name, draft.chosen)
        self.mapping.addItem(_("Choose a mapping file…"), _OTHER)
        places: list[Any] = [self.mapping.itemData(n) for n in range(self.mapping.count())]
        self.mapping.setCurrentIndex(places.index(draft.chosen))
        del blocker
        self.forget.setVisible(draft.chosen in dict(draft.saved).values())

    def _kind_chosen(self, path: Path) -> None:
        from revops_desktop.exchange.guessing.questions import Answer

        kind = self.kinds[path].currentData()
        if kind == _LEFT_OUT:
            self.work.take(without_file(self.work.draft, path))
            self.answered.emit()
            return
        source = self.work.draft.source(path)
        if source is None or source.kind != kind:
            self.work.take(answered(self.work.draft, Answer("kind", kind, path.name)))
            self.answered.emit()

    def _pipeline_chosen(self, _place: int) -> None:
        self.work.take(into(self.work.draft, self.pipeline.currentData()))

    def _mapping_chosen(self, place: int) -> None:
        data = self.mapping.itemData(place)
        if data == _OTHER:
            found, _kind = QFileDialog.getOpenFileName(
                self, _("Mapping file"), "", _("Mapping files") + " (*.toml)"
            )
            if not found:
                self._show_mappings(self.work.draft)
                return
            data = Path(found)
        self.work.take(chosen(self.work.draft, data))

    def _forget(self) -> None:
        """A kept mapping goes for good; the files are understood by their columns then."""
        from revops_desktop.exchange.saved_mappings import remove, saved_mappings

        draft = self.work.draft
        found = next((one for one in saved_mappings() if one.path == draft.chosen), None)
        if found is not None:
            question = _(
                "Forget “{name}”? Files with its columns will be understood by their columns "
                "alone again. What came in by it stays. This cannot be undone."
            ).format(name=found.name)
            if not texts.ask(
                self.window(), _("Forget a kept mapping"), question, _("Forget"), kind="warning"
            ):
                return
            try:
                remove(found)
            except Problem as problem:
                self.work.actions.show_problem(problem)
                return
        self.work.take(chosen(draft, ""))
        self.mapping.setFocus(Qt.FocusReason.OtherFocusReason)


def _certainty(draft: Draft, path: Path) -> str:
    guessed = draft.guessed.files if draft.guessed is not None else ()
    file = next((one for one in guessed if one.path == path), None)
    said = any(one.asks == "kind" and one.file == path.name for one in draft.answers)
    if file is None or said:
        return _("as you said") if said else ""
    if file.known_as and not draft.chosen:
        return _("as last time: {mapping}").format(mapping=file.known_as)
    share = next(
        (one.share for one in file.kinds if file.source and one.kind == file.source.kind), 0.0
    )
    return _("probably") if 0 < share < _CERTAIN else ""
