"""Several deals changed together, through the real dialogs, by keyboard."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.analytics.selection import selection, tags
from revops_desktop.database.tables import activity, deal, deal_exit, deal_state
from revops_desktop.operations import deals, members, templates
from revops_desktop.operations import tags as tag_verbs
from revops_desktop.ui import many_deals, theme
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.board import bulk_deeds
from revops_desktop.ui.board.bulk_day import CloseDayDialog, TaskDialog, coming_friday, month_end
from revops_desktop.ui.board.bulk_exit import ManyExitDialog
from revops_desktop.ui.board.bulk_pick import PickDialog
from revops_desktop.ui.board.bulk_tags import TagDialog
from tests.conftest import NOW, Dialogs, write_the_model
from tests.river import ask_nothing, everything

Key = Qt.Key
TODAY = "2026-04-01"


@dataclass
class Desk:
    """Three deals in the first three stages of The Model, and who may change them."""

    actions: Actions
    window: QWidget
    ids: list[int]
    told: list[str]

    def done(self, deed: Callable[..., bool], *more: Any) -> bool:
        """Does one deed with all three."""
        return deed(self.actions, self.window, self.ids, *more, tell=self.told.append)

    def deals(self, column: str) -> list[Any]:
        """What a column says of each."""

        def read(session: Session) -> list[Any]:
            return list(session.execute(select(deal.c[column]).order_by(deal.c.id)).scalars())

        return self.actions.ask(read)

    def stages(self) -> list[int | None]:
        """Where each stands; None: it left."""

        def read(session: Session) -> list[int | None]:
            rows = session.execute(
                select(deal_state.c.stage_id, deal_state.c.status).order_by(deal_state.c.deal_id)
            )
            return [stage if status in ("open", "customer") else None for stage, status in rows]

        return self.actions.ask(read)


def _write(workspace: Any) -> None:
    """The Model, asking for nothing, with two members and a deal in each of three stages."""
    write_the_model(workspace)
    workspace.do(ask_nothing, at=NOW - 85)
    for name in ("Misaki Sato", "髙橋 翔"):
        workspace.do(members.add, at=NOW - 80, name=name)
    for title, stage_id in (("Data platform", 1), ("<A> Ltd & 株式会社", 2), ("ＣＲＭ", 3)):
        workspace.do(deals.create, at=NOW - 70, title=title, stage_id=stage_id)


@pytest.fixture
def written() -> Callable[[Any], None]:
    return _write


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, workspace: Any) -> Iterator[Desk]:
    theme.apply(qapp, False)
    window = QWidget()
    actions = Actions(workspace, window, clock=lambda: NOW)
    qtbot.addWidget(window)
    yield Desk(actions, window, [1, 2, 3], [])
    actions.close()


def typed(text: str, *keys: Qt.Key) -> Callable[[QDialog], None]:
    """Types into whatever has the focus first, then presses keys there."""

    def do(dialog: QDialog) -> None:
        field = _focus(dialog)
        # Keys are Latin; an input method commits the rest.
        if text.isascii():
            QTest.keyClicks(field, text)
        else:
            assert isinstance(field, QLineEdit)
            field.insert(text)
        for key in keys:
            QTest.keyClick(_focus(dialog), key)

    return do


def _focus(dialog: QDialog) -> QWidget:
    QApplication.processEvents()
    return dialog.focusWidget()


def test_move_to_is_answered_by_typing_a_name(desk: Desk, dialogs: Dialogs) -> None:
    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, PickDialog)
        assert dialog.question.text() == "Where do 3 deals go?"
        typed("qualif", Key.Key_Return)(dialog)

    dialogs.expect(answer)
    assert desk.done(bulk_deeds.ask_move)
    assert desk.stages() == [5, 5, 5]
    assert desk.told == ["Move 3 deals to Qualified"]
    desk.actions.undo()
    assert desk.stages() == [1, 2, 3]


def test_the_stage_after_is_proposed_and_arrows_walk_on(desk: Desk, dialogs: Dialogs) -> None:
    desk.ids = desk.ids[:1]

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, PickDialog) and dialog.chosen is not None
        assert (dialog.chosen.name, dialog.question.text()) == (
            "Nurturing",
            "Where does “Data platform” go?",
        )
        # The stage where it stands is shown and cannot be picked.
        typed("", Key.Key_Up)(dialog)
        assert dialog.chosen.name == "Nurturing"
        typed("", Key.Key_Down, Key.Key_Return)(dialog)

    dialogs.expect(answer)
    assert desk.done(bulk_deeds.ask_move)
    assert desk.stages() == [3, 2, 3]
    dialogs.expect(typed("", Key.Key_Escape))
    assert not desk.done(bulk_deeds.ask_move)
    assert desk.stages() == [3, 2, 3]


def test_a_name_that_is_not_there_cannot_be_confirmed(desk: Desk, dialogs: Dialogs) -> None:
    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, PickDialog)
        typed("xyz", Key.Key_Return)(dialog)
        assert dialog.isVisible() and dialog.nothing.isVisible()
        assert not dialog.confirm.isEnabled()
        dialog.reject()

    dialogs.expect(answer)
    assert not desk.done(bulk_deeds.ask_move)


def test_stages_of_other_pipelines_come_after_the_own(desk: Desk, dialogs: Dialogs) -> None:
    from revops_desktop.database.journal import verb

    @verb("Add a pipeline")
    def add(session: Session, *, at: int) -> int:
        return templates.apply(session, at=at, template_key="small-business", language="ja")

    desk.actions.do(add)

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, PickDialog)
        lines = [dialog.list.item(row).text() for row in range(dialog.list.count())]
        assert lines[0] == "The Model (B2B)" and lines[15] == "中小企業・個人事業"
        typed("ファン化", Key.Key_Return)(dialog)

    dialogs.expect(answer)
    assert desk.done(bulk_deeds.ask_move)
    assert desk.told == ["Move 3 deals to ファン化"]
    assert len(set(desk.deals("pipeline_id"))) == 1


def test_several_exits_share_one_reason_and_one_day(desk: Desk, dialogs: Dialogs) -> None:
    before = everything(desk.actions.workspace)  # type: ignore[arg-type]  # it is a Workspace

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, ManyExitDialog)
        assert dialog.question.text() == "Why do these 3 deals not go on now?"
        typed("", Key.Key_Down, Key.Key_Return)(dialog)

    dialogs.expect(answer)
    assert desk.done(bulk_deeds.ask_exit, "recycled")

    def exits(session: Session) -> list[tuple]:
        of = deal_exit.c
        rows = session.execute(select(of.deal_id, of.reason_id, of.wake_on))
        return [tuple(row) for row in rows]

    written = desk.actions.ask(exits)
    assert [row[0] for row in written] == desk.ids
    assert len({row[1:] for row in written}) == 1 and written[0][2] > TODAY
    desk.actions.undo()
    assert everything(desk.actions.workspace) == before  # type: ignore[arg-type]


def test_only_ways_out_that_all_may_take_are_offered(desk: Desk) -> None:
    assert bulk_deeds.exits(desk.actions, desk.ids) == ("lost", "recycled")
    desk.actions.do(deals.move_to_stage, deal_id=desk.ids[0], stage_id=11)
    assert bulk_deeds.exits(desk.actions, desk.ids) == ()
    assert bulk_deeds.exits(desk.actions, desk.ids[:1]) == ("churned",)
    assert bulk_deeds.exits(desk.actions, []) == ()


def test_the_owner_is_found_by_name(desk: Desk, dialogs: Dialogs) -> None:
    dialogs.expect(typed("翔", Key.Key_Return))
    assert desk.done(bulk_deeds.ask_owner)
    assert desk.deals("owner_id") == [2, 2, 2]
    assert desk.told == ["Give 3 deals to 髙橋 翔"]
    dialogs.expect(typed("nobody", Key.Key_Return))
    assert desk.done(bulk_deeds.ask_owner)
    assert desk.deals("owner_id") == [None, None, None]


def test_a_close_day_is_typed_or_proposed(desk: Desk, dialogs: Dialogs, qtbot: QtBot) -> None:
    dialogs.expect(typed("+7", Key.Key_Return))
    assert desk.done(bulk_deeds.ask_close_day)
    assert desk.deals("expected_close") == ["2026-04-08"] * 3

    def none(dialog: QDialog) -> None:
        assert isinstance(dialog, CloseDayDialog)
        typed("soon", Key.Key_Return)(dialog)
        assert dialog.isVisible()
        last = next(one for one in dialog.findChildren(QPushButton) if one.text() == "Not known")
        qtbot.keyClick(last, Key.Key_Space)
        qtbot.keyClick(dialog.confirm, Key.Key_Space)

    dialogs.expect(none)
    assert desk.done(bulk_deeds.ask_close_day)
    assert desk.deals("expected_close") == [None] * 3
    from datetime import date

    assert month_end(date(2026, 12, 5)) == "2026-12-31"
    assert month_end(date(2028, 2, 29)) == "2028-02-29"
    assert coming_friday(date(2026, 4, 3)) == "2026-04-10"
    assert coming_friday(date(2026, 4, 4)) == "2026-04-10"


def test_tags_are_ticked_made_and_taken_off(desk: Desk, dialogs: Dialogs) -> None:
    hot = desk.actions.do(tag_verbs.add, name="Hot")
    desk.actions.do(tag_verbs.add, name="Cold")
    assert hot is not None
    dialogs.expect(typed("hot", Key.Key_Return, Key.Key_Return))
    assert bulk_deeds.ask_tags(desk.actions, desk.window, desk.ids[:1])

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, TagDialog)
        states = {
            item.text(): item.checkState()
            for item in (dialog.list.item(row) for row in range(dialog.list.count()))
        }
        assert states == {
            "Hot": Qt.CheckState.PartiallyChecked,
            "Cold": Qt.CheckState.Unchecked,
        }
        assert not dialog.confirm.isEnabled()
        # Half a tick is left alone; Cold is ticked by Space; a new one is written.
        typed("", Key.Key_Down)(dialog)
        dialog.list.setCurrentRow(0)
        assert dialog.list.item(0).text() == "Cold"
        QTest.keyClick(dialog.list, Key.Key_Space)
        dialog.search.setFocus()
        typed("展示会 <b>", Key.Key_Return, Key.Key_Return)(dialog)

    dialogs.expect(answer)
    assert desk.done(bulk_deeds.ask_tags)
    used = {one.name: one.number for one in desk.actions.ask(tags, deal_ids=desk.ids)}
    assert used == {"Hot": 1, "Cold": 3, "展示会 <b>": 3}
    desk.actions.undo()
    used = {one.name: one.number for one in desk.actions.ask(tags, deal_ids=desk.ids)}
    assert used == {"Hot": 1, "Cold": 0}


def test_a_task_is_planned_for_each(desk: Desk, dialogs: Dialogs) -> None:
    desk.actions.do(deals.edit, deal_id=desk.ids[0], fields={"owner_id": 2})

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, TaskDialog)
        assert not dialog.confirm.isEnabled()
        typed("Send the offer", Key.Key_Return)(dialog)

    dialogs.expect(answer)
    assert desk.done(bulk_deeds.ask_task)

    def planned(session: Session) -> list[tuple]:
        of = activity.c
        rows = session.execute(select(of.title, of.due_on, of.member_id).order_by(of.deal_id))
        return [tuple(row) for row in rows]

    assert desk.actions.ask(planned) == [
        ("Send the offer", "2026-04-02", 2),
        ("Send the offer", "2026-04-02", None),
        ("Send the offer", "2026-04-02", None),
    ]


def test_deleting_several_asks_and_one_does_not(desk: Desk, dialogs: Dialogs) -> None:
    dialogs.expect(lambda dialog: QTest.keyClick(dialog, Key.Key_Escape))
    assert not desk.done(bulk_deeds.delete)
    dialogs.expect(lambda dialog: QTest.keyClick(dialog, Key.Key_Return))
    assert desk.done(bulk_deeds.delete)
    assert desk.stages() == []
    desk.actions.undo()
    assert bulk_deeds.delete(desk.actions, desk.window, desk.ids[:1])
    assert desk.actions.ask(selection, deal_ids=desk.ids).number == 2


def test_deals_that_are_gone_are_said_so(desk: Desk, dialogs: Dialogs) -> None:
    for deed in (bulk_deeds.ask_move, bulk_deeds.ask_owner, bulk_deeds.ask_tags):
        dialogs.expect(lambda dialog: dialog.accept())
        assert not deed(desk.actions, desk.window, [999])
    assert all("no longer in the file" in seen for seen in dialogs.seen)


def test_more_deals_than_a_frame_writes_go_in_the_background(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many_deals, "LONG", 2)
    with qtbot.waitSignal(desk.actions.changed):
        assert desk.done(bulk_deeds.move_to, 4)
        assert desk.actions.running is not None
    qtbot.waitUntil(lambda: bool(desk.told))
    assert desk.stages() == [4, 4, 4]
    assert desk.told == ["Move 3 deals to Contact"]


def test_what_a_stage_asks_for_is_filled_in_before_the_move(desk: Desk, dialogs: Dialogs) -> None:
    from revops_desktop.operations import criteria, custom_fields, stages
    from revops_desktop.ui.board.unmet_dialog import UnmetDialog

    asked = [criteria.WantedCriterion(None, "They agreed")]
    desk.actions.do(stages.edit, stage_id=1, fields={}, criteria=asked)
    desk.actions.do(
        custom_fields.define, subject="deal", name="Budget", kind="money", before=[1, 2]
    )

    def cancel(dialog: QDialog) -> None:
        assert isinstance(dialog, UnmetDialog)
        assert not dialog.confirm.isEnabled()
        assert dialog.question.text() == "Before 3 deals can go on"
        typed("", Key.Key_Escape)(dialog)

    dialogs.expect(cancel)
    assert not desk.done(bulk_deeds.move_to, 4)
    assert desk.stages() == [1, 2, 3]

    def fill_in(dialog: QDialog) -> None:
        assert isinstance(dialog, UnmetDialog)
        for tick in dialog.ticks.values():
            QTest.keyClick(tick, Key.Key_Space)
        # Both stages ask for the same field: it is filled in once.
        assert len(set(dialog.editors.values())) == 1
        dialog.editors[next(iter(dialog.editors))].setFocus()
        typed("1200", Key.Key_Return)(dialog)

    dialogs.expect(fill_in)
    assert desk.done(bulk_deeds.move_to, 4)
    assert desk.stages() == [4, 4, 4]
    assert desk.told == ["Move 3 deals to Contact"]

    def reason(dialog: QDialog) -> None:
        assert isinstance(dialog, UnmetDialog) and not dialog.confirm.isEnabled()
        dialog.reason.setFocus()
        typed("The CEO agreed", Key.Key_Return)(dialog)

    desk.actions.undo()
    assert desk.stages() == [1, 2, 3]
    dialogs.expect(reason)
    assert bulk_deeds.move_to(desk.actions, desk.window, desk.ids[:1], 4)

    def overrides(session: Session) -> list[str]:
        wanted = select(activity.c.note).where(activity.c.kind == "override")
        return list(session.execute(wanted).scalars())

    assert desk.actions.ask(overrides) == ["The CEO agreed"]
