"""`python -m revops_desktop` is the same as the command `revops-desktop`."""

from revops_desktop.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
