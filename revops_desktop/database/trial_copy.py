"""A copy of an open file, to try on it what an action would come to."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from revops_desktop.database import backup, faults
from revops_desktop.database.connection import open_connection
from revops_desktop.database.opening import OpenFile, open_file


@contextmanager
def copied(file: OpenFile) -> Iterator[OpenFile]:
    """What is committed to the file, encrypted as it is; the file itself may be read-only.

    Raises StorageProblem if the file is damaged or there is no room for the copy.
    """
    file.identity.verify()
    with TemporaryDirectory() as folder:
        copy = Path(folder) / file.path.name
        try:
            source = open_connection(file.path, key=file.key, read_only=True)
        except faults.DatabaseError as error:
            raise faults.sentence(error, file.path) from error
        with closing(source):
            backup.backup(source, copy, key=file.key, path=file.path)
        yield open_file(copy, key=file.key)
