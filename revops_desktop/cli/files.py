"""`new`, `check`, `backup`: the file as a whole."""

import json
import sys
from argparse import Namespace

from revops_desktop import i18n, machine
from revops_desktop.cli.opened import now, reading
from revops_desktop.errors import Problem, RuleBroken
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


def check(chosen: Namespace) -> int:
    """Proves that the file is sound; 1 when it is not, with each finding."""
    from revops_desktop.database.check import check_file

    with reading(chosen.file):
        # The door has its own sentences for what is no file of ours at all.
        result = check_file(chosen.file)
    if chosen.as_json:
        data = {"sound": result.is_sound, "findings": list(result.findings), "rows": result.rows}
        print(json.dumps(data, ensure_ascii=False, indent=2))
    elif result.is_sound:
        rows = sum(result.rows.values())
        print(
            _("{path} is sound: {rows} rows checked.").format(
                path=chosen.file, rows=i18n.count(rows)
            )
        )
    else:
        for finding in result.findings:
            print(finding, file=sys.stderr)
    return 0 if result.is_sound else 1


def backup(chosen: Namespace) -> None:
    """Writes a copy of the file as it is now, checked; a file that exists is never replaced."""
    from revops_desktop.database import backup as copies

    if chosen.out.exists():
        raise RuleBroken(
            _("“{file}” exists already. Nothing was changed. Please choose another name.").format(
                file=chosen.out
            )
        )
    with reading(chosen.file) as workspace:
        checksum = copies.backup(workspace.raw, chosen.out, key=None, path=chosen.file)
    print(
        _("Wrote {path}, checked; SHA-256 {checksum}.").format(path=chosen.out, checksum=checksum)
    )
