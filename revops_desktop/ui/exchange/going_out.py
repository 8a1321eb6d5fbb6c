"""What the export panel lets be written, in the background."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from revops_desktop.i18n import _
from revops_desktop.ui.tables.cannot_hold import Way

if TYPE_CHECKING:
    from revops_desktop.exchange.out.encodings import CannotHold
    from revops_desktop.ui.actions import Progress

EVERYTHING, COMPANIES, CONTACTS, DEALS = "everything", "companies", "contacts", "deals"


class What(NamedTuple):
    """What goes out: everything, or records of a kind; `pipeline_id`: whose deals."""

    kind: str
    pipeline_id: int = 0


def new_folder(parent: Path, name: str) -> Path:
    """A folder that is not there yet."""
    wanted = _("{name} export").format(name=name)
    folder, number = parent / wanted, 2
    while folder.exists():
        folder, number = parent / f"{wanted} ({number})", number + 1
    return folder


def written(
    workspace: Any,
    what: What,
    path: Path,
    forms: Sequence[str],
    way: Way,
    progress: "Progress",
) -> "int | CannotHold":
    """How many rows were written to `path`, or what CP932 cannot hold: nothing was written then.

    Any other Problem is raised.
    """
    from revops_desktop.exchange.out.encodings import CannotHold

    how: dict[str, Any] = {**way._asdict(), "progress": progress}
    try:
        if what.kind == EVERYTHING:
            from revops_desktop.exchange.out.whole import export_workspace

            return export_workspace(workspace, path, forms=forms, **how).rows
        if what.kind == DEALS:
            from revops_desktop.exchange.out.deals import export_deals

            return export_deals(workspace, path, pipeline_id=what.pipeline_id, **how)
        if what.kind == CONTACTS:
            from revops_desktop.exchange.out.contacts import export_contacts

            return export_contacts(workspace, path, **how)
        from revops_desktop.exchange.out.companies import export_companies

        return export_companies(workspace, path, **how)
    except CannotHold as problem:
        return problem
