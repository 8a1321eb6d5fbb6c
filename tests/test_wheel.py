"""The installed program has everything with it: fonts, icons, templates, demo, words."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.source import ROOT

# The README shows them; the program does not need them.
STAYS = "pictures"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=120,
    )
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_the_resources(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    shipped = {
        name.removeprefix("revops_desktop/_resources/") for name in names if "/_resources/" in name
    }
    resources = {
        str(path.relative_to(ROOT / "resources").as_posix())
        for path in (ROOT / "resources").rglob("*")
        if path.is_file()
    }
    assert shipped == {name for name in resources if not name.startswith(f"{STAYS}/")}
    folders = {name.partition("/")[0] for name in shipped}
    assert folders >= {"fonts", "icons", "templates", "demo", "translations"}
    assert "translations/ja/LC_MESSAGES/revops_desktop.mo" in shipped
    assert "revops_desktop/py.typed" in names
    assert not [name for name in names if name.startswith("tests/") or ".pyc" in name]


@pytest.mark.nightly
def test_the_installed_wheel_makes_the_demo(wheel: Path, tmp_path: Path) -> None:
    """In an environment with nothing else, far from the checkout, without a display."""
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    programs = environment / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run(
        [str(programs / "python"), "-m", "pip", "install", "-q", str(wheel)],
        check=True,
        timeout=1200,
    )
    done = subprocess.run(
        [
            str(programs / "revops-desktop"),
            "demo",
            "--no-window",
            "--deals",
            "60",
            "--out",
            "d.revops",
        ],
        cwd=tmp_path,
        env={"HOME": str(tmp_path), "LANG": "ja_JP.UTF-8"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert sorted(path.suffix for path in tmp_path.glob("d*")) == [".pdf", ".png", ".revops"]
