"""The Nu HTML checker, over folders of pages."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from tests import real_site
from tests.tools.programs import JAVA

_JAR: Final = real_site.ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"


def complaints(folders: Sequence[Path]) -> dict[str, list[str]]:
    """What the checker says of the pages in some folders: where each complaint stands, as file:line."""
    assert _JAR.is_file(), "the Nu HTML checker is not installed: run `make test`"
    # Of a file it cannot tell that `'self'` covers a page's own folder.
    # Its schemas need a deep stack, and it ends before a second compilation of its code would pay.
    command = [JAVA.path(), "-Xss2m", "-XX:TieredStopAtLevel=1", "-jar", str(_JAR)]
    command += ["--stdout", "--exit-zero-always"]
    command += ["--format", "json", "--skip-non-html"]
    command += ["--filterpattern", ".*violates Content Security Policy.*"]
    done = subprocess.run([*command, *folders], capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    messages: list[dict[str, Any]] = json.loads(done.stdout)["messages"]
    found: dict[str, list[str]] = {}
    for message in messages:
        if message["type"] != "info" or message.get("subType") == "warning":
            where = f"{message.get('url', '')}:{message.get('lastLine', 0)}"
            found.setdefault(message["message"], []).append(where)
    return found
