from __future__ import annotations

from pathlib import Path

import pytest

from tests.site_folder import SiteFolder


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
