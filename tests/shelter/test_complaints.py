"""Complaints: from the box without a name, from a worker without being read again; answered to who wrote them."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from panah.core.errors import Forbidden, NotHere
from panah.shelter.actions import complaints
from panah.shelter.models import Complaint, House
from panah.vault import receipts
from tests.shelter.guarded import house_of
from tests.world import World, acting, signed_in

WORDS = "Nobody knocks before coming in"


def opened(world: World) -> tuple[House, str]:
    """A house with a box, and the code on its walls."""
    house = house_of(world)
    with acting(world.arzu) as actor:
        return house, complaints.open_box(actor=actor, house_id=house.id).code


@pytest.mark.django_db(transaction=True)
def test_whoever_knows_the_code_complains_and_reads_the_answer_with_the_receipt(world: World) -> None:
    _house, code = opened(world)
    receipt = complaints.put(code=f" {code.upper()} ", about="privacy", words=WORDS)
    assert complaints.look_up(receipt) == ("", "")
    with acting(world.arzu) as actor:
        (row,) = Complaint.visible(actor)
        assert (row.words, row.from_box, row.by_id) == (WORDS, True, None)
        complaints.answer(actor=actor, complaint_id=row.id, result="put_right", words="From today everybody knocks")
        with pytest.raises(complaints.Answered):
            complaints.answer(actor=actor, complaint_id=row.id, result="unfounded", words="No")
    assert complaints.look_up(receipts.printed(receipt)) == ("put_right", "From today everybody knocks")
    assert complaints.look_up(receipts.new_code()) == ("unknown", "")
    assert complaints.look_up("") == ("unknown", "")


@pytest.mark.django_db(transaction=True)
def test_nothing_tells_who_put_it_there_or_at_what_hour(world: World) -> None:
    _house, code = opened(world)
    receipt = complaints.put(code=code, about="treatment", words=WORDS)
    with acting(world.arzu) as actor:
        (row,) = Complaint.visible(actor)
    assert row.id.int >> 80 == complaints._row(row.unit_id, "treatment", "x").id.int >> 80  # The same for a whole day.
    with connection.cursor() as cursor:
        cursor.execute("SELECT panah_box_of(%s)", [complaints.digest("not the code")])
        assert cursor.fetchone() == (None,)
    stored = bytes(row.receipt_digest or b"") + bytes(row.receipt_key or b"")
    assert receipt.encode() not in stored


@pytest.mark.django_db(transaction=True)
def test_a_wrong_code_and_a_full_box_take_nothing(world: World) -> None:
    _house, code = opened(world)
    with pytest.raises(complaints.NoSuchBox):
        complaints.put(code="wrong wrong", about="other", words=WORDS)
    with pytest.raises(complaints.NoWords):
        complaints.put(code=code, about="other", words=" ")
    for _each in range(20):
        complaints.put(code=code, about="other", words=WORDS)
    with pytest.raises(complaints.NoSuchBox):
        complaints.put(code=code, about="other", words=WORDS)
    with acting(world.arzu) as actor:
        assert Complaint.visible(actor).count() == 20


@pytest.mark.rule("PRI-06")
def test_who_wrote_one_down_for_somebody_cannot_read_it_again(world: World) -> None:
    house = house_of(world)
    with acting(world.sevinc) as actor:
        row = complaints.write_down(actor=actor, house_id=house.id, about="treatment", words=WORDS)
        assert not Complaint.objects.exists()
        with pytest.raises(Forbidden):
            Complaint.gate(actor, row.id)
        with pytest.raises(Forbidden):
            complaints.answer(actor=actor, complaint_id=row.id, result="unfounded", words="No")
    with acting(world.arzu) as actor:
        assert Complaint.gate(actor, row.id).words == WORDS
    with acting(world.diana) as actor, pytest.raises(Forbidden):
        complaints.write_down(actor=actor, house_id=house.id, about="treatment", words=WORDS)
    with acting(world.tural) as actor, pytest.raises((Forbidden, NotHere)):
        Complaint.gate(actor, row.id)


@pytest.mark.django_db(transaction=True)
def test_the_page_of_the_box_needs_no_name_and_keeps_no_trace(world: World) -> None:
    _house, code = opened(world)
    client = Client(headers={"accept-language": "en"})
    page = client.get(reverse("shelter:box"))
    assert page["Referrer-Policy"] == "no-referrer"
    wrong = client.post(reverse("shelter:box"), {"code": "aaaa", "about": "safety", "words": WORDS})
    assert wrong.status_code == 422
    sent = client.post(reverse("shelter:box"), {"code": code, "about": "safety", "words": WORDS})
    words = sent.content.decode()
    receipt = words.split("<code>", 1)[1].split("</code>", 1)[0]
    waits = client.post(reverse("shelter:box_answer"), {"receipt": receipt})
    assert "Nobody has answered yet" in waits.content.decode()
    lead = signed_in(world.arzu)
    assert "From the box" in lead.get(reverse("shelter:complaints")).content.decode()
    with acting(world.arzu) as actor:
        (row,) = Complaint.visible(actor)
    done = lead.post(reverse("shelter:complaint", args=(row.id,)), {"result": "under_way", "words": "A lock is bought"})
    assert done.status_code == 302
    read = client.post(reverse("shelter:box_answer"), {"receipt": receipt}).content.decode()
    assert "A lock is bought" in read
    nothing = client.post(reverse("shelter:box_answer"), {"receipt": "x"})
    assert nothing.status_code == 422


def test_the_sheet_for_the_wall_names_neither_house_nor_unit(world: World) -> None:
    house, code = opened(world)
    sheet = signed_in(world.arzu).get(reverse("shelter:box_sheet") + f"?house={house.id}")
    assert sheet["Content-Type"] == "application/pdf"
    assert sheet.content.startswith(b"%PDF")
    assert signed_in(world.sevinc).get(reverse("shelter:box_sheet")).status_code == 403
    again = signed_in(world.arzu).post(reverse("shelter:box_open", args=(house.id,)))
    assert again.status_code == 302
    with pytest.raises(complaints.NoSuchBox):
        complaints.put(code=code, about="other", words=WORDS)
