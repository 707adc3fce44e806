"""What the worker does for the trail."""

from procrastinate.contrib.django import app

from panah.audit import alarms, proof, sealing


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="audit.seal", pass_context=False)
def seal(timestamp: int) -> None:  # noqa: ARG001  The scheduler hands over the minute it ran for.
    """Seal, each minute, what has been written since the last seal."""
    sealing.seal()


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="audit.prove", pass_context=False)
def prove(timestamp: int) -> None:  # noqa: ARG001  As above.
    """Prove the whole trail each night; the outcome is on the page "Proof"."""
    proof.verify()


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="audit.watch", pass_context=False)
def watch(timestamp: int) -> None:  # noqa: ARG001  As above.
    """Look each hour for unusual look-ups in the hours that are over."""
    alarms.watch()
