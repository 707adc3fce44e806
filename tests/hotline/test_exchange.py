"""The exchange of the demonstration: who is answered talks and ends, who is not hangs up, so the queue stays alive."""

import threading
import time

import pytest

from panah.hotline.actions import calls
from panah.hotline.exchange import Exchange, Player
from panah.hotline.models import Call, CallBack, Contact
from tests.server import Server
from tests.world import EXCHANGE, World, acting

LONGEST = 30
# The first caller waits four seconds, the second less than one.
SEED = 4


def ringing(world: World) -> Call:
    """The first call that rings at the desk, once it does."""
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        with acting(world.leyla) as actor:
            if found := Call.ringing(actor).first():
                return found
        time.sleep(0.05)
    raise AssertionError("nothing rings")


@pytest.mark.system
@pytest.mark.django_db(transaction=True)
def test_an_answered_call_ends_after_a_while_and_an_unanswered_one_hangs_up(world: World, server: Server) -> None:
    said: list[str] = []
    player = Player(Exchange(server.url, EXCHANGE), seconds=0.8, say=said.append, seed=SEED)
    playing = threading.Thread(target=player.play, args=(2,))
    playing.start()
    try:
        call = ringing(world)
        with acting(world.leyla) as actor:
            contact = calls.answer(actor=actor, call_id=call.id)
    finally:
        playing.join(LONGEST)
    assert not playing.is_alive()
    with acting(world.leyla) as actor:
        states = {row.id: row.state for row in Call.objects.all()[:5]}
        assert states.pop(call.id) == "ended"
        assert list(states.values()) == ["abandoned"]
        assert len(CallBack.waiting(actor)) == 1
        assert Contact.objects.get().id == contact.id
    assert [line.split(": ")[0] for line in said if "call 1" in line][1:] == ["call 1 is answered", "call 1 ends"]
    assert any(line == "call 2 hangs up: abandoned" for line in said)
