"""A card as a row of cells: the name as its owner writes it, the reading, the best of each kind."""

import re
from collections.abc import Sequence

from revops_desktop.exchange.reading.vcard_lines import Property, fields, plain
from revops_desktop.i18n import N_, _

# The same in every language: a mapping may be used in another one than it was made in.
COLUMNS = (
    *("Name", "Reading", "Company", "Company reading", "Department", "Job title"),
    *("E-mail", "E-mail 2", "Phone", "Phone 2", "Mobile", "Fax"),
    *("Postal code", "Address", "Home address", "Website", "Note", "Contact ID"),
)
# How they are shown.
LABELS = dict(
    zip(
        COLUMNS,
        (
            *(N_("Name"), N_("Reading"), N_("Company"), N_("Company reading"), N_("Department")),
            *(N_("Job title"), N_("E-mail"), N_("E-mail 2"), N_("Phone"), N_("Phone 2")),
            *(N_("Mobile"), N_("Fax"), N_("Postal code"), N_("Address"), N_("Home address")),
            N_("Website"),
            *(N_("Note"), N_("Contact ID")),
        ),
        strict=True,
    )
)
_EAST = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f\uac00-\ud7af]")
_KANA = re.compile("[\u3040-\u30ff\uff66-\uff9f]")
_MOBILE = {"CELL", "MOBILE", "IPHONE", "PCS"}
_NO_PHONE = {"PAGER", "MODEM", "BBS", "ISDN", "VIDEO", "TEXTPHONE", "TTY-TDD"}


def shown_heading(name: str, header: Sequence[str]) -> str:
    """A column's name; that of a card, which is the same everywhere, in the language in force."""
    return _(LABELS[name]) if name in LABELS and tuple(header) == COLUMNS else name


def contact(card: Sequence[Property]) -> list[str]:
    """The cells of a card, in the order of COLUMNS."""
    by_name: dict[str, list[Property]] = {}
    for one in card:
        by_name.setdefault(one.name, []).append(one)
    phones, mobiles, faxes = _numbers(by_name.get("TEL", ()))
    mails = _uris(by_name.get("EMAIL", ()), "mailto:")
    organisation = _fields(by_name, "ORG")
    addresses = by_name.get("ADR", ())
    homes = [one for one in addresses if "HOME" in one.types and "WORK" not in one.types]
    postal_code, address = _address([one for one in addresses if one not in homes])
    home = _joined(" ", *_address(homes))
    found = {
        "Name": _name(by_name),
        "Reading": _reading(by_name),
        "Company": organisation[0] if organisation else "",
        "Company reading": _company_reading(by_name),
        "Department": " ".join(part for part in organisation[1:] if part),
        "Job title": _first(by_name, "TITLE") or _first(by_name, "ROLE"),
        "E-mail": mails[0],
        "E-mail 2": mails[1],
        # Who has only a mobile phone is called there.
        "Phone": phones[0] or (mobiles[0] if mobiles else ""),
        "Phone 2": (*phones[1:], *mobiles[1:], "")[0],
        "Mobile": mobiles[0] if mobiles else "",
        "Fax": faxes[0] if faxes else "",
        "Postal code": postal_code,
        "Address": address or _first(by_name, "LABEL"),
        "Home address": home,
        "Website": _uris(by_name.get("URL", ()), "")[0],
        "Note": "\n".join(plain(one.text) for one in by_name.get("NOTE", ())),
        "Contact ID": _first(by_name, "UID"),
    }
    return [found[column] for column in COLUMNS]


Named = dict[str, list[Property]]


def _first(named: Named, name: str) -> str:
    return next((text for one in named.get(name, ()) if (text := plain(one.text))), "")


def _fields(named: Named, name: str) -> list[str]:
    return next((fields(one.text) for one in named.get(name, ()) if one.text.strip(" ;")), [])


def _name(named: Named) -> str:
    """As it is written; family name first where it is written so."""
    shown = _first(named, "FN")
    family, given, additional, *_titles = (*_fields(named, "N"), "", "", "", "")[:5]
    is_eastern = _EAST.search(family + given) is not None
    parts = (family, given) if is_eastern else (given, additional, family)
    built = " ".join(part for part in parts if part)
    if not shown:
        return built or _first(named, "NICKNAME")
    if is_eastern and "".join(shown.split()) == "".join((given + family).split()):
        return built
    return shown


def _reading(named: Named) -> str:
    family = _first(named, "X-PHONETIC-LAST-NAME")
    given = _first(named, "X-PHONETIC-FIRST-NAME")
    if family or given:
        return f"{family} {given}".strip()
    for one in named.get("SOUND", ()):
        if "X-IRMC-N" in one.types or "X-IRMC-N" in one.parameters:
            return " ".join(part for part in fields(one.text) if part)
    said = _sorted_as(named, "N") or _sorted_as(named, "FN")
    said = said or " ".join(_first(named, "SORT-STRING").replace(";", " ").split())
    return said if _KANA.search(said) else ""


def _company_reading(named: Named) -> str:
    said = _first(named, "X-PHONETIC-ORG") or _first(named, "X-PHONETIC-COMPANY")
    if said:
        return said
    sorted_as = _sorted_as(named, "ORG")
    return sorted_as if _KANA.search(sorted_as) else ""


def _sorted_as(named: Named, name: str) -> str:
    values = (one.parameters.get("SORT-AS", ()) for one in named.get(name, ()))
    return " ".join(
        part for value in values for one in value for part in one.replace(",", " ").split()
    )


def _numbers(listed: Sequence[Property]) -> tuple[list[str], list[str], list[str]]:
    """Phones, mobiles and faxes; the phones with at least one, which may be empty."""
    phones: list[str] = []
    mobiles: list[str] = []
    faxes: list[str] = []
    for one in sorted(listed, key=_rank):
        number = plain(one.text)
        if number.lower().startswith("tel:"):
            number = number[4:].partition(";")[0]
        types = one.types
        if not number:
            continue
        if "FAX" in types:
            faxes.append(number)
        elif types & _MOBILE:
            mobiles.append(number)
        elif not types & _NO_PHONE:
            phones.append(number)
    return phones or [""], mobiles, faxes


def _rank(one: Property) -> tuple[int, int]:
    """What is preferred comes first, then what belongs to work."""
    preferred = one.parameters.get("PREF", [""])[0]
    order = int(preferred) if preferred.isdecimal() and len(preferred) < 4 else 1
    return (order if "PREF" in one.types else 1000), ("WORK" not in one.types)


def _uris(listed: Sequence[Property], scheme: str) -> list[str]:
    """The best two, "" where there are not so many."""
    texts = [plain(one.text) for one in sorted(listed, key=_rank)]
    if scheme:
        texts = [one[len(scheme) :] if one.lower().startswith(scheme) else one for one in texts]
    return [*dict.fromkeys(text for text in texts if text), "", ""][:2]


def _address(listed: Sequence[Property]) -> tuple[str, str]:
    """The postal code, and the address in the order in which it is written there."""
    for one in sorted(listed, key=_rank):
        box, more, street, city, region, code, country = (*fields(one.text), *[""] * 7)[:7]
        if not any((box, more, street, city, region, country)):
            continue
        if _EAST.search(region + city + street):
            return code, _joined(" ", _joined("", region, city, street), more, box)
        line = _joined(", ", street, more, box, city, region, country)
        return code, line
    return "", ""


def _joined(by: str, *parts: str) -> str:
    return by.join(" ".join(part.split("\n")) for part in parts if part)
