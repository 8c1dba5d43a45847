"""The output folder: written only where bytes differ, cleared only of what a build has written.

Files are staged first and renamed into place at the end, so that an error leaves the folder as it was and a
killed build leaves no torn file. The folder itself keeps the list of the files that builds have written
(`.hashtrail-files`, paths only): the list goes where the folder goes, and marks it as ours.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal

from hashtrail.diagnostics import Diagnostic, SourceFile

OWNED_LIST: Final = ".hashtrail-files"
_HEADER: Final = "The files of this folder that Hashtrail has written, and will remove when no page needs them:\n"
_STAGING: Final = ".hashtrail-staging"
_TOLERATED: Final = frozenset({".gitignore", OWNED_LIST, _STAGING})

Outcome = Literal["written", "unchanged"]


class OutputError(Exception):
    """The output folder cannot be used, or written to."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


class Output:
    """One build's hold on an output folder: `stage` every page, then `commit` or `discard`."""

    def __init__(self, folder: Path, *, start_over: bool = False) -> None:
        """Look at the folder without changing it; to `start_over` is to write every file anew.

        Raises OutputError if it holds files but no list of a build's own.
        """
        self.folder = folder
        self._start_over = start_over
        self._root = Path(os.path.realpath(folder))
        self._staging = self._root / _STAGING
        self._staged: list[tuple[Path, str]] = []
        self._planned: set[str] = set()
        self._safe_folders: set[str] = {""}
        self.owned = self._read_owned()

    def _complain(self, path: str, code: str, message: str, hint: str = "") -> OutputError:
        shown = (self.folder / path).as_posix()
        return OutputError(SourceFile(shown, "").diagnostic(code, message, hint=hint))

    def _read_owned(self) -> frozenset[str]:
        try:
            names = os.listdir(self._root)
        except FileNotFoundError:
            return frozenset()
        except OSError as error:
            raise self._complain("", "foreign-output", f"not a folder: {error.strerror}") from error
        if OWNED_LIST not in names:
            if foreign := sorted(set(names) - _TOLERATED):
                raise self._complain(
                    "",
                    "foreign-output",
                    f"the output folder holds files that no build has written, such as `{foreign[0]}`",
                    "choose an empty folder, or empty this one",
                )
            return frozenset()
        try:
            text = (self._root / OWNED_LIST).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            text = ""
        if not text.startswith(_HEADER):
            raise self._complain(
                OWNED_LIST,
                "foreign-output",
                "the list of the files that builds have written is damaged",
                "empty the output folder",
            )
        listed = text.removeprefix(_HEADER).splitlines()
        return frozenset(path for path in listed if _is_inside(path))

    def stage(self, path: str, data: bytes) -> Outcome:
        """Take the bytes for a file (its path relative to the folder, with slashes).

        Raises OutputError if the file cannot be written.
        """
        self._planned.add(path)
        self._check_folder(path)
        if not self._start_over and self._holds(path, data):
            return "unchanged"
        try:
            if not self._staged:
                shutil.rmtree(self._staging, ignore_errors=True)
                self._staging.mkdir(parents=True)
            staged = self._staging / str(len(self._staged))
            staged.write_bytes(data)
        except OSError as error:
            raise self._failed(path, error) from error
        self._staged.append((staged, path))
        return "written"

    def _failed(self, path: str, error: OSError) -> OutputError:
        return self._complain(
            path, "output-failed", f"the file cannot be written: {error.strerror or error}"
        )

    def _holds(self, path: str, data: bytes) -> bool:
        target = self._root / path
        try:
            descriptor = os.open(target, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            return False
        with open(descriptor, "rb") as file:
            try:
                return os.fstat(descriptor).st_size == len(data) and file.read() == data
            except OSError:
                return False

    def _check_folder(self, path: str) -> None:
        """Refuse a file below a symbolic link, which could lead out of the folder."""
        folder = path.rpartition("/")[0]
        if folder in self._safe_folders:
            return
        self._check_folder(folder)
        if (self._root / folder).is_symlink():
            raise self._complain(
                folder,
                "output-failed",
                "a symbolic link stands where a folder is needed",
                "remove it; a build writes nothing through links",
            )
        self._safe_folders.add(folder)

    def commit(self) -> int:
        """Put all staged files into place, remove the owned files that were not staged.

        Returns how many files were removed. Raises OutputError if the file system refuses.
        """
        stale = self.owned - self._planned
        for path in stale:
            self._check_folder(path)
        path = OWNED_LIST
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            # Until all is in place the list names old and new, so that a killed build forgets nothing.
            self._write_list(self.owned | self._planned)
            for path in sorted(stale):
                self._remove(path)
            for staged, path in self._staged:
                target = self._root / path
                target.parent.mkdir(parents=True, exist_ok=True)
                os.replace(staged, target)
            path = OWNED_LIST
            self._write_list(self._planned)
        except OSError as error:
            raise self._failed(path, error) from error
        finally:
            self.discard()
        return len(stale)

    def discard(self) -> None:
        """Forget what was staged, and leave no folder that was not there before."""
        if self._staging.exists():
            shutil.rmtree(self._staging, ignore_errors=True)
            with contextlib.suppress(OSError):
                self._root.rmdir()
        self._staged.clear()

    def _write_list(self, paths: Iterable[str]) -> None:
        text = _HEADER + "".join(f"{path}\n" for path in sorted(paths))
        target = self._root / OWNED_LIST
        if self._holds(OWNED_LIST, text.encode()):
            return
        temporary = self._root / f"{OWNED_LIST}.new"
        temporary.write_text(text, encoding="utf-8")
        os.replace(temporary, target)

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


def _is_inside(path: str) -> bool:
    """Whether a listed path stays in the folder, whatever wrote it."""
    return bool(path) and not path.startswith("/") and ".." not in path.split("/")
