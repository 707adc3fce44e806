"""The part of the story that the daily order and the security of a safe house are told."""

from panah.shelter.actions import complaints, door, guarding, incidents, shift_notes, stores
from panah.shelter.models import Complaint, Room
from tests.attack.secrets_said import Said
from tests.shelter.guarded import BODY, HOUR, arriving, house_of, now, trained
from tests.shelter.test_door import PICTURE
from tests.world import World, acting


def tell(world: World, said: Said) -> None:
    """Everything that is written in words about a house: its book, its box, its rooms, its door and who guards it."""
    house = house_of(world, "House with a box")
    stay = arriving(world, house)
    with acting(world.arzu) as actor:
        guard, post = world.units["guard"], said.sentence("post")
        guarding.entrust(actor=actor, house_id=house.id, guard_unit_id=guard, order_number="9-S", post=post)
        code = complaints.open_box(actor=actor, house_id=house.id).code
    receipt = complaints.put(code=code, about="privacy", words=said.sentence("box"))
    with acting(world.sevinc) as actor:
        before = now() - HOUR
        words = said.sentence("incident")
        row = incidents.report(actor=actor, house_id=house.id, kind="quarrel", words=words, happened_at=before)
        incidents.tell(actor=actor, incident_id=row.id, code="guard", words=said.sentence("told"))
        shift_notes.hand_over(actor=actor, house_id=house.id, shift="night", words=said.sentence("shift"))
        room = Room.objects.filter(zone__house=house)[0]
        stores.check_room(actor=actor, room_id=room.id, defects=["lock"], words=said.sentence("room"))
        door.rename(actor=actor, stay_id=stay.id, name=said.name[:40], help_needed="walking")
        door.show_face(actor=actor, stay_id=stay.id, content=PICTURE)
        door.expect(actor=actor, house=house, name=said.name_in_cyrillic, start=now(), end=now() + HOUR)
        start = now() + HOUR
        guarding.ask_escort(
            actor=actor, stay_id=stay.id, place="court", start=start, end=start + HOUR, words=said.sentence("way")
        )
    trained(world, world.kerim, BODY)
    with acting(world.arzu) as actor:
        (complaint,) = Complaint.visible(actor).filter(house=house)
        answer = said.sentence("answer")
        complaints.answer(actor=actor, complaint_id=complaint.id, result="put_right", words=answer)
    assert complaints.look_up(receipt) == ("put_right", answer)
