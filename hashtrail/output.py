"""The output folder: written only where bytes differ, cleared only of what a build has written.

Files are staged first and renamed into place at the end, so that an error leaves the folder as it was and a
killed build leaves no torn file. The folder itself keeps the list of the files that builds have written
(`.hashtrail-files`, paths only): the list goes where the folder goes, and marks it as ours.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property, partial
from pathlib import Path
from typing import IO, Final

from msgspec import Struct

from hashtrail import urls
from hashtrail.diagnostics import Diagnostic, SourceFile
from hashtrail.files import packed
from hashtrail.plan import Disturbed
from hashtrail.recipes import digest, digest_of_pieces
from hashtrail.written import WrittenFile, WrittenFiles

OWNED_LIST: Final = ".hashtrail-files"
_HEADER: Final = b"The files of this folder that Hashtrail has written, and will remove when no page needs them:\n"
_STAGING: Final = ".hashtrail-staging"
_NEW_LIST: Final = f"{OWNED_LIST}.new"
#: Bytes of a file that are read at once.
_PIECE: Final = 1 << 20
#: What a killed build can leave, and what a repository needs.
_TOLERATED: Final = frozenset({".gitignore", OWNED_LIST, _NEW_LIST, _STAGING})


class OutputError(Exception):
    """The output folder cannot be used, or written to."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic)
        self.diagnostic = diagnostic


class Staging(Struct, frozen=True):
    """Where the files of one build wait until all of them are right; workers put them there.

    `root` is the real path of the output folder, `shown` the one that diagnostics name.
    """

    root: Path
    shown: Path
    write_all: bool

    @property
    def folder(self) -> Path:
        return self.root / _STAGING

    def put(self, path: str, data: bytes) -> bool:
        """Take the bytes for a file (its path relative to the output, with slashes).

        Returns whether it has to be written: not so if the file holds these bytes already. Raises OutputError if
        it cannot be written.
        """
        if not self.write_all and holds(f"{self.root}/{path}", data):
            return False
        try:
            with open(self.staged(path), "wb") as file:
                file.write(data)
        except OSError as error:
            raise _failed(self.shown, path, error) from error
        return True

    def put_pieces(self, path: str, pieces: Iterable[bytes]) -> tuple[bool, bytes]:
        """As `put`, for a file too large for memory; gives also the digest of its bytes."""
        staged = self.staged(path)
        try:
            with open(staged, "wb") as file:
                file.writelines(pieces)
            found = digest_of(staged)
            assert found is not None
            is_new = self.write_all or digest_of(self.root / path) != found
            if not is_new:
                os.unlink(staged)
        except OSError as error:
            raise _failed(self.shown, path, error) from error
        return is_new, found

    def staged(self, path: str) -> str:
        """Where a file waits."""
        return f"{self.root}/{_STAGING}/{digest(path.encode()).hex()}"


class Output:
    """One build's hold on an output folder: `open`, stage the pages, then `commit` or `discard`."""

    def __init__(
        self, folder: Path, *, write_all: bool = False, names: Sequence[str] | None = None
    ) -> None:
        """Look at the folder without changing it; `write_all` writes also what is there already.

        `names` are the paths of the files that builds have written, in order, if they are known; else the list in the
        folder tells. Raises OutputError if it holds files but no list of a build's own.
        """
        self.folder = folder
        self.staging = Staging(Path(os.path.realpath(folder)), folder, write_all)
        self._root = self.staging.root
        self._safe_folders: set[str] = {""}
        self._list = b""
        #: The digest of the list in the folder, if it was read or written.
        self.listed = b""
        if names is None:
            self._list = self._read_list()
            self.listed = digest(self._list)
        else:
            self.names = names

    @cached_property
    def owned(self) -> frozenset[str]:
        """The paths of the files that builds before have written. Raises OutputError if the list cannot be read."""
        return frozenset(self.names)

    @cached_property
    def names(self) -> Sequence[str]:
        """The paths of the files that builds have written, in order. Raises OutputError if the list cannot be read."""
        try:
            listed = self._list.decode()
        except UnicodeDecodeError as error:
            raise self._damaged_list() from error
        if ".." in listed or listed.startswith(("/", "\n")) or "\n/" in listed or "\n\n" in listed:
            return list(filter(_is_inside, listed.splitlines()))
        return listed.splitlines()

    def _read_list(self) -> bytes:
        try:
            names = os.listdir(self._root)
        except FileNotFoundError:
            return b""
        except OSError as error:
            message = f"the output folder cannot be used: {error.strerror}"
            raise _complaint(self.folder, "", "foreign-output", message) from error
        if OWNED_LIST not in names:
            if foreign := sorted(set(names) - _TOLERATED):
                raise _complaint(
                    self.folder,
                    "",
                    "foreign-output",
                    f"the output folder holds files that no build has written, such as `{foreign[0]}`",
                    "choose an empty folder, or empty this one",
                )
            return b""
        try:
            found = (self._root / OWNED_LIST).read_bytes()
        except OSError:
            found = b""
        if not found.startswith(_HEADER):
            raise self._damaged_list()
        return found.removeprefix(_HEADER)

    def _damaged_list(self) -> OutputError:
        return _complaint(
            self.folder,
            OWNED_LIST,
            "foreign-output",
            "the list of the files that builds have written is damaged",
            "empty the output folder",
        )

    def open(self, paths: Iterable[str]) -> None:
        """Make ready for staging files with these paths.

        Raises OutputError if something that no build has written stands in the way of one of them, or if the
        file system refuses.
        """
        for path in paths:
            self._check_folder(path)
            self._check_file(path)
        try:
            _clear(self.staging.folder)
            self.staging.folder.mkdir(parents=True)
        except OSError as error:
            raise _failed(self.folder, "", error) from error

    def _check_folder(self, path: str) -> None:
        """Refuse a file below a symbolic link, which could lead out of the folder, or below a foreign file."""
        folder = path.rpartition("/")[0]
        if folder in self._safe_folders:
            return
        self._check_folder(folder)
        location = self._root / folder
        if location.is_symlink():
            raise _complaint(
                self.folder,
                folder,
                "output-failed",
                "a symbolic link stands where a folder is needed",
                "remove it; a build writes nothing through links",
            )
        if location.is_file() and folder not in self.owned:
            message = "a file that no build has written stands where a folder is needed"
            raise _complaint(self.folder, folder, "output-failed", message, "move it away")
        self._safe_folders.add(folder)

    def _check_file(self, path: str) -> None:
        """Refuse a file where a folder stands, unless it holds only what builds have written."""
        location = self._root / path
        if not location.is_dir() or location.is_symlink():
            return
        inside = (each for each in location.rglob("*") if each.is_symlink() or not each.is_dir())
        if any(each.relative_to(self._root).as_posix() not in self.owned for each in inside):
            message = "a folder with files that no build has written stands where a file is needed"
            raise _complaint(self.folder, path, "output-failed", message, "move it away")

    def commit(
        self, removed: AbstractSet[str], added: AbstractSet[str], staged: Iterable[str]
    ) -> int:
        """Put the staged files into place, and remove owned ones; what is added is owned then.

        Returns how many files were removed. Raises OutputError if the file system refuses.
        """
        for path in removed:
            self._check_folder(path)
        path = OWNED_LIST
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            names = self.names
            # Until all is in place the list names old and new, so that a killed build forgets nothing.
            if added or removed:
                self._write_list(sorted([*names, *added]))
            for path in sorted(removed):
                self._remove(path)
            folders: set[str] = set()
            for path in staged:
                folder = path.rpartition("/")[0]
                if folder not in folders:
                    os.makedirs(f"{self._root}/{folder}", exist_ok=True)
                    folders.add(folder)
                os.replace(self.staging.staged(path), f"{self._root}/{path}")
            path = OWNED_LIST
            if added or removed:
                kept = [name for name in names if name not in removed] if removed else names
                self.names = sorted([*kept, *added])
                self.listed = digest(self._write_list(self.names))
        except OSError as error:
            raise _failed(self.folder, path, error) from error
        finally:
            self.discard()
        return len(removed)

    def discard(self) -> None:
        """Forget what was staged, and leave no folder that was not there before."""
        if self.staging.folder.exists():
            _clear(self.staging.folder)
            with contextlib.suppress(OSError):
                self._root.rmdir()

    def _write_list(self, paths: Iterable[str]) -> bytes:
        """Write the list, if the folder does not hold it; gives it without its header."""
        listed = "\n".join([*paths, ""]).encode()
        data = _HEADER + listed
        target = self._root / OWNED_LIST
        if holds(target, data):
            return listed
        temporary = self._root / _NEW_LIST
        # What a killed build has left, or a link that somebody has put there.
        temporary.unlink(missing_ok=True)
        temporary.write_bytes(data)
        os.replace(temporary, target)
        return listed

    def _remove(self, path: str) -> None:
        """Remove an owned file, and the folders that it leaves empty."""
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            os.unlink(self._root / path)
        folder = path.rpartition("/")[0]
        while folder:
            try:
                os.rmdir(self._root / folder)
            except OSError:
                return
            folder = folder.rpartition("/")[0]


class Looked(Struct, frozen=True, array_like=True):
    """What a look at written files has found, by site path: those that are not as they were written, and others of another state."""

    disturbed: dict[str, Disturbed]
    refreshed: dict[str, WrittenFile]


def look(root: Path, files: WrittenFiles, recorded_at: int) -> Looked:
    """Look at the files of an output folder with this real path, which were recorded at a time (ns)."""
    disturbed: dict[str, Disturbed] = {}
    refreshed: dict[str, WrittenFile] = {}
    # Joined as text, and without an object for each: there is a file for each page of the site.
    prefix = f"{root}/"
    for path, before in files.stats():
        location = prefix + urls.output_path(path)
        try:
            state = os.lstat(location)
        except OSError:
            disturbed[path] = "missing"
            continue
        # A file of the instant in which this was recorded may have changed since.
        is_racy = state.st_mtime_ns >= recorded_at or state.st_ctime_ns >= recorded_at
        if packed(state) == before and not is_racy:
            continue
        if digest_of(location) != files[path].digest:
            disturbed[path] = "changed"
        else:
            refreshed[path] = files[path]._replace(stat=packed(state))
    return Looked(disturbed, refreshed)


def read(location: Path | str) -> bytes | None:
    """The bytes of a regular file; None for a link, a folder, or what is not there."""
    with _opened(location) as file:
        return file.read() if file else None


def digest_of(location: Path | str) -> bytes | None:
    """The digest of the bytes of a regular file, which may be large; None for what `read` gives None for."""
    with _opened(location) as file:
        if file is None:
            return None
        size = os.fstat(file.fileno()).st_size
        return digest_of_pieces(size, iter(partial(file.read, _PIECE), b""))


@contextlib.contextmanager
def _opened(location: Path | str) -> Iterator[IO[bytes] | None]:
    try:
        descriptor = os.open(location, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        yield None
        return
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        yield None
        return
    with open(descriptor, "rb") as file:
        yield file


def holds(location: Path | str, data: bytes) -> bool:
    """Whether a file holds these bytes."""
    try:
        return os.lstat(location).st_size == len(data) and read(location) == data
    except OSError:
        return False


def _clear(folder: Path) -> None:
    import shutil  # noqa: PLC0415 - a build that renders nothing does without it

    shutil.rmtree(folder, ignore_errors=True)


def _complaint(folder: Path, path: str, code: str, message: str, hint: str = "") -> OutputError:
    here = SourceFile((folder / path).as_posix(), "")
    return OutputError(here.diagnostic(code, message, hint=hint))


def _failed(folder: Path, path: str, error: OSError) -> OutputError:
    message = f"the file cannot be written: {error.strerror or error}"
    return _complaint(folder, path, "output-failed", message)


def _is_inside(path: str) -> bool:
    """Whether a listed path stays in the folder, whatever wrote it."""
    return bool(path) and not path.startswith("/") and ".." not in path.split("/")
