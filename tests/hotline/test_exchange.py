"""The exchange of the demonstration: who is answered talks and ends, who is not hangs up, so the queue stays alive."""

import pytest

from panah.hotline.actions import calls
from panah.hotline.exchange import Exchange, Player
from panah.hotline.models import Call, CallBack, Contact
from tests.server import Server
from tests.world import EXCHANGE, World, acting

# The first caller waits long, the second hardly at all.
SEED = 4


def the_first_ringing(world: World) -> Call:
    with acting(world.leyla) as actor:
        (call,) = Call.ringing(actor)
        return call


@pytest.mark.system
@pytest.mark.django_db(transaction=True)
def test_an_answered_call_ends_after_a_while_and_an_unanswered_one_hangs_up(world: World, server: Server) -> None:
    said: list[str] = []
    answered: list[Contact] = []

    def say(line: str) -> None:
        said.append(line)
        # As soon as it rings, so that no pace of the machine lets the caller's patience end first.
        if line.startswith("call 1 rings"):
            call = the_first_ringing(world)
            with acting(world.leyla) as actor:
                answered.append(calls.answer(actor=actor, call_id=call.id))

    Player(Exchange(server.url, EXCHANGE), seconds=0.8, say=say, seed=SEED).play(2)
    with acting(world.leyla) as actor:
        states = {row.contact_id: row.state for row in Call.objects.all()[:5]}
        assert states == {answered[0].id: "ended", None: "abandoned"}
        assert len(CallBack.waiting(actor)) == 1
        assert Contact.objects.get().id == answered[0].id
    assert [line.split(": ")[0] for line in said if "call 1" in line][1:] == ["call 1 is answered", "call 1 ends"]
    assert any(line == "call 2 hangs up: abandoned" for line in said)
