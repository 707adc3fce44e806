"""Files of reports, papers and meetings: sealed for their readers, out of reach for everybody else."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from panah.core.errors import NotHere
from panah.plan.actions import enclosures, meetings, reporting
from panah.plan.actions.enclosures import NotYoursToFile, Stands, TooMany
from panah.plan.actions.meetings import Call
from panah.plan.actions.reporting import NotWithYou, NotYours, Said
from panah.plan.models import Enclosure, Gathering, Report, SharedPaper, Slot, SlotState
from panah.vault import folders
from panah.vault.contents import UnknownType
from panah.vault.models import Compartment
from panah.vault.stored import Scan
from tests.database import Owner
from tests.plan.reporting import first_round
from tests.vault.test_contents import PDF
from tests.world import Person, World, acting, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
CONTENT, NAME = PDF + b"list of those who came" * 5_000, "Order of March"


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> Path:
    """A store of the test's own."""
    settings.PANAH_DOCUMENTS = tmp_path / "documents"
    return tmp_path


@pytest.fixture
def slot(world: World) -> Slot:
    with acting(world.vefa) as actor:
        first_round(actor)
        return Slot.objects.get(measure__code="1.a", participant__code="MOE")


def added(by: Person, slot: Slot, content: bytes = CONTENT) -> Enclosure:
    with acting(by) as actor:
        return enclosures.add_evidence(actor=actor, slot_id=slot.id, name=NAME, content=io.BytesIO(content))


def taken(by: Person, file_id: UUID) -> bytes:
    with acting(by) as actor:
        return b"".join(enclosures.open_file(actor=actor, file_id=file_id).pieces)


def lying(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]


@pytest.mark.rule("NAP-01")
def test_what_shows_a_report_is_read_by_the_body_and_the_office_alone(
    world: World, slot: Slot, store: Path, owner: Owner
) -> None:
    row = added(world.tarana, slot)
    (sealed,) = lying(store)
    assert b"those who came" not in sealed.read_bytes()
    assert taken(world.tarana, row.id) == taken(world.vefa, row.id) == CONTENT
    for stranger in (world.polad, world.habil, world.leyla, world.ilham, world.aygun, world.rauf):
        with pytest.raises(NotHere):
            taken(stranger, row.id)
        with acting(stranger):
            assert not Enclosure.objects.exists()
    asked = "SELECT member_id FROM audit_entry WHERE code = 'document.opened' AND subject_id = %s ORDER BY id"
    assert owner.execute(asked, [row.id]).fetchall() == [(world.tarana.member_id,), (world.vefa.member_id,)]


def test_a_file_begins_the_draft_and_is_shown_with_its_version(world: World, slot: Slot) -> None:
    browser = signed_in(world.tarana)
    sent = {"name": NAME, "content": SimpleUploadedFile("a.pdf", CONTENT)}
    assert browser.post(f"/plan/reports/{slot.id}/evidence/", sent).status_code == 302
    with acting(world.tarana):
        file = Enclosure.objects.get()
        assert Slot.objects.get(id=slot.id).state == SlotState.DRAFT
    assert NAME in browser.get(f"/plan/reports/{slot.id}/").content.decode()
    assert browser.post(f"/plan/reports/{slot.id}/hand-in/", {"done": "All of it"}).status_code == 302
    office = signed_in(world.vefa)
    page = office.get(f"/plan/reports/{slot.id}/").content.decode()
    assert (NAME in page, f"/plan/files/{file.id}/" in page, "/remove/" in page) == (True, True, False)
    answer: Any = office.post(f"/plan/files/{file.id}/")
    assert b"".join(answer.streaming_content) == CONTENT
    assert answer["Content-Disposition"].startswith('attachment; filename="report-')
    assert signed_in(world.polad).post(f"/plan/files/{file.id}/").status_code == 404
    assert signed_in(world.leyla).post(f"/plan/files/{file.id}/").status_code == 403
    assert NAME not in signed_in(world.polad).get(f"/plan/reports/{slot.id}/").content.decode()


@pytest.mark.parametrize("content", [b"", b"\x7fELF a program", None])
def test_what_is_no_document_is_said_and_nothing_is_lost(world: World, slot: Slot, content: bytes | None) -> None:
    browser = signed_in(world.tarana)
    assert browser.post(f"/plan/reports/{slot.id}/draft/", {"done": "Four seminars"}).status_code == 204
    sent = {"name": NAME} | ({"content": SimpleUploadedFile("a.pdf", content)} if content is not None else {})
    answer = browser.post(f"/plan/reports/{slot.id}/evidence/", sent)
    assert (answer.status_code, "Four seminars" in answer.content.decode()) == (422, True)
    with acting(world.tarana):
        assert not Enclosure.objects.exists()


def test_a_file_of_a_draft_is_taken_away_with_its_content(world: World, slot: Slot, store: Path) -> None:
    row = added(world.tarana, slot)
    with acting(world.vefa) as actor, pytest.raises(NotYours):
        enclosures.remove(actor=actor, file_id=row.id)
    assert signed_in(world.tarana).post(f"/plan/files/{row.id}/remove/").status_code == 302
    with acting(world.tarana):
        assert not Enclosure.objects.exists()
    assert lying(store) == []


@pytest.mark.rule("NAP-01")
def test_what_was_handed_in_keeps_its_files(world: World, slot: Slot) -> None:
    row = added(world.tarana, slot)
    with acting(world.tarana) as actor:
        reporting.hand_in(actor=actor, slot_id=slot.id, said=Said(done="All"))
        with pytest.raises(NotWithYou):
            enclosures.remove(actor=actor, file_id=row.id)
    with pytest.raises(NotWithYou):
        added(world.tarana, slot)
    with acting(world.vefa) as actor:
        reporting.give_back(actor=actor, slot_id=slot.id, why="Where is the order?")
    with acting(world.tarana) as actor, pytest.raises(Stands):
        enclosures.remove(actor=actor, file_id=row.id)
    second = added(world.tarana, slot)
    with acting(world.tarana):
        assert [row.number for row in Report.objects.filter(files=second)] == [2]
    assert taken(world.vefa, row.id) == taken(world.vefa, second.id) == CONTENT


@pytest.mark.rule("NAP-01")
def test_by_sql_nobody_adds_a_file_to_what_another_wrote_or_takes_one_from_what_stands(
    world: World, slot: Slot
) -> None:
    row = added(world.tarana, slot)
    with acting(world.polad) as actor:
        folder = folders.create(actor=actor, compartment=Compartment.PLAN)
        forged = Enclosure(
            folder=folder, report_id=row.report_id, name="Forged", type="pdf", size=1, scan=Scan.NOT_SCANNED,
            by_id=actor.member, at=timezone.now(),
        )  # fmt: skip
        with pytest.raises(DatabaseError, match="its unit still writes"), transaction.atomic():
            forged.save(force_insert=True)
        assert Enclosure.objects.filter(id=row.id).delete()[0] == 0
    with acting(world.vefa), pytest.raises(DatabaseError, match="its unit still writes"), transaction.atomic():
        Enclosure.objects.filter(id=row.id).delete()
    with acting(world.tarana) as actor:
        reporting.hand_in(actor=actor, slot_id=slot.id, said=Said(done="All"))
        with pytest.raises(DatabaseError, match="its unit still writes"), transaction.atomic():
            Enclosure.objects.filter(id=row.id).delete()
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Enclosure.objects.filter(id=row.id).update(type="png")


def test_twenty_files_are_enough_for_one_report(world: World, slot: Slot) -> None:
    for _ in range(20):
        added(world.tarana, slot, PDF)
    with pytest.raises(TooMany):
        added(world.tarana, slot, PDF)


def paper(by: Person, **changes: Any) -> SharedPaper:
    with acting(by) as actor:
        return meetings.share(actor=actor, **({"title": "Curricula", "words": "What schools teach"} | changes))


def filed(by: Person, row: SharedPaper, readers: list[str]) -> Enclosure:
    with acting(by) as actor:
        return enclosures.add_to_paper(
            actor=actor, paper_id=row.id, name=NAME, content=io.BytesIO(CONTENT), readers=readers
        )


@pytest.mark.rule("NC-06")
def test_a_paper_is_read_by_all_bodies_or_by_those_chosen(world: World) -> None:
    open_, closed = paper(world.tarana), paper(world.tarana, title="For health alone")
    for_all, for_health = filed(world.tarana, open_, []), filed(world.tarana, closed, ["MOH"])
    for reader in (world.tarana, world.habil, world.vefa):
        assert taken(reader, for_all.id) == taken(reader, for_health.id) == CONTENT
    assert taken(world.polad, for_all.id) == CONTENT
    with pytest.raises(NotHere):
        taken(world.polad, for_health.id)
    with acting(world.polad) as actor, pytest.raises(NotYoursToFile):
        enclosures.let_read(actor=actor, paper_id=closed.id, participant="MIA")
    with acting(world.polad) as actor, pytest.raises(NotYoursToFile):
        enclosures.add_to_paper(actor=actor, paper_id=closed.id, name=NAME, content=io.BytesIO(PDF))
    with acting(world.tarana) as actor:
        enclosures.let_read(actor=actor, paper_id=closed.id, participant="MIA")
    assert taken(world.polad, for_health.id) == CONTENT


@pytest.mark.rule("NC-06")
def test_versions_follow_one_another_and_keep_their_readers(world: World) -> None:
    browser, first = signed_in(world.tarana), paper(world.tarana)
    filed(world.tarana, first, ["MOH"])
    said = {"step": "next", "title": "Curricula, second draft", "words": "With health"}
    assert browser.post(f"/plan/group/{first.id}/", said).status_code == 302
    with acting(world.tarana):
        second = SharedPaper.objects.get(version=2)
    page = browser.get(f"/plan/group/{second.id}/").content.decode()
    assert ("Curricula, second draft" in page, f"/plan/group/{first.id}/" in page) == (True, True)
    sent = {"step": "file", "name": "Second", "content": SimpleUploadedFile("b.pdf", CONTENT)}
    assert browser.post(f"/plan/group/{second.id}/", sent).status_code == 302
    with acting(world.habil):
        assert Enclosure.objects.filter(paper=second).count() == 1
    with acting(world.polad):
        assert not Enclosure.objects.exists()
    words = signed_in(world.polad).get("/plan/group/").content.decode()
    assert (words.count("Curricula"), "Version 2" in words) == (1, True)
    with acting(world.polad) as actor, pytest.raises(meetings.NotYours):
        meetings.share(actor=actor, title="Mine now", words="Really", follows=second.id)
    assert browser.post(f"/plan/group/{first.id}/", said).status_code == 409


@pytest.mark.rule("NC-06")
def test_by_sql_nobody_shares_in_the_name_of_another_body(world: World) -> None:
    first = paper(world.tarana)
    with acting(world.polad) as actor:
        mine = {"title": "Forged", "words": "x", "by_id": actor.member, "at": timezone.now()}
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            SharedPaper(shared_by_unit_id=first.shared_by_unit_id, **mine).save(force_insert=True)
        with pytest.raises(DatabaseError, match="of the same unit"), transaction.atomic():
            SharedPaper(shared_by_unit_id=actor.unit, first=first, version=2, **mine).save(force_insert=True)


def called(world: World) -> Gathering:
    with acting(world.vefa) as actor:
        wanted = Call(
            kind="participants",
            begins_at=timezone.now() + timedelta(days=3),
            ends_at=timezone.now() + timedelta(days=3, hours=1),
            place="Room 4",
            agenda="The year's reports",
            invited=["MOE"],
        )
        return meetings.call(actor=actor, wanted=wanted)


@pytest.mark.rule("NC-02")
def test_papers_of_a_meeting_are_for_those_invited(world: World) -> None:
    row, office = called(world), signed_in(world.vefa)
    sent = {"step": "file", "name": "Agenda in full", "content": SimpleUploadedFile("b.pdf", CONTENT)}
    assert office.post(f"/plan/meetings/{row.id}/", sent).status_code == 302
    assert "Agenda in full" in signed_in(world.tarana).get(f"/plan/meetings/{row.id}/").content.decode()
    with acting(world.vefa):
        file = Enclosure.objects.get()
    assert taken(world.tarana, file.id) == CONTENT
    with pytest.raises(NotHere):
        taken(world.polad, file.id)
    with acting(world.tarana) as actor, pytest.raises(DatabaseError, match="its unit still writes"):
        Enclosure.objects.filter(id=file.id).delete()
    assert office.post(f"/plan/files/{file.id}/remove/").status_code == 302
    with acting(world.vefa) as actor:
        meetings.call_off(actor=actor, gathering_id=row.id)
        with pytest.raises(Stands):
            enclosures.add_to_meeting(actor=actor, gathering_id=row.id, name=NAME, content=io.BytesIO(PDF))


def test_a_name_is_needed_and_a_program_is_no_paper(world: World) -> None:
    row = paper(world.tarana)
    with acting(world.tarana) as actor:
        for name in ("", " ", "x" * 201):
            with pytest.raises(enclosures.NoName):
                enclosures.add_to_paper(actor=actor, paper_id=row.id, name=name, content=io.BytesIO(PDF))
        with pytest.raises(UnknownType):
            enclosures.add_to_paper(actor=actor, paper_id=row.id, name=NAME, content=io.BytesIO(b"MZ\x90\x00"))
