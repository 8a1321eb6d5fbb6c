"""A whole workspace that was exported comes back: asked once, and brought in as one step."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _, ngettext
from revops_desktop.i18n import count as shown_count
from revops_desktop.ui import texts

if TYPE_CHECKING:
    from revops_desktop.exchange.out.coming_back import CameBack
    from revops_desktop.ui.actions import Actions, Progress


def takes(parent: QWidget, actions: "Actions", files: Sequence[Path]) -> bool:
    """Whether the files are such an export, which is then asked about and brought in.

    A folder that is none is refused with a sentence.
    """
    if len(files) != 1:
        return False
    from revops_desktop.exchange.out.whole_reading import may_be_whole

    file = files[0]
    if not may_be_whole(file):
        if file.is_dir():
            actions.show_problem(
                RuleBroken(
                    _(
                        "“{folder}” holds no export of a whole workspace. Nothing was imported. "
                        "Please choose the files in it."
                    ).format(folder=file.name)
                )
            )
        return file.is_dir()
    _bring_in(parent, actions, file)
    return True


def _bring_in(parent: QWidget, actions: "Actions", file: Path) -> None:
    from revops_desktop.operations.whole_workspace import is_empty

    title = _("Bring in a whole workspace")
    if not actions.ask(is_empty):
        texts.message(
            parent,
            title,
            _(
                "“{file}” is an export of a whole workspace, and this one holds records already. "
                "Nothing was imported. Please make a new workspace (File menu), and bring it in "
                "there."
            ).format(file=file.name),
        )
        return
    agreed = texts.ask(
        parent,
        title,
        _(
            "“{file}” is an export of a whole workspace. Everything in it comes in, in the place "
            "of the settings of this empty one. “Undo” takes it back."
        ).format(file=file.name),
        _("Bring it in"),
    )
    if agreed:
        _run(parent, actions, file)


def _run(parent: QWidget, actions: "Actions", file: Path) -> None:
    workspace, at = actions.workspace, actions.now()

    def work(progress: "Progress") -> "CameBack":
        from revops_desktop.exchange.out.coming_back import import_workspace

        return import_workspace(
            workspace,  # type: ignore[arg-type]  # the window knows it by a Protocol
            file,
            at=at,
            progress=progress,
        )

    def tell(came: "CameBack") -> None:
        from revops_desktop.analytics.lookup import pipelines

        rows = ngettext("{number} row", "{number} rows", came.rows).format(
            number=shown_count(came.rows)
        )
        said = [_("Everything of “{file}” is here: {rows}.").format(file=file.name, rows=rows)]
        if came.edited:
            said.append(
                _("Edited since they were exported, and read as they are now: {tables}.").format(
                    tables=" · ".join(came.edited)
                )
            )
        there = actions.ask(pipelines)
        if there:
            actions.pipeline_id = there[0].id
        texts.message(parent, _("Bring in a whole workspace"), "\n\n".join(said))

    actions.run(_("Importing"), work, tell)
