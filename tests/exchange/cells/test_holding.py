"""What a column holds is told by the looks of its cells."""

import pytest

from revops_desktop.exchange.cells.holding import holds_of


@pytest.mark.parametrize(
    ("holds", "texts"),
    [
        ("empty", ("", " ", "-", "N/A")),
        ("email", ("a@b.example", "Taro@ABC.example ", "ｔａｒｏ＠ａｂｃ．ｅｘａｍｐｌｅ")),
        ("url", ("https://abc.example", "abc.example", "HTTP://B.EXAMPLE/")),
        ("corporate_number", ("7000012050002", "2021001052596", "T5010401067252")),
        ("postal_code", ("〒１００－０００１", "1000001", "100–0001")),
        ("postal_code", ("0608621", "1000001", "0608621")),
        ("key", ("01101", "01101", "13104")),
        ("name", ("10-2-3ビル", "6丁目1-2", "1-2-3")),
        ("phone", ("03-1234-5678", "０３（１２３４）５６７８", "+81 3 1234 5678", "09012345678")),
        ("phone", ("555-123-4567", "(555) 123-4567")),
        ("yes_no", ("はい", "いいえ", "はい")),
        ("yes_no", ("TRUE", "FALSE", "true")),
        ("percent", ("40%", "12.5 %", "５％")),
        ("month", ("2026-04", "2026年4月", "令和8年4月")),
        ("day", ("2026-04-01", "令和8年4月1日", "1 Apr 2026")),
        ("day", ("20260401", "20260402")),
        ("day", ("01/04/2026", "25/12/2026")),
        ("instant", ("2026-04-01 09:30", "2026-04-01T00:30:00Z")),
        ("money", ("¥1,234", "120万円", "5,000 円(税込)", "▲500", "(1,000)", "未定")),
        ("number", ("1,234", "5", "5", "12.5")),
        ("number", ("5人", "12名", "１，２３４名")),
        ("number", ("1", "1", "0", "3")),
        ("number", ("1200000", "3500000", "2980000")),
        ("key", ("4471098", "3500001", "2980007")),
        ("key", ("1", "2", "3", "4")),
        ("key", ("00012", "00007", "00100")),
        ("key", ("A-2e4581", "A-43a9e3", "A-99ffe1")),
        ("name", ("株式会社青葉商事", "東京", "Aoba")),
        ("name", ("GTX Basic", "GTX Pro")),
        ("text", ("4/1 訪問\n次回: 4/8", "short")),
        ("text", ("x " * 80, "y " * 90)),
    ],
)
def test_looks(holds: str, texts: tuple[str, ...]) -> None:
    assert holds_of(texts) == holds
