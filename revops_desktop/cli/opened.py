"""A file opened for one command, and the row that a name on the command line means."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from revops_desktop.errors import FileTooOld, RuleBroken
from revops_desktop.i18n import _

if TYPE_CHECKING:
    from revops_desktop.analytics.lookup import Named
    from revops_desktop.database.workspace import Workspace


def now() -> int:
    """This instant in UTC seconds; the command line is where time comes in."""
    return int(time.time())


@contextmanager
def reading(path: Path) -> "Iterator[Workspace]":
    """Opens beside whoever writes the file."""
    from revops_desktop.database.workspace import Workspace

    with Workspace.open(path, read_only=True) as workspace:
        yield workspace


@contextmanager
def trying(path: Path) -> "Iterator[Workspace]":
    """Opens for a dry run. A file of an older version stays as it is: a copy of it is brought
    forward for that long."""
    from revops_desktop.database.migrate import bring_copy_forward

    try:
        with reading(path) as workspace:
            yield workspace
            return
    except FileTooOld:
        pass
    print(
        _(
            "“{file}” was made by an older RevOps Desktop. The dry run works on a copy that is "
            "brought forward; the file stays as it is."
        ).format(file=path.name),
        file=sys.stderr,
    )
    with TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        bring_copy_forward(path, copy)
        with reading(copy) as workspace:
            yield workspace


@contextmanager
def writing(path: Path, by: str | None = None) -> "Iterator[Workspace]":
    """Opens to write, as the member called `by`."""
    from revops_desktop.analytics import lookup
    from revops_desktop.database.workspace import Workspace

    with Workspace.open(path) as workspace:
        if by is not None:
            workspace.member_id = the_one(
                workspace.ask(lookup.members, name=by),
                by,
                others=workspace.ask(lookup.members),
                what=_("member"),
            ).id
        yield workspace


def the_one(
    found: "Sequence[Named]", name: str, *, others: "Sequence[Named]", what: str
) -> "Named":
    """The only one found; RuleBroken lists what there is when it is none or several."""
    if len(found) == 1:
        return found[0]
    listed = " · ".join(_written(one) for one in (found or others)) or _("none yet")
    if found:
        raise RuleBroken(
            _("“{name}” means more than one {what}: {listed}. Nothing was changed.").format(
                name=name, what=what, listed=listed
            )
        )
    raise RuleBroken(
        _("There is no {what} “{name}”. Nothing was changed. There are: {listed}.").format(
            name=name, what=what, listed=listed
        )
    )


def _written(one: "Named") -> str:
    return f"{one.under} / {one.name}" if one.under else one.name


def pipeline_of(workspace: "Workspace", name: str | None) -> int:
    """The pipeline called `name`, the first without one."""
    from revops_desktop.analytics import lookup

    every = workspace.ask(lookup.pipelines)
    if name is None and every:
        return every[0].id
    found = workspace.ask(lookup.pipelines, name=name)
    return the_one(found, name or "", others=every, what=_("pipeline")).id
