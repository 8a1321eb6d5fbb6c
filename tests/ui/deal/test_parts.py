"""Products whose sum is the amount, people to reach, links opened by a click alone, the story."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QMenu, QPushButton
from sqlalchemy import insert

from revops_desktop.database.journal import verb
from revops_desktop.database.tables import contact, product
from revops_desktop.operations import activities, deal_lines, deals, links
from revops_desktop.ui import links as opening
from tests.conftest import NOW, Dialogs
from tests.ui.deal.conftest import DAY, Sitting

ENTER = Qt.Key.Key_Return


class Desktop(QObject):
    """Takes the links that the program hands to the system."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.opened.append(url.toString())


@pytest.fixture
def desktop() -> Any:
    """Stands where the browser, the mail program and the telephone are."""
    made = Desktop()
    schemes = ("http", "https", "mailto", "tel", "file")
    for scheme in schemes:
        QDesktopServices.setUrlHandler(scheme, made, "take")  # type: ignore[arg-type]  # stub errs
    yield made
    for scheme in schemes:
        QDesktopServices.unsetUrlHandler(scheme)


@verb("Sell and know")
def _goods_and_people(session: Any, *, at: int, company_id: int) -> None:
    for name, price, billing in (("Licence", 1000, "one_off"), ("Support", 50, "monthly")):
        session.execute(
            insert(product).values(name=name, match_key=name, list_price=price, billing=billing)
        )
    session.execute(
        insert(contact).values(
            company_id=company_id,
            name="田中 & <b>",
            match_key="x",
            role="champion",
            email="tanaka@example.jp",
            phone="０３-1234-5678",
            created_at=at,
        )
    )


@pytest.fixture
def full(sitting: Sitting) -> Sitting:
    """The deal with a contact at its company, and two products to sell."""
    company = sitting.sheet().company
    assert company is not None
    sitting.do(_goods_and_people, company_id=company.company_id)
    return sitting


def add_product(sitting: Sitting, name: str) -> None:
    box = sitting.section("lines").product.box
    place = next(n for n in range(box.count()) if box.itemText(n).startswith(name))
    box.setCurrentIndex(place)
    box.activated.emit(place)


def test_the_sum_of_the_lines_is_the_amount(full: Sitting) -> None:
    add_product(full, "Licence")
    add_product(full, "Support")
    fields = full.sheet().fields
    assert (fields.amount, fields.monthly_amount) == (1000, 50)
    section = full.section("lines")
    first = section.lines[full.sheet().lines[0].line_id]
    before = full.steps()
    full.retype(first.quantity.field, "3")
    full.press(ENTER)
    assert full.sheet().fields.amount == 3000 and full.steps() == before + 1
    full.retype(first.price.field, "900")
    full.press(ENTER)
    assert full.sheet().fields.amount == 2700
    assert section.sums.text() == "Sum: ¥2,700 + ¥50/mo"
    details = full.section("details")
    assert details.editors["amount"].field.isReadOnly()
    full.click(first.remove_button)
    assert full.sheet().fields.amount is None
    assert not details.editors["amount"].field.isReadOnly()
    full.actions.undo()
    assert full.sheet().fields.amount == 2700


def test_a_line_of_no_pieces_is_said_and_not_written(full: Sitting) -> None:
    add_product(full, "Licence")
    (line,) = full.section("lines").lines.values()
    full.retype(line.quantity.field, "0")
    full.press(ENTER)
    assert "1 or more" in line.quantity.problem.text()
    assert full.sheet().lines[0].quantity == 1


def test_people_are_written_to_and_called_only_by_a_click(full: Sitting, desktop: Desktop) -> None:
    buttons = {button.whole: button for button in full.section("people").links}
    assert set(buttons) == {"tanaka@example.jp", "０３-1234-5678"}
    assert desktop.opened == []
    full.click(buttons["tanaka@example.jp"])
    full.click(buttons["０３-1234-5678"])
    assert desktop.opened == ["mailto:tanaka@example.jp", "tel:0312345678"]


def test_a_page_is_added_by_typing_and_opened_by_a_click(sitting: Sitting, desktop: Any) -> None:
    section = sitting.section("links")
    sitting.click(section.new)
    sitting.type("example.jp/rfp")
    sitting.press(ENTER)
    (link,) = sitting.sheet().links
    assert link.target == "https://example.jp/rfp"
    sitting.click(section.links[link.link_id])
    assert desktop.opened == ["https://example.jp/rfp"]


def test_what_may_not_be_opened_is_refused(sitting: Sitting, dialogs: Dialogs) -> None:
    section = sitting.section("links")
    for bad in ("javascript:alert(1)", "//host/share/x.exe", "file://host/x"):
        dialogs.expect(QDialog.accept)
        section.add(bad)
    assert sitting.sheet().links == ()
    assert all("can be opened" in said for said in dialogs.seen)


def _agree(box: QDialog) -> None:
    next(one for one in box.findChildren(QPushButton) if one.text() == "Open it").click()


def test_a_file_is_asked_about_before_it_is_opened(
    sitting: Sitting, desktop: Any, dialogs: Dialogs, tmp_path: Path
) -> None:
    file = tmp_path / "見積 & 100%.txt"
    file.write_text("1")
    dialogs.expect_file(file)
    section = sitting.section("links")
    sitting.click(section.choose_button)
    (link,) = sitting.sheet().links
    assert link.title == file.name
    dialogs.expect(QDialog.reject)
    sitting.click(section.links[link.link_id])
    assert desktop.opened == []
    dialogs.expect(_agree)
    sitting.click(section.links[link.link_id])
    assert [QUrl(one).toLocalFile() for one in desktop.opened] == [str(file)]
    file.unlink()
    dialogs.expect(QDialog.accept)
    sitting.click(section.links[link.link_id])
    assert "is not there" in dialogs.seen[-1] and len(desktop.opened) == 1


def test_an_address_of_another_machine_is_never_opened(
    sitting: Sitting, desktop: Any, dialogs: Dialogs
) -> None:
    for target in ("file:///%2f%2fhost/share", "javascript:1", "\\\\host\\x", "smb://host"):
        dialogs.expect(QDialog.accept)
        assert not opening.open_link(sitting.panel, target)
    assert desktop.opened == []


def test_a_link_is_taken_off(sitting: Sitting) -> None:
    number = sitting.do(links.add, deal_id=sitting.deal_id, target="https://example.jp")
    assert number in sitting.section("links").links
    sitting.do(links.remove, link_id=number)
    assert sitting.section("links").links == {}


def settled(sitting: Sitting, qtbot: Any) -> Any:
    view = sitting.section("story").view
    qtbot.waitUntil(lambda: view.is_settled and not sitting.actions.is_busy, timeout=20_000)
    return view


def headlines(view: Any) -> list[str]:
    from revops_desktop.ui.deal import story_words

    return [story_words.headline(row.entry) for row in view.rows]


def test_the_story_goes_from_the_first_source_to_now(sitting: Sitting, qtbot: Any) -> None:
    sitting.do(activities.log, deal_id=sitting.deal_id, kind="call", title="Hello")
    sitting.do(deals.edit, deal_id=sitting.deal_id, fields={"amount": 500, "source": "Web"})
    view = settled(sitting, qtbot)
    assert headlines(view) == [
        "Amount: ¥500\nSource: Trade fair → Web",
        "Call: Hello",
        "Moved on to “Nurturing”",
        "Began in “Lead”",
    ]
    sitting.actions.undo()
    assert headlines(settled(sitting, qtbot))[0] == "Call: Hello"


def test_the_story_is_filtered_by_kind(sitting: Sitting, qtbot: Any) -> None:
    sitting.do(activities.log, deal_id=sitting.deal_id, kind="note", note="Be careful")
    view = settled(sitting, qtbot)
    chips = {chip.text(): chip for chip in view.chips.buttons()}
    sitting.click(chips["Notes"])
    assert headlines(settled(sitting, qtbot)) == ["Be careful"]
    sitting.click(chips["Stages"])
    assert len(headlines(settled(sitting, qtbot))) == 2
    sitting.click(chips["Tasks"])
    assert headlines(settled(sitting, qtbot)) == []
    assert view.nothing.isVisible()


def choose(row: Any, text: str) -> None:
    row.more.click()
    (menu,) = [menu for menu in row.findChildren(QMenu) if menu.isVisible()]
    (action,) = [action for action in menu.actions() if action.text() == text]
    menu.close()
    action.trigger()


def test_what_was_logged_is_edited_and_deleted_in_the_story(sitting: Sitting, qtbot: Any) -> None:
    sitting.do(activities.log, deal_id=sitting.deal_id, kind="call", title="Helo", note="x")
    row = settled(sitting, qtbot).rows[0]
    choose(row, "Edit")
    assert row.area.box.toPlainText() == "Helo\nx"
    sitting.press(Qt.Key.Key_Escape)
    assert row.area.isHidden() and sitting.panel.isVisible()
    choose(row, "Edit")
    row.area.box.selectAll()
    sitting.type("Hello")
    sitting.press(ENTER)
    view = settled(sitting, qtbot)
    assert headlines(view)[0] == "Call: Hello"
    choose(view.rows[0], "Delete")
    assert headlines(settled(sitting, qtbot))[0] == "Moved on to “Nurturing”"
    sitting.actions.undo()
    assert headlines(settled(sitting, qtbot))[0] == "Call: Hello"


def test_rows_of_the_story_stay_when_others_come(sitting: Sitting, qtbot: Any) -> None:
    rows = list(settled(sitting, qtbot).rows)
    sitting.do(activities.log, deal_id=sitting.deal_id, kind="call", title="Hello")
    view = settled(sitting, qtbot)
    assert view.rows[1:] == rows
    assert [view._list.itemAt(n).widget() for n in range(3)] == view.rows


@verb("Much happened")
def _much(session: Any, *, at: int, deal_id: int) -> None:
    from revops_desktop.database.tables import activity

    session.execute(
        insert(activity),
        [
            {"kind": "call", "deal_id": deal_id, "title": f"Call {n}", "happened_at": NOW - n * DAY}
            for n in range(50)
        ],
    )


def test_a_long_story_comes_as_one_scrolls(sitting: Sitting, qtbot: Any) -> None:
    sitting.do(_much, deal_id=sitting.deal_id)
    view = settled(sitting, qtbot)
    assert len(view.rows) == 40 and view.earlier.isVisible()
    bar = sitting.panel.view.verticalScrollBar()
    for _ in range(3):
        bar.setValue(bar.maximum())
        view = settled(sitting, qtbot)
    assert len(view.rows) == 52
    assert not view.earlier.isVisible()
    assert len(set(headlines(view))) == 52


def test_lines_belong_to_the_deal_that_is_shown(full: Sitting) -> None:
    other = full.do(deals.create, title="Other", stage_id=1)
    full.do(deal_lines.add, deal_id=full.deal_id, product_id=1)
    full.panel.show_deal(other)
    assert full.section("lines").lines == {}
