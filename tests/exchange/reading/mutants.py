"""Ten thousand files that nobody meant: made from few, by number, always the same.

As a program it looks at such files and imports them into a small workspace, and says of each what
came of it; `test_mutated.py` runs it in a process with bounds.
"""

import gc
import io
import json
import random
import resource
import struct
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.mapping import ImportMapping
from revops_desktop.exchange.mapping_file import read_mapping
from revops_desktop.exchange.reading.looking import look
from tests.conftest import NOW
from tests.exchange.reading import books
from tests.exchange.test_maven import made

MAPPING = """
[[source]]
file = "*.vcf"
kind = "contacts"
[source.columns]
name = "Name"
company = "Company"
email = "E-mail"
[[source]]
file = "*"
kind = "deals"
required = ["title"]
[source.columns]
title = "案件"
company = "会社"
amount = "金額"
created = "日"
note = "メモ"
[[source.outcome]]
visits = [{ phase = "first", entered = "日" }]
"""
TABLES = ("deal", "company", "contact", "stage_visit", "action")
# Virtual memory of the process, far above what it needs.
MOST_MEMORY = 3_000_000_000
A_WORKSPACE = 50

Seed = tuple[str, bytes]
Mutation = Callable[[random.Random, bytes], bytes]


def seeds(folder: Path) -> list[Seed]:
    """Sound files of every form."""
    rows: list[list[books.Cell]] = [["案件", "会社", "金額", "日", "メモ"]]
    for n in range(12):
        day = date(2024, 1 + n, 28 - n)
        note = f'一行目\n“{n}”, "x"; y'
        rows.append([f"案件{n}", f"株式会社青葉{n % 3}", n * 1000, day, note])
    lines = [['"' + str(cell).replace('"', '""') + '"' for cell in row] for row in rows]
    card = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:山田;太郎{n};;;\r\nFN:山田 太郎{n}\r\nORG:青葉;営業\r\n"
    card += "TEL;TYPE=CELL:090-1\r\nEMAIL:a{n}@x.example\r\nPHOTO;ENCODING=b:AAAA\r\n BBBB\r\n"
    old = "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:=8D=82=\r\n"
    old += "=8B=B4\r\nEND:VCARD"
    cards = "".join(f"{card.format(n=n)}END:VCARD\r\n" for n in range(4)) + old
    found: list[Seed] = [
        (suffix, "\r\n".join(map(separator.join, lines)).encode(encoding))
        for suffix, separator, encoding in (
            *((".csv", ",", "utf-8"), (".csv", ",", "cp932"), (".csv", ";", "utf-8-sig")),
            *((".tsv", "\t", "utf-16"), (".csv", ",", "euc_jp")),
        )
    ]
    shared = [[0, 1, 2], [3, 1, 4], [5, 4, 4]]
    texts = [f"<t>{one}</t>" for one in ("案件", "会社", "メモ", "A", "B", "C")]
    merged = books.xlsx(folder / "m.xlsx", [["表題"], *rows], 二=rows)
    books.rewritten(
        merged,
        "xl/worksheets/sheet1.xml",
        b"</sheetData>",
        b'</sheetData><mergeCells count="1"><mergeCell ref="A1:E1"/></mergeCells>',
    )
    found += [
        (".xlsx", books.xlsx(folder / "s.xlsx", rows).read_bytes()),
        (".xlsx", merged.read_bytes()),
        (".xlsm", books.shared(folder / "t.xlsx", texts, shared).read_bytes()),
        (".xls", books.xls(folder / "s.xls", rows).read_bytes()),
        (".ods", books.ods(folder / "s.ods", rows).read_bytes()),
        (".vcf", cards.encode()),
        (".vcf", cards.encode("cp932")),
    ]
    return found


def mutant(number: int, sound: list[Seed]) -> Seed:
    """The file of this number."""
    chance = random.Random(number)
    suffix, data = chance.choice(sound)
    if chance.random() < 0.01:
        return _bomb(chance)
    times = chance.choice((1, 1, 1, 2, 3, 8))
    for _n in range(times):
        if data[:2] == b"PK" and chance.random() < 0.75:
            data = _inside(chance, data)
        elif suffix in (".csv", ".tsv", ".vcf") and chance.random() < 0.4:
            data = chance.choice(_OF_TEXTS)(chance, data)
        elif chance.random() < 0.1:
            data = _joined(chance, data, chance.choice(sound)[1])
        else:
            data = chance.choice(_OF_BYTES)(chance, data)
    return suffix, data


def _place(chance: random.Random, data: bytes) -> int:
    return chance.randrange(len(data)) if data else 0


def _flipped(chance: random.Random, data: bytes) -> bytes:
    found = bytearray(data)
    for _n in range(chance.choice((1, 1, 4, 40)) if found else 0):
        found[chance.randrange(len(found))] ^= 1 << chance.randrange(8)
    return bytes(found)


def _overwritten(chance: random.Random, data: bytes) -> bytes:
    place = _place(chance, data)
    new = chance.choice((b"\0", b"\xff", b"\xff\xff\xff\xff", b"\0\0\0\x80", chance.randbytes(9)))
    return data[:place] + new + data[place + len(new) :]


def _cut(chance: random.Random, data: bytes) -> bytes:
    return data[: _place(chance, data)]


def _without(chance: random.Random, data: bytes) -> bytes:
    place = _place(chance, data)
    return data[:place] + data[place + chance.choice((1, 7, 300)) :]


def _doubled(chance: random.Random, data: bytes) -> bytes:
    place, length = _place(chance, data), chance.choice((1, 50, 1000))
    return data[:place] + data[place : place + length] * chance.choice((2, 2, 300)) + data[place:]


def _joined(chance: random.Random, data: bytes, other: bytes) -> bytes:
    return data[: _place(chance, data)] + other[_place(chance, other) :]


def _put(chance: random.Random, data: bytes, what: bytes) -> bytes:
    place = _place(chance, data)
    return data[:place] + what + data[place:]


def _huge_cell(chance: random.Random, data: bytes) -> bytes:
    sign = chance.choice((b"x", "あ".encode(), b"9"))
    return _put(chance, data, sign * chance.choice((40_000, 1_100_000, 4_200_000)))


def _deep_quotes(chance: random.Random, data: bytes) -> bytes:
    quotes = chance.choice((b'"', b'""', b',"', b'"\n"'))
    return _put(chance, data, quotes * chance.choice((1, 3, 50_000)))


def _many(chance: random.Random, data: bytes) -> bytes:
    signs = (b",", b";", b"\t", b"\n", b"\r", b"\0", b"\x1a", b" ", b"=", b"\\", b"\xef\xbb\xbf")
    return _put(chance, data, chance.choice(signs) * chance.choice((2, 60, 100_000)))


def _known_words(chance: random.Random, data: bytes) -> bytes:
    words = (
        *(b"\r\nBEGIN:VCARD\r\n", b"\r\nEND:VCARD\r\n", b"AGENT:\r\n"),
        *(b"ENCODING=QUOTED-PRINTABLE:=", b"#N/A", b"=1+1", b"1e308", b"9" * 400, b"0000-99-99"),
        *(b"\xff\xfe", b"\x1b$B", b"sep=;\n"),
        *("令和99年".encode(), "合計".encode(), "\u202e\u0000".encode(), b"\xed\xa0\x80"),
    )
    return _put(chance, data, chance.choice(words))


def _entities(chance: random.Random, data: bytes) -> bytes:
    markup = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    end = data.find(b"?>") + 2 if data.startswith(b"<?") else 0
    found = data[:end] + markup + data[end:]
    return found.replace(b"</t>", b"&b;</t>", 3).replace(b"</text:p>", b"&b;</text:p>", 3)


def _far(chance: random.Random, data: bytes) -> bytes:
    cells = (
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b'<row><c r="A999999999999"><v>1</v></c></row>',
        b"<row r='-5'><c r='1A'><v>1</v></c><c r=''/></row>",
        b'<row r="7"><c r="ZZ7" s="99999999"><v>1e999</v></c><c t="s"><v>99999999</v></c></row>',
        b'<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        b'table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
        b"</table:table-row>",
        b'<table:table-row table:number-rows-repeated="99999999999"/>',
        b'<mergeCell ref="A1:XFD1048576"/>',
    )
    for end in (b"</sheetData>", b"</table:table>"):
        if end in data:
            return data.replace(end, chance.choice(cells) + end, 1)
    return _put(chance, data, chance.choice(cells))


def _deep(chance: random.Random, data: bytes) -> bytes:
    tag = chance.choice((b"<a>", b"<row>", b"<c>", b"<is>", b"<table:table>", b"<text:p>"))
    return _put(chance, data, tag * chance.choice((3, 5000, 200_000)))


def _other_numbers(chance: random.Random, data: bytes) -> bytes:
    new = chance.choice((b"-1", b"0", b"4294967296", b"1e400", b"NaN", b"", b"9" * 30))
    return data.replace(chance.choice((b'"1"', b"<v>1", b'"2"', b'"0"')), b'"%s"' % new, 3)


_OF_BYTES: tuple[Mutation, ...] = (_flipped, _flipped, _overwritten, _cut, _without, _doubled)
_OF_TEXTS: tuple[Mutation, ...] = (_huge_cell, _deep_quotes, _many, _known_words, _known_words)
_OF_XML: tuple[Mutation, ...] = (_entities, _far, _far, _deep, _other_numbers, _huge_cell)


def _inside(chance: random.Random, data: bytes) -> bytes:
    """Changes an entry of a ZIP file and packs it soundly again, so that it is read at all."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {one.filename: archive.read(one) for one in archive.infolist()[:20]}
    except Exception:
        # It was broken before.
        return _flipped(chance, data)
    if not parts:
        return data
    name = chance.choice([*parts, *(one for one in parts if "sheet" in one or "content" in one)])
    kind = chance.choice((_OF_BYTES, _OF_XML, _OF_XML))
    parts[name] = chance.choice(kind)(chance, parts[name])
    if chance.random() < 0.05:
        del parts[chance.choice(list(parts))]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", chance.choice((0, 8, 8, 8))) as archive:
        for one, text in parts.items():
            archive.writestr(one, text)
    return file.getvalue()


def _bomb(chance: random.Random) -> Seed:
    """A few kilobytes that unpack to gigabytes, and say so or not."""
    suffix, part = chance.choice(((".xlsx", "xl/workbook.xml"), (".ods", "content.xml")))
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    unit = packer.compress(b" " * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    times = chance.choice((100, 290, 5000))
    packed = unit * times + b"\x03\x00"
    said = chance.choice((times << 20, 1000, 0)) & 0xFFFFFFFF
    name = part.encode()
    sizes = struct.pack("<IIIHH", 0, len(packed), said, len(name), 0)
    local = b"PK\3\4" + struct.pack("<HHHHH", 20, 0, 8, 0, 0) + sizes + name + packed
    listed = b"PK\1\2" + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 0) + sizes
    listed += struct.pack("<HHHII", 0, 0, 0, 0, 0) + name
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(listed), len(local), 0)
    return suffix, local + listed + end


def _tried(workspace: Workspace, path: Path, mapping: ImportMapping) -> str:
    """What came of a file: "read", "refused", or what should not have been."""
    before = _counts(workspace)
    with suppress(RuleBroken):
        look(path)
    try:
        summary = import_files(workspace, [path], mapping, at=NOW)
    except RuleBroken as problem:
        if not str(problem).endswith((".", "。")):
            return f"no sentence: {problem}"
        return "refused" if _counts(workspace) == before else "refused, but something is there"
    after = _counts(workspace)
    table = "contact" if path.suffix == ".vcf" else "deal"
    if after[table] - before[table] != summary.created:
        return f"{after[table] - before[table]} are there, {summary.created} were told"
    return "read"


def _counts(workspace: Workspace) -> dict[str, int]:
    return {
        table: workspace.raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in TABLES
    }


def main(first: int, last: int, step: int) -> None:
    """Tries the files of these numbers; a line of JSON for each."""
    # Off in other tests, for the sake of widgets.
    gc.enable()
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "mapping.toml").write_text(MAPPING, encoding="utf-8")
        mapping = read_mapping(folder / "mapping.toml")
        sound = seeds(folder)
        workspace: Workspace | None = None
        for turn, number in enumerate(range(first, last, step)):
            if turn % A_WORKSPACE == 0:
                if workspace is not None:
                    workspace.close()
                workspace = made(folder / f"w{number}.revops", currency="JPY")
            assert workspace is not None
            suffix, data = mutant(number, sound)
            path = folder / f"mutant{suffix}"
            path.write_bytes(data)
            begun = time.process_time()
            try:
                outcome = _tried(workspace, path, mapping)
            except BaseException as error:
                outcome = f"{type(error).__name__}: {error}"
            path.unlink()
            told = {
                "number": number,
                "outcome": outcome,
                "seconds": time.process_time() - begun,
                "memory": _most_memory(),
                "form": suffix,
            }
            print(json.dumps(told), flush=True)
        if workspace is not None:
            workspace.close()


def _most_memory() -> int:
    """The most that this program ever held, in kilobytes; not what its parent did before it."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
