"""The part of the story about people: who they are and look like, a child and its helpers, proceedings, coercion."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from panah.people.actions import best_interest, children, identity, notices, proceedings
from panah.people.actions.identity import Named
from panah.people.models import Notice, Person
from tests.attack.secrets_said import Said
from tests.people.making import ADULT, CHILD, registered
from tests.people.test_photos import FRAME, JFIF, TABLE, segment
from tests.world import World, acting, signed_in


def tell(world: World, said: Said) -> None:
    """A grown-up in proceedings whose picture is taken, and a child for whom others are told and named."""
    grown_up = registered(world.nigar, ADULT, names=(said.name,), phone=said.phone(1))
    _who_it_is(world, said, grown_up)
    _the_proceedings(world, said, grown_up)
    child = registered(world.sevinc, CHILD, names=(said.name_in_cyrillic,), phone=said.phone(2))
    _the_child(world, said, child)
    _the_notice(world, said, child)


def _who_it_is(world: World, said: Said, person: Person) -> None:
    """The picture holds the name three times: in itself, in what the camera wrote into it, and in the file's name."""
    with acting(world.nigar) as actor:
        papers = (("passport", said.document, "AZE", "2030-01-31"),)
        who = Named(names=(said.name,), documents=papers, citizenships=("AZE", "RUS"), languages=("az", "ru"))
        identity.save_identity(actor=actor, person_id=person.id, words=who)
    written = segment(0xE1, b"Exif\0\0" + said.sentence("camera").encode())
    seen = segment(0xDA, b"scan") + said.sentence("face").encode() + b"\xff\xd9"
    picture = SimpleUploadedFile(
        f"{said.latin} {said.document}.jpg", b"\xff\xd8" + JFIF + written + TABLE + FRAME + seen
    )
    answer = signed_in(world.nigar).post(f"/people/{person.id}/photo/save/", {"picture": picture})
    assert answer.status_code == 302


def _the_proceedings(world: World, said: Said, person: Person) -> None:
    with acting(world.nigar) as actor:
        proceedings.record_status(
            actor=actor,
            person_id=person.id,
            status="injured",
            decided_by="investigator",
            decided_on=date(2026, 1, 20),
            criminal_case=f"{said.document} of {said.name}",
        )
        words = said.sentence("coercion")
        row = proceedings.note_coercion(
            actor=actor, person_id=person.id, act="border", basis="person_said", words=words
        )
        assert proceedings.open_coercion(actor=actor, act_id=row.id, purpose="person_asked").words == words


def _the_child(world: World, said: Said, child: Person) -> None:
    with acting(world.sevinc) as actor:
        words = said.sentence("best interest")
        best_interest.write(actor=actor, person_id=child.id, decision="placement", opinion="agrees", words=words)
        children.take_step(actor=actor, person_id=child.id, kind="tracing", words=said.sentence("step"))
        children.name_guardian(
            actor=actor,
            person_id=child.id,
            kind="advocate",
            name=said.name,
            contact=said.phone(3),
            since=date(2026, 2, 1),
        )


def _the_notice(world: World, said: Said, child: Person) -> None:
    """Guardianship was told of the child as soon as the shelter registered it; now it answers."""
    with acting(world.gunel) as actor:
        notice = Notice.received(actor).get(person_id=child.id)
        notices.receive(actor=actor, notice_id=notice.id)
        words = said.sentence("answer to a notice")
        notices.respond(actor=actor, notice_id=notice.id, response="representative", words=words)
