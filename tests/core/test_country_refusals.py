"""Wrong country data stop the start with one sentence that names the file, the key and the trouble."""

import shutil
from pathlib import Path

import pytest

from config.env import ROOT
from panah.core.country import BadCountryData, load
from panah.core.country.hours import opening_hours


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the country that a test may spoil."""
    return Path(shutil.copytree(ROOT / "countries" / "az", tmp_path / "az"))


def spoil(pack: Path, file: str, old: str, new: str) -> None:
    text = (pack / file).read_text("utf-8")
    assert old in text, f"{file} no longer holds {old!r}: the test spoils nothing"
    (pack / file).write_text(text.replace(old, new, 1), "utf-8")


# file, what stands there, what stands there instead, what the sentence must say
SPOILED = [
    ("country.toml", 'immediately_alert = "PT1H"', "", "az/country.toml: settings.immediately_alert: this key is miss"),
    ("country.toml", '"PT1H"', '"1 hour"', "settings.immediately_alert: “1 hour” is not a duration"),
    ("country.toml", '"PT1H"', '"PT0S"', "“PT0S” is not a duration"),
    ("country.toml", '"PT1H"', '"P9D"', "settings.immediately_alert: it is more than immediately_breach"),
    ("country.toml", "hotline_staff = 4", 'hotline_staff = "4"', "settings.hotline_staff: a whole number is needed"),
    ("country.toml", "hotline_staff = 4", "hotline_staff = true", "settings.hotline_staff: a whole number is needed"),
    ("country.toml", "hotline_staff = 4", "hotline_stuff = 4", "settings.hotline_stuff: this key is not known here"),
    ("country.toml", '"one_time"', '"weekly"', "allowance_kind: “weekly” is not one of one_time, monthly"),
    ("country.toml", "Asia/Baku", "Asia/Bakou", "time_zone: there is no such time zone"),
    ("country.toml", 'holidays_of = "AZ"', 'holidays_of = "ZZ"', "the holidays of this country are not known"),
    ("country.toml", '"mia"', '"nobody"', "settings.hotline_operator: “nobody” is not a known body"),
    ("country.toml", 'd = ["guardianship"', 'd = ["uncles"', "settings.child_notified: “uncles” is not a known kind"),
    ("country.toml", 'by = ["shelter"', 'by = ["barn"', "settings.child_notified_by: “barn” is not a known kind"),
    ("country.toml", '["guardianship-baku"', '["guardianship-moon"', "“guardianship-moon” is not a known unit"),
    ("country.toml", '["0_8"]', '["0_9"]', "“0_9” is not a known age_band"),
    ("country.toml", 'languages = ["az", "en", "ru"]', "", "az/country.toml: languages: a list is needed"),
    ("codes.toml", 'ru = "Чат на сайте"', 'de = "Chat"', "channel.codes[1].text: the text must be in az, en, ru"),
    ("codes.toml", 'ru = "Чат на сайте"', 'ru = " "', "channel.codes[1].text.ru: the text is empty"),
    ("codes.toml", 'id = "chat"', 'id = "phone"', "codes.toml: channel: “phone” stands there 2 times"),
    ("codes.toml", 'id = "chat"', 'id = "the chat!"', "“the chat!” is not an id"),
    ("codes.toml", "[channel]", "[channel", "az/codes.toml: this is not proper TOML"),
    ("units.toml", 'kind = "hotline"', 'kind = "coldline"', "hotline: “coldline” is not a known unit_kind"),
    ("units.toml", '"hotline", "identity"', '"hotline", "location", "identity"', "(PRI-02)"),
    ("units.toml", 'code = "department"', 'code = "hotline"', "units.toml: “hotline” stands there 2 times"),
    ("services.toml", 'hours = "always"', 'hours = "mon-fri 18:00-09:00"', "ends before it begins"),
    ("services.toml", 'phone = "112"', 'phone = "one one two"', "emergency-112: “one one two” is not a telephone"),
    ("services.toml", "[[service]]", "[[servise]]", "servise: this key is not known here"),
    ("services.toml", 'unit = "hotline"', 'unit = "warmline"', "hotline-152: “warmline” is not a known unit"),
    ("script.toml", 'next = "safe"', 'next = "unsafe"', "adult.greeting.talks: “unsafe” is neither a step nor “end”"),
    ("script.toml", 'next = "safe"', 'next = "dog:safe"', "“dog:safe” is neither a step nor “end”"),
    ("script.toml", 'opens = "directory"', 'opens = "window"', "“window” is not one of"),
    ("script.toml", 'choose = "motive"', 'choose = "motif"', "adult.motive: “motif” is not a known code list"),
    ("protocol.toml", 'service = "police-102"', 'service = "police-1"', "police: “police-1” is not a known service"),
    ("protocol.toml", 'flags = ["child"]', 'flags = ["childish"]', "“childish” is not a known flag"),
    ("indicators/az-national.toml", "version = 1", "version = 1.5", "version: a whole number is needed"),
    (
        "indicators/az-national.toml",
        'result = "possible"',
        'result = "guilty"',
        "“guilty” is not a known screening_res",
    ),
    ("indicators/az-national.toml", "positive = true", "positive = false", "says otherwise whether it is positive"),
    ("indicators/ilo-adult-labour.toml", 'weight = "strong"\n', "", "the weight does not fit the set"),
    ("indicators/ilo-adult-labour.toml", "weighted = true", "weighted = false", "positive_when belongs to weighted"),
    ("indicators/ilo-adult-labour.toml", 'elements = ["purpose"]', "", "it speaks for no element of trafficking"),
    ("indicators/ilo-adult-labour.toml", 'any = ["coercive_rec', 'any = ["corrosive_rec', "is not a known dimension"),
]


@pytest.mark.parametrize(("file", "old", "new", "says"), SPOILED)
def test_wrong_data_are_named(pack: Path, file: str, old: str, new: str, says: str) -> None:
    spoil(pack, file, old, new)
    with pytest.raises(BadCountryData) as refused:
        load(pack)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_file_is_named(pack: Path) -> None:
    (pack / "script.toml").unlink()
    with pytest.raises(BadCountryData, match=r"az/script\.toml: the file is missing"):
        load(pack)


def test_the_last_combination_must_always_hold(pack: Path) -> None:
    file = pack / "indicators" / "az-national.toml"
    text = file.read_text("utf-8")
    file.write_text(
        text.replace('result = "no_signs"\npositive = false\n', 'result = "no_signs"\npositive = false\nsigns = 1\n')
    )
    with pytest.raises(BadCountryData, match="must hold without conditions"):
        load(pack)


def test_two_files_with_one_version_of_a_set_are_refused(pack: Path) -> None:
    shutil.copy(pack / "indicators" / "az-national.toml", pack / "indicators" / "copy.toml")
    with pytest.raises(BadCountryData, match=r"“az-national\.v1” stands there 2 times"):
        load(pack)


@pytest.mark.rule("NRM-03")
def test_versions_of_a_set_live_side_by_side(pack: Path) -> None:
    text = (pack / "indicators" / "az-national.toml").read_text("utf-8")
    (pack / "indicators" / "az-national-2.toml").write_text(text.replace("version = 1", "version = 2"), "utf-8")
    spoiled = load(pack)
    assert spoiled.indicator_sets["az-national"].version == spoiled.indicator_set("az-national").version == 2
    assert spoiled.indicator_set("az-national", 1).version == 1


def test_a_retired_code_is_read_and_no_longer_offered(pack: Path) -> None:
    spoil(pack, "codes.toml", '{ id = "letter",', '{ id = "letter", retired = true,')
    channel = load(pack).codes("channel")
    assert channel["letter"].label
    assert "letter" in channel.ids
    assert "letter" not in {code_id for code_id, _label in channel.choices()}


def test_the_two_bodies_of_the_law_alone_can_be_set(pack: Path) -> None:
    spoil(pack, "country.toml", '"children_commission", "state_committee"]', '"children_commission"]')
    assert load(pack).settings.child_notified == ("guardianship", "children_commission")


@pytest.mark.parametrize(
    "text", ["", "monday 9-18", "mon-fri 9:00-18:00", "mun-fri 09:00-18:00", "fri-mon 09:00-18:00", "mon 24:00-25:00"]
)
def test_opening_hours_that_say_nothing_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        opening_hours(text)
