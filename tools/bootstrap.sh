#!/bin/sh
# Runs bootstrap.py with whatever Python there is; bootstrap.py then looks for the newest one.
cd "$(dirname "$0")/.." || exit 1
for python in .venv/bin/python python3 python3.14 python3.13 python3.12 python3.11 python \
    "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.*/bin/python; do
    if "$python" -I -S -c 'import sys; sys.exit(sys.version_info < (3, 8))' >/dev/null 2>&1; then
        exec "$python" -I tools/bootstrap.py "$@"
    fi
done
echo "No usable Python was found. Install CPython 3.11 or newer, then run this again." >&2
exit 1
