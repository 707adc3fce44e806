"""How a name changes on its way to a clerk: a slip of the finger, or another alphabet.

Written from how people spell, with a chance for each customary alternative (Hüseyn is Гусейн or Хусейн, ə is а or е).
Nothing here is shared with the normalisation that these changes put to the test.
"""

import re
from collections.abc import Callable
from random import Random

from bench.people import Person

LATIN = "abcçdeəfgğhxıijkqlmnoöprsştuüvyz"
CYRILLIC = "абвгдежзийклмнопрстуфхцчшщыэюя"

# Names that another language has a form of its own for, whatever its letters are.
CUSTOMARY = {
    "az_ru": "Məmməd=Мамед Hüseyn=Гусейн Həsən=Гасан Heydər=Гейдар Məhəmməd=Магомед Fatimə=Фатима Əhməd=Ахмед"
    " Əli=Али Yusif=Юсиф İsmayıl=Исмаил İbrahim=Ибрагим Süleyman=Сулейман Qasım=Касум Quli=Кули Mirzə=Мирза",
    "az_tr": "Məhəmməd=Muhammet Əhməd=Ahmet Fatimə=Fatma Xədicə=Hatice Yusif=Yusuf Hüseyn=Hüseyin Həsən=Hasan"
    " Əli=Ali Heydər=Haydar İsmayıl=İsmail Rəşid=Reşit Zeynəb=Zeynep Səkinə=Sakine Cəfər=Cafer Qasım=Kasım",
    "az_en": "Məmməd=Mamed Məhəmməd=Muhammad Hüseyn=Huseyn Fatimə=Fatima Yusif=Yusif Əli=Ali İsmayıl=Ismail"
    " Süleyman=Suleyman",
}  # fmt: skip

# For each letter or group the spellings met, the commonest first; one of them is drawn for each name.
AZ_RU = (
    "yə=я/е ya=я ye=е yu=ю yü=ю yo=йо yö=йо yı=йы yi=и y=й gü=гю kü=кю lü=лю gə=гя/ге kə=кя/ке gö=гё kö=кё "
    "a=а b=б c=дж ç=ч d=д e=е ə=а/а/е/э f=ф g=г ğ=г h=х/г x=х ı=ы/и i=и j=ж k=к q=г/к l=л m=м n=н "
    "o=о ö=о/ё p=п r=р s=с ş=ш t=т u=у ü=у/ю v=в z=з"
)
AZ_EN = (
    "ə=a/a/e x=kh/kh/h ğ=gh/g c=j ç=ch ş=sh q=g/q/k j=zh/j ı=i/y ö=o ü=u h=h y=y "
    "a=a b=b d=d e=e f=f g=g i=i k=k l=l m=m n=n o=o p=p r=r s=s t=t u=u v=v z=z"
)
AZ_TR = (
    "ə=e/e/a x=h q=k/k/g ğ=ğ c=c ç=ç ş=ş j=j ı=ı ö=ö ü=ü h=h y=y "
    "a=a b=b d=d e=e f=f g=g i=i k=k l=l m=m n=n o=o p=p r=r s=s t=t u=u v=v z=z"
)
RU_AZ = (
    "ье=ye ья=ya ью=yu а=a б=b в=v г=q/g д=d е=e ё=yo ж=j з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f "
    "х=x ц=ts/s ч=ç ш=ş щ=ş/şç ъ= ы=ı ь= э=e ю=yu я=ya"
)


def slip(person: Person, random: Random) -> str:
    """One letter too many, too few, wrong, or swapped with its neighbour, in one of the person's names."""
    parts = [part for part in (person.given, person.family, person.father) if part]
    at = random.randrange(len(parts))
    name = parts[at]
    while parts[at] == name:
        parts[at] = _slipped(name, random)
    return " ".join([*parts, person.parent]).strip()


def _slipped(word: str, random: Random) -> str:
    letter = random.choice(CYRILLIC if re.search("[а-я]", word) else LATIN)
    at = random.randrange(len(word))
    kind = random.randrange(4)
    if kind == 0:
        return word[:at] + letter + word[at:]
    if kind == 1:
        return word[:at] + word[at + 1 :]
    if kind == 2:
        return word[:at] + letter + word[at + 1 :]
    at = min(at, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def az_ru(person: Person, random: Random) -> str:
    """Into Russian: -yev is -ев, final -el is -ель, and half the fathers' names become Russian patronymics."""
    spell = _speller(AZ_RU, "az_ru", random)
    given = re.sub("ел$", "ель", spell(person.given))
    family = re.sub("ейев(а?)$", r"еев\1", re.sub("и[ей]ев(а?)$", r"иев\1", spell(person.family)))
    father = spell(person.father)
    if random.random() < 0.5:
        return f"{given} {family} {father} {'кызы' if person.woman else 'оглы'}"
    stem = re.sub("[аиуеяюы]$", "", father)
    link = "ев" if father != stem and not father.endswith("а") else "ов"
    link = "ев" if father.endswith("и") else link
    stem = father if father.endswith("и") else stem
    return f"{given} {family} {stem}{link}{'на' if person.woman else 'ич'}"


def az_en(person: Person, random: Random) -> str:
    """Into English, as passports and letters do."""
    spell = _speller(AZ_EN, "az_en", random)
    parent = random.choice(("gizi", "qizi", "kizi") if person.woman else ("oghlu", "oglu", "ogly"))
    return f"{spell(person.given)} {spell(person.family)} {spell(person.father)} {parent}"


def az_tr(person: Person, random: Random) -> str:
    """Into Turkish, which ends words in t and p where Azerbaijani has d and b."""
    spell = _speller(AZ_TR, "az_tr", random)
    given, father = (re.sub("d$", "t", re.sub("b$", "p", spell(part))) for part in (person.given, person.father))
    return f"{given} {spell(person.family)} {father} {'kızı' if person.woman else 'oğlu'}"


def ru_az(person: Person, random: Random) -> str:
    """From Russian into Azerbaijani letters."""
    spell = _speller(RU_AZ, "", random)
    return f"{spell(person.given)} {spell(person.family)} {spell(person.father)}"


def bare(person: Person, random: Random) -> str:  # noqa: ARG001  All changes are called alike.
    """Typed without the letters a foreign keyboard lacks: Sehla Memmedova."""
    words = " ".join(filter(None, (person.given, person.family, person.father, person.parent)))
    return words.translate(str.maketrans("əƏğĞıİöÖşŞüÜçÇ", "eEgGiIoOsSuUcC"))


def _speller(table: str, customary: str, random: Random) -> Callable[[str], str]:
    """A way of spelling, drawn once for a person: the same hand writes all of the person's names."""
    choices = dict(entry.split("=") for entry in table.split())
    drawn = {letters: random.choice(spellings.split("/")) for letters, spellings in choices.items()}
    pattern = re.compile("|".join(sorted(drawn, key=len, reverse=True)))
    known = dict(entry.split("=") for entry in CUSTOMARY.get(customary, "").split())
    used = {az: there for az, there in known.items() if random.random() < 0.7}

    def spell(word: str) -> str:
        for az, there in used.items():
            if word == az or re.fullmatch(re.escape(az) + "(y?ev|ov|l[iıuü]|zadə)a?", word):
                word = there + "\0" + word[len(az) :]
        done, _, rest = word.rpartition("\0")
        lowered = rest.replace("İ", "i").replace("I", "ı").lower()
        if table is AZ_RU:
            lowered = re.sub("^e", "э", lowered)
        return (done + pattern.sub(lambda found: drawn[found.group()], lowered)).capitalize()

    return spell


TRANSLITERATIONS = {"az_ru": az_ru, "az_en": az_en, "az_tr": az_tr, "ru_az": ru_az}
