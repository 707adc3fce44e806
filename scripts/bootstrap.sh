#!/bin/sh
# Find a Python that is new enough, and leave the rest to it.
cd "$(dirname "$0")/.." || exit 1

for name in "${PYTHON:-python3}" python3.13 python3.12 python3.11; do
  if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    exec "$name" scripts/bootstrap.py "$@"
  fi
done
echo "panah: Python 3.11 or newer is needed, and none was found; install one or name it with PYTHON=…" >&2
exit 1
