"""What the database refuses, by the name of the constraint; the sentence is said by the action that asked."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from panah.core.errors import Refused


def broken(error: IntegrityError) -> str:
    """Give the name of the constraint that was broken; nothing where the database names none."""
    reported = getattr(error.__cause__, "diag", None)
    return getattr(reported, "constraint_name", None) or ""


@contextmanager
def saying(refusals: Mapping[str, type[Refused]]) -> Iterator[None]:
    """Raise the refusal that belongs to a broken constraint; what else is broken is a mistake and stays one."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        refusal = refusals.get(broken(error))
        if refusal is None:
            raise
        raise refusal from error
