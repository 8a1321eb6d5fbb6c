"""The encoding of a file is found by its bytes, of short files too."""

import csv
import random
from pathlib import Path

import pytest

from revops_desktop.exchange.reading.encodings import found_encoding
from revops_desktop.exchange.reading.layout import Layout
from revops_desktop.exchange.reading.looking import look
from revops_desktop.exchange.reading.opening import open_table
from revops_desktop.exchange.refusals import FileRefused


def found(folder: Path, content: bytes) -> str:
    path = folder / "list.csv"
    path.write_bytes(content)
    return found_encoding(path)


JAPANESE = [
    "会社名,電話\n㈱表示ソフト,03-1234-5678\n",
    "名前\n髙橋\n",
    "社名\n青葉\n",
    "案件名,金額\nリフト,100\n",
    "氏名,ﾌﾘｶﾞﾅ\n山田 太郎,ﾔﾏﾀﾞ ﾀﾛｳ\n",
    "品名,単価\nボルト,10\nなっと,5\n",
    "name,city\nAoba Trading,東京都\n",
    "id,memo\n1,NTT東日本へ訪問。次回は4/8\n",
    "№,担当\n①,﨑山\n",
]
HALF_WIDTH = ["ｶﾅ\nﾊﾝｶｸ\n", "ﾅﾏｴ,ｶｲｼｬ\nﾔﾏﾀﾞ,ﾄﾖﾀ\n", "name,kana\nSato,ｻﾄｳ\n", "a\nﾃｽﾄ\n", "ﾃｽ\nﾃｽ\n"]
WESTERN = [
    "Firma;Ort\nMüller & Söhne;Köln\n",
    "société,ville\nGénie civil,Orléans\nÉtoile,Besançon\n",
    "nombre,ciudad\nCompañía Peña,A Coruña\n",
    "name,price\nCafé Zürich,€ 10\n",
    "name\nStraßenbau AG\n",
    "name,note\nAcme,“quoted” – and so on…\n",
    "namn\nÅke Öström\n",
    "nome\nSão João & Irmãos\n",
]
WORDS = (
    "Müller Köln Straße Größe Übung Äpfel ÖBB GRÖSSE Zürich Genève Café Société où à Noël naïve "
    "Âge Île São João Coração Ação España niño Peña Ñandú ¿Qué? Malmö Åke Østfold Ærø Þór "
    "€10 10€ 5° §3 l’été “ok” Œuvre été déjà crème brûlée Bjørn ½ 100£ Citroën Škoda Ó Úrsula"
)


@pytest.mark.parametrize("text", JAPANESE + HALF_WIDTH)
def test_cp932(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text.encode("cp932")) == "cp932"


@pytest.mark.parametrize(
    "text", [text for text in JAPANESE if "㈱" not in text and "№" not in text]
)
def test_euc_jp(tmp_path: Path, text: str) -> None:
    text = text.replace("髙", "高")
    assert found(tmp_path, text.encode("euc_jp")) == "euc_jp"


def test_pieces_of_a_real_list(tmp_path: Path, realdata: Path) -> None:
    """Names, kana, places and addresses of one to five offices, one column or a few."""
    text = (realdata / "jp_jigyosyo" / "JIGYOSYO.CSV").read_bytes().decode("cp932")
    offices = list(csv.reader(text.splitlines()))
    chance = random.Random(20)
    for _n in range(150):
        columns = chance.choice([(1,), (2,), (1, 2), (3, 4, 5), (2, 6), (5,), (1, 3, 6)])
        rows = [[row[n] for n in columns] for row in chance.sample(offices, chance.randint(1, 5))]
        piece = "".join(",".join(row) + "\n" for row in rows)
        assert found(tmp_path, piece.encode("cp932")) == "cp932", piece
        assert found(tmp_path, piece.encode()) == "utf-8", piece


@pytest.mark.parametrize("word", WORDS.split())
def test_one_word_with_an_accent(tmp_path: Path, word: str) -> None:
    assert found(tmp_path, f"name\n{word}\n".encode("cp1252")) == "cp1252"
    assert found(tmp_path, f"name\n{word}\n".encode()) == "utf-8"


@pytest.mark.parametrize("text", WESTERN)
def test_windows_1252(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text.encode("cp1252")) == "cp1252"


@pytest.mark.parametrize(
    "text", JAPANESE + HALF_WIDTH + WESTERN + ["plain,ascii\n1,2\n", "Имя\nЮля\n"]
)
def test_utf_8(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text.encode()) == "utf-8"
    assert found(tmp_path, text.encode("utf-8-sig")) == "utf-8-sig"


@pytest.mark.parametrize("text", JAPANESE + HALF_WIDTH + WESTERN)
def test_utf_16_with_and_without_a_mark(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, text.encode("utf-16")) == "utf-16"
    if "," in text:
        assert found(tmp_path, text.encode("utf-16-le")) == "utf-16-le"
        assert found(tmp_path, text.encode("utf-16-be")) == "utf-16-be"
        said = open_table(tmp_path / "list.csv", Layout(encoding="utf-16"))
        assert said.encoding == "utf-16-be"


def test_zero_bytes_alone_are_not_utf_16(tmp_path: Path) -> None:
    assert found(tmp_path, b"id,name\n1,A\0B\n2,\0\n\0\0\0") == "utf-8"


def test_latin_1_beyond_windows_1252(tmp_path: Path) -> None:
    content = "nom\nGénie civil\nSociété générale\nOrléans\x81\n".encode("latin-1")
    assert found(tmp_path, content) == "latin-1"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Компания,Город\nРомашка,Москва\nСтроительная компания,Казань\n" * 5, "cp1251"),
        ("公司名称,城市\n北京电子技术有限公司,北京市朝阳区\n上海贸易公司,上海\n" * 5, "gb18030"),
    ],
)
def test_of_other_alphabets_the_text_comes_out_right(
    tmp_path: Path, text: str, encoding: str
) -> None:
    content = text.encode(encoding)
    assert content.decode(found(tmp_path, content)) == text


def test_what_is_not_ascii_may_come_late(tmp_path: Path) -> None:
    plain = "1,Aoba\n" * 400_000
    assert found(tmp_path, (plain + "2,髙橋商店\n").encode("cp932")) == "cp932"
    assert found(tmp_path, (plain + "2,髙橋商店\n").encode()) == "utf-8"


def test_a_damaged_file_keeps_its_encoding_and_the_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("会社名\n青葉商事\n".encode() + b"\xe9\x9d\n" + "桜工業\n".encode())
    with pytest.raises(FileRefused, match=r"not written in UTF-8: line 3"):
        look(path)


@pytest.mark.parametrize("encoding", ["cp932", "utf-16", "euc_jp", "utf-8-sig"])
def test_what_is_said_is_taken(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("会社名\n青葉商事\n".encode(encoding))
    table = open_table(path, Layout(encoding=encoding))
    with table.rows() as rows:
        assert [row.cells for row in rows] == [["青葉商事"]]
