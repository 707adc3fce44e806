"""`panah audit`: plain sentences, and an exit code that scripts can rely on."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import translation

from config.env import DatabaseRole
from panah.audit.models import Batch, Proof
from tests.audit.deeds import deeds, seal_everything, tamper
from tests.database import Owner
from tests.roles import connected_as
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def panah_audit(*words: str) -> str:
    """What the command says, run as the owner as `panah` runs it."""
    said = StringIO()
    with connected_as(DatabaseRole.OWNER):
        call_command("audit", *words, stdout=said)
    return said.getvalue()


def test_a_whole_trail_is_said_to_be_whole(world: World) -> None:
    deeds(world.leyla, 3)
    with connected_as(DatabaseRole.WORKER):
        seal_everything()
    assert panah_audit("verify").startswith("The trail is whole: ")


@pytest.mark.rule("PRI-03")
def test_a_touched_trail_is_named_and_ends_with_one(
    world: World, owner: Owner, capsys: pytest.CaptureFixture[str]
) -> None:
    deeds(world.leyla, 3)
    with connected_as(DatabaseRole.WORKER):
        seal_everything()
        last = Batch.objects.latest("number").last_id
    tamper(owner, "UPDATE audit_entry SET code = 'x.y' WHERE id = %s", last)
    # The command line speaks one language, whatever the pages speak.
    with translation.override("az"), pytest.raises(SystemExit) as ended, connected_as(DatabaseRole.OWNER):
        call_command("audit", "verify")
    assert ended.value.code == 1
    said = capsys.readouterr().out
    assert f"Edited: the entries {last} were changed" in said
    assert "The trail is NOT whole" in said


def test_the_head_is_printed_as_verify_takes_it(world: World) -> None:
    deeds(world.leyla, 2)
    panah_audit("seal")
    with connected_as(DatabaseRole.WORKER):
        seal_everything()
    head = panah_audit("head").strip()
    assert "The trail is whole" in panah_audit("verify", "--head", head)
    other = head.partition(":")[0] + ":" + "00" * 32
    with pytest.raises(SystemExit):
        panah_audit("verify", "--head", other)


@pytest.mark.parametrize("head", ["1", "x:00", "1:zz", "1:00"])
def test_a_head_that_is_none_is_refused(head: str) -> None:
    with pytest.raises(CommandError, match="as `panah audit head` prints it"):
        call_command("audit", "verify", "--head", head)


def test_without_a_key_the_command_says_how_to_make_one() -> None:
    Path(settings.AUDIT_PUBLIC_KEYS).unlink()
    with pytest.raises(CommandError, match="panah audit key"):
        panah_audit("verify")
    Path(settings.AUDIT_KEY).unlink()
    panah_audit("key")
    assert "The trail is whole" in panah_audit("verify")


def test_each_verification_is_written_down(world: World) -> None:
    with connected_as(DatabaseRole.OWNER):
        before = Proof.objects.count()
    panah_audit("verify")
    with connected_as(DatabaseRole.OWNER):
        last = Proof.objects.latest("id")
        assert (Proof.objects.count(), last.whole) == (before + 1, True)
