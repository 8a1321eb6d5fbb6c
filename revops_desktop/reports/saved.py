"""A finished PDF goes to where the person says, whole or not at all."""

from pathlib import Path

from revops_desktop.errors import StorageProblem
from revops_desktop.i18n import _
from revops_desktop.safe_files import write_safely


def save(path: Path, pdf: bytes) -> None:
    """Writes a finished report; an older PDF of that name is replaced by the whole new one.

    Raises StorageProblem rather than write over anything else, a workspace above all.
    """
    if path.exists() and path.suffix.lower() != ".pdf":
        raise StorageProblem(
            _(
                "“{file}” exists already and is not a PDF. Nothing was changed. "
                "Please choose a name that ends in .pdf."
            ).format(file=path.name)
        )
    assert pdf.startswith(b"%PDF-") and pdf.rstrip().endswith(b"%%EOF")
    write_safely(path, pdf)
