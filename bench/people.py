"""A million invented people, as unevenly named as real ones.

Given names and families follow a Zipf curve with the commonest names of the region in front: about one person in thirty
is a Məmmədov or Məmmədova, one woman in 26 an Aysel. 85 of a hundred are written in Azerbaijani (given name, family,
father), 10 in Russian Cyrillic (given name, family, patronymic), 5 in Turkish (given name, family).
"""

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from random import Random

from faker.providers.person.az_AZ import Provider as Azerbaijani
from faker.providers.person.ru_RU import Provider as Russian
from faker.providers.person.tr_TR import Provider as Turkish

COMMON = {
    "az women": "Aysel Günel Leyla Sevinc Aygün Nigar Zəhra Fatimə Nərgiz Sevda Könül Aynur Gülnar Ülviyyə Lalə Gülnarə"
    " Şəbnəm Xədicə Zeynəb Məryəm Səkinə Tahirə Fidan Nuray Ayan Arzu Mehriban Rəna Həcər Züleyxa",
    "az men": "Məmməd Əli Elçin Rəşad Hüseyn Həsən Elnur Vüqar Ramin Anar İlqar Samir Əhməd Orxan Tural Cavid Murad"
    " Yusif İbrahim Heydər İsmayıl Rövşən Məhəmməd Kamran Natiq Vaqif Fərid Ömər Süleyman Rəşid",
    "az families": "Məmmədov Əliyev Həsənov Hüseynov Quliyev İsmayılov Abdullayev İbrahimov Əhmədov Babayev Musayev"
    " Cəfərov Mustafayev Rzayev Kərimov Orucov Səfərov Nəsirov Bağırov Qasımov Heydərov Vəliyev Mirzəyev Rəhimov",
    "ru women": "Елена Наталья Ольга Татьяна Ирина Анна Светлана Мария Екатерина Марина Анастасия"
    " Юлия Людмила Галина Надежда",
    "ru men": "Александр Сергей Дмитрий Андрей Алексей Владимир Николай Евгений Михаил Иван Юрий Виктор"
    " Павел Максим Игорь",
    "tr women": "Fatma Ayşe Emine Hatice Zeynep Elif Meryem Merve Zehra Esra",
    "tr men": "Mehmet Mustafa Ahmet Ali Hüseyin Hasan İbrahim İsmail Osman Yusuf",
    "tr families": "Yılmaz Kaya Demir Çelik Şahin Yıldız Yıldırım Öztürk Aydın Özdemir Arslan Doğan Kılıç Aslan Çetin"
    " Kara Koç Kurt Özkan Şimşek",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """What the register knows: `father` is a given name in Azerbaijani, a patronymic in Russian, empty in Turkish."""

    language: str
    woman: bool
    given: str
    family: str
    father: str
    born: int

    @property
    def name(self) -> str:
        """As the papers write it."""
        return " ".join(filter(None, (self.family, self.given, self.father, self.parent)))

    @property
    def parent(self) -> str:
        """The word that makes a father's name a patronymic in Azerbaijani."""
        return ("qızı" if self.woman else "oğlu") if self.language == "az" else ""


class Pool:
    """Names drawn by rank: the chance of the n-th is proportional to 1 / (n + 5) ** 1.05."""

    def __init__(self, common: str, tail: Sequence[str], random: Random) -> None:
        """Put the common ones in front, the others behind them in an order of their own."""
        first = COMMON.get(common, "").split()
        rest = sorted({name.strip() for name in tail} - set(first))
        random.shuffle(rest)
        self.names = first + rest
        self.sums = list(accumulate(1 / (rank + 6) ** 1.05 for rank in range(len(self.names))))

    def draw(self, random: Random) -> str:
        """One name."""
        return self.names[bisect(self.sums, random.random() * self.sums[-1])]


def _azerbaijani_families() -> list[str]:
    """Families in -ov, -yev, -li and -zadə, made from men's names as they were made in life."""
    made = list(Azerbaijani.last_names_male)
    for name in Azerbaijani.first_names_male:
        after_vowel, dark = name[-1] in "aəeıioöuü", re.search("[aıou]", name[-2:])
        made += [name + ("yev" if after_vowel else "ov"), name + "zadə", name + ("lı" if dark else "li")]
    return made


def people(count: int, seed: int = 1) -> Iterator[Person]:
    """The same people every time."""
    random = Random(seed)
    pool = partial(Pool, random=random)
    az = pool("az women", Azerbaijani.first_names_female), pool("az men", Azerbaijani.first_names_male)
    az_families = pool("az families", _azerbaijani_families())
    ru = pool("ru women", Russian.first_names_female), pool("ru men", Russian.first_names_male)
    ru_fathers = pool("", Russian.middle_names_female), pool("", Russian.middle_names_male)
    ru_families = pool("", Russian.last_names_male)
    tr = pool("tr women", Turkish.first_names_female), pool("tr men", Turkish.first_names_male)
    tr_families = pool("tr families", Turkish.last_names)
    for _ in range(count):
        man, born = random.random() < 0.5, min(2023, max(1935, round(random.gauss(1988, 16))))
        share = random.random()
        if share < 0.85:
            given, family, father = az[man].draw(random), az_families.draw(random), az[1].draw(random)
        elif share < 0.95:
            given, family, father = ru[man].draw(random), ru_families.draw(random), ru_fathers[man].draw(random)
        else:
            given, family, father = tr[man].draw(random), tr_families.draw(random), ""
        language = "az" if share < 0.85 else "ru" if share < 0.95 else "tr"
        yield Person(language, not man, given, family if man else feminine(family), father, born)


def feminine(family: str) -> str:
    """Məmmədov, Məmmədova; Пушкин, Пушкина; others stay."""
    if re.search("(ov|ev|in)$", family):
        return family + "a"
    if re.search("(ов|ев|ёв|ин|ын)$", family):
        return family + "а"
    return re.sub("ий$", "ая", family) if re.search("[сц]кий$", family) else family
