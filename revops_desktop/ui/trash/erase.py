"""Erasing somebody or something for good, asked for with everything that it means."""

from collections.abc import Callable, Collection
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox, QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop.i18n import _, count, ngettext
from revops_desktop.ui import texts, theme

if TYPE_CHECKING:
    from revops_desktop.operations.erasing import Consequences
    from revops_desktop.ui.background import Progress
    from revops_desktop.ui.page import Page


def erase_for_good(
    page: "Page",
    *,
    companies: Collection[int] = (),
    contacts: Collection[int] = (),
    deals: Collection[int] = (),
    done: Callable[[], None] = lambda: None,
) -> None:
    """Says what erasing these records (ids) would do, and does it if the person agrees.

    Every page is told by what has changed; `done` is called after that.
    """
    from revops_desktop.operations import erasing

    records = {"companies": companies, "contacts": contacts, "deals": deals}
    number = len(companies) + len(contacts) + len(deals)
    page.actions_.ask_later(
        "erase-consequences",
        erasing.consequences,
        partial(_confirm, page, records, number, done),
        **records,
    )


def _confirm(
    page: "Page",
    records: dict[str, Collection[int]],
    number: int,
    done: Callable[[], None],
    found: "Consequences",
) -> None:
    backups, folder = 0, ""
    if page.program is not None:
        backups, folder = len(page.program.backups()), str(page.program.backup_folder() or "")
    dialog = EraseDialog(
        number=number,
        found=found,
        backups=backups,
        folder=folder,
        is_person=bool(records["companies"] or records["contacts"]),
        parent=page,
    )
    agreed = dialog.exec() == QDialog.DialogCode.Accepted
    everywhere = dialog.everywhere.isChecked()
    dialog.deleteLater()
    if agreed:
        _erase(page, records, everywhere, done)


def _erase(
    page: "Page",
    records: dict[str, Collection[int]],
    everywhere: bool,
    done: Callable[[], None],
) -> None:
    from revops_desktop.operations import erasing

    actions = page.actions_
    at, workspace = actions.now(), actions.workspace

    def work(_progress: "Progress") -> Any:
        return erasing.erase_for_good(workspace, at=at, everywhere=everywhere, **records)  # type: ignore[arg-type]  # the window sees the workspace by a Protocol

    def erased(outcome: Any) -> None:
        done()
        if outcome.value.traces_left:
            texts.message(
                page,
                _("Erased, but traces may be left"),
                _(
                    "Names and texts were erased. There was no room on the disk to write the file "
                    "anew, so traces of them may be left in unused parts of it. Please make room "
                    "and erase something from the trash once more."
                ),
                "warning",
            )

    # No backup before: it would hold what is to go.
    actions.run(_("Erasing"), work, erased, prepare=False)


class EraseDialog(QDialog):
    """What goes, what stays, what can no longer be undone; “Cancel” is the answer of Enter."""

    def __init__(
        self,
        *,
        number: int,
        found: "Consequences",
        backups: int,
        folder: str,
        is_person: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        tokens = theme.current()
        self.setWindowTitle(_("Erase for good"))
        self.setMinimumWidth(520)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[tokens.space_5] * 4)
        layout.setSpacing(tokens.space_3)
        shown = " ".join(found.name.split())[:120]
        question = (
            _("Erase “{name}” for good?").format(name=shown)
            if shown
            else ngettext(
                "Erase {count} record for good?", "Erase {count} records for good?", number
            ).format(count=count(number))
        )
        heading = texts.heading(question)
        heading.setWordWrap(True)
        layout.addWidget(heading)
        for sentence in sentences(found, is_person=is_person):
            layout.addWidget(texts.paragraph(sentence))
        self.everywhere = QCheckBox(
            texts.button_text(
                ngettext(
                    "Take the name out of {count} other note or title as well",
                    "Take the name out of {count} other notes and titles as well",
                    found.mentions,
                ).format(count=count(found.mentions))
            )
        )
        self.everywhere.setChecked(True)
        self.everywhere.setVisible(found.mentions > 0)
        layout.addWidget(self.everywhere)
        layout.addWidget(_warning(_still_held(backups, folder)))
        foot = QHBoxLayout()
        foot.addStretch(1)
        cancel = texts.button(_("Cancel"))
        cancel.setDefault(True)
        cancel.clicked.connect(self.reject)
        self.agree = texts.button(_("Erase for good"), "danger")
        self.agree.setAutoDefault(False)
        self.agree.clicked.connect(self.accept)
        foot.addWidget(cancel)
        foot.addWidget(self.agree)
        layout.addSpacing(tokens.space_2)
        layout.addLayout(foot)
        cancel.setFocus()


def sentences(found: "Consequences", *, is_person: bool) -> list[str]:
    """What goes, what stays, and that there is no way back."""
    said = [
        _(
            "Names, addresses, notes, links and the texts of activities go from the records, from "
            "the change journal and from the search."
        )
    ]
    if is_person and found.deals:
        said.append(
            ngettext(
                "{count} deal stays in the figures with its stages, days and amounts, without "
                "title and text.",
                "{count} deals stay in the figures with their stages, days and amounts, without "
                "title and text.",
                found.deals,
            ).format(count=count(found.deals))
        )
    elif found.deals:
        said.append(_("Reports of past months keep their stages, days and amounts."))
    if found.reports:
        said.append(
            ngettext(
                "{count} kept report names somebody: its PDF goes, its figures stay.",
                "{count} kept reports name somebody: their PDFs go, their figures stay.",
                found.reports,
            ).format(count=count(found.reports))
        )
    said.append(_("Nothing that was done until now can be undone afterwards."))
    return said


def _warning(sentence: str) -> QFrame:
    tokens = theme.current()
    frame = QFrame()
    frame.setProperty("kind", "warning")
    inside = QVBoxLayout(frame)
    inside.setContentsMargins(*[tokens.space_3] * 4)
    inside.addWidget(texts.paragraph(sentence))
    return frame


def _still_held(backups: int, folder: str) -> str:
    """That backups are not touched."""
    if not backups:
        return _(
            "Backups and copies of this file that were made before still hold the names. "
            "Please delete those that you no longer need."
        )
    return ngettext(
        "{count} backup in “{folder}” still holds the names, and so do copies made by hand. "
        "Please delete those that you no longer need.",
        "{count} backups in “{folder}” still hold the names, and so do copies made by hand. "
        "Please delete those that you no longer need.",
        backups,
    ).format(count=count(backups), folder=folder)
