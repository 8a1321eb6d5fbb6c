"""The assistant, the list of imports and the export panel as pictures: every step, with files of
every kind, several at once, a file that asks, one with refused rows, and one that a preset knows.
"""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from tests.exchange.reading.books import ods, xls, xlsx

Take = Callable[[str], None]
Settle = Callable[[], None]

SAMPLES = Path(__file__).parent / "exchange" / "samples"
_HEADS = {
    "ja": ("案件名", "会社名", "段階", "登録日", "完了予定日", "金額", "担当者", "備考"),
    "en": ("Deal name", "Company", "Stage", "Created", "Close date", "Amount", "Owner", "Remarks"),
}
_STAGES = {
    "ja": ("商談化", "提案中", "最終交渉", "受注", "失注"),
    "en": ("Lead", "Proposal sent", "Negotiating", "Won", "Lost"),
}
_FIRMS = {
    "ja": ("青葉商事株式会社", "㈱若葉物産", "北海道地域医療機能推進機構札幌中央総合病院"),
    "en": ("Aoba Trading", "Wakaba & Sons", "The Honourable Company of Maritime Logistics Ltd"),
}
_TITLES = {"ja": "勤怠管理クラウドの導入 {}", "en": "Roll-out of time sheets {}"}
_OWNERS = {
    "ja": ("佐藤 美咲", "高橋", "Unknown Person"),
    "en": ("Misaki Sato", "Takahashi", "New Hand"),
}


def deals(language: str, number: int, *, asks: bool, refuses: bool) -> list[list[Any]]:
    """A list of deals as people have them; days that read two ways, words nobody knows."""
    rows: list[list[Any]] = [list(_HEADS[language])]
    for place in range(number):
        day, month = 1 + place % 9, 1 + place % 3
        created = f"{day:02}/{month:02}/2026" if asks else f"2026-{month:02}-{day:02}"
        amount: Any = 120_000 * (place + 1)
        if refuses and place % 7 == 3:
            created, amount = "2026-13-45", "abc"
        words = _STAGES[language][:: 1 if asks else 2]
        rows.append(
            [
                _TITLES[language].format(place + 1),
                _FIRMS[language][place % 3],
                words[place % len(words)] if asks else _STAGES[language][3],
                created,
                f"{day:02}/0{month + 3}/2026" if asks else f"2026-0{month + 3}-{day:02}",
                amount,
                _OWNERS[language][place % 3],
                "A < B & C" if place % 2 else "",
            ]
        )
    return rows


def days_alone(language: str) -> list[list[Any]]:
    """A list whose columns of days alone tell the way of its deals."""
    heads = {
        "ja": ("案件名", "会社名", "金額", "問い合わせ", "提案日", "受注", "失注"),
        "en": ("Deal name", "Company", "Amount", "Inquiry", "Proposal date", "Won", "Lost"),
    }
    firm = _FIRMS[language][0]
    ends = (("2026-03-01", ""), ("", "2026-03-02"), ("", ""))
    rows = [
        [_TITLES[language].format(n), firm, 120_000, f"2026-01-0{n + 1}", f"2026-02-0{n + 1}", *end]
        for n, end in enumerate(ends)
    ]
    return [list(heads[language]), *rows]


def text_file(path: Path, rows: list[list[Any]], encoding: str = "utf-8-sig") -> Path:
    """The rows as CSV."""
    lines = (",".join(str(cell) for cell in row) for row in rows)
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode(encoding))
    return path


def files(folder: Path, language: str) -> dict[str, list[Path]]:
    """The files of each scene, by its name."""
    folder.mkdir(parents=True, exist_ok=True)
    is_ja = language == "ja"
    asks = deals(language, 24, asks=True, refuses=False)
    asks[:0] = [["案件一覧（社外秘）" if is_ja else "List of deals (confidential)"], [""]]
    plain = deals(language, 20, asks=False, refuses=False)
    for row in plain[1:]:
        row[3] = date.fromisoformat(row[3])
    names = ("会社名", "電話番号", "業種") if is_ja else ("Company name", "Phone", "Industry")
    firms = [list(names), *([firm, "03-1234-5678", ""] for firm in _FIRMS[language])]
    preset = "hubspot-deals-ja.csv" if is_ja else "hubspot-deals-en.csv"
    refused = deals(language, 30, asks=False, refuses=True)
    return {
        "asks": [text_file(folder / ("案件一覧.csv" if is_ja else "deals.csv"), asks)],
        "xls": [xls(folder / "old.xls", plain)],
        "ods": [ods(folder / "office.ods", plain)],
        "xlsx": [xlsx(folder / "sheet.xlsx", [["説明" if is_ja else "About"]], Deals=plain)],
        "cards": [_cards(folder / "cards.vcf", language)],
        "several": [
            text_file(folder / ("会社.csv" if is_ja else "companies.csv"), firms, "cp932"),
            xlsx(folder / ("案件.xlsx" if is_ja else "open deals.xlsx"), plain),
            text_file(folder / ("不明.csv" if is_ja else "mystery.csv"), [["a", "b"], ["1", "2"]]),
        ],
        "preset": [Path(shutil.copy(SAMPLES / preset, folder / preset))],
        "days": [text_file(folder / ("日付.csv" if is_ja else "days.csv"), days_alone(language))],
        "refused": [text_file(folder / ("修正前.csv" if is_ja else "raw.csv"), refused)],
    }


def _cards(path: Path, language: str) -> Path:
    name = "髙橋;翔;;;" if language == "ja" else "Takahashi;Sho;;;"
    cards = (
        f"BEGIN:VCARD\r\nVERSION:3.0\r\nN:{name}\r\nFN:{number} {name.replace(';', ' ').strip()}"
        f"\r\nORG:{_FIRMS[language][number % 3]}\r\nTITLE:CTO\r\nTEL;TYPE=CELL:090-1111-22{number}"
        f"\r\nEMAIL:p{number}@example.jp\r\nEND:VCARD\r\n"
        for number in range(12)
    )
    path.write_text("".join(cards), encoding="utf-8", newline="")
    return path


class ImportScenes:
    """Somebody who brings files in, and is looked at in every step."""

    def __init__(self, window: Any, take: Take, settle: Settle) -> None:
        self._window, self._take, self._settle = window, take, settle
        window.show_page("exchange")
        self.page = window.page("exchange")
        self.assistant = self.page.assistant

    def paint(self, folder: Path, language: str, name: str) -> None:
        """Every scene; the last ones write into the open file."""
        wanted = files(folder, language)
        self._take(f"import-0home-{name}")
        for scene, paths in wanted.items():
            self._begin(paths)
            for step in ("file", "kind", "columns", "values", "match", "check"):
                if scene in ("asks", "several") or step in _STEPS_OF.get(scene, _STEPS_OF[""]):
                    self._show(step)
                    self._take(f"import-{scene}-{step}-{name}")
            if scene == "asks":
                self._answer()
                for step in ("columns", "values", "check"):
                    self._show(step)
                    self._take(f"import-answered-{step}-{name}")
            if scene in ("asks", "refused", "several"):
                self._bring_in(scene, name)
            self._leave()
        self._again(wanted["refused"], name)
        self._take(f"import-9home-{name}")

    def _begin(self, paths: list[Path]) -> None:
        self.page.take_files(list(paths))
        self._wait()

    def _wait(self) -> None:
        from revops_desktop.ui.exchange.draft import needs

        work = self.assistant.work
        for _turn in range(50):
            self._settle()
            if not needs(work.draft) or work.done is not None:
                return

    def _show(self, step: str) -> None:
        self.assistant.show_step(step)
        self._settle()

    def _answer(self) -> None:
        """Says what is asked: the first choice, or what is likely."""
        from revops_desktop.ui.exchange.draft import answered, open_questions

        work = self.assistant.work
        for _turn in range(20):
            still = open_questions(work.draft)
            if not still:
                return
            draft = work.draft
            for one in still:
                choices = [choice.value for choice in one.choices if choice.value != "own"]
                words = {word.text: word.likely or choices[-1] for word in one.words}
                draft = answered(draft, one.answer("" if words else choices[0], words))
            work.take(draft)
            self._wait()

    def _bring_in(self, scene: str, name: str) -> None:
        from revops_desktop.ui.exchange.draft import without_file

        work = self.assistant.work
        if scene == "several":
            self._answer()
            work.take(without_file(work.draft, work.draft.paths[-1]))
            self._wait()
        self._show("check")
        if not self.assistant.next.isEnabled():
            return
        work.import_now()
        self._settle()
        self._wait()
        self._take(f"import-{scene}-done-{name}")

    def _again(self, paths: list[Path], name: str) -> None:
        """The same file a second time: nothing is new."""
        self._begin(paths)
        self._show("check")
        self._take(f"import-again-check-{name}")
        self._leave()

    def _leave(self) -> None:
        self.assistant.leave()
        self._settle()


_STEPS_OF = {"": ("file",), "refused": ("check",), "preset": ("kind", "columns", "values")}
_STEPS_OF |= {"cards": ("file", "columns"), "days": ("columns", "values")}
