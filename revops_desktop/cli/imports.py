"""`imports`, `take-back`: which imports were made, and an earlier one taken back."""

import json
from argparse import Namespace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from revops_desktop import i18n
from revops_desktop.cli.opened import now, reading, writing
from revops_desktop.i18n import _

if TYPE_CHECKING:
    from revops_desktop.analytics.imports import ImportMade


def listed(chosen: Namespace) -> None:
    """Prints the imports that were made, newest first."""
    from revops_desktop.analytics.imports import imports
    from revops_desktop.analytics.settings import settings

    with reading(chosen.file) as workspace:
        zone = workspace.ask(settings).time_zone
        made = workspace.ask(imports)
    if chosen.as_json:
        print(json.dumps([_as_data(one, zone) for one in made], ensure_ascii=False, indent=2))
        return
    for one in made:
        said = _("{created} new, {updated} changed").format(
            created=i18n.count(one.created), updated=i18n.count(one.updated)
        )
        words = [str(one.action_id), i18n.instant(one.at, zone), one.by or i18n.NOTHING]
        words += [" ".join(one.files.split()), said]
        if one.is_taken_back:
            words.append(_("taken back"))
        elif one.is_changed_since:
            words.append(_("changed since"))
        print("  ".join(words))
    if not made:
        print(_("Nothing was imported yet."))


def take_back(chosen: Namespace) -> None:
    """Takes an earlier import back, whole."""
    from revops_desktop.operations.taking_back import take_back as taken_back

    with writing(chosen.file, chosen.by) as workspace:
        done = workspace.do(taken_back, at=now(), action_id=chosen.action).value
    print(
        _("The import was taken back: {gone} rows went, {restored} are as before.").format(
            gone=i18n.count(done.gone), restored=i18n.count(done.restored)
        )
    )


def _as_data(one: "ImportMade", zone: str) -> dict[str, object]:
    local = datetime.fromtimestamp(one.at, UTC).astimezone(ZoneInfo(zone))
    return {
        "action": one.action_id,
        "at": local.isoformat(),
        "member": one.by,
        "files": one.files,
        "created": one.created,
        "updated": one.updated,
        "tables": {
            name: {"made": rows.made, "changed": rows.changed, "gone": rows.gone}
            for name, rows in sorted(one.tables.items())
        },
        "taken_back": one.is_taken_back,
        "changed_since": one.is_changed_since,
    }
