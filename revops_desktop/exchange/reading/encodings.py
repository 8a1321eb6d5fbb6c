"""In which encoding a text file is written: a mark, what reads it whole, and what then reads well.

UTF-8 proves itself. Of the others several read the same bytes, so each reading is weighed by what
people write: kana and usual kanji, kana in words that can be spoken, accents between letters.
"""

import codecs
import re
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from revops_desktop.exchange.reading.readings import (
    is_in_latin_words,
    weight_of_japanese,
    weight_of_latin,
)
from revops_desktop.exchange.reading.row_checks import CONTROL
from revops_desktop.exchange.refusals import refused, unreadable
from revops_desktop.i18n import _

LONGEST_LINE = 4_000_000
_BLOCK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SHIFTS = (b"\x1b$B", b"\x1b$@", b"\x1b$(D")
# Bytes of lines that are not plain ASCII: enough to weigh, quick to weigh.
_ENOUGH = 16_000
_LONGEST_WEIGHED = 4_000
_PLAUSIBLE = 0.5
# Chinese text reads as EUC-JP, too, but of kanji that few people write.
_PLAUSIBLE_EUC = 0.9
# Far fewer files are written in it than in CP932.
_RARER = 0.3
# Half-width kana of EUC-JP; kanji of CP932 that share their first byte so often there are not.
_KANA_OF_EUC = re.compile(rb"(?:\x8e[\xa1-\xdf]){4,}")
_UNKNOWN = "\ufffd"


def marked_encoding(path: Path) -> str | None:
    """The encoding that a mark at the file's beginning names. FileRefused if it cannot be read."""
    try:
        with open(path, "rb") as raw:
            return _marked(raw.read(4))
    except OSError as error:
        raise unreadable(path, error) from error


def chosen_encoding(path: Path, encodings: tuple[str, ...]) -> str:
    """The one that a mark names, or the first of `encodings` that reads the whole file."""
    marked = marked_encoding(path)
    if marked is not None:
        return marked
    for name in encodings:
        if not is_known(name):
            raise refused(
                path,
                _("There is no encoding “{encoding}”. Please choose another one.").format(
                    encoding=name
                ),
            )
    if len(encodings) == 1:
        # Of UTF-16 without a mark the order of bytes has to be found.
        is_wide = encodings[0].replace("_", "-").lower() == "utf-16"
        return (_without_mark(path) if is_wide else None) or encodings[0]
    for name in encodings:
        if _reads(path, name):
            return name
    raise wrong_encoding(path, encodings[0])


def found_encoding(path: Path) -> str:
    """The encoding as the bytes show it; the whole file can be read by it.

    A file of which only some bytes are damaged gets the encoding of the others: reading it then
    says which line cannot be read. FileRefused where nothing fits.
    """
    try:
        with open(path, "rb") as raw:
            beginning = raw.read(_BLOCK)
            plain = _marked(beginning) or _unmarked_wide(beginning)
            if plain is None and any(shift in beginning for shift in _SHIFTS):
                plain = "iso2022_jp_ext" if _reads(path, "iso2022_jp_ext") else None
            if plain is not None:
                return plain
            raw.seek(0)
            is_utf_8, sample = _sampled(raw)
    except OSError as error:
        raise unreadable(path, error) from error
    if is_utf_8:
        return "cp932" if _is_rather_kana(sample) and _reads(path, "cp932") else "utf-8"
    if _is_damaged_utf_8(sample):
        return "utf-8"
    for name in _by_weight(sample):
        if _reads(path, name):
            return name
    return _last_resort(path, sample)


def _without_mark(path: Path) -> str | None:
    with open(path, "rb") as raw:
        return _unmarked_wide(raw.read(_BLOCK))


def wrong_encoding(path: Path, encoding: str) -> Exception:
    """The sentence for a file in another encoding than was said, with the line."""
    line = _first_unreadable_line(path, encoding)
    shown = "UTF-8" if encoding.startswith("utf-8") else encoding
    if line is None:
        problem = _("It is not written in {encoding}.").format(encoding=shown)
    else:
        problem = _("It is not written in {encoding}: line {line} cannot be read.").format(
            encoding=shown, line=line
        )
    advice = _(
        "Please choose how it is written, or say it in the mapping, for example "
        'encoding = "cp932" for a file from a Japanese Excel; or save it as UTF-8.'
    )
    return refused(path, _("{first} {second}").format(first=problem, second=advice))


def _marked(beginning: bytes) -> str | None:
    # The mark of UTF-32 begins like that of UTF-16, and comes first.
    return next((name for mark, name in _MARKS if beginning.startswith(mark)), None)


def _unmarked_wide(beginning: bytes) -> str | None:
    """UTF-16 without a mark: the zero bytes of its ASCII characters stand on one side.

    Few others (U+3000, U+4E00) have theirs on the other one.
    """
    sample = beginning[: 2 * (min(len(beginning), 8000) // 2)]
    zeros = sample[0::2].count(0), sample[1::2].count(0)
    for name, there, elsewhere in (("utf-16-le", 1, 0), ("utf-16-be", 0, 1)):
        if zeros[there] * 30 < len(sample) // 2 or zeros[elsewhere] * 5 > zeros[there]:
            continue
        try:
            text = sample.decode(name)
        except UnicodeDecodeError as error:
            if error.end < len(sample):
                continue
            text = sample[: error.start].decode(name)
        if ("\n" in text or "\r" in text) and not CONTROL.search(text):
            return name
    return None


def _sampled(raw: BinaryIO) -> tuple[bool, bytes]:
    """Whether all of it is UTF-8, and some of its lines that are not plain ASCII."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf_8 = True
    sample = bytearray()
    while block := raw.read(_BLOCK):
        if is_utf_8:
            is_utf_8 = _goes_on(decoder, block)
        if len(sample) < _ENOUGH and not block.isascii():
            for line in block.splitlines():
                if not line.isascii():
                    sample += line[:_LONGEST_WEIGHED] + b"\n"
                    if len(sample) >= _ENOUGH:
                        break
        if not is_utf_8 and len(sample) >= _ENOUGH:
            break
    return is_utf_8 and _goes_on(decoder, b"", final=True), bytes(sample)


def _goes_on(decoder: codecs.IncrementalDecoder, block: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeError:
        return False
    return True


def _is_rather_kana(sample: bytes) -> bool:
    """Half-width kana of CP932 may happen to be UTF-8 in a short file: C3 BD is ﾃｽ and ý."""
    if not sample or len(sample) > 400:
        return False
    text = sample.decode("utf-8", "ignore")
    if any(ord(sign) > 0x7FF for sign in text) or is_in_latin_words(text):
        return False
    try:
        other = sample.decode("cp932")
    except UnicodeError:
        return False
    are_kana = all(sign < "\x80" or "\uff61" <= sign <= "\uff9f" for sign in other)
    return are_kana and weight_of_japanese(other) >= 1 and weight_of_latin(text) < 0


def _is_damaged_utf_8(sample: bytes) -> bool:
    text = sample.decode("utf-8", "replace")
    bad = text.count(_UNKNOWN)
    good = sum(sign > "\x7f" for sign in text) - bad
    return good >= 5 and good > 4 * bad


def _by_weight(sample: bytes) -> list[str]:
    """The encodings in which the sample reads as people write, the most likely first."""
    weights = {}
    for name in ("cp932", "euc_jp", "euc_jis_2004", "cp1252"):
        text = sample.decode(name, "replace")
        weigh = weight_of_latin if name == "cp1252" else weight_of_japanese
        weights[name] = weigh(text)
        if name.startswith("euc"):
            weights[name] += 2 if _KANA_OF_EUC.search(sample) else -_RARER
    found = sorted(weights, key=lambda name: -weights[name])
    # What ISO-8859-1 has beyond Windows-1252 are control characters: it only comes after it.
    likely = [
        name
        for name in found
        if weights[name] >= (_PLAUSIBLE_EUC if name.startswith("euc") else _PLAUSIBLE)
    ]
    return [*likely, "latin-1"] if likely[:1] == ["cp1252"] else likely


def _last_resort(path: Path, sample: bytes) -> str:
    """What a library for all the world's encodings makes of it."""
    from charset_normalizer import from_bytes

    for match in from_bytes(sample, threshold=0.3):
        if _reads(path, match.encoding):
            return match.encoding
    for name in ("cp932", "cp1252"):
        if _reads(path, name):
            return name
    raise refused(
        path,
        _(
            "How its characters are encoded could not be found out. Please choose the encoding, "
            "or save the file as UTF-8."
        ),
    )


def _reads(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with open(path, "rb") as raw:
            while block := raw.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    except OSError as error:
        raise unreadable(path, error) from error
    return True


@lru_cache(maxsize=64)
def is_known(encoding: str) -> bool:
    """Whether there is a text encoding of this name."""
    try:
        return bool(codecs.lookup(encoding)._is_text_encoding)
    except (LookupError, ValueError):
        return False


def _first_unreadable_line(path: Path, encoding: str) -> int | None:
    if encoding.replace("_", "-").lower().startswith(("utf-16", "utf-32")):
        return None
    try:
        with open(path, "rb") as raw:
            for number, line in enumerate(iter(lambda: raw.readline(LONGEST_LINE), b""), 1):
                try:
                    line.decode(encoding)
                except UnicodeError:
                    return number
    except OSError:
        return None
    return None
