"""A whole workspace that was exported comes back: asked once, and brought in as one step.

Where this workspace holds records already it cannot: that is said, with what can be done instead.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from revops_desktop.errors import Problem, RuleBroken
from revops_desktop.i18n import _, ngettext
from revops_desktop.i18n import count as shown_count
from revops_desktop.ui import texts, workspace_files

if TYPE_CHECKING:
    from revops_desktop.exchange.out.coming_back import CameBack
    from revops_desktop.ui.actions import Actions, Progress


class WholeBack(QObject):
    """Files before they are lists. `lists_found`: they are no export of a whole workspace, or are
    to come in as lists."""

    lists_found = Signal(list)

    def __init__(self, actions: "Actions", parent: QWidget) -> None:
        super().__init__(parent)
        self._actions, self._page = actions, parent
        self._files: list[Path] = []

    def take(self, files: Sequence[Path]) -> None:
        """Files that were dropped or chosen; whether they are an export is read in the
        background."""
        self._files = list(files)
        place = place_of(files)
        if place is None:
            self._go_on()
        else:
            self._actions.later(lambda: _is_whole(place), self._known)

    def _known(self, place: Path | None) -> None:
        from revops_desktop.operations.whole_workspace import is_empty

        if place is None:
            self._go_on()
        elif self._actions.ask(is_empty):
            self._offer(place)
        else:
            self._offer_lists(place)

    def _go_on(self) -> None:
        found = lists_in(self._files)
        if found:
            self.lists_found.emit(found)
            return
        self._actions.show_problem(
            RuleBroken(
                _(
                    "“{folder}” holds neither an export of a whole workspace nor lists. Nothing "
                    "was imported. Please choose files of Excel, CSV or business cards."
                ).format(folder=self._files[0].name)
            )
        )

    def _offer(self, place: Path) -> None:
        """This workspace is empty: all of it, unless single files of it were meant."""
        whole = _(
            "“{file}” is an export of a whole workspace. Everything in it comes in, in the place "
            "of the settings of this empty one. “Undo” takes it back."
        ).format(file=place.name)
        answers = [_("Bring it in")]
        lists = lists_of(self._files)
        if place not in self._files and len(lists) == len(self._files):
            answers.append(_("Only these files, as lists"))
        said = texts.choose(self._page, _title(), whole, answers, "info", usual=0)
        if said == 0:
            self._bring_in(place)
        elif said is not None:
            self.lists_found.emit(lists)

    def _offer_lists(self, place: Path) -> None:
        """This workspace holds records: nothing of theirs may be mixed with those of another."""
        from revops_desktop.exchange.out.whole_place import lists_inside

        lists = lists_of(self._files)
        if place not in self._files and len(lists) == len(self._files):
            # Whoever takes just these files means them.
            self.lists_found.emit(lists)
            return
        words = _(
            "“{file}” is an export of a whole workspace, and this one holds records already, so it "
            "cannot come in as a whole. Nothing was imported.\n\nTo have all of it, make a new "
            "workspace (File menu) and bring it in there. What can come in here are lists of it: "
            "companies, contacts and products. For its deals, export the list “Deals” there."
        ).format(file=place.name)
        empty = [one.name for file in self._files for one in lists_inside(file)[1]]
        if lists and empty:
            words += "\n\n" + _("Nothing stands in these, so they are left out: {files}.").format(
                files=_(", ").join(empty)
            )
        answer = _("Bring in its lists") if lists else _("Take a sheet of it as a list")
        said = texts.choose(self._page, _title(), words, [answer], "info", usual=0)
        if said is not None:
            self.lists_found.emit(lists or [place])

    def _bring_in(self, file: Path) -> None:
        workspace, at = self._actions.workspace, self._actions.now()
        self._files = [file]

        def work(progress: "Progress") -> "CameBack":
            from revops_desktop.exchange.out.coming_back import import_workspace

            return import_workspace(
                workspace,  # type: ignore[arg-type]  # the window knows it by a Protocol
                file,
                at=at,
                progress=progress,
            )

        self._actions.run(_("Importing"), work, self._came_back)

    def _came_back(self, came: "CameBack") -> None:
        from revops_desktop.analytics.lookup import pipelines

        rows = ngettext("{number} row", "{number} rows", came.rows).format(
            number=shown_count(came.rows)
        )
        name = self._files[0].name
        said = [_("Everything of “{file}” is here: {rows}.").format(file=name, rows=rows)]
        if came.edited:
            said.append(
                _("Edited since they were exported, and read as they are now: {tables}.").format(
                    tables=" · ".join(came.edited)
                )
            )
        there = self._actions.ask(pipelines)
        if there:
            self._actions.pipeline_id = there[0].id
        texts.message(self._page, _title(), "\n\n".join(said))


def _title() -> str:
    return _("Bring in a whole workspace")


def place_of(files: Sequence[Path]) -> Path | None:
    """Where an export of a whole workspace may lie of which these files are; None: nowhere."""
    from revops_desktop.exchange.out.whole_place import may_be_whole

    if len(files) == 1:
        return files[0] if may_be_whole(files[0]) else None
    folders = {file.parent for file in files}
    folder = folders.pop()
    return folder if not folders and may_be_whole(folder) else None


def _is_whole(place: Path) -> Path | None:
    from revops_desktop.exchange.out.coming_back import is_whole

    try:
        return place if is_whole(place) else None
    except Problem:
        if place.is_dir():
            raise
        # What is wrong with a list is told where lists are looked at.
        return None


def lists_in(files: Sequence[Path]) -> list[Path]:
    """The files, and in the place of a folder the lists in it, by their names."""
    found: list[Path] = []
    for file in files:
        if not file.is_dir():
            found.append(file)
            continue
        inside = sorted(one for one in file.iterdir() if not one.name.startswith((".", "~$")))
        found += [one for one in inside if one.suffix.lower() in workspace_files.LISTS]
    return found


def lists_of(files: Sequence[Path]) -> list[Path]:
    """The files of an export that can come in as lists; in the place of a folder those in it that
    hold anything."""
    from revops_desktop.exchange.out.whole_place import LISTS, lists_inside

    found: list[Path] = []
    for file in files:
        found += [file] if file.name in LISTS else lists_inside(file)[0]
    return found
