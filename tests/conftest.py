from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from hashtrail import templating
from tests import real_site
from tests.database import Database, opened
from tests.site_folder import SiteFolder
from tests.tools.programs import BROWSER, MissingProgramError

if TYPE_CHECKING:
    from playwright.sync_api import Browser

#: What Chromium does without. The first two keep a process for its address bar in every window, which takes as long as
#: the page under test. Of several such lists the last counts, so the rest are those that Playwright turns off.
_FEATURES_OFF: Final = (
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxPopup",
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
_QUIET: Final = (
    f"--disable-features={','.join(_FEATURES_OFF)}",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)

#: A folder in memory, of Linux, and how much of it must be free to be used, in bytes.
_MEMORY: Final = Path("/dev/shm")
_ROOM: Final = 4 << 30


def pytest_configure() -> None:
    """Put temporary folders into memory where there is room: each build makes hundreds of files, at which a disk is slow."""
    if "TMPDIR" not in os.environ and _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM:
        os.environ["TMPDIR"] = str(_MEMORY)
        tempfile.tempdir = None  # it is looked for anew


def _once(method: Callable[..., Any]) -> Callable[..., Any]:
    """The method, computing each result once for all objects, of which none may matter to it."""
    results: dict[tuple[Any, ...], Any] = {}

    @wraps(method)
    def remembered(self: object, *arguments: Any) -> Any:
        if arguments not in results:
            results[arguments] = method(self, *arguments)
        return results[arguments]

    return remembered


@pytest.fixture(scope="session", autouse=True)
def _compile_once() -> Iterator[None]:
    """Compile each template source once for all builds in this process.

    The environments of `Templates` differ in their loaders alone, and what Jinja makes of a source with its name and
    path depends on nothing else. What builds keep, load and pass on is left as it is.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in ("_parse", "compile"):
            method = getattr(templating.Environment, name)
            patch.setattr(templating.Environment, name, _once(method))
        yield


@pytest.fixture
def site(tmp_path: Path) -> SiteFolder:
    """The small site, not built yet."""
    return SiteFolder.copy(tmp_path / "site")


@pytest.fixture(scope="session")
def _built_once(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    built = SiteFolder.copy(tmp_path_factory.mktemp("built") / "site")
    report = built.build()
    assert report.ok, report.diagnostics
    return built


@pytest.fixture
def built_site(_built_once: SiteFolder, tmp_path: Path) -> SiteFolder:
    """The small site with its output/, as a good build left it."""
    return _built_once.copy_to(tmp_path / "site")


def _built_archive(checkout: Path, *options: str) -> SiteFolder:
    real_site.build(real_site.copy_checkout(checkout), *options)
    return SiteFolder(checkout)


@pytest.fixture(scope="session")
def archive_site(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    """The real archive, built for the root of a host. All tests share it: none may change it."""
    return _built_archive(tmp_path_factory.mktemp("archive"))


@pytest.fixture(scope="session")
def archive_below_path(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    """The real archive, built for `real_site.BASE_URL`. All tests share it: none may change it."""
    return _built_archive(tmp_path_factory.mktemp("below"), "--base-url", real_site.BASE_URL)


@pytest.fixture
def database(archive_site: SiteFolder) -> Iterator[Database]:
    """The database of the real archive."""
    with opened(archive_site.path("output")) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    try:
        path = BROWSER.path()
    except MissingProgramError as error:
        pytest.fail(str(error), pytrace=False)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Playwright starts it without the sandbox, which root cannot use: it shows our own pages only.
        browser = playwright.chromium.launch(executable_path=path, args=_QUIET)
        yield browser
        browser.close()
