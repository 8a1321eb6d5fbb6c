"""Files full of companies, contacts, deals and notes, Japanese and Latin, for the search."""

import random
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from revops_desktop.database import tables
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import workspaces
from tests.conftest import NOW

_KANJI = "青葉山田東京大阪中央日本第一三菱住友北海九州西南光栄和幸福富士川村松竹梅桜新旧高低"
_KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン"
_ENDS = ("商事", "工業", "産業", "システム", " Works", "運輸", "食品")
_TITLES = (
    "データ基盤 更改",
    "支店Wi-Fi 導入",
    "店舗POS 刷新",
    "人事システム移行",
    "Warehouse robots",
)
_NOTES = (
    "先方の部長と面談。予算は来期に確保する見込みで、稟議は四月から。",
    "見積を送付した。競合は二社、価格よりも導入後の支援を重く見ている。",
    "Called about the renewal; they want a shorter contract.",
)


def _name(chance: random.Random) -> str:
    if chance.random() < 0.15:
        syllables = ("ka", "mi", "to", "ra", "ne", "so", "lu", "ver", "den", "ton")
        return "".join(chance.choice(syllables) for _ in range(4)).title() + " Inc."
    core = "".join(chance.choice(_KANJI) for _ in range(chance.randint(2, 5)))
    return chance.choice(("株式会社", "㈱", "", "有限会社")) + core + chance.choice(_ENDS)


def _reading(chance: random.Random) -> str:
    return "".join(chance.choice(_KANA) for _ in range(chance.randint(5, 9)))


def write_records(path: Path, number: int) -> None:
    """A file with `number` companies and deals, half as many contacts and notes."""
    chance = random.Random(number)
    with Workspace.create(path) as workspace:
        workspace.do(
            workspaces.set_up,
            at=NOW,
            template="the-model",
            language="ja",
            currency="JPY",
            country="JP",
            time_zone="Asia/Tokyo",
            name="青葉商事",
        )
        with workspace.bulk(at=NOW) as session:
            for table, rows in _rows(chance, number).items():
                session.execute(insert(tables.metadata.tables[table]), rows)


def _rows(chance: random.Random, number: int) -> dict[str, list[dict[str, Any]]]:
    """By table, in the order in which they can be written."""
    return {
        "company": [
            {
                "name": _name(chance),
                "match_key": str(row),
                "reading": _reading(chance),
                "created_at": NOW,
            }
            for row in range(number)
        ],
        "contact": [
            {
                "name": f"{_name(chance)[:3]} {chance.choice(_KANJI)}子",
                "match_key": str(row),
                "reading": _reading(chance),
                "email": f"user{row}@example.jp",
                "company_id": chance.randint(1, number),
                "created_at": NOW,
            }
            for row in range(number // 2)
        ],
        "deal": [
            {
                "title": f"{chance.choice(_TITLES)} {row}",
                "company_id": chance.randint(1, number),
                "pipeline_id": 1,
                "created_at": NOW,
            }
            for row in range(number)
        ],
        "stage_visit": [
            {
                "deal_id": row,
                "stage_id": chance.randint(1, 8),
                "sequence": 1,
                "entered_at": NOW - row,
            }
            for row in range(1, number + 1)
        ],
        "activity": [
            {
                "kind": "call",
                "deal_id": chance.randint(1, number),
                "title": "電話",
                "note": chance.choice(_NOTES) + _name(chance),
                "happened_at": NOW,
            }
            for _row in range(number // 2)
        ],
    }
