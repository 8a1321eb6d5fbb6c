"""Changes any number of chosen deals at once: the same functions for one deal and for many.

    from revops_desktop.ui.board import bulk_deeds

    bulk_deeds.move_to(actions, window, deal_ids, stage_id)     # asks only for what is missing
    bulk_deeds.ask_move(actions, window, deal_ids)              # “Move to…”, any pipeline
    bulk_deeds.ask_exit(actions, window, deal_ids, "lost")      # one reason, one wake-up day
    bulk_deeds.set_owner(actions, window, deal_ids, member_id)  # no dialog; None: nobody
    bulk_deeds.ask_owner(actions, window, deal_ids)
    bulk_deeds.ask_close_day(actions, window, deal_ids)
    bulk_deeds.ask_tags(actions, window, deal_ids)
    bulk_deeds.ask_task(actions, window, deal_ids)
    bulk_deeds.delete(actions, window, deal_ids)                # asks only where there are several
    bulk_deeds.exits(actions, deal_ids)                         # the ways out that all may take
    bulk_deeds.missing(actions, window, deal_ids, stage_id)     # for other verbs that move

`actions` is the window's Actions, `window` the parent of dialogs, `deal_ids` any number of ids.
Each calls one verb, so one undo takes all back, and answers whether it was done: False where the
person cancelled or a rule refused (which was shown by then, and nothing was changed). `tell`, if
given, is handed the name of what was done, for the toast. More deals than a frame can write are
written in the background, with progress at the bottom of the window: True then means that it has
begun, and `tell` follows. Nothing here shows a change: `actions.changed` tells every page.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from revops_desktop.i18n import _, count, ngettext
from revops_desktop.rules.periods import local_day
from revops_desktop.ui import many_deals, texts
from revops_desktop.ui.question_dialog import run

if TYPE_CHECKING:
    from datetime import date

    from revops_desktop.analytics.selection import Selection
    from revops_desktop.ui.actions import Actions

Tell = many_deals.Tell


def exits(actions: "Actions", deal_ids: Iterable[int]) -> tuple[str, ...]:
    """The ways out of the river (lost, recycled, churned) that all of these deals may take."""
    return _chosen(actions, deal_ids).exits


def move_to(
    actions: "Actions",
    window: QWidget,
    deal_ids: Iterable[int],
    stage_id: int,
    tell: Tell | None = None,
) -> bool:
    """Moves deals to a stage, by the one move; asks first for what their stages want to know."""
    from revops_desktop.operations import bulk

    wanted = list(deal_ids)
    answer = missing(actions, window, wanted, stage_id)
    if answer is None:
        return False
    return many_deals.write(actions, bulk.move_many, wanted, tell, stage_id=stage_id, **answer)


def missing(
    actions: "Actions", window: QWidget, deal_ids: Iterable[int], stage_id: int
) -> dict[str, Any] | None:
    """What the verb of a move is to be handed: what was filled in, the reason, the receiver.

    Empty where nothing is missing that stops anybody, so that nothing was asked; None where that
    was cancelled.
    """
    from revops_desktop.analytics import unmet

    wanted = list(deal_ids)
    found = actions.ask(unmet.unmet, deal_ids=wanted, stage_id=stage_id, now=actions.now())
    if not found.must_ask:
        return {}
    from revops_desktop.analytics import custom_fields, deal_form, settings
    from revops_desktop.ui.board.unmet_dialog import UnmetDialog
    from revops_desktop.ui.board.unmet_rows import Known

    chosen = _chosen(actions, wanted)
    known = Known(
        currency=actions.ask(settings.settings).currency,
        today=_today(actions),
        custom=actions.ask(custom_fields.fields),
        owners=actions.ask(deal_form.owners),
        number=chosen.number,
    )
    question = _about(chosen, _("Before {deals} can go on"))
    dialog = UnmetDialog(question, found, known, window)
    return dialog.answer if run(dialog) else None


def ask_move(
    actions: "Actions", window: QWidget, deal_ids: Iterable[int], tell: Tell | None = None
) -> bool:
    """Asks for the stage, of any pipeline, and moves deals there."""
    from revops_desktop.analytics import pipelines
    from revops_desktop.ui.board.bulk_pick import Entry, PickDialog

    chosen = _still_there(actions, window, deal_ids)
    if chosen is None:
        return False
    rivers = actions.ask(pipelines.pipelines)
    here = chosen.stage_ids if len(chosen.stage_ids) == 1 else frozenset()
    entries = [
        Entry(
            stage.stage_id,
            stage.name,
            remark=_("here now") if stage.stage_id in here else stage.function or "",
            colour=stage.colour,
            group=river.name if len(rivers) > 1 else "",
            enabled=stage.stage_id not in here,
        )
        # The river the deals are in comes first.
        for river in sorted(rivers, key=lambda one: one.pipeline_id not in chosen.pipeline_ids)
        for stage in river.stages
    ]
    dialog = PickDialog(
        _("Move to"),
        _about(chosen, _("Where does {deals} go?"), _("Where do {deals} go?")),
        _("Move"),
        entries,
        window,
        chosen=_stage_after(entries, here),
    )
    if not run(dialog) or dialog.chosen is None or dialog.chosen.key is None:
        return False
    return move_to(actions, window, chosen.deal_ids, dialog.chosen.key, tell)


def _stage_after(entries: "Iterable[Any]", here: frozenset[int]) -> int | None:
    keys = [entry.key for entry in entries]
    place = next((number for number, key in enumerate(keys) if key in here), None)
    return keys[place + 1] if place is not None and place + 1 < len(keys) else None


def ask_exit(
    actions: "Actions",
    window: QWidget,
    deal_ids: Iterable[int],
    kind: str,
    tell: Tell | None = None,
) -> bool:
    """Asks once why deals leave the river, and when recycled ones come back, and ends them."""
    from revops_desktop.analytics import exits as questions
    from revops_desktop.analytics import nurture_lists
    from revops_desktop.operations import bulk
    from revops_desktop.ui.board.bulk_exit import ManyExitDialog
    from revops_desktop.ui.board.exit_dialog import ExitDialog

    chosen = _still_there(actions, window, deal_ids)
    if chosen is None:
        return False
    reasons, today = actions.ask(questions.reasons), _today(actions)
    lists = [
        (one.list_id, one.name) for one in actions.ask(nurture_lists.lists) if not one.is_archived
    ]
    dialog: ExitDialog
    if chosen.number == 1:
        dialog = ExitDialog(kind, chosen.title, reasons, today, window, lists=lists)
    else:
        dialog = ManyExitDialog(kind, chosen.number, reasons, today, window, lists=lists)
    if not run(dialog):
        return False
    answer = dialog.answer()
    return many_deals.write(
        actions,
        bulk.leave_many,
        list(chosen.deal_ids),
        tell,
        kind=answer.kind,
        reason_id=answer.reason_id,
        note=answer.note,
        wake_on=answer.wake_on,
        nurture_list_id=answer.nurture_list_id,
    )


def set_owner(
    actions: "Actions",
    window: QWidget,
    deal_ids: Iterable[int],
    owner_id: int | None,
    tell: Tell | None = None,
) -> bool:
    """Gives deals to a member, or to nobody."""
    from revops_desktop.operations import bulk

    return many_deals.write(actions, bulk.set_owner, list(deal_ids), tell, owner_id=owner_id)


def ask_owner(
    actions: "Actions", window: QWidget, deal_ids: Iterable[int], tell: Tell | None = None
) -> bool:
    """Asks for the owner and gives deals to them."""
    from revops_desktop.analytics import settings
    from revops_desktop.ui.board.bulk_pick import Entry, PickDialog

    chosen = _still_there(actions, window, deal_ids)
    if chosen is None:
        return False
    entries = [
        Entry(one.member_id, one.name, remark=one.function or "")
        for one in actions.ask(settings.members)
    ]
    entries.append(Entry(None, _("Nobody")))
    dialog = PickDialog(
        _("Owner"),
        _about(chosen, _("Who owns {deals}?"), _("Who owns these {deals}?")),
        _("Set the owner"),
        entries,
        window,
        chosen=chosen.owner_id,
        has_chosen=chosen.has_one_owner,
    )
    if not run(dialog) or dialog.chosen is None:
        return False
    return set_owner(actions, window, chosen.deal_ids, dialog.chosen.key, tell)


def ask_close_day(
    actions: "Actions", window: QWidget, deal_ids: Iterable[int], tell: Tell | None = None
) -> bool:
    """Asks when deals are expected to close, and writes it."""
    from revops_desktop.operations import bulk
    from revops_desktop.ui.board.bulk_day import CloseDayDialog

    chosen = _still_there(actions, window, deal_ids)
    if chosen is None:
        return False
    dialog = CloseDayDialog(
        _about(chosen, _("When will {deals} close?"), _("When will these {deals} close?")),
        chosen.expected_close,
        _today(actions),
        window,
    )
    if not run(dialog):
        return False
    return many_deals.write(
        actions, bulk.set_close_day, list(chosen.deal_ids), tell, day=dialog.day.shown
    )


def ask_tags(
    actions: "Actions", window: QWidget, deal_ids: Iterable[int], tell: Tell | None = None
) -> bool:
    """Asks which tags deals carry, and puts them on and takes them off."""
    from revops_desktop.analytics import selection
    from revops_desktop.operations import bulk
    from revops_desktop.ui.board.bulk_tags import TagDialog

    chosen = _still_there(actions, window, deal_ids)
    if chosen is None:
        return False
    tags = actions.ask(selection.tags, deal_ids=chosen.deal_ids)
    dialog = TagDialog(_about(chosen, _("Tags of {deals}")), tags, chosen.number, window)
    if not run(dialog):
        return False
    return many_deals.write(
        actions,
        bulk.change_tags,
        list(chosen.deal_ids),
        tell,
        add=dialog.added,
        remove=dialog.removed,
        new=dialog.new,
    )


def ask_task(
    actions: "Actions", window: QWidget, deal_ids: Iterable[int], tell: Tell | None = None
) -> bool:
    """Asks for a task, and plans it for each of the deals."""
    from revops_desktop.analytics import deal_form
    from revops_desktop.operations import bulk
    from revops_desktop.ui.board.bulk_day import TaskDialog

    chosen = _still_there(actions, window, deal_ids)
    if chosen is None:
        return False
    question = _about(chosen, _("A task for {deals}"), _("A task for each of {deals}"))
    members = actions.ask(deal_form.owners)
    dialog = TaskDialog(question, members, _today(actions), window, several=chosen.number > 1)
    if not run(dialog):
        return False
    return many_deals.write(
        actions,
        bulk.add_task,
        list(chosen.deal_ids),
        tell,
        title=dialog.title.text(),
        due_on=dialog.day.shown,
        member_id=dialog.member.currentData(),
    )


def delete(
    actions: "Actions", window: QWidget, deal_ids: Iterable[int], tell: Tell | None = None
) -> bool:
    """Puts deals into the trash; asks first where there are several."""
    from revops_desktop.operations import trash

    wanted = list(dict.fromkeys(deal_ids))
    if len(wanted) > 1 and not texts.ask(
        window,
        _("Delete deals"),
        ngettext(
            "Put {number} deal into the trash? It can be taken back for 90 days.",
            "Put {number} deals into the trash? They can be taken back for 90 days.",
            len(wanted),
        ).format(number=count(len(wanted))),
        _("Put into the trash"),
    ):
        return False
    if len(wanted) > many_deals.LONG:
        return many_deals.run(actions, trash.delete, tell, deals=wanted)
    return many_deals.told(actions, actions.do(trash.delete, deals=wanted), tell)


def _chosen(actions: "Actions", deal_ids: Iterable[int]) -> "Selection":
    from revops_desktop.analytics import selection

    return actions.ask(selection.selection, deal_ids=list(deal_ids))


def _still_there(
    actions: "Actions", window: QWidget, deal_ids: Iterable[int]
) -> "Selection | None":
    """What is known of the deals; None where none is in the file any more, which is said."""
    chosen = _chosen(actions, deal_ids)
    if chosen.number:
        return chosen
    texts.message(
        window,
        _("This could not be done"),
        _("These deals are no longer in the file. Nothing was changed. Please choose again."),
        "warning",
    )
    return None


def _about(chosen: "Selection", of_one: str, of_several: str = "") -> str:
    """A question about the deals (`{deals}`), which may be another one where they are several."""
    from revops_desktop.ui.board.bulk_words import whom

    question = of_one if chosen.number == 1 else of_several or of_one
    return question.format(deals=whom(chosen.number, chosen.title))


def _today(actions: "Actions") -> "date":
    from revops_desktop.analytics import settings

    return local_day(actions.now(), actions.ask(settings.settings).time_zone)
