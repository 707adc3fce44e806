"""Safe houses: the bed board at three sizes, eight clients after fifty beds, and admissions.

Three shelters stand in one database, with fifty, five hundred and five thousand beds, each with its own staff. Four of
five beds are slept in, with everything a resident has (a person, three folders with their grants, a stay); each bed has
twenty uses behind it. All boards are asked in turn. Residents are put in by the database itself, for no figure depends
on how they came.

`board.p95_ms` is that of the largest house, `growth` that over the smallest. The yardstick is the sign-in page of the
same server. `bookings`: eight processes hold beds for people who arrive, by the action that the page calls; a bare
table with the same constraint takes plain inserts from eight processes. `admission` is what the server needs for all
pages and forms of one admission, from the door to the bed, for one client.
"""

import datetime as dt
import multiprocessing
import os
import re
import time
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any
from uuid import UUID, uuid4

import psycopg

from bench.browser import Browser
from bench.pages import Paths, Site, Taken, ask, figures
from bench.stage import Stage, percentile, staged

SIZES, QUICK = (50, 500, 5_000), (50, 200)
ROUNDS, ADMISSIONS, CLIENTS, BEDS, SECONDS = 150, 25, 8, 50, 10.0
OCCUPIED, HISTORY, ROOM, ROOMS_IN_ZONE = 0.8, 20, 4, 25
SECRET = "the password of a bench that nobody keeps"  # noqa: S105

Say = Callable[[str], None]


def run(
    sizes: Sequence[int] = SIZES, say: Say = print, *, rounds: int = ROUNDS, seconds: float = SECONDS
) -> dict[str, float]:
    """Fill, ask, book, admit; gives the figures."""
    with staged(settle=lambda: settle(sizes)) as stage:
        tokens = dict(zip(sizes, stage.tokens, strict=False))
        for size in sizes:
            say(f"houses: {size:,} beds, filled in {_filled(tokens[size], size):.0f} s")
        with stage.server() as address:
            say("houses: asking for the boards")
            boards = _boards(address, tokens, rounds)
            say(f"houses: {ADMISSIONS} admissions")
            admitted = admissions(address, stage.tokens[-1], 5 if rounds < ROUNDS else ADMISSIONS)
        say(f"houses: {CLIENTS} clients after {BEDS} beds")
        booked = bookings(stage, stage.tokens[-1], seconds)
    return boards | admitted | booked


def settle(sizes: Sequence[int]) -> list[str]:
    """Make a shelter for each size and one for those who arrive; give a session token of each one's coordinator."""
    from django.conf import settings

    from panah.accounts.founding import make_member, make_recovery_key, make_unit
    from panah.accounts.gate import token_text
    from panah.accounts.models import Body
    from panah.accounts.permissions import Role
    from panah.accounts.sign_in import sign_in

    settings.PANAH_PASSWORD_COST = (1, 8192)
    make_recovery_key(needed=3, holders=5)
    body = Body.objects.create(code="bench", names={"en": "Bench"})
    tokens = []
    for name in (*map(str, sizes), "arrivals"):
        unit, pair = make_unit(body=body, code=f"shelter-{name}", kind="shelter", names={"en": f"Shelter {name}"})
        make_member(
            login=f"lead-{name}", alias=name, password=SECRET, roles=(Role.SHELTER_COORDINATOR,), unit=unit,
            unit_pair=pair, order_number="B-1", order_date=dt.date(2026, 1, 1), language="en",
        )  # fmt: skip
        tokens.append(token_text(sign_in(f"lead-{name}", SECRET, agent="bench")))
    return tokens


def _house(token: str, size: int) -> UUID:
    """Open a house with so many beds, four in a room and a hundred in a zone."""
    from panah.accounts.entering import entered
    from panah.shelter.actions import places
    from panah.shelter.models import Bed, Room, ZoneKind

    with entered(urlsafe_b64decode(token)) as inside:
        actor = inside.actor
        house = places.open_house(actor=actor, said=places.NewHouse(name=f"House {size}", capacity=size))
        rooms: list[Room] = []
        for first in range(0, -(-size // ROOM), ROOMS_IN_ZONE):
            zone = places.add_zone(actor=actor, house_id=house.id, kind=ZoneKind.WOMEN, name=f"Women {first + 1}")
            numbers = range(first, min(first + ROOMS_IN_ZONE, -(-size // ROOM)))
            rooms += [Room(unit_id=actor.unit, zone=zone, name=str(each + 1), position=each) for each in numbers]
        Room.objects.bulk_create(rooms)
        Bed.objects.bulk_create(
            Bed(unit_id=actor.unit, house=house, room=rooms[place // ROOM], name=str(place % ROOM + 1))
            for place in range(size)
        )
    return house.id


def _filled(token: str, size: int) -> float:
    """Open a house and let people sleep in four of five of its beds; gives the seconds it took."""
    from django.db import connection, transaction

    from panah.shelter.models import Bed

    started = time.perf_counter()
    house_id = _house(token, size)
    beds = list(Bed.objects.filter(house_id=house_id).order_by("id").values_list("id", "unit_id"))
    with transaction.atomic(), connection.cursor() as cursor:
        # The rows refer to one another by construction; checking each of them would take most of the time.
        cursor.execute("SET LOCAL session_replication_role = replica")
        _sleepers(house_id, beds[: int(size * OCCUPIED)])
        _history(beds)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    return time.perf_counter() - started


def _sleepers(house_id: UUID, beds: Sequence[tuple[UUID, UUID]]) -> None:
    """Put a resident into each of these beds."""
    from panah.people.models import Person
    from panah.shelter.models import BedUse, Stay
    from panah.vault.models import Folder, Grant

    chance, now = Random(152), dt.datetime.now(dt.UTC)
    made: list[tuple[list[Folder], Person, Stay, BedUse]] = []
    for place, (bed_id, unit_id) in enumerate(beds):
        since = now - dt.timedelta(days=chance.randint(1, 29), hours=1)
        folders = [Folder(compartment=each, owner_unit_id=unit_id, created_at=since) for each in PARTS]
        pseudonym = f"Resident {len(beds)} {place}"
        person = Person(
            folder=folders[0], pseudonym=pseudonym, sex="female", age_band="27_29", age_basis="document",
            is_child=False, registered_by_unit_id=unit_id, registered_at=since,
        )  # fmt: skip
        stay = Stay(
            folder=folders[1], social_folder=folders[2], health_folder=folders[3], person=person, pseudonym=pseudonym,
            unit_id=unit_id, house_id=house_id, sex="female", language="az", is_child=False, state="resident",
            opened_at=since, opened_by_id=uuid4(), admitted_at=since, ends_at=since + dt.timedelta(days=30),
            consent_id=uuid4(),
        )  # fmt: skip
        use = BedUse(unit_id=unit_id, bed_id=bed_id, kind="stay", stay=stay, from_at=since, by_id=uuid4())
        made.append((folders, person, stay, use))
    every = [folder for folders, *_others in made for folder in folders]
    Folder.objects.bulk_create(every, batch_size=2000)
    Grant.objects.bulk_create(map(_grant, every), batch_size=2000)
    Person.objects.bulk_create([person for _folders, person, _stay, _use in made], batch_size=2000)
    Stay.objects.bulk_create([stay for *_others, stay, _use in made], batch_size=2000)
    BedUse.objects.bulk_create([use for *_others, use in made], batch_size=2000)


PARTS = ("case", "location", "social", "health")


def _grant(folder: Any) -> Any:
    from panah.vault.models import Grant

    return Grant(
        folder=folder, unit_id=folder.owner_unit_id, sealed_key=os.urandom(80), basis_kind="ownership",
        granted_by_unit_id=folder.owner_unit_id, granted_at=folder.created_at,
    )  # fmt: skip


def _history(beds: Sequence[tuple[UUID, UUID]]) -> None:
    """Let each bed have been used so many times before."""
    from panah.shelter.models import BedUse

    now = dt.datetime.now(dt.UTC) - dt.timedelta(days=40)
    rows: Iterator[BedUse] = (
        BedUse(
            unit_id=unit_id, bed_id=bed_id, kind="block", reason="repair", by_id=uuid4(),
            from_at=now - dt.timedelta(days=30 * turn + 30), until_at=now - dt.timedelta(days=30 * turn),
        )
        for bed_id, unit_id in beds
        for turn in range(HISTORY)
    )  # fmt: skip
    BedUse.objects.bulk_create(rows, batch_size=5000)


def _boards(address: str, tokens: dict[int, str], rounds: int) -> dict[str, float]:
    sites = [Site(size, address, [token], _paths(address, token)) for size, token in tokens.items()]
    taken: Taken = ask(sites, rounds)
    found = figures(taken, taken, tuple(tokens))
    return {
        name.replace("pages.", "", 1).replace("yardstick", "board.yardstick"): value
        for name, value in found.items()
        if "clients" not in name
    }


def _paths(address: str, token: str) -> Paths:
    """Give the addresses: the board, what is fetched again when something changed, the first zone, a search, a bed."""
    html = Browser(address, token).get("/shelter/board/").body
    house = _first(r"[?;]house=([0-9a-f-]{36})", html)
    zone = _first(r'id="zone-([0-9a-f-]{36})"', html)
    shown = Browser(address, token).get(f"/shelter/board/?house={house}&zone={zone}").body
    return {
        "board": ["/shelter/board/"],
        "board_live": [f"/shelter/board/live/?house={house}"],
        "board_zone": [f"/shelter/board/?house={house}&zone={zone}"],
        "board_free": [f"/shelter/board/?house={house}&zone={zone}&state=free"],
        "bed": [f"/shelter/beds/{each}/" for each in re.findall(r'id="bed-([0-9a-f-]{36})"', shown)[:20]],
        "yardstick": ["/accounts/sign-in/"],
    }


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found, pattern
    return found[1]


def admissions(address: str, token: str, count: int) -> dict[str, float]:
    """Admit so many people, page by page and form by form; gives what the server needed for one."""
    house = _house(token, max(count, BEDS))
    whole, requests = [], 0
    for _each in range(count):
        seconds, requests = _admitted(Browser(address, token), house)
        whole.append(seconds * 1000)
    return {
        "admission.p50_ms": round(percentile(whole, 0.5), 1),
        "admission.p95_ms": round(percentile(whole, 0.95), 1),
        "admission.requests": requests,
    }


DOOR = {"category": "victim", "sex": "female", "age_band": "27_29", "age_basis": "declared", "language": "az"}
STEPS: tuple[tuple[str, dict[str, str]], ...] = (
    ("consent", {"language": "az", "given_how": "oral"}),
    ("dangers", {"reason_0": "Nothing was found."}),
    ("bed", {}),
    ("rules", {"language": "az"}),
    ("belongings", {"things": "A telephone\nA ring"}),
    ("needs", {}),
    ("arrive", {}),
)


def _admitted(browser: Browser, house: UUID) -> tuple[float, int]:
    """Walk through one admission; gives the seconds all answers took together, and how many there were."""
    door = browser.get("/shelter/request/")
    begun = browser.post("/shelter/request/door/", {**DOOR, "house": house})
    stay = _first(r"/shelter/stays/([0-9a-f-]{36})/", begun.location)
    answers = [door, begun]
    for step, fixed in STEPS:
        shown = browser.get(f"/shelter/stays/{stay}/admission/{step}/")
        said = {"place_0": _first(r'name="place_0"[^>]*value="([^"]+)"', shown.body)} if step == "bed" else fixed
        answers += [shown, browser.post(f"/shelter/stays/{stay}/admission/{step}/", said)]
    return sum(each.seconds for each in answers), len(answers)


def bookings(stage: Stage, token: str, seconds: float) -> dict[str, float]:
    """Let eight processes hold fifty beds for those who arrive; count what was held, refused and held twice."""
    house, stays = _crowd(token)
    tasks = [(token, house, stays[place::CLIENTS], seconds, place) for place in range(CLIENTS)]
    counted = _at_once(_client, tasks)
    with psycopg.connect(stage.url) as owner:
        owner.execute(PLAIN)
        twice = owner.execute(TWICE).fetchone()
    plain = _at_once(_plain_client, [(stage.url, seconds / 2, place) for place in range(CLIENTS)])
    held, refused = (sum(each[place] for each in counted) for place in (0, 1))
    assert twice
    return {
        "bookings.per_second": round(held / seconds, 1),
        "bookings.refused_per_second": round(refused / seconds, 1),
        "bookings.doubled": twice[0],
        "bookings.plain_per_second": round(sum(plain) / (seconds / 2), 1),
    }


def _at_once(client: Callable[[Any], Any], tasks: Sequence[Any]) -> list[Any]:
    """Run a client for each task in a process of its own; all begin when the last of them is ready."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(len(tasks), initializer=_wait_for, initargs=(context.Barrier(len(tasks)),)) as pool:
        return pool.map(client, tasks, chunksize=1)


# Set in every process of the pool: the moment when all are ready.
_ready: list[Any] = []


def _wait_for(barrier: Any) -> None:
    _ready.append(barrier)


def _crowd(token: str) -> tuple[UUID, list[UUID]]:
    """Open a house of fifty beds, and let three people arrive for each client."""
    from panah.accounts.entering import entered
    from panah.people.actions.registering import Facts, register
    from panah.people.models import AgeBasis
    from panah.shelter.actions import admitting, places
    from panah.shelter.models import RoomKind, ZoneKind

    woman = Facts(sex="female", age_band="27_29", age_basis=AgeBasis.DOCUMENT, language="az")
    stays = []
    with entered(urlsafe_b64decode(token)) as inside:
        actor = inside.actor
        house = places.open_house(actor=actor, said=places.NewHouse(name="Contended", capacity=BEDS))
        zone = places.add_zone(actor=actor, house_id=house.id, kind=ZoneKind.WOMEN, name="")
        room = places.add_room(actor=actor, zone_id=zone.id, kind=RoomKind.BEDROOM, name="1")
        places.add_beds(actor=actor, room_id=room.id, count=BEDS)
        for _each in range(3 * CLIENTS):
            person = register(actor=actor, facts=woman)
            stays.append(admitting.open_stay(actor=actor, person_id=person.id, house_id=house.id).id)
    return house.id, stays


def _client(task: tuple[str, UUID, list[UUID], float, int]) -> tuple[int, int]:
    """Hold beds for one's own people for a while, whichever bed; give how many were held, and how many were taken."""
    token, house, stays, seconds, place = task
    os.environ["PANAH_DB_ROLE"] = "web"
    import django

    django.setup()
    from panah.accounts.entering import entered
    from panah.shelter.actions import moving
    from panah.shelter.models import Bed

    chance, held, refused = Random(place), 0, 0

    def hold() -> bool:
        try:
            with entered(urlsafe_b64decode(token)) as inside:
                moving.hold_bed(actor=inside.actor, stay_id=chance.choice(stays), bed_id=chance.choice(beds))
        except moving.BedTaken:
            return False
        return True

    with entered(urlsafe_b64decode(token)):
        beds = list(Bed.objects.filter(house_id=house).values_list("id", flat=True))
    # The first one reads the country and the rulebook.
    hold()
    _ready[0].wait(300)
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        if hold():
            held += 1
        else:
            refused += 1
    return held, refused


def _plain_client(task: tuple[str, float, int]) -> int:
    """Insert plain rows for a while, each in its transaction; a bed that is taken counts for nothing."""
    url, seconds, place = task
    chance, made = Random(place), 0
    with psycopg.connect(url, autocommit=True) as plain:
        _ready[0].wait(300)
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            try:
                plain.execute(PLAIN_ROW, [chance.randrange(BEDS), chance.randrange(10_000_000)])
                made += 1
            except psycopg.errors.ExclusionViolation:
                pass
    return made


TWICE = """
    SELECT count(*) FROM shelter_beduse a JOIN shelter_beduse b ON a.bed_id = b.bed_id AND a.id < b.id
    WHERE tstzrange(a.from_at, a.until_at) && tstzrange(b.from_at, b.until_at)
"""
PLAIN = """
    CREATE TABLE bench_plain (bed int4range, period int4range, EXCLUDE USING gist (bed WITH &&, period WITH &&))
"""
PLAIN_ROW = """
    WITH one AS (SELECT %s::int AS bed, %s::int AS at)
    INSERT INTO bench_plain SELECT int4range(bed, bed, '[]'), int4range(at, at + 2) FROM one
"""


if __name__ == "__main__":
    for name, value in run(QUICK, rounds=20, seconds=3).items():
        print(f"{name:50} {value:>10,}")
