"""What can go wrong that the person at the screen can act on.

Each message is a full sentence in the person's language: what happened, that nothing was lost,
what to do. Every other exception is a bug.
"""


class Problem(Exception):
    """A sentence for the person; shown as it is, without a traceback."""


class RuleBroken(Problem):
    """The action would break a rule of the business or of the data; nothing was changed."""


class StorageProblem(Problem):
    """The file could not be opened, read, written or kept safe."""


class FileInUse(StorageProblem):
    """Another program has the file open for writing; `elsewhere`: on another computer.

    Only what is elsewhere may be taken over, after the person has said so.
    """

    def __init__(self, text: str, *, elsewhere: bool) -> None:
        super().__init__(text)
        self.elsewhere = elsewhere


class FileReadOnly(StorageProblem):
    """The file or its folder cannot be written; it can still be opened for reading."""


class FileTooOld(StorageProblem):
    """The file is of an older version, and is to be read only; a copy can be brought forward."""


class PassphraseNeeded(StorageProblem):
    """The file is encrypted, and no passphrase, or a wrong one, was given."""
