"""Where `python -m pos_app` starts."""

from __future__ import annotations

import sys

from pos_app.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
