"""Where sealed files lie: in a folder, or in a bucket of an object store. Both do the same; what they hold is sealed.

A file is written once and whole, and never changed. Who seals and opens is `panah.vault.files`.
"""

from contextlib import suppress
from functools import lru_cache

from django.conf import settings

from config.bucket import Address
from panah.core.store.files import Lying, Store, StoreProblem
from panah.core.store.folder import Folder

__all__ = ["Lying", "Store", "StoreProblem", "store", "warn_unless_it_answers"]


def store() -> Store:
    """Give the store of this installation."""
    if settings.PANAH_BUCKET is None:
        return Folder(settings.PANAH_DOCUMENTS)
    return _bucket(settings.PANAH_BUCKET)


def warn_unless_it_answers() -> None:
    """Ask the store; where it cannot be used a line is written, and whoever needs no document can work meanwhile."""
    with suppress(StoreProblem):
        store().check()


@lru_cache(maxsize=4)
def _bucket(address: Address) -> Store:
    # Loaded only where there is a bucket; its connections are kept open for the next file.
    from panah.core.store.s3 import Bucket

    return Bucket(address)
