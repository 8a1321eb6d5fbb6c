"""Somebody who does anything at any time through the real window, and looks whether it is true."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from revops_desktop.analytics import board as board_questions
from revops_desktop.analytics import deal_panel, exits, recycle
from revops_desktop.analytics import today as today_questions
from revops_desktop.analytics.filters import Filter
from revops_desktop.app import Program
from revops_desktop.errors import Problem
from revops_desktop.operations import (
    activities,
    board_order,
    bulk,
    companies,
    contacts,
    copying,
    deals,
    merging,
    trash,
    waking,
)
from revops_desktop.rules.periods import local_day
from revops_desktop.rules.text import fold
from revops_desktop.ui.board.page import BoardPage
from revops_desktop.ui.main_window import MainWindow
from revops_desktop.ui.recycle.page import RecyclePage
from revops_desktop.ui.tables.records_page import RecordsPage
from revops_desktop.ui.today.page import TodayPage

DAY = 86_400


class Step(NamedTuple):
    """What is done, and two numbers that choose with what."""

    kind: str
    one: int
    other: int


def _column(session: Session, *, sql: str) -> list[Any]:
    return [row[0] for row in session.connection().exec_driver_sql(sql)]


class Wanderer:
    """Does steps in a window; what is refused is noted and changes nothing."""

    KINDS = (
        *("create", "create", "duplicate", "edit", "rename", "move", "move", "move_many"),
        *("place", "leave", "hand_over", "tag", "close_day", "task", "complete", "postpone"),
        *("log", "new_company", "edit_company", "new_contact", "edit_contact", "merge"),
        *("merge_contacts", "delete", "delete_company", "delete_contact", "restore"),
        *("wake", "put_off", "nurture"),
        *("undo", "undo", "redo", "filter", "page", "page", "panel", "close_panel", "time"),
    )

    def __init__(self, program: Program, qtbot: QtBot, clock: list[int]) -> None:
        self.program, self.qtbot, self.clock = program, qtbot, clock
        self.refused: list[str] = []
        self.words = ""
        assert program.actions is not None
        self.actions = program.actions
        # A refusal is part of the journey, not a surprise.
        self.actions.show_problem = self._note  # type: ignore[method-assign]

    def _note(self, problem: Problem) -> None:
        self.refused.append(str(problem))

    @property
    def window(self) -> MainWindow:
        """The window that is wandered through."""
        return self.program.window

    def ids(self, table: str, where: str = "deleted_at IS NULL") -> list[int]:
        """Ids of a table, in order."""
        return self.actions.ask(_column, sql=f"SELECT id FROM {table} WHERE {where} ORDER BY id")

    def take(self, step: Step) -> None:
        """One step; a step that nothing fits is none."""
        self.clock[0] += 61
        act: Callable[[int, int], None] = getattr(self, step.kind)
        act(step.one, step.other)
        self.settle()

    def settle(self) -> None:
        """Waits until everything that was asked is answered."""
        QApplication.processEvents()
        self.qtbot.waitUntil(self._is_quiet, timeout=10_000)
        QApplication.processEvents()

    def _is_quiet(self) -> bool:
        windows = self.program.windows.all
        return not any(one.actions_ is not None and one.actions_.is_busy for one in windows)

    # Deals

    def _deal(self, number: int) -> int | None:
        return _pick(self.ids("deal"), number)

    def create(self, one: int, other: int) -> None:
        stage = _pick(self.ids("stage", "archived_at IS NULL"), one)
        company = ("", "青葉商事(株)", "株式会社青葉商事", "R&D <b>")[other % 4]
        title = f"<i>{one}</i> & 新規"
        amount = other * 1000 if other % 3 else None
        self.actions.do(deals.create, title=title, stage_id=stage, company=company, amount=amount)

    def duplicate(self, one: int, _other: int) -> None:
        if (deal := self._deal(one)) is not None:
            self.actions.do(copying.duplicate, deal_id=deal)

    def edit(self, one: int, other: int) -> None:
        if (deal := self._deal(one)) is not None:
            self.actions.do(deals.edit, deal_id=deal, fields={"amount": other * 100 or None})

    def rename(self, one: int, other: int) -> None:
        if (deal := self._deal(one)) is not None:
            self.actions.do(deals.edit, deal_id=deal, fields={"title": f"改名 {other}"})

    def move(self, one: int, other: int) -> None:
        deal, stage = self._deal(one), _pick(self.ids("stage", "archived_at IS NULL"), other)
        if deal is not None:
            self.actions.do(deals.move_to_stage, deal_id=deal, stage_id=stage, override="why not")

    def _several(self, one: int) -> list[int]:
        found = self.ids("deal")
        return sorted({found[(one + 7 * n) % len(found)] for n in range(3)}) if found else []

    def move_many(self, one: int, other: int) -> None:
        stage = _pick(self.ids("stage", "archived_at IS NULL"), other)
        chosen = {"deal_ids": self._several(one), "stage_id": stage}
        self.actions.do(bulk.move_many, **chosen, override="why not")

    def place(self, one: int, other: int) -> None:
        deal, after = self._deal(one), self._deal(other)
        stage = _pick(self.ids("stage", "archived_at IS NULL"), other)
        if deal is not None and after is not None and deal != after:
            chosen = {"deal_ids": [deal], "stage_id": stage, "after_deal_id": after}
            self.actions.do(board_order.place, **chosen, override="why not")

    def leave(self, one: int, other: int) -> None:
        kind = ("lost", "recycled", "churned")[other % 3]
        reasons = self.actions.ask(exits.reasons)[kind]
        reason = next(reason for reason in reasons if not reason.asks_note)
        deal = self._deal(one)
        if deal is not None:
            self.actions.do(
                deals.leave_river,
                deal_id=deal,
                kind=kind,
                reason_id=reason.reason_id,
                wake_on=self._day(other % 90) if kind == "recycled" else None,
            )

    def _waiting(self, one: int) -> list[int]:
        found = self.ids("deal", "id IN (SELECT deal_id FROM deal_state WHERE status = 'recycled')")
        return sorted({found[(one + 7 * n) % len(found)] for n in range(3)}) if found else []

    def wake(self, one: int, other: int) -> None:
        """Recycled deals come back, to a stage or each to where it left."""
        stage = _pick([None, *self.ids("stage", "archived_at IS NULL")], other)
        self.actions.do(waking.reopen, deal_ids=self._waiting(one), stage_id=stage)

    def put_off(self, one: int, other: int) -> None:
        self.actions.do(waking.put_off, deal_ids=self._waiting(one), wake_on=self._day(other))

    def nurture(self, one: int, other: int) -> None:
        chosen = _pick([None, *self.ids("nurture_list", "archived_at IS NULL")], other)
        self.actions.do(waking.nurture, deal_ids=self._waiting(one), nurture_list_id=chosen)

    def hand_over(self, one: int, other: int) -> None:
        owner = _pick([*self.ids("member", "archived_at IS NULL"), None], other)
        self.actions.do(bulk.set_owner, deal_ids=self._several(one), owner_id=owner)

    def tag(self, one: int, other: int) -> None:
        tags = self.ids("tag", "1")
        new = () if other % 3 else (f"T{other % 9}",)
        chosen = {"add": tags[other % 5 :][:1], "remove": tags[:1] if other % 2 else [], "new": new}
        self.actions.do(bulk.change_tags, deal_ids=self._several(one), **chosen)

    def close_day(self, one: int, other: int) -> None:
        day = self._day(other % 60 - 20)
        self.actions.do(bulk.set_close_day, deal_ids=self._several(one), day=day)

    # Tasks and what happened

    def _day(self, ahead: int) -> str:
        return local_day(self.clock[0] + ahead * DAY, "Asia/Tokyo").isoformat()

    def _task(self, number: int, where: str = "") -> int | None:
        return _pick(self.ids("activity", f"kind = 'task'{where}"), number)

    def task(self, one: int, other: int) -> None:
        if (deal := self._deal(one)) is not None:
            due = self._day(other % 9 - 4)
            self.actions.do(activities.add_task, deal_id=deal, title="電話 <b>", due_on=due)

    def complete(self, one: int, _other: int) -> None:
        if (task := self._task(one, " AND done_at IS NULL")) is not None:
            self.actions.do(activities.complete, activity_id=task)

    def postpone(self, one: int, other: int) -> None:
        if (task := self._task(one, " AND done_at IS NULL")) is not None:
            day = self._day(other % 9 - 4)
            self.actions.do(activities.postpone, activity_id=task, due_on=day)

    def log(self, one: int, other: int) -> None:
        if (deal := self._deal(one)) is not None:
            kind = ("call", "email", "meeting", "note")[other % 4]
            self.actions.do(activities.log, deal_id=deal, kind=kind, title="話した", note="メモ")

    # Companies and contacts

    def new_company(self, one: int, _other: int) -> None:
        name = ("㈱青葉商事", "Hokuto <i>", "北斗物流株式会社")[one % 3]
        self.actions.do(companies.create, name=name, phone="03-0000-0001")

    def edit_company(self, one: int, other: int) -> None:
        if (company := _pick(self.ids("company"), one)) is not None:
            fields = {"name": f"株式会社 改名{other}", "region": "東京都"}
            self.actions.do(companies.edit, company_id=company, fields=fields)

    def new_contact(self, one: int, other: int) -> None:
        self.actions.do(contacts.create, name=f"佐藤 {one}", company=f"会社{other % 3}")

    def edit_contact(self, one: int, other: int) -> None:
        if (contact := _pick(self.ids("contact"), one)) is not None:
            fields = {"email": f"a{other}@example.jp"}
            self.actions.do(contacts.edit, contact_id=contact, fields=fields)

    def merge(self, one: int, other: int) -> None:
        found = self.ids("company")
        kept, gone = _pick(found, one), _pick(found, other)
        if kept is not None and gone is not None and kept != gone:
            self.actions.do(merging.merge_companies, kept_id=kept, other_ids=[gone])

    def merge_contacts(self, one: int, other: int) -> None:
        found = self.ids("contact")
        kept, gone = _pick(found, one), _pick(found, other)
        if kept is not None and gone is not None and kept != gone:
            self.actions.do(merging.merge_contacts, kept_id=kept, other_ids=[gone])

    # The trash, and back

    def delete(self, one: int, other: int) -> None:
        chosen = self._several(one)[: 1 + other % 2]
        self.actions.do(trash.delete, deals=chosen)

    def delete_company(self, one: int, other: int) -> None:
        if (company := _pick(self.ids("company"), one)) is not None:
            self.actions.do(trash.delete, companies=[company], keep_deals=bool(other % 2))

    def delete_contact(self, one: int, _other: int) -> None:
        if (contact := _pick(self.ids("contact"), one)) is not None:
            self.actions.do(trash.delete, contacts=[contact])

    def restore(self, one: int, other: int) -> None:
        table = ("deal", "company", "contact")[other % 3]
        name = ("deals", "companies", "contacts")[other % 3]
        if (found := _pick(self.ids(table, "deleted_at IS NOT NULL"), one)) is not None:
            self.actions.do(trash.restore, **{name: [found]})

    def undo(self, _one: int, _other: int) -> None:
        self._trigger("Undo")

    def redo(self, _one: int, _other: int) -> None:
        self._trigger("Redo")

    def _trigger(self, text: str) -> None:
        action = next(one for one in self.window.menu_actions() if one.text().startswith(text))
        if action.isEnabled():
            action.trigger()

    # Looking

    def filter(self, one: int, _other: int) -> None:
        """Words in the board's filter, or none any more."""
        self.words = ("", "導入", "改名", "更新 本社")[one % 4]
        board = self.window.page("board")
        assert isinstance(board, BoardPage)
        board.show_filter(Filter(text=fold(self.words)) if self.words else None)

    def page(self, one: int, _other: int) -> None:
        keys = ("today", "board", "companies", "contacts", "board", "products", "recycle")
        self.window.show_page(keys[one % len(keys)])

    def panel(self, one: int, _other: int) -> None:
        if (deal := self._deal(one)) is not None:
            self.actions.deal_wanted.emit(deal)

    def close_panel(self, _one: int, _other: int) -> None:
        self.window.side.close_deal()

    def time(self, one: int, other: int) -> None:
        self.clock[0] += (3_600, DAY, 8 * DAY)[other % 3] + one

    # Whether it is true

    def look(self) -> None:
        """What is on screen is what the file says."""
        page = self.window.page(self.window.page_key)
        if isinstance(page, BoardPage):
            self._look_at_board(page)
        elif isinstance(page, RecordsPage):
            self._look_at_records(page)
        elif isinstance(page, TodayPage):
            self._look_at_today(page)
        elif isinstance(page, RecyclePage):
            self._look_at_recycle(page)
        panel = self.window.side.panel
        if panel is not None and panel.isVisible():
            sheet = self.actions.ask(deal_panel.deal_sheet, deal_id=panel.deal_id)
            assert panel.desk.sheet == sheet, "the panel"
        self._look_at_menus()

    def _look_at_board(self, page: BoardPage) -> None:
        chosen: dict[str, Any] = {} if page.filter is None else {"chosen": page.filter}
        truth = self.actions.ask(
            board_questions.board,
            pipeline_id=self.actions.pipeline_id,
            sort=page.scale.choices.sort,
            **chosen,
        )
        for pane, column in zip(page.area.columns, truth.columns, strict=True):
            shown = tuple(pane.model.card(row) for row in range(pane.model.rowCount()))
            assert pane.stage == column.stage
            assert pane.model.totals == column.totals, f"the head of {pane.stage.name}"
            assert shown == column.cards, f"the cards of {pane.stage.name}"

    def _look_at_records(self, page: RecordsPage) -> None:
        panel = page.panel
        assert panel is not None
        listing = page.listing()
        truth = self.actions.ask(listing.found, wanted=panel.wanted)
        assert list(panel.model.ids) == list(truth.ids), page.key
        assert panel.total == truth.total
        keys = [spec.key for spec in panel.model.specs]
        shown = list(truth.ids)[:30]
        rows = self.actions.ask(listing.rows, ids=shown, keys=keys)
        fresh = type(panel.model)(self.actions, listing.rows, page.words)
        fresh.show_columns(panel.model.specs)
        fresh.show_ids(truth.ids)
        assert set(rows) == set(shown)
        for row in range(len(shown)):
            for column in range(len(keys)):
                said = panel.model.index(row, column).data()
                assert said == fresh.index(row, column).data(), (page.key, row, keys[column])

    def _look_at_today(self, page: TodayPage) -> None:
        member_id = self.actions.workspace.member_id if page.mine.isChecked() else None
        if page.answer is not None:
            # Clocks run on while nothing changes.
            asked = {"now": page.answer.now, "member_id": member_id}
            assert page.answer == self.actions.ask(today_questions.today, **asked)

    def _look_at_recycle(self, page: RecyclePage) -> None:
        river = self.actions.pipeline_id
        assert page.panel is not None and page.figures is not None
        assert page.figures.pool == self.actions.ask(recycle.pool, pipeline_id=river)
        wanted, now = page.panel.wanted, self.actions.now()
        truth = self.actions.ask(recycle.found, wanted=wanted, now=now)
        assert list(page.panel.model.ids) == list(truth.ids)
        waking_up = self.actions.ask(
            recycle.wakings, pipeline_id=river, first=page.calendar.first, last=page.calendar.last
        )
        days = page.calendar.model
        for index in (days.index(row, column) for row in range(6) for column in range(7)):
            tally = waking_up.get(days.day(index).isoformat())
            assert days.number(index) == (tally.count if tally else 0)

    def _look_at_menus(self) -> None:
        undo = next(one for one in self.window.menu_actions() if one.text().startswith("Undo"))
        label = self.actions.undo_text()
        assert undo.isEnabled() == (label is not None)
        if label is not None:
            assert undo.text().replace("&&", "&") == f"Undo: {label}"

    def compare_with_a_new_window(self, read: Callable[[MainWindow], Sequence[object]]) -> None:
        """A window that is opened now shows the same as the one in which all of it was done."""
        first = self.window
        self.program.windows.new()
        second = self.program.window
        assert second is not first
        second.resize(first.size())
        self.settle()
        try:
            assert read(first) == read(second)
        finally:
            second.close()
        assert self.program.window is first


def _pick(found: Sequence[Any], number: int) -> Any:
    return found[number % len(found)] if found else None
