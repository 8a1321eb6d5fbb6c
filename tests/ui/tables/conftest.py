"""A file with a few companies, and their pages on screen."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import companies, contacts, custom_fields, deals, products
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.companies.page import CompaniesPage
from revops_desktop.ui.contacts.page import ContactsPage
from revops_desktop.ui.products.page import ProductsPage
from revops_desktop.ui.tables.records_page import RecordsPage
from tests.river import make_river

NOW = 1_775_000_000
NASTY = '<b>Bold</b> & =1+1 <img src="file:///etc/passwd">'
NAMES = ("株式会社青葉商事", "青葉商事(株)", "みどり建設", NASTY, "Zebra")


def _fill(made: Workspace) -> None:
    """Five companies (1 and 2 look the same), three contacts, three deals, two products."""
    made.do(custom_fields.define, at=NOW, subject="company", name="Rank", kind="number")
    for number, name in enumerate(NAMES, 1):
        made.do(
            companies.create,
            at=NOW + number,
            name=name,
            employees=number * 10,
            owner_id=1,
            phone=f"03-1111-000{number}",
        )
    made.do(companies.set_tags, at=NOW, company_id=1, names=["VIP"])
    made.do(contacts.create, at=NOW, name="佐藤 花子", company_id=1, email="h@aoba.jp")
    made.do(contacts.create, at=NOW, name="鈴木 健", company_id=2)
    made.do(contacts.create, at=NOW, name="Nobody")
    for title, company_id in (("First", 1), ("Second", 2), ("Third", 2)):
        made.do(deals.create, at=NOW, title=title, stage_id=2, company_id=company_id, amount=100)
    made.do(products.create, at=NOW, name="Plan", list_price=3000, billing="monthly")
    made.do(products.create, at=NOW, name="Setup", list_price=50_000)


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops", _fill)
    yield made
    made.close()


@pytest.fixture
def actions(river: Workspace) -> Iterator[Actions]:
    made = Actions(river, clock=lambda: NOW)
    yield made
    made.close()


@pytest.fixture
def open_page(qtbot: QtBot, actions: Actions) -> Callable[[type[RecordsPage]], RecordsPage]:
    """Opens a page and waits until it lists something."""

    def opened(kind: type[RecordsPage]) -> RecordsPage:
        page = kind(actions)
        qtbot.addWidget(page)
        page.resize(1090, 740)
        actions.changed.connect(page.notice)
        page.show()
        qtbot.waitUntil(lambda: page.panel is not None and len(page.panel.model.ids) > 0)
        return page

    return opened


@pytest.fixture
def companies_page(open_page) -> CompaniesPage:
    return open_page(CompaniesPage)


@pytest.fixture
def contacts_page(open_page) -> ContactsPage:
    return open_page(ContactsPage)


@pytest.fixture
def products_page(open_page) -> ProductsPage:
    return open_page(ProductsPage)
