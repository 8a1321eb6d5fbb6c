"""What the machine says about itself, where it says it wrongly or not at all."""

from pathlib import Path

import pytest

from revops_desktop import machine


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "TZ", "LC_TIME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")


@pytest.mark.parametrize(
    ("written", "expected"),
    [("Asia/Tokyo", "Asia/Tokyo"), (":Europe/Berlin", "Europe/Berlin"), ("Mars/Base", None)],
)
def test_the_time_zone_of_the_environment_counts_if_it_is_one(
    monkeypatch: pytest.MonkeyPatch, written: str, expected: str | None
) -> None:
    otherwise = machine.time_zone()
    monkeypatch.setenv("TZ", written)
    assert machine.time_zone() == (expected or otherwise)


@pytest.mark.parametrize(
    ("language", "zone", "expected"),
    [("en_GB.UTF-8", "Asia/Tokyo", "GB"), ("C.UTF-8", "Asia/Tokyo", "JP"), ("C", "Etc/UTC", "US")],
)
def test_the_country_comes_from_the_language_or_the_time_zone(
    monkeypatch: pytest.MonkeyPatch, language: str, zone: str, expected: str
) -> None:
    monkeypatch.setenv("LANG", language)
    monkeypatch.setenv("TZ", zone)
    assert machine.country() == expected


def test_without_a_display_there_is_no_window(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "has no display" in (machine.no_window_because() or "")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert machine.no_window_because() is None


def test_offscreen_is_no_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen:configfile=x.json")
    assert "QT_QPA_PLATFORM" in (machine.no_window_because() or "")


def test_other_systems_always_have_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    assert machine.no_window_because() is None


def test_a_missing_library_is_named_with_its_packages(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Qt would end the process instead: the X11 plug-in is tried before it."""

    def load(name: str) -> None:
        raise OSError(f"libxcb-icccm.so.4: cannot open shared object file ({name})")

    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr("ctypes.CDLL", load)
    sentence = machine.no_window_because() or ""
    assert "libxcb-icccm.so.4, which" in sentence
    assert "libxcb-icccm4" in sentence


def test_a_display_that_does_not_answer_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    class Library:
        """Stands in for libxcb where the machine has none."""

        class _Call:
            def __init__(self, answer: int) -> None:
                self._answer = answer
                self.restype: object = None

            def __call__(self, *_arguments: object) -> int:
                return self._answer

        xcb_connect = _Call(1)
        xcb_connection_has_error = _Call(1)
        xcb_disconnect = _Call(0)

    monkeypatch.setenv("DISPLAY", ":77")
    monkeypatch.setattr("ctypes.CDLL", lambda name: Library())
    assert ":77 does not answer" in (machine.no_window_because() or "")
