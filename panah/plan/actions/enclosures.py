"""Files of reports, of the working group's papers and of meetings: added, given out, taken away (NAP-01, NC-02, NC-06).

Each is sealed for those who may read it: the body that reports and the coordinator's office; the bodies a paper is
for; the bodies that are invited. Who else works on the plan gets neither its row nor its key.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.errors import BadInput, Refused, Stale
from panah.core.store import StoreProblem
from panah.plan.actions import reporting
from panah.plan.actions.rounds import office
from panah.plan.actions.telling import told
from panah.plan.models import MOST_FILES, Enclosure, Gathering, Participant, Report, SharedPaper
from panah.vault import documents, files, folders, grants
from panah.vault.documents import LONGEST_NAME, Opened
from panah.vault.folders import Basis
from panah.vault.models import BasisKind, Compartment, UnitKey

# What the right to read a file rests on: taking part in the plan.
TAKES_PART = Basis(BasisKind.ASSIGNMENT, "NC-01")
CALLED = {"report": "report", "paper": "paper", "gathering": "meeting"}


class NoName(BadInput):
    """A file without a name, or with one that is too long."""

    sentence = _("Give the file a name of up to 200 characters.")


class TooMany(BadInput):
    """More files than one thing may have."""

    sentence = _("Twenty files are the most that one report, paper or meeting may have.")


class NotYoursToFile(Refused):
    """A file put to, or taken from, what another body wrote."""

    status = 403
    sentence = _("Only who wrote this may add files to it or take them away.")


class Stands(Stale):
    """A file of something that was handed in, shared or closed."""

    sentence = _("This file stands: what it goes with was handed in, shared or closed.")


def add_evidence(*, actor: Actor, slot_id: UUID, name: str, content: BinaryIO) -> Enclosure:
    """Put a file to the draft of a report; a draft is begun where there is none (NAP-01).

    Raises NotHere, NotYours, NotWithYou, NoName, TooMany, and what `panah.vault.documents` raises.
    """
    with transaction.atomic():
        report = reporting.begun(actor=actor, slot_id=slot_id)
        return _add(actor, report, name, content, readers=[])


def add_to_paper(
    *, actor: Actor, paper_id: UUID, name: str, content: BinaryIO, readers: Sequence[str] = ()
) -> Enclosure:
    """Put a file to a paper that the actor shared: for the bodies named by their codes, or all that take part (NC-06).

    The files of all its versions have the same readers. Raises NotHere, NotYoursToFile, and what `add_evidence` raises.
    """
    paper = SharedPaper.gate(actor, paper_id)
    if paper.shared_by_unit_id not in actor.unit_ids:
        raise NotYoursToFile
    chosen = Participant.objects.exclude(unit_id=None)
    if readers:
        chosen = chosen.filter(code__in=readers)
    return _add(actor, paper, name, content, readers=[row.unit_id for row in chosen if row.unit_id])


def add_to_meeting(*, actor: Actor, gathering_id: UUID, name: str, content: BinaryIO) -> Enclosure:
    """Put a file to a meeting, an agenda or minutes: for those who are invited (NC-02).

    Raises NotHere, Stands for a meeting that was called off, and what `add_evidence` raises.
    """
    actor.require(Permission.COORDINATION)
    gathering = Gathering.gate(actor, gathering_id)
    if gathering.cancelled_at is not None:
        raise Stands
    return _add(actor, gathering, name, content, readers=gathering.invited_units)


def let_read(*, actor: Actor, paper_id: UUID, participant: str) -> None:
    """Let one more body read the files of a paper (NC-06). Raises NotHere, NotYoursToFile, BadInput."""
    paper = SharedPaper.gate(actor, paper_id)
    if paper.shared_by_unit_id not in actor.unit_ids and not actor.may(Permission.COORDINATION):
        raise NotYoursToFile
    body = Participant.objects.exclude(unit_id=None).filter(code=participant).first()
    if body is None or body.unit_id is None:
        raise BadInput
    with transaction.atomic():
        for folder_id in Enclosure.folders_of(paper):
            _let_in(actor, folder_id, [body.unit_id])


def open_file(*, actor: Actor, file_id: UUID) -> Opened:
    """Open a file to save it; each time leaves a line in the trail. Raises NotHere, FileDamaged, StoreProblem."""
    row = Enclosure.gate(actor, file_id)
    return documents.opened(actor, row, called=CALLED[row.kind])


def remove(*, actor: Actor, file_id: UUID) -> Enclosure:
    """Take a file away from a draft, or from a meeting that is still to be held. Raises NotHere, NotYours, Stands."""
    row = Enclosure.gate(actor, file_id)
    with transaction.atomic():
        if row.report is not None:
            # A version that was handed in keeps its files, also while the next one is written.
            if reporting.begun(actor=actor, slot_id=row.report.slot_id).id != row.report_id:
                raise Stands
        elif row.gathering is None or not row.gathering.is_open:
            raise Stands
        else:
            actor.require(Permission.COORDINATION)
        Enclosure.objects.filter(id=row.id).delete()
        told(actor, "plan.file_removed", row, "file")
        # The row goes first; a file that is left over is swept.
        transaction.on_commit(lambda: _drop(file_id))
    return row


def _drop(file_id: UUID) -> None:
    with suppress(StoreProblem):
        files.drop(file_id)


def _add(
    actor: Actor, whole: Report | SharedPaper | Gathering, name: str, content: BinaryIO, *, readers: Iterable[UUID]
) -> Enclosure:
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise NoName
    there = [each.folder_id for each in Enclosure.of(whole)]
    if len(there) >= MOST_FILES:
        raise TooMany
    if isinstance(whole, SharedPaper):
        there = Enclosure.folders_of(whole)
    row = Enclosure(name=name, **{Enclosure.named(whole): whole})
    documents.look_through(row, content)
    with transaction.atomic():
        row.folder_id = there[0] if there else _new_folder(actor, readers)
        with documents.kept(actor, row, content):
            told(actor, "plan.file_added", row, "file")
    return row


def _new_folder(actor: Actor, readers: Iterable[UUID]) -> UUID:
    """Make a folder for the files of one thing, and let its readers in, the coordinator's office always."""
    folder = folders.create(actor=actor, compartment=Compartment.PLAN)
    _let_in(actor, folder.id, [*readers, office().unit])
    return folder.id


def _let_in(actor: Actor, folder_id: UUID, readers: Iterable[UUID]) -> None:
    """Give a folder to the units that cannot open it yet; one in which nobody works yet has no key to seal it to."""
    inside = {sight.unit_id for sight in grants.who_can_see(folder_id) if sight.live}
    keyed = UnitKey.objects.filter(unit_id__in=set(readers) - inside).values_list("unit_id", flat=True)
    for unit_id in sorted(keyed):
        grants.give(actor=actor, folder_id=folder_id, unit_id=unit_id, basis=TAKES_PART)
