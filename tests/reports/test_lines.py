"""Line breaking: nothing forbidden at either end of a line, nothing split, nothing overrunning."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from uniseg.linebreak import line_break_units

from revops_desktop.reports import fonts, lines

SIZE = 9.0
PROSE = (Path(__file__).parent / "prose.txt").read_text(encoding="utf-8").splitlines()
FORBIDDEN_STARTS = set(
    "、。，．・：；？！ー～〜ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶゝゞヽヾ々〻"
    "）」』】〕］｝〉》’”)]}｣､｡ｯｰﾞﾟ%％…,.!?:;/"
)
FORBIDDEN_ENDS = set("（「『【〔［｛〈《‘“([{｢¥$€US＄￥")
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.,@_’']*[A-Za-z0-9]|[０-９]+|[Ａ-Ｚ]+")


def measure(text: str) -> float:
    return fonts.width(text, SIZE)


def faults(paragraph: str, broken: list[str], width: float) -> dict[str, list[str]]:
    """What engineering.md §5 counts, line by line."""
    found: dict[str, list[str]] = {"start": [], "end": [], "overrun": [], "split": []}
    place = 0
    for line in broken:
        if line and line[0] in FORBIDDEN_STARTS:
            found["start"].append(line)
        if line and line[-1] in FORBIDDEN_ENDS:
            found["end"].append(line)
        if measure(line) > width + 1e-6:
            found["overrun"].append(line)
        place = paragraph.index(line, place) + len(line)
        if any(word.start() < place < word.end() for word in WORD.finditer(paragraph)):
            found["split"].append(line)
    return found


def greedy(paragraph: str, width: float) -> list[str]:
    """The control: as many signs as fit, like word processors that know no Japanese."""
    broken = [""]
    for sign in paragraph:
        if measure(broken[-1] + sign) > width:
            broken.append("")
        broken[-1] += sign
    return broken


def test_no_line_of_a_long_text_is_broken_wrongly() -> None:
    number = 0
    for paragraph in PROSE:
        for width in range(120, 420, 7):
            broken = lines.break_lines(paragraph, width, measure)
            number += len(broken)
            assert not any(faults(paragraph, broken, width).values())
            assert "".join(broken).replace(" ", "") == paragraph.replace(" ", "")
    assert number > 1457


def test_the_measure_finds_what_a_greedy_break_does_wrong() -> None:
    found: dict[str, int] = dict.fromkeys(("start", "end", "overrun", "split"), 0)
    for paragraph in PROSE:
        for width in range(120, 420, 7):
            for kind, where in faults(paragraph, greedy(paragraph, width), width).items():
                found[kind] += len(where)
    assert found["start"] > 40
    assert found["end"] > 5
    assert found["split"] > 40


@pytest.mark.parametrize(
    "text, expected",
    [
        ("「予算」です。", "「予|算」|で|す。"),
        ("きょうは、ちょっと", "きょ|う|は、|ちょっ|と"),
        ("リードの獲得ー", "リー|ド|の|獲|得ー"),
        ("受注額¥4,840万円", "受|注|額|¥4,840万円"),
        ("前3か月平均", "前|3か月|平|均"),
        ("１２３件", "１２３件"),
        ("±0、−5%", "±0、|−5%"),
        ("2026年4月1日", "2026年|4月|1日"),
        ("a@b.co.jpへ", "a@b.co.jp|へ"),
        ("and/or B2B-sales", "and/|or |B2B-|sales"),
        ("it is don’t", "it |is |don’t"),
        ("(-5) -v x", "(-5) |-v |x"),
        ("——そう……だ", "——|そ|う……|だ"),
        ("10\u00a0000 km", "10\u00a0000 |km"),
        ("ﾊﾝｶｸｶﾞｯｷｰ", "ﾊ|ﾝ|ｶ|ｸ|ｶﾞｯ|ｷｰ"),
        ("か\u3099き\u3099", "か\u3099|き\u3099"),
        ("( a", "( a"),
        ("", ""),
    ],
)
def test_pieces(text: str, expected: str) -> None:
    assert "|".join(lines.pieces(text)) == expected


SIGNS = st.sampled_from(
    "あいっー、。「」（）・漢字年月円万…‥—ｱﾞ１２％￥aBc129.,:;/-–!?()[]$%¥€+−± \u00a0ñ한"
)


@settings(max_examples=150, deadline=None)
@given(st.text(SIGNS, max_size=30))
def test_breaks_only_where_unicode_allows_it(text: str) -> None:
    allowed = _ends(list(line_break_units(text)))
    # Ours on purpose: a comma of Japanese ends a number, so that a line may begin with ¥ or −.
    ours = {
        place
        for place in _ends(lines.pieces(text))
        if not re.match("[、。」）][¥$￥€+−±]", text[place - 1 : place + 1])
    }
    assert ours <= allowed, sorted(ours - allowed)


def _ends(units: list[str]) -> set[int]:
    places, place = set(), 0
    for unit in units:
        place += len(unit)
        places.add(place)
    return places


@settings(max_examples=100, deadline=None)
@given(st.text(SIGNS, max_size=60), st.floats(30, 300))
def test_any_text_fits_and_nothing_is_lost(text: str, width: float) -> None:
    broken = lines.break_lines(text, width, measure)
    assert all(measure(line) <= width for line in broken)
    kept = "".join("".join(line.split()) for line in broken)
    assert kept == "".join(text.split())


def test_a_word_longer_than_the_line_is_cut() -> None:
    broken = lines.break_lines("x" * 200, 100, measure)
    assert "".join(broken) == "x" * 200
    assert max(map(measure, broken)) <= 100


def test_line_feeds_are_kept_and_too_many_lines_end_in_an_ellipsis() -> None:
    assert lines.break_lines("一\n\n二", 100, measure) == ["一", "", "二"]
    cut = lines.break_lines("売上の川" * 40, 100, measure, most=3)
    assert len(cut) == 3
    assert cut[-1].endswith("…") and measure(cut[-1]) <= 100


def test_shorten() -> None:
    assert lines.shorten("青葉商事", 100, measure) == "青葉商事"
    assert lines.shorten("青葉商事" * 9, 50, measure) == "青葉商事…"


def test_a_last_line_of_a_few_signs_is_filled() -> None:
    text = "受注率は38.7%（n＝31）。前の3か月の33.1%との違いは、変化とはいえず、偶然の差だ。"
    width = next(
        width for width in range(340, 400) if len(lines.break_lines(text, width, measure)[-1]) <= 3
    )
    plain, balanced = (how(text, width, measure) for how in (lines.break_lines, lines.balance))
    assert len(balanced) == len(plain)
    assert len(balanced[-1]) > 3
    assert "".join(balanced) == text
    assert not any(faults(text, balanced, width).values())
    assert lines.balance("短い文です。", 200, measure) == ["短い文です。"]


@pytest.mark.parametrize(
    "text, word",
    [
        ("最も良かったときは、ステージから離れました", "良かった"),
        ("最も多い理由は、競合に負けたことです", "理由は、"),
        ("案件は前のステージへ戻りました", "ステージ"),
        ("そのあとで案件が離れました。", "離れました。"),
    ],
)
def test_a_japanese_word_stays_on_one_line_where_it_is_a_small_part_of_it(
    text: str, word: str
) -> None:
    for width in range(int(measure(word) / 0.4) + 2, int(measure(text)), 3):
        broken = lines.break_lines(text, width, measure)
        assert "".join(broken) == text
        assert any(word in line for line in broken), broken


@pytest.mark.parametrize(
    "text, expected",
    [
        ("リード育成 → 有望リード", ["リード育成 →", "有望リード"]),
        ("有望リード → アプローチ", ["有望リード →", "アプローチ"]),
        ("オンボーディング", ["オンボーディング"]),
        ("何度連絡してもつながらない", ["何度連絡しても", "つながらない"]),
        ("連絡先を確認してください。", ["連絡先を確認して", "ください。"]),
        ("時期の確認をお願いします", ["時期の確認を", "お願いします"]),
        ("期末に受注予定だったものです", ["期末に受注予定だった", "ものです"]),
        ("決裁者が書かれていません", ["決裁者が書かれて", "いません"]),
    ],
)
def test_names_and_words_stay_whole_in_a_narrow_column(text: str, expected: list[str]) -> None:
    assert lines.break_lines(text, 10.2 * SIZE, measure, most=2) == expected


def test_a_short_quoted_name_stays_whole() -> None:
    text = "受注までの転換率が12か月で最も低いのは「アプローチ → 商談化」です。"
    width = measure(text) * 0.8
    assert lines.break_lines(text, width, measure)[1].startswith("「アプローチ → 商談化」")


def test_a_text_is_not_cut_off_to_keep_its_words_together() -> None:
    text = "案件が最も多く離れました"
    width = measure(text) / 2 + 1
    assert lines.break_lines(text, width, measure, most=2) == [text[:6], text[6:]]
