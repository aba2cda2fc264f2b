"""Files packed into one ZIP for people: all or nothing, and the same files are the same bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

from .files import replacing

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the moment of every file in it, so that nothing depends on when it was made


def write_zip(path: Path, files: Mapping[str, bytes]) -> None:
    """Write these files, by name, as a ZIP. Raises OSError where it cannot be written; an old file stays then."""
    with replacing(path) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in files.items():
            about = zipfile.ZipInfo(name, LONG_AGO)
            about.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(about, data)
