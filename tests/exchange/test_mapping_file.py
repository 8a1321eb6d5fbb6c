"""A mapping file is understood, or the file, the key and what to do are named."""

from pathlib import Path

import pytest

from revops_desktop.errors import RuleBroken
from revops_desktop.exchange.mapping import Column
from revops_desktop.exchange.mapping_file import read_mapping
from revops_desktop.exchange.reading.layout import Layout
from tests.exchange.lists import mapping

COMPANIES = '[[source]]\nfile = "c*.csv"\nkind = "companies"\n'
MAVEN = Path(__file__).parents[1] / "mappings" / "maven_crm.toml"


def test_columns_in_every_form(tmp_path: Path) -> None:
    found = mapping(
        tmp_path,
        COMPANIES
        + 'encoding = ["utf-8", "cp932"]\ndelimiter = "tab"\ndates = { Founded = "dmy" }\n'
        + '[source.columns]\nname = ["Company", "会社名"]\n'
        + 'note = { join = ["a", "b"], with = "; " }\nchannel = { value = "direct" }\n',
    )
    columns = found.sources[0].columns
    assert columns["name"] == Column(("Company", "会社名"))
    assert columns["note"] == Column(("a", "b"), "; ")
    assert columns["channel"] == Column(value="direct")
    assert found.sources[0].encodings == ("utf-8", "cp932")
    assert found.sources[0].delimiter == "\t"
    assert found.sources[0].dates == {"": "auto", "Founded": "dmy"}
    assert found.source_for(Path("x/Customers.CSV")) is found.sources[0]
    assert found.source_for(Path("deals.csv")) is None


def test_a_pipeline_and_outcomes() -> None:
    found = read_mapping(MAVEN)
    assert found.pipeline is not None
    assert [stage.name for stage in found.pipeline.stages] == ["Prospecting", "Engaging", "Won"]
    assert found.pipeline.first
    deals = found.sources[3]
    assert [outcome.values for outcome in deals.outcomes] == [
        ("Won",),
        ("Lost",),
        ("Engaging",),
        ("Prospecting",),
    ]


def test_how_a_file_is_laid_out_may_be_said(tmp_path: Path) -> None:
    columns = '[source.columns]\nname = "n"\n'
    nothing = mapping(tmp_path, COMPANIES + columns).sources[0]
    assert nothing.layout == Layout()
    assert nothing.encodings == ()
    said = mapping(
        tmp_path,
        COMPANIES
        + 'encoding = "cp932"\ndelimiter = "tab"\nquote = "none"\nsheet = "一覧"\n'
        + "header_line = 4\nheader_rows = 2\nfooter_rows = 0\n"
        + columns,
    ).sources[0]
    assert said.layout == Layout("", "cp932", "\t", "none", "", "一覧", 4, 2, 0)


DEALS = '[[source]]\nfile = "d.csv"\nkind = "deals"\n[source.columns]\ntitle = "t"\n'
PIPELINE = '[pipeline]\nname = "P"\n[[pipeline.stages]]\nname = "A"\n'


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "source"),
        (COMPANIES, "source[1].columns"),
        (COMPANIES + '[source.columns]\nreading = "r"', "source[1].columns.name"),
        (COMPANIES + '[source.columns]\nname = "n"\nnmae = "r"', "source[1].columns.nmae"),
        (COMPANIES + "[source.columns]\nname = 3", "source[1].columns.name"),
        (COMPANIES + "[source.columns]\nname = []", "source[1].columns.name"),
        (COMPANIES + '[source.columns]\nname = {join = ["a"], value = "b"}', "columns.name"),
        (COMPANIES + 'colour = "red"\n[source.columns]\nname = "n"', "source[1].colour"),
        (COMPANIES + 'encoding = "klingon"\n[source.columns]\nname = "n"', "encoding"),
        (COMPANIES + 'encoding = "base64"\n[source.columns]\nname = "n"', "encoding"),
        (COMPANIES + 'delimiter = ",,"\n[source.columns]\nname = "n"', "delimiter"),
        (COMPANIES + 'delimiter = ""\n[source.columns]\nname = "n"', "delimiter"),
        (COMPANIES + 'quote = "no"\n[source.columns]\nname = "n"', "quote"),
        (COMPANIES + 'header_line = -1\n[source.columns]\nname = "n"', "header_line"),
        (COMPANIES + 'header_rows = "2"\n[source.columns]\nname = "n"', "header_rows"),
        (COMPANIES + 'footer_rows = true\n[source.columns]\nname = "n"', "footer_rows"),
        (COMPANIES + 'decimal = ";"\n[source.columns]\nname = "n"', "decimal"),
        (COMPANIES + 'thousands = "."\n[source.columns]\nname = "n"', "thousands"),
        (COMPANIES + 'amount_unit = 0\n[source.columns]\nname = "n"', "amount_unit"),
        (COMPANIES + 'amount_unit = true\n[source.columns]\nname = "n"', "amount_unit"),
        (COMPANIES + 'dates = "guess"\n[source.columns]\nname = "n"', "dates"),
        (
            COMPANIES + '[source.columns]\nname = "n"\nchannel = "c"\n'
            '[source.values.channel]\nweb = "internet"',
            "source[1].values.channel.web",
        ),
        ('[[source]]\nfile = "d.csv"\nkind = "things"', "kind"),
        ('[[source]]\nkind = "deals"', "file"),
        (DEALS, "source[1].outcome"),
        (DEALS + '[[source.outcome]]\nvalue = "Won"', "outcome[1].visits"),
        (DEALS + '[[source.outcome]]\nvisits = [{stage = "A", phase = "lead"}]', "phase"),
        (DEALS + '[[source.outcome]]\nvisits = [{entered = "e"}]', "outcome[1].visits"),
        (DEALS + '[[source.outcome]]\nvalue = "x"\nvisits = [{stage = "A"}]', "outcome[1].value"),
        (
            DEALS + '[[source.outcome]]\nvisits = [{stage = "A"}]\nexit = {how = "gone"}',
            "outcome[1].exit.how",
        ),
        (DEALS + '[[source.outcome]]\nvisits = [{stage = "A", since = "e"}]', "visits[1].since"),
        (PIPELINE + 'phase = "lead"\nprobability = 120', "probability"),
        (PIPELINE + 'phase = "late"\nprobability = 10', "phase"),
        (PIPELINE + "probability = 10", "phase"),
        (
            PIPELINE + 'phase = "customer"\nprobability = 10\n[[pipeline.stages]]\n'
            'name = "B"\nphase = "lead"\nprobability = 0',
            "pipeline.stages",
        ),
        ("source = 3", "source"),
        ("source = [3]", "source[1]"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path: Path, text: str, place: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        mapping(tmp_path, text)
    sentence = str(broken.value)
    assert "“mapping.toml”" in sentence
    assert f"{place}:" in sentence
    assert sentence.endswith("Nothing was imported.")


def test_a_file_that_is_no_toml_or_not_there(tmp_path: Path) -> None:
    with pytest.raises(RuleBroken, match="not TOML"):
        mapping(tmp_path, "name = ")
    with pytest.raises(RuleBroken, match="cannot be read"):
        read_mapping(tmp_path / "none.toml")
    (tmp_path / "sjis.toml").write_bytes("name = '表'".encode("cp932"))
    with pytest.raises(RuleBroken, match="UTF-8"):
        read_mapping(tmp_path / "sjis.toml")


def test_the_mapping_that_the_readme_explains_is_one(tmp_path: Path) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    block = readme.split("```toml\n")[1].split("```")[0]
    found = mapping(tmp_path, block)
    assert [source.kind for source in found.sources] == ["companies", "deals"]
