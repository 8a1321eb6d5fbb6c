"""Reads XLSX and XLSM workbooks: measured and unpacked here, read by calamine.

Calamine gets a workbook of a single sheet, made of exactly the parts that were measured.
"""

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from posixpath import join, normpath
from tempfile import SpooledTemporaryFile

from revops_desktop.exchange.reading.calamine_cells import cells_of, opened
from revops_desktop.exchange.reading.number_formats import shown_formats
from revops_desktop.exchange.reading.sheet_measure import SheetMeasure
from revops_desktop.exchange.reading.sheets import Sheet, SheetCells
from revops_desktop.exchange.reading.workbook_guard import Archive, Reader, local
from revops_desktop.exchange.refusals import refused
from revops_desktop.i18n import _

_IN_MEMORY = 32_000_000
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PARTS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SHEET, _STYLES, _TEXTS = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_FRAME = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_PARTS}.sheet.main+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    _RELATIONS: (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId3" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>"
    ),
}


class XlsxBook:
    """An open XLSX or XLSM workbook. FileRefused where it is none or does harm."""

    form = "XLSX"

    def __init__(self, path: Path, archive: Archive) -> None:
        self._path = path
        self._archive = archive
        self._names = {name.lstrip("/").casefold(): name for name in self._archive.names()}
        self._parts: list[str] = []
        self._sheets: list[Sheet] = []
        self._is_1904 = False
        self._read_frame()
        self._formats = shown_formats(path, self._archive, self._styles)

    @property
    def sheets(self) -> Sequence[Sheet]:
        """All sheets of cells, in the order of the workbook."""
        return self._sheets

    def cells(self, number: int) -> SheetCells:
        """The cells of the sheet of this number. FileRefused where they cannot be read."""
        name = self._sheets[number].name
        measure = SheetMeasure(self._path, name, self._formats)
        with SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
            with zipfile.ZipFile(spool, "w") as package:
                self._write(package, _SHEET, measure.passed(self._pieces(self._parts[number])))
            measure.settle(self._again(spool, _SHEET))
            with zipfile.ZipFile(spool, "a") as package:
                for part, text in _FRAME.items():
                    package.writestr(part, text)
                package.writestr("xl/workbook.xml", self._workbook())
                self._write(package, _STYLES, self._pieces(self._styles))
                self._write(package, _TEXTS, measure.texts(self._pieces(self._texts)))
            measure.settle_texts(self._again(spool, _SHEET))
            spool.seek(0)
            return cells_of(self._path, opened(self._path, spool), 0, measure.has_merged)

    def close(self) -> None:
        """The file is its opener's; nothing else is held."""

    def _pieces(self, part: str) -> Iterator[bytes]:
        yield from self._archive.pieces(part) if part else ()

    def _again(self, spool: "SpooledTemporaryFile[bytes]", part: str) -> Iterator[bytes]:
        with zipfile.ZipFile(spool) as package, package.open(part) as file:
            while block := file.read(1 << 20):
                yield block

    def _write(self, package: zipfile.ZipFile, part: str, pieces: Iterator[bytes]) -> None:
        first = next(pieces, b"")
        if not first:
            return
        with package.open(part, "w", force_zip64=True) as file:
            file.write(first)
            for piece in pieces:
                file.write(piece)

    def _workbook(self) -> str:
        since = '<workbookPr date1904="1"/>' if self._is_1904 else ""
        return (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{since}<sheets>'
            '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
        )

    def _read_frame(self) -> None:
        found = self._related("")
        main = next((part for kind, part in found.values() if kind == "officeDocument"), "")
        main = main or self._names.get("xl/workbook.xml", "")
        if main.casefold().endswith(".bin"):
            raise refused(
                self._path,
                _(
                    "It is a binary workbook (XLSB). Please save it as XLSX in your spreadsheet "
                    "program and choose that file."
                ),
            )
        if not main:
            raise no_workbook(self._path)
        related = self._related(main)
        kinds = {kind: part for kind, part in related.values()}
        self._styles, self._texts = kinds.get("styles", ""), kinds.get("sharedStrings", "")
        listed: list[tuple[str, str, str]] = []

        def begin(name: str, attributes: dict[str, str]) -> None:
            own = {local(key): value for key, value in attributes.items()}
            if local(name) == "workbookPr":
                self._is_1904 = own.get("date1904", "0") in ("1", "true")
            elif local(name) == "sheet":
                kind, part = related.get(own.get("id", ""), ("", ""))
                if kind == "worksheet" and part:
                    listed.append((own.get("name", ""), own.get("state", "visible"), part))

        reader = Reader(self._path)
        reader.parser.StartElementHandler = begin
        reader.read(self._archive.part(main))
        for sheet, state, part in listed:
            self._sheets.append(Sheet(sheet, state != "visible", self._filled(part, len(listed))))
            self._parts.append(part)

    def _filled(self, part: str, number: int) -> int:
        if number == 1:
            return 1
        return sum(
            piece.count(b"<v") + piece.count(b":v") + piece.count(b"<is") + piece.count(b":is")
            for piece in self._archive.pieces(part)
        )

    def _related(self, part: str) -> dict[str, tuple[str, str]]:
        """The parts that a part refers to: id → kind and name."""
        folder, _slash, file = part.rpartition("/")
        name = self._names.get(join(folder, "_rels", f"{file}.rels").casefold())
        found: dict[str, tuple[str, str]] = {}
        if name is None:
            return found

        def begin(element: str, attributes: dict[str, str]) -> None:
            if local(element) != "Relationship" or attributes.get("TargetMode") == "External":
                return
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = normpath(join("/", folder, attributes.get("Target", ""))).lstrip("/")
            there = self._names.get(target.casefold())
            if there is not None:
                found[attributes.get("Id", "")] = (kind, there)

        reader = Reader(self._path)
        reader.parser.StartElementHandler = begin
        reader.read(self._archive.part(name))
        return found


def no_workbook(path: Path) -> Exception:
    """The sentence for a ZIP file that holds no workbook."""
    return refused(
        path,
        _(
            "It is a ZIP file without a workbook in it. Please unpack it first and choose the "
            "files in it."
        ),
    )
