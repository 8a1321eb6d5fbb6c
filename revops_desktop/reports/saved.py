"""A finished PDF goes to where the person says, whole or not at all."""

from pathlib import Path

from revops_desktop.errors import StorageProblem
from revops_desktop.i18n import _, use_language
from revops_desktop.safe_files import write_safely

SUFFIX = ".pdf"
_UNFIT = '<>:"/\\|?*'


def file_name(business: str, month: str, language: str, pipeline: str = "") -> str:
    """The name that is proposed: business, month, what it is; fit for every system.

    `pipeline`: its name where there are several, so that their reports lie beside each other.
    """
    with use_language(language):
        what = _("Monthly diagnosis")
    # A file's name may have 255 bytes; a sign of Japanese has three.
    names = (_fit(business)[:30], month, what, _fit(pipeline)[:20])
    return " ".join(name for name in names if name).strip(". ") + SUFFIX


def _fit(name: str) -> str:
    fit = "".join(" " if sign in _UNFIT or not sign.isprintable() else sign for sign in name)
    return " ".join(fit.split()).strip(". ")


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
