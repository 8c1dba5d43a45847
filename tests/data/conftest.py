from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.database import Database, opened
from tests.site_folder import PROJECT, SiteFolder


@pytest.fixture(scope="session")
def archive_site(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    """The real archive, built without its search."""
    root = tmp_path_factory.mktemp("archive") / "site"
    for name in ("content", "templates"):
        shutil.copytree(PROJECT / name, root / name)
    site = SiteFolder(root)
    report = site.build(search=False, jobs=2)
    assert report.ok, report.diagnostics
    return site


@pytest.fixture(scope="session")
def files(archive_site: SiteFolder) -> Path:
    """The folder with the data of the real archive."""
    return archive_site.path("output/data")


@pytest.fixture
def database(archive_site: SiteFolder) -> Iterator[Database]:
    """The database of the real archive."""
    with opened(archive_site.path("output")) as found:
        yield found
