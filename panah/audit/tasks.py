"""What the worker does for the trail."""

from panah.audit import alarms, proof, sealing
from panah.core.schedule import scheduled


@scheduled("* * * * *")
def seal() -> None:
    """Seal, each minute, what has been written since the last seal."""
    sealing.seal()


@scheduled("17 3 * * *")
def prove() -> None:
    """Prove the whole trail each night; the outcome is on the page "Proof"."""
    proof.verify()


@scheduled("7 * * * *")
def watch() -> None:
    """Look each hour for unusual look-ups in the hours that are over."""
    alarms.watch()
