"""`inspect`: how a file is laid out and what it holds, without a workspace."""

from pathlib import Path

import pytest

from tests.cli.conftest import FILE, Shell

LIST = """案件一覧\r
\r
案件名,会社名,金額,受注予定日\r
クレーン,青葉商事,"1,200,000",2026/4/1\r
リフト,桜工業,300000,2026/4/30\r
合計,,1500000,\r
"""


def test_everything_that_was_found_is_told(shell: Shell) -> None:
    Path("list.csv").write_bytes(LIST.encode("cp932"))
    found = shell.data("inspect", "list.csv", "--json")
    assert found["file"] == "list.csv"
    assert (found["form"], found["encoding"], found["separator"]) == ("text", "cp932", ",")
    assert (found["quote"], found["line_end"]) == ('"', "CRLF")
    assert (found["header_line"], found["header_rows"], found["rows"]) == (3, 1, 3)
    assert found["preamble"] == [{"line": 1, "cells": ["案件一覧"]}]
    assert found["footer"] == [{"line": 6, "cells": ["合計", "", "1500000", ""]}]
    assert [one["name"] for one in found["columns"]] == ["案件名", "会社名", "金額", "受注予定日"]
    assert [one["holds"] for one in found["columns"]] == ["name", "name", "number", "day"]
    assert found["columns"][3]["date_order"] == found["date_order"] == "ymd"
    assert found["columns"][0]["date_order"] is None
    assert found["columns"][2]["examples"] == ["1,200,000", "300000"]
    assert found["kinds"][0]["kind"] == "deals"


def test_it_reads_well_without_json(shell: Shell) -> None:
    Path("list.csv").write_bytes(LIST.encode("cp932"))
    assert shell("inspect", "list.csv") == 0
    assert "list.csv: text, cp932, separated by comma, CRLF, header in line 3, 3 rows" in shell.out
    assert "Before the header, line 1: 案件一覧" in shell.out
    assert "No data, line 6: 合計 | 1500000" in shell.out
    assert "Likely to hold: Deals" in shell.out
    assert "  4  受注予定日: day (year, month, day), 100.0%  2026/4/1 | 2026/4/30" in shell.out


def test_columns_of_cards_are_named_in_the_language_in_force(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("a.vcf").write_text(
        "BEGIN:VCARD\nVERSION:3.0\nFN:山田 太郎\nEND:VCARD\n", encoding="utf-8"
    )
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    assert shell("inspect", "a.vcf") == 0, shell.err
    assert "  1  名前: " in shell.out and "Phone" not in shell.out
    # A mapping names it as ever.
    assert shell.data("inspect", "a.vcf", "--json")["columns"][0]["name"] == "Name"


def test_days_that_can_be_read_two_ways_ask(shell: Shell) -> None:
    Path("a.csv").write_text("name;since;until\nA;03/04/2026;25/12/2026\nB;05/06/2026;\n")
    found = shell.data("inspect", "a.csv", "--json")
    assert [one["date_order"] for one in found["columns"]] == [None, "ask", "dmy"]
    assert found["date_order"] == "ask"
    Path("a.csv").write_text("name\nA\n")
    assert shell.data("inspect", "a.csv", "--json")["date_order"] is None


def test_days_that_contradict_each_other_ask(made: Shell) -> None:
    rows = "Deal name,Expected close\nA,03/04/2026\nB,06/25/2026\nC,25/06/2026\n"
    Path("a.csv").write_text(rows)
    assert made.data("inspect", "a.csv", "--json")["date_order"] == "ask"
    assert made("import", FILE, "a.csv") == 1
    assert "03/04/2026" in made.err and "--dates dmy" in made.err
    asked = ("import", FILE, "a.csv", "--dates", "dmy", "--json")
    assert made.data(*asked)["refused"]["count"] == 1


def test_what_is_no_table_is_a_sentence(shell: Shell) -> None:
    Path("a.csv").write_bytes(b"%PDF-1.7\n")
    assert shell("inspect", "a.csv") == 1
    assert "“a.csv” cannot be imported: It is a PDF." in shell.err
    assert shell("inspect", "none.csv") == 1
    assert "There is no file “none.csv”" in shell.err


def test_what_was_found_wrongly_is_said(shell: Shell) -> None:
    Path("a.csv").write_bytes("x;y\n1;ﾃｽ\n2;ﾃｽ\n9;9\n".encode("cp932"))
    said = ["--encoding", "cp932", "--delimiter", ";", "--header-line", "0", "--footer-rows", "1"]
    found = shell.data("inspect", "a.csv", "--json", *said)
    assert (found["encoding"], found["separator"], found["header_line"]) == ("cp932", ";", 0)
    assert (found["rows"], found["footer"][0]["line"]) == (3, 4)
    for wrong in ("--encoding=klingon", "--delimiter=;;", "--header-line=-1"):
        assert shell("inspect", "a.csv", wrong) == 2
        assert "should" in shell.err


def test_an_import_is_told_of_the_layout(made: Shell) -> None:
    Path("a.csv").write_bytes(LIST.encode("cp932"))
    plain = made.data("import", FILE, "a.csv", "--guess", "--as", "companies", "--json")
    assert (plain["created"], plain["refused"]["count"]) == (2, 0)
    words = ("import", FILE, "a.csv", "--guess", "--as", "companies", "--footer-rows", "0")
    taken = made.data(*words, "--json", "--dry-run")
    assert taken["rows"] == 3
    Path("a.toml").write_text(
        '[[source]]\nfile = "*"\nkind = "companies"\n[source.columns]\nname = "会社名"\n',
        encoding="utf-8",
    )
    again = made.data("import", FILE, "a.csv", "--mapping", "a.toml", "--footer-rows=1", "--json")
    assert (again["rows"], again["unchanged"], again["remarks"]["count"]) == (2, 2, 1)
    assert made("import", FILE, "a.csv", "--mapping", "a.toml", "--encoding", "utf-8") == 1
    assert "not written in UTF-8: line 1" in made.err
