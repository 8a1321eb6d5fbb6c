"""`new`, `check`, `backup`: the file as a whole."""

from argparse import Namespace

from revops_desktop import i18n, machine
from revops_desktop.cli.opened import now
from revops_desktop.errors import Problem
from revops_desktop.i18n import _


def new(chosen: Namespace) -> None:
    """Makes a file from a template; one that exists is refused. `--by` is its first member."""
    from revops_desktop.database.workspace import Workspace
    from revops_desktop.operations import members, workspaces

    language = chosen.language or i18n.language()
    currency = chosen.currency or ("JPY" if language == "ja" else "USD")
    japanese = language == "ja" or currency.upper() == "JPY"
    with Workspace.create(chosen.file) as workspace:
        try:
            workspace.do(
                workspaces.set_up,
                at=now(),
                name=chosen.name or chosen.file.stem,
                template=chosen.template,
                language=language,
                currency=currency,
                country=chosen.country or ("JP" if japanese else machine.country()),
                time_zone=chosen.time_zone or ("Asia/Tokyo" if japanese else machine.time_zone()),
            )
            if chosen.by:
                workspace.do(members.add, at=now(), name=chosen.by)
        except Problem:
            workspace.close()
            chosen.file.unlink()
            raise
    print(_("Made {path}.").format(path=chosen.file))
