"""Which machine this is, and whether a process on it still lives: for the lock file."""

import os
import sys
from pathlib import Path


def host() -> str:
    """This machine's name, for people."""
    if sys.platform == "win32":
        import platform

        return platform.node() or "localhost"
    return os.uname().nodename or "localhost"


def machine() -> str:
    """What tells this machine from others, where process numbers mean the same processes.

    Two containers of one machine number their processes apart; a host name alone may be shared.
    """
    if sys.platform == "linux":
        try:
            identity = Path("/etc/machine-id").read_text(encoding="ascii").strip()
            return f"{host()} {identity} {os.readlink('/proc/self/ns/pid')}"
        except OSError:
            return host()
    return host()


def start_of(pid: int) -> str | None:
    """When a process of this machine began, as text to compare; None: no such process lives.

    A process number is used again after its process has ended; the beginning tells them apart.
    """
    if sys.platform == "win32":
        return _start_on_windows(pid)
    if sys.platform == "linux":
        return _start_on_linux(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        pass
    import subprocess

    told = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
        env={"LC_ALL": "C", "PATH": "/bin:/usr/bin"},
    )
    return told.stdout.strip() or None


def _start_on_linux(pid: int) -> str | None:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # A zombie is dead; only its parent has not noticed.
    return None if fields[0] in "ZX" else f"{boot} {fields[19]}"


def _start_on_windows(pid: int) -> str | None:
    # Never os.kill here: signal 0 is Ctrl+C on Windows.
    if sys.platform != "win32":
        return None
    import ctypes
    from ctypes import wintypes

    still_active, query_limited, access_denied = 259, 0x1000, 5
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.OpenProcess.restype = wintypes.HANDLE
    handle = kernel.OpenProcess(query_limited, False, pid)
    if not handle:
        return "" if ctypes.get_last_error() == access_denied else None
    try:
        code = wintypes.DWORD()
        times = [wintypes.FILETIME() for _ in range(4)]
        kernel.GetExitCodeProcess(wintypes.HANDLE(handle), ctypes.byref(code))
        pointers = [ctypes.byref(one) for one in times]
        kernel.GetProcessTimes(wintypes.HANDLE(handle), *pointers)
    finally:
        kernel.CloseHandle(wintypes.HANDLE(handle))
    if code.value != still_active:
        return None
    return f"{times[0].dwHighDateTime}:{times[0].dwLowDateTime}"
