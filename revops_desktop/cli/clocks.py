"""`clock`: when a time limit is due by the workspace's business calendar, and why."""

import json
from argparse import Namespace

from revops_desktop.cli.opened import reading
from revops_desktop.i18n import _, instant


def clock(chosen: Namespace) -> None:
    """The deadline of a clock that begins at a local time; without --json the steps, too."""
    from revops_desktop.analytics import deadlines
    from revops_desktop.rules.business_clock import Limit

    with reading(chosen.file) as workspace:
        found = workspace.ask(
            deadlines.deadline_at, text=chosen.start, limit=Limit(chosen.hours, chosen.days)
        )
    assert found.due is not None
    if chosen.as_json:
        print(json.dumps({"due": deadlines.local_text(found.due, found.zone)}))
        return
    print(
        _("Begins {start}, due {due} ({zone})").format(
            start=instant(found.start, found.zone),
            due=instant(found.due, found.zone),
            zone=found.zone,
        )
    )
    for step in found.steps[:-1]:
        print(f"  {step.when}: {step.what}")
