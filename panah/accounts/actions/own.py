"""What a member changes about themselves: password, language, second factors, sessions."""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts import passwords
from panah.accounts.factors import NewFactor
from panah.accounts.founding import make_member_key
from panah.accounts.models import Member, SecondFactor
from panah.accounts.sign_in import NotYourPassword, WrongPassword, show_password
from panah.audit import trail
from panah.core.actor import Actor
from panah.core.errors import NotHere, Refused
from panah.core.functions import value
from panah.vault import keyring


class LastFactor(Refused):
    """Without a second factor nobody could sign in any more."""

    sentence = _("This is your only second factor. Register another one first.")


def change_password(*, actor: Actor, old: str, new: str) -> None:
    """Choose a new password: the same private key is sealed anew, and all other sessions end.

    Raises WeakPassword, NotYourPassword or TooManyTries.
    """
    member = Member.acting(actor)
    passwords.require_good(new, member.login)
    try:
        shown = show_password(member.login, old)
    except WrongPassword:
        raise NotYourPassword from None
    made = make_member_key(member.id, new, pair=keyring.needed().member_pair)
    key = (made.salt, made.operations, made.memory, made.proof_digest, made.sealed_private_key)
    with transaction.atomic():
        if not value("panah_change_password", shown.proof, *key):
            raise NotYourPassword
        _end_sessions(None, keep=actor.session_id)
        trail.write(actor, "password.changed", kind="member", subject=member.id)


def choose_language(*, actor: Actor, language: str) -> None:
    """Keep the language a member wants to read."""
    with transaction.atomic():
        Member.objects.filter(id=actor.member).update(language=language)
        trail.write(actor, "language.chosen", kind="member", subject=actor.member)


def add_factor(*, actor: Actor, new: NewFactor) -> None:
    """Register a further second factor; the first one is kept by `factors.keep_first`."""
    with transaction.atomic():
        SecondFactor(
            id=new.id,
            member_id=actor.member,
            kind=new.kind,
            label=new.label,
            sealed_secret=new.sealed_secret,
            credential_id=new.credential_id,
            public_key=new.public_key,
            counter=new.counter,
            created_at=timezone.now(),
        ).save(force_insert=True)
        trail.write(actor, "factor.added", kind="factor", subject=new.id)


def remove_factor(*, actor: Actor, factor_id: UUID) -> None:
    """Remove a second factor; raises NotHere, or LastFactor where one is demanded."""
    with transaction.atomic():
        Member.objects.select_for_update().get(id=actor.member)  # Two windows do not remove the last two at once.
        own = set(SecondFactor.own(actor).values_list("id", flat=True))
        if factor_id not in own:
            raise NotHere
        if len(own) == 1 and not settings.PANAH_DEMO:
            raise LastFactor
        SecondFactor.own(actor).filter(id=factor_id).delete()
        trail.write(actor, "factor.removed", kind="factor", subject=factor_id)


def end_session(*, actor: Actor, session_id: UUID) -> None:
    """End one of the actor's own sessions at once; raises NotHere for any other."""
    with transaction.atomic():
        if not _end_sessions(session_id, keep=None):
            raise NotHere
        trail.write(actor, "session.revoked", kind="session", subject=session_id)


def end_other_sessions(*, actor: Actor) -> int:
    """End all sessions of the actor but the one in use; gives how many there were."""
    with transaction.atomic():
        count = _end_sessions(None, keep=actor.session_id)
        trail.write(actor, "session.others_revoked", kind="member", subject=actor.member)
    return count


def _end_sessions(session_id: UUID | None, *, keep: UUID | None) -> int:
    return int(value("panah_revoke_session", session_id, keep))
