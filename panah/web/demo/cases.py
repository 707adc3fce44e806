"""Ten years of cases: as many people identified in each year as the country published, all of them invented.

The yearly numbers are those of the National Coordinator's reports; for 2024 it is the number of people paid the
allowance, which every identified victim gets. For 2023 sexes, ages and destinations are the published ones too; the
other years follow their proportions.
"""

import datetime as dt
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import models, transaction

from panah.cases.models import Assignment, Case, CaseMove, CaseSource, CaseState, CaseStep, Decision, Note
from panah.cases.states import DecisionStep
from panah.core.actor import Actor
from panah.core.ids import new_id
from panah.duties.models import Event
from panah.people import pseudonyms
from panah.people.models import (
    AgeBasis,
    Identity,
    Person,
    PersonRole,
    Reach,
    RoleRecord,
    Standing,
    StandingBasis,
    StandingRecord,
)
from panah.vault import crypto, index, keyring
from panah.vault.models import BasisKind, Compartment, Folder, Grant, UnitKey
from panah.web.demo.contacts import BAKU
from panah.web.demo.people import Player
from panah.web.demo.words import CASE_NOTES, CLOSING_WORDS, FAMILY, GIVEN, GIVEN_MEN

IDENTIFIED = {
    2015: 63, 2016: 70, 2017: 71, 2018: 98, 2019: 91, 2020: 94, 2021: 95, 2022: 94, 2023: 91, 2024: 80,
}  # fmt: skip
# 2023: where to, which sex, how old. Eighteen to twenty-five, to thirty-five, and older, in the bands of the program.
DESTINATIONS = {"TUR": 28, "RUS": 28, "ARE": 15, "BHR": 10, "QAT": 4, "IRN": 3, "IRQ": 1, "AZE": 2}
SEXES = {"female": 90, "male": 1}
AGES = {"18_20": 3, "21_23": 3, "27_29": 20, "30_38": 30, "39_47": 25, "48_plus": 10}
SOURCES = {"referral": 34, "found": 25, "self": 14, "border": 9, "consulate": 6, "ngo": 3}
REASONS = ("reintegrated", "reintegrated", "returned", "wishes_no_help", "handed_over")
BATCH = 500
DAY = dt.timedelta(days=1)


def shares(of: dict[str, int], total: int) -> dict[str, int]:
    """Share a total out in the proportions of other numbers, the largest remainders rounded up."""
    whole = sum(of.values())
    exact = {name: total * number / whole for name, number in of.items()}
    given = {name: int(number) for name, number in exact.items()}
    for name in sorted(of, key=lambda each: given[each] - exact[each])[: total - sum(given.values())]:
        given[name] += 1
    return given


@dataclass(frozen=True, slots=True)
class Known:
    """What the demonstration decides about one of its people, and when the case went through its stations."""

    sex: str
    age_band: str
    destination: str
    source: str
    name: str
    opened: dt.datetime
    identified: dt.datetime
    closed: dt.datetime

    @property
    def presumed(self) -> dt.datetime:
        """When the officer presumed what was found later."""
        return self.opened + DAY

    @property
    def proposed(self) -> dt.datetime:
        """When the officer proposed the finding."""
        return self.identified - DAY


class Files:
    """Writes back-dated cases of the Department; names and notes are sealed like any others."""

    def __init__(self, *, officer: Player, lead: Player, pair: crypto.KeyPair, seed: int) -> None:
        """Take who worked on them, who decided, and the unit's keys."""
        self.unit_id, self.officer, self.lead = officer.unit_id, officer.member.id, lead.member.id
        self.ring = keyring.Keyring(officer.member.id, pair.private, [self.unit_id])
        # Deterministic on purpose: the same country every time.
        self.chance = random.Random(seed)  # noqa: S311
        self.actor = Actor(member_id=self.officer, unit_id=self.unit_id, unit_ids=(self.unit_id,))
        self._learn_index(pair)

    def write(self, *, years: dict[int, int], say: Callable[[str], None]) -> int:
        """Write every year's cases; gives how many."""
        for year, number in years.items():
            with transaction.atomic(), keyring.held(self.ring):
                self._store([self._file(place, known) for place, known in enumerate(self._people(year, number), 1)])
            say(f"cases of {year}: {number}")
        return sum(years.values())

    def _learn_index(self, pair: crypto.KeyPair) -> None:
        """Open the index of the unit, so that its people are found by their names."""
        folder_id = UnitKey.objects.values_list("index_folder_id", flat=True).get(unit_id=self.unit_id)
        grant = Grant.objects.get(folder_id=folder_id, unit_id=self.unit_id)
        place = keyring.grant_place(grant.folder_id, self.unit_id)
        self.ring.learn(grant.folder_id, crypto.unbox(pair, bytes(grant.sealed_key), place))

    def _people(self, year: int, number: int) -> Iterator[Known]:
        """Give a year's people in the order of their findings."""
        columns = [self._dealt(of, number) for of in (SEXES, AGES, DESTINATIONS, SOURCES)]
        start = dt.datetime(year, 1, 10, 9, tzinfo=BAKU)
        days = sorted(self.chance.uniform(0, 350) for _ in range(number))
        for day, sex, age_band, destination, source in zip(days, *columns, strict=True):
            identified = start + dt.timedelta(days=day)
            yield Known(
                sex=sex,
                age_band=age_band,
                destination=destination,
                source=source,
                name=f"{self.chance.choice(GIVEN if sex == 'female' else GIVEN_MEN)} {self.chance.choice(FAMILY)}",
                opened=identified - dt.timedelta(days=self.chance.uniform(4, 12)),
                identified=identified,
                closed=identified + dt.timedelta(days=self.chance.uniform(60, 280)),
            )

    def _dealt(self, of: dict[str, int], number: int) -> list[str]:
        dealt = [name for name, count in shares(of, number).items() for _ in range(count)]
        self.chance.shuffle(dealt)
        return dealt

    def _file(self, place: int, known: Known) -> "File":
        exploitation = "forced_labour" if known.destination == "AZE" else "sexual_exploitation"
        return File(self, f"CASE-{known.identified.year}-D{place:05d}", known, exploitation)

    def _store(self, files: Sequence["File"]) -> None:
        for kind in zip(*(each.rows() for each in files), strict=True):
            _insert([row for rows in kind for row in rows])
        for each in files:
            index.write(actor=self.actor, subject_kind="person", subject_id=each.person.id, names=[each.known.name])
            for folder in each.folders.values():
                self.ring.forget(folder.id)


class File:
    """Everything one case leaves behind, made in memory."""

    def __init__(self, files: Files, number: str, known: Known, exploitation: str) -> None:
        """Make the folders and the person, and the case about them."""
        self.files, self.known = files, known
        self.folders = {name: self._folder(name) for name in ("person", "identity", "reach", "case")}
        self.person = Person(
            id=new_id(known.opened),
            folder=self.folders["person"],
            pseudonym=pseudonyms.coin([known.name]),
            role=PersonRole.VICTIM,
            standing=Standing.IDENTIFIED,
            sex=known.sex,
            age_band=known.age_band,
            age_basis=AgeBasis.DOCUMENT,
            is_child=False,
            citizenship="AZE",
            language="az",
            registered_by_unit_id=files.unit_id,
            registered_at=known.opened,
        )
        self.case = Case(
            id=new_id(known.opened),
            folder=self.folders["case"],
            number=number,
            person=self.person,
            pseudonym=self.person.pseudonym,
            unit_id=files.unit_id,
            source=CaseSource(known.source),
            state=CaseState.CLOSED,
            opened_at=known.opened,
            opened_by_id=files.officer,
            closed_at=known.closed,
            close_reason=files.chance.choice(REASONS),
            destination=known.destination,
            exploitation=exploitation,
        )

    def rows(self) -> Iterator[Iterable[models.Model]]:
        """Give the rows, table by table in the order in which they may be written."""
        yield self.folders.values()
        yield [self._grant(folder) for folder in self.folders.values()]
        yield [self.person]
        yield [self._identity()]
        yield [Reach(folder=self.folders["reach"], person=self.person, pseudonym=self.person.pseudonym)]
        yield self._standings()
        yield [self._told_of_role()]
        yield [self.case]
        yield [self._assignment()]
        decisions = self._decisions()
        yield decisions[:2]
        yield decisions[2:]
        yield self._notes()
        yield self._moves()
        yield self._events()

    def _folder(self, name: str) -> Folder:
        compartment = {"identity": Compartment.IDENTITY, "reach": Compartment.CONTACT}.get(name, Compartment.CASE)
        at = self.known.opened
        folder = Folder(id=new_id(at), compartment=compartment, owner_unit_id=self.files.unit_id, created_at=at)
        self.files.ring.learn(folder.id, crypto.new_key())
        return folder

    def _grant(self, folder: Folder) -> Grant:
        unit = self.files.unit_id
        place = keyring.grant_place(folder.id, unit)
        return Grant(
            folder=folder,
            unit_id=unit,
            sealed_key=crypto.box(keyring.public_key(unit), self.files.ring.need(folder.id), place),
            basis_kind=BasisKind.OWNERSHIP,
            granted_by_unit_id=unit,
            granted_at=folder.created_at,
        )

    def _identity(self) -> Identity:
        identity = Identity(folder=self.folders["identity"], person=self.person, pseudonym=self.person.pseudonym)
        identity.names, identity.changed_at = [self.known.name], self.known.opened
        return identity

    def _standings(self) -> list[StandingRecord]:
        known, decision = self.known, StandingBasis.DECISION
        steps = (
            (Standing.POTENTIAL, StandingBasis.HOTLINE, known.opened, self.files.officer),
            (Standing.PRESUMED, decision, known.presumed, self.files.officer),
            (Standing.IDENTIFIED, decision, known.identified, self.files.lead),
        )
        return [
            StandingRecord(
                id=new_id(at), folder=self.folders["person"], person=self.person, standing=standing, basis=basis,
                unit_id=self.files.unit_id, by_id=by, at=at,
            )
            for standing, basis, at, by in steps
        ]  # fmt: skip

    def _told_of_role(self) -> RoleRecord:
        return RoleRecord(
            folder=self.folders["person"], person=self.person, role=self.person.role, unit_id=self.files.unit_id,
            by_id=self.files.officer, at=self.known.opened,
        )  # fmt: skip

    def _decisions(self) -> list[Decision]:
        """The officer presumes and proposes; the supervisor, another person, decides (DEF-02)."""
        known, files = self.known, self.files
        presumed = self._decision(DecisionStep.PRESUME, Standing.POTENTIAL, Standing.PRESUMED, known.presumed)
        proposed = self._decision(DecisionStep.PROPOSE_VICTIM, Standing.PRESUMED, Standing.PRESUMED, known.proposed)
        found = self._decision(DecisionStep.IDENTIFY, Standing.PRESUMED, Standing.IDENTIFIED, known.identified)
        found.by_id, found.about, found.about_by_id = files.lead, proposed, files.officer
        return [presumed, proposed, found]

    def _decision(self, step: DecisionStep, before: Standing, after: Standing, at: dt.datetime) -> Decision:
        return Decision(
            id=new_id(at), folder=self.folders["person"], person=self.person, step=step, before=before, after=after,
            basis="own_words", unit_id=self.files.unit_id, by_id=self.files.officer, at=at,
        )  # fmt: skip

    def _assignment(self) -> Assignment:
        return Assignment(
            id=new_id(self.known.opened), folder=self.folders["case"], case=self.case, member_id=self.files.officer,
            since=self.known.opened, by_id=self.files.lead, ended_at=self.known.closed, ended_by_id=self.files.lead,
        )  # fmt: skip

    def _notes(self) -> list[Note]:
        moments = (self.known.opened + DAY / 8, self.known.identified + 20 * DAY)
        return [
            Note(
                id=new_id(at), folder=self.folders["case"], case=self.case, words=self.files.chance.choice(CASE_NOTES),
                author_id=self.files.officer, at=at, form_token=uuid4(),
            )
            for at in moments
        ]  # fmt: skip

    def _moves(self) -> list[CaseMove]:
        files, closed, words = self.files, self.known.closed, self.files.chance.choice(CLOSING_WORDS)
        steps = ((CaseStep.PROPOSE, closed - DAY, files.officer, None, words),
                 (CaseStep.CLOSE, closed, files.lead, files.officer, ""))  # fmt: skip
        return [
            CaseMove(
                id=new_id(at), folder=self.folders["case"], case=self.case, step=step, reason=self.case.close_reason,
                words=said, by_id=by, proposed_by_id=proposer, at=at,
            )
            for step, at, by, proposer, said in steps
        ]  # fmt: skip

    def _events(self) -> list[Event]:
        known, files = self.known, self.files
        about_person = ("person", self.person.id, self.folders["person"])
        about_case = ("case", self.case.id, self.folders["case"])
        told = (
            ("person.registered", known.opened, files.officer, about_person),
            ("case.opened", known.opened, files.officer, about_case),
            ("victim.presumed", known.presumed, files.officer, about_person),
            ("safety.explained", known.presumed, files.officer, about_person),
            ("identification.proposed", known.proposed, files.officer, about_person),
            ("victim.identified", known.identified, files.lead, about_person),
            ("case.closure_proposed", known.closed - DAY, files.officer, about_case),
            ("case.closed", known.closed, files.lead, about_case),
        )
        return [self._event(*each) for each in told]

    def _event(self, code: str, at: dt.datetime, by: UUID, about: tuple[str, UUID, Folder]) -> Event:
        kind, subject, folder = about
        return Event(
            id=new_id(at), folder=folder, code=code, at=at, matter_id=subject, subject_kind=kind, subject_id=subject,
            unit_id=self.files.unit_id, member_id=by,
        )  # fmt: skip


def _insert(rows: Sequence[models.Model]) -> None:
    if rows:
        type(rows[0])._default_manager.bulk_create(rows, batch_size=BATCH)
