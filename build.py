"""Build the archive: `python build.py [build|check|explain|new|schema]`; `--help` tells more."""

import sys

from hashtrail.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
