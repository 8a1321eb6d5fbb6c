"""Cards and lists of contacts say more than a contact has fields for: nothing of it is lost."""

from pathlib import Path
from typing import Any

from revops_desktop.exchange.guessing.guess import guess
from revops_desktop.exchange.guessing.here import Here, here
from revops_desktop.exchange.guessing.questions import Answer
from revops_desktop.exchange.importing import import_files
from tests.conftest import NOW

CARDS = (
    "BEGIN:VCARD\nVERSION:3.0\nN:佐藤;花子;;;\nFN:佐藤 花子\nORG:株式会社みどり;営業部\n"
    "TITLE:課長\nTEL;TYPE=CELL:090-2222-3333\nNOTE:一行目\\n二行目\nEND:VCARD\n"
    "BEGIN:VCARD\nVERSION:3.0\nFN:Mori Hana\nTEL;TYPE=WORK:03-1234-5678\n"
    "TEL;TYPE=CELL:090-1111-2222\nEMAIL:hana@aoba.example\nEMAIL:mori@home.example\n"
    "URL:https://aoba.example\nEND:VCARD\n"
)


def test_what_a_contact_has_no_field_for_is_a_line_of_its_note(
    workspace: Any, tmp_path: Path
) -> None:
    path = tmp_path / "cards.vcf"
    path.write_text(CARDS, "utf-8")
    found = guess([path], workspace.ask(here))
    assert not found.open
    assert found.files[0].unused == ()
    summary = import_files(workspace, [path], found.mapping, at=NOW)
    assert (summary.created, summary.refused) == (2, 0)
    sql = "SELECT name, email, phone, note FROM contact ORDER BY id"
    assert [tuple(row) for row in workspace.raw.execute(sql)] == [
        ("佐藤 花子", None, "090-2222-3333", "一行目\n二行目\nDepartment: 営業部"),
        (
            *("Mori Hana", "hana@aoba.example", "03-1234-5678"),
            "E-mail 2: mori@home.example\nMobile: 090-1111-2222\nWebsite: https://aoba.example",
        ),
    ]
    again = import_files(workspace, [path], found.mapping, at=NOW + 1, mode="both")
    assert (again.updated, again.unchanged) == (0, 2)


def test_an_empty_column_never_goes_before_a_filled_one(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "氏名,会社名,TEL直通,TEL会社,携帯電話\n"
        "田辺 弘,青葉商事,,03-1234-0001,\n小野 由紀,北製作所,,,090-0000-0001\n",
        "utf-8",
    )
    found = guess([path], Here(), as_kind="contacts")
    column = found.mapping.sources[0].columns["phone"]
    assert (column.names, column.by_row) == (("TEL会社", "携帯電話"), True)


def test_a_line_of_the_note_can_be_left_out_and_another_be_one(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "氏名,会社名,部署,血液型,e-mail\n田辺 弘,青葉商事,購買部,A,a@b.example\n", "utf-8"
    )
    answers = (
        Answer("column", "", path.name, "部署", "into_note"),
        Answer("column", "血液型", path.name, "血液型", "into_note"),
    )
    plain = guess([path], Here(), as_kind="contacts")
    assert (plain.mapping.sources[0].into_note, plain.files[0].unused) == (("部署",), ("血液型",))
    said = guess([path], Here(), as_kind="contacts", answers=answers)
    assert (said.mapping.sources[0].into_note, said.files[0].unused) == (("血液型",), ("部署",))
