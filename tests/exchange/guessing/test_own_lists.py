"""The lists that the program itself writes are understood without a word, in both languages."""

from pathlib import Path
from typing import Any

import pytest

from revops_desktop import i18n
from revops_desktop.exchange.guessing.guess import guess
from revops_desktop.exchange.guessing.here import here
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.out.companies import export_companies
from revops_desktop.exchange.out.contacts import export_contacts
from revops_desktop.exchange.out.deals import export_deals
from tests.conftest import NOW
from tests.exchange.lists import source

PEOPLE = (
    "Name,Company,Email,Phone,Job title\n"
    "Hiro Tanabe,Aoba Trading,h.tanabe@aoba.example,03-1234-0001,Manager\n"
    "Yuki Ono,Kita Works,y.ono@kita.example,011-555-0002,\n"
)
DEALS = (
    "Deal ID,Deal name,Company,Stage,Amount,Expected close,Owner,Created,Won on,Lost on,Reason\n"
    "1,Website,Aoba Trading,Phase 2,120000,2026-05-31,Mori,2026-01-10,,,\n"
    "2,Support,Kita Works,Won,300000,,Mori,2026-01-12,2026-02-20,,\n"
    "3,Training,Kita Works,Lost,80000,,Hara,2026-01-15,,2026-02-25,Price\n"
)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_list_that_went_out_is_known_when_it_comes_back(
    workspace: Any, tmp_path: Path, language: str
) -> None:
    lists = [source(tmp_path, PEOPLE, "people.csv"), source(tmp_path, DEALS, "list.csv")]
    first = guess(lists, workspace.ask(here))
    assert not first.open
    assert import_files(workspace, lists, first.mapping, at=NOW).refused == 0
    i18n.set_language(language)
    paths = [tmp_path / f"{number}.csv" for number in range(3)]
    export_companies(workspace, paths[0])
    export_contacts(workspace, paths[1])
    export_deals(workspace, paths[2], pipeline_id=1)
    found = guess(paths, workspace.ask(here))
    assert not found.open
    assert [one.source.kind for one in found.files if one.source] == [
        "companies",
        "contacts",
        "deals",
    ]
    again = import_files(workspace, paths, found.mapping, at=NOW + 60)
    assert (again.created, again.updated, again.refused) == (0, 0, 0), again.problems
    assert again.unchanged == 2 + 2 + 3
