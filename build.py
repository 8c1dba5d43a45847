"""Build the archive: `python build.py [build|check|explain|new|schema]`; `--help` tells more."""

import os
import sys

from hashtrail.cli import main

if __name__ == "__main__":
    try:
        code = main(sys.argv[1:])
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        # Whoever read the output has gone, as `head` does when it has enough.
        code = 1
    # All is written. To take apart the millions of objects of a large archive would cost as much as a small build.
    os._exit(code)
