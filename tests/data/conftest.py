from __future__ import annotations

from pathlib import Path

import pytest

from tests.site_folder import SiteFolder


@pytest.fixture(scope="session")
def files(archive_site: SiteFolder) -> Path:
    """The folder with the data of the real archive."""
    return archive_site.path("output/data")
