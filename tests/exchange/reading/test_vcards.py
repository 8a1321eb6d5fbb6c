"""Cards of every version become rows of contacts, as their owners write them."""

import base64
import quopri
from pathlib import Path

import pytest

from revops_desktop.exchange.reading.layout import Row
from revops_desktop.exchange.reading.looking import look
from revops_desktop.exchange.reading.opening import open_table
from revops_desktop.exchange.refusals import FileRefused


def cards(path: Path, text: str | bytes, encoding: str = "utf-8") -> list[dict[str, str]]:
    return [one for one, _row in rows(path, text, encoding)]


def rows(
    path: Path, text: str | bytes, encoding: str = "utf-8"
) -> list[tuple[dict[str, str], Row]]:
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    table = open_table(path)
    with table.rows() as found:
        return [
            ({k: v for k, v in zip(table.header, row.cells, strict=True) if v}, row)
            for row in found
        ]


def card(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(("BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "contacts.vcf"


def test_a_card_of_version_3(path: Path) -> None:
    text = card(
        "N:山田;太郎;;;",
        "FN:山田 太郎",
        "X-PHONETIC-FIRST-NAME:タロウ",
        "X-PHONETIC-LAST-NAME:ヤマダ",
        "ORG:株式会社青葉商事;営業部;第一課",
        "TITLE:課長",
        "TEL;TYPE=HOME,VOICE:03-9999-0000",
        "TEL;TYPE=WORK,VOICE:03-1234-5678",
        "TEL;type=CELL;type=pref:090-1111-2222",
        "TEL;TYPE=WORK,FAX:03-1234-5679",
        "item1.EMAIL;type=INTERNET:taro@aoba.example",
        "item1.X-ABLabel:_$!<Work>!$_",
        "ADR;TYPE=WORK:;丸の内ビル3F;丸の内1-1;千代田区;東京都;100-0001;日本",
        "URL:https\\://aoba.example/",
        "NOTE:一行目\\n二行目\\, と続き\\; 終",
        "UID:abc-1",
    )
    assert cards(path, text) == [
        {
            "Name": "山田 太郎",
            "Reading": "ヤマダ タロウ",
            "Company": "株式会社青葉商事",
            "Department": "営業部 第一課",
            "Job title": "課長",
            "E-mail": "taro@aoba.example",
            "Phone": "03-1234-5678",
            "Phone 2": "03-9999-0000",
            "Mobile": "090-1111-2222",
            "Fax": "03-1234-5679",
            "Postal code": "100-0001",
            "Address": "東京都千代田区丸の内1-1 丸の内ビル3F",
            "Website": "https://aoba.example/",
            "Note": "一行目\n二行目, と続き; 終",
            "Contact ID": "abc-1",
        }
    ]


def test_the_address_of_a_home_is_not_that_of_a_company(path: Path) -> None:
    text = card(
        "FN:佐藤 花子",
        "ORG:株式会社みどり",
        "ADR;TYPE=HOME,pref:;;自宅1-1;港区;東京都;107-0001;日本",
        "ADR:;;丸の内1-1;千代田区;東京都;;日本",
    )
    (found,) = cards(path, text)
    assert found["Address"] == "東京都千代田区丸の内1-1"
    assert found["Home address"] == "107-0001 東京都港区自宅1-1"


def printed(text: str, encoding: str) -> str:
    """Quoted-printable as phones write it, with soft line breaks within characters."""
    return quopri.encodestring(text.encode(encoding)).decode("ascii").replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("SHIFT_JIS", "cp932"),
        ("UTF-8", "utf-8"),
        ("EUC-JP", "euc_jp"),
        ("ISO-2022-JP", "iso2022_jp"),
    ],
)
def test_a_card_of_version_2_1(path: Path, charset: str, encoding: str) -> None:
    how = f"CHARSET={charset};ENCODING=QUOTED-PRINTABLE"
    text = card(
        f"N;{how}:{printed('高橋;花子', encoding)}",
        f"SOUND;X-IRMC-N;{how}:{printed('タカハシ;ハナコ;;;', encoding)}",
        f"ORG;{how}:{printed('株式会社とても長い名前の商事ソフトウェア表示開発;総務部', encoding)}",
        "TEL;WORK;VOICE:03-9",
        "TEL;CELL:090-8",
        f"NOTE;{how}:{printed('一行目', encoding)}=0D=0A{printed('二行目', encoding)}",
        version="2.1",
    )
    assert cards(path, text) == [
        {
            "Name": "高橋 花子",
            "Reading": "タカハシ ハナコ",
            "Company": "株式会社とても長い名前の商事ソフトウェア表示開発",
            "Department": "総務部",
            "Phone": "03-9",
            "Mobile": "090-8",
            "Note": "一行目\r\n二行目",
        }
    ]


def test_a_card_of_version_4(path: Path) -> None:
    text = card(
        'N;SORT-AS="ヤマダ,タロウ":山田;太郎;;;',
        "FN:山田 太郎",
        'ORG;SORT-AS="アオバ":青葉',
        'TEL;VALUE=uri;PREF=2;TYPE="voice,home":tel:+81-3-1',
        'TEL;VALUE=uri;PREF=1;TYPE="voice,work":tel:+81-3-2;ext=5',
        "EMAIL;PREF=2:b@x.example",
        "EMAIL;PREF=1:a@x.example",
        version="4.0",
    )
    found = cards(path, text)[0]
    assert (found["Reading"], found["Company reading"]) == ("ヤマダ タロウ", "アオバ")
    assert (found["Phone"], found["Phone 2"]) == ("+81-3-2", "+81-3-1")
    assert (found["E-mail"], found["E-mail 2"]) == ("a@x.example", "b@x.example")


@pytest.mark.parametrize("encoding", ["cp932", "utf-8-sig", "utf-16", "utf-16-le", "euc_jp"])
def test_files_that_say_nothing_of_their_encoding(path: Path, encoding: str) -> None:
    text = card(
        "N:表示;太郎;;;", "FN:表示 太郎", "ORG:株式会社ソフトウェア能力;営業部", "TITLE:課長"
    )
    found = cards(path, text * 3, encoding)
    assert len(found) == 3 and found[0]["Company"] == "株式会社ソフトウェア能力"


def test_folds_within_a_character(path: Path) -> None:
    line = "FN:山田 太郎".encode()
    folded = b"\r\n ".join((line[:4], line[4:8], line[8:]))
    text = b"BEGIN:VCARD\r\nVERSION:3.0\r\n" + folded + b"\r\nEND:VCARD\r\n"
    assert cards(path, text) == [{"Name": "山田 太郎"}]


def test_photos_are_left_out(path: Path) -> None:
    picture = base64.b64encode(bytes(range(256)) * 9000).decode()
    lines = [picture[n : n + 74] for n in range(0, len(picture), 74)]
    text = card(
        "FN:A", f"PHOTO;ENCODING=b;TYPE=JPEG:{lines[0]}", *(f" {n}" for n in lines[1:]), "TEL:1"
    )
    text += card("FN:B", "PHOTO;JPEG;ENCODING=BASE64:", *(f" {n}" for n in lines), "", "TEL:2")
    assert cards(path, text) == [{"Name": "A", "Phone": "1"}, {"Name": "B", "Phone": "2"}]


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (("N:Smith;John;Q.;;",), "John Q. Smith"),
        (("N:山田;太郎;;;", "FN:太郎 山田"), "山田 太郎"),
        (("N:山田;太郎;;;", "FN:山田太郎"), "山田太郎"),
        (("N:;;;;", "FN:青葉商事", "ORG:青葉商事"), "青葉商事"),
        (("NICKNAME:Taro",), "Taro"),
        (("N:Smith\\;Jones;A\\,B;;;",), "A,B Smith;Jones"),
    ],
)
def test_names(path: Path, lines: tuple[str, ...], name: str) -> None:
    assert cards(path, card(*lines))[0]["Name"] == name


def test_a_mobile_phone_is_the_phone_where_there_is_no_other(path: Path) -> None:
    found = cards(path, card("FN:A", "TEL;TYPE=CELL:090-1"))[0]
    assert (found["Phone"], found["Mobile"]) == ("090-1", "090-1")


def test_a_reading_is_only_what_can_be_read_aloud(path: Path) -> None:
    assert "Reading" not in cards(path, card("FN:John Smith", "SORT-STRING:Smith"))[0]
    assert cards(path, card("FN:山田", "SORT-STRING:やまだ"))[0]["Reading"] == "やまだ"


def test_a_card_without_end_is_refused_and_the_others_are_not(path: Path) -> None:
    text = card("FN:A") + "BEGIN:VCARD\r\nFN:B\r\n" + card("FN:C") + "BEGIN:VCARD\r\nFN:D"
    found = rows(path, text)
    assert [one["Name"] for one, _row in found] == ["A", "B", "C", "D"]
    assert [row.fault is not None for _one, row in found] == [False, True, False, True]
    assert [row.line for _one, row in found] == [1, 5, 7, 11]


def test_a_card_inside_a_card_is_passed_over(path: Path) -> None:
    text = card("FN:A", "AGENT:", *card("FN:B", "TEL:1").splitlines(), "TEL:2")
    assert cards(path, text) == [{"Name": "A", "Phone": "2"}]


def test_characters_that_cannot_be_read_are_told(path: Path) -> None:
    text = card("FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=FF=FF=FE", version="2.1")
    row = rows(path, text)[0][1]
    assert row.fault is None and row.remark is not None


def test_looking_at_contacts(path: Path) -> None:
    path.write_text(card("FN:A", "EMAIL:a@b.example") * 3, encoding="utf-8")
    found = look(path)
    assert (found.layout.form, found.layout.encoding, found.rows) == ("vcard", "utf-8", 3)
    assert {one.name: one.holds for one in found.columns}["E-mail"] == "email"
    assert found.first_rows[0][0] == "A"


def test_no_card_at_all(path: Path) -> None:
    path.write_text("BEGIN:VCARDX\nFN:A\n", encoding="utf-8")
    with pytest.raises(FileRefused, match="no card"):
        look(path)
