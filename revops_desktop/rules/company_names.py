"""Which company names mean the same company (domain.md §11)?

The legal form is made alike wherever it stands: 株式会社青葉商事 = 青葉商事(株) = ㈱青葉商事.
"""

import re

from revops_desktop.rules.text import fold

# Folded as `fold` leaves them: ㈱ is (株) by then, カタカナ stays.
_JAPANESE_FORMS = (
    ("株式会社", "株"),
    ("有限会社", "有"),
    ("合同会社", "同"),
    ("合資会社", "資"),
    ("合名会社", "名"),
    ("一般社団法人", "一社"),
    ("一般財団法人", "一財"),
    ("公益社団法人", "公社"),
    ("公益財団法人", "公財"),
    ("社会福祉法人", "福"),
    ("医療法人", "医"),
    ("学校法人", "学"),
    ("特定非営利活動法人", "特非"),
)
_FULL = {full: short for full, short in _JAPANESE_FORMS}
_FULL["npo法人"] = "特非"
_SHORT = {short for _full, short in _JAPANESE_FORMS}
_FRONT = re.compile(r"^(?:({})|\(({})\))\s*".format("|".join(_FULL), "|".join(_SHORT)))
_BACK = re.compile(r"\s*(?:({})|\(({})\))$".format("|".join(_FULL), "|".join(_SHORT)))
_LATIN_FORMS = {
    "inc": "inc",
    "incorporated": "inc",
    "corp": "corp",
    "corporation": "corp",
    "ltd": "ltd",
    "limited": "ltd",
    "co": "co",
    "company": "co",
    "llc": "llc",
    "gmbh": "gmbh",
    "kk": "株",
    "k.k": "株",
}
_LATIN_TAIL = re.compile(r"[\s,.]+({})\.?$".format("|".join(map(re.escape, _LATIN_FORMS))))


def core_and_form(name: str) -> tuple[str, str]:
    """The folded name without its legal form and without blanks, and the form ("" where none)."""
    text = fold(name)
    form = ""
    for pattern in (_FRONT, _BACK):
        found = pattern.search(text)
        if found and len(found.group(0)) < len(text):
            form = form or (_FULL[found.group(1)] if found.group(1) else found.group(2))
            text = pattern.sub("", text)
    latin: list[str] = []
    while (tail := _LATIN_TAIL.search(text)) and tail.start() > 0:
        latin.insert(0, _LATIN_FORMS[tail.group(1)])
        text = text[: tail.start()]
    return text.replace(" ", ""), form or " ".join(latin)


def company_key(name: str) -> str:
    """The key by which companies match: core and form, so that two forms stay two companies."""
    core, form = core_and_form(name)
    return f"{core}|{form}" if form else core
