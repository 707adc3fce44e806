"""Expected failures: each carries the sentence a person reads, and the rule that refuses."""

from typing import ClassVar, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence: TypeAlias = str | Promise


class Refused(Exception):
    """A step that cannot be taken now, with the reason in words and the rule behind it."""

    status: ClassVar[int] = 409
    sentence: Sentence = _("This step cannot be taken now.")
    rule: str = ""
    # What would allow the step, where the person can do something about it.
    allow: Sentence = ""

    def __init__(self, sentence: Sentence | None = None, *, rule: str | None = None) -> None:
        """Take another sentence or rule than the class has; both are shown to the person."""
        super().__init__()
        if sentence is not None:
            self.sentence = sentence
        if rule is not None:
            self.rule = rule

    def __str__(self) -> str:
        """Give the sentence in the current language; it never holds personal words."""
        return str(self.sentence)


class BadInput(Refused):
    """Something typed or sent does not fit; nothing was lost or changed."""

    status = 422
    sentence = _("Something in the form does not fit. Nothing was lost: please look at it again.")


class Forbidden(Refused):
    """The person's role does not include this."""

    status = 403
    sentence = _("Your role does not include this step.")
    rule = "PRI-01"


class NotHere(Refused):
    """Not there, or not visible to this unit: the answer is the same for both."""

    status = 404
    sentence = _("There is nothing here that your unit can open.")


class NothingToShow(Refused):
    """An address that takes what a page sends was opened as a page, or the other way round."""

    status = 405
    sentence = _("This address shows no page: it only takes what a page sends. Nothing was changed.")


class Stale(Refused):
    """Somebody, perhaps the same person in another window, was faster."""

    sentence = _("This has changed in the meantime. The page shows how it is now.")


class NotSignedIn(Refused):
    """No live session: sign in (again) first."""

    status = 401
    sentence = _("Your session has ended. Sign in again: what you typed is kept.")


class NeedsStepUp(Refused):
    """A dangerous act asks for the second factor again."""

    status = 403
    sentence = _("Confirm that it is you before opening this.")
    rule = "PRI-01"


class NeedsPurpose(Refused):
    """Opening a protected record asks what for."""

    status = 422
    sentence = _("Say what you open this for: the purpose is recorded.")
    rule = "PRI-01"


class KeyMissing(Refused):
    """The key for these words is not on this person's ring."""

    status = 403
    sentence = _("These words are sealed and your unit has no key to them.")
    rule = "PRI-01"
