"""The country recovery key: split at set-up, stored by nobody, rejoined by a quorum."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from Crypto.Protocol.SecretSharing import Shamir
from django.utils.translation import gettext_lazy as _

from panah.core.errors import Refused
from panah.vault import crypto

_HALF = 16
_PRINTED = re.compile(r"(?P<number>[1-9][0-9]?)-(?P<value>[0-9a-f]{64})(?P<check>[0-9a-f]{4})")


class SharesDoNotFit(Refused):
    """Shares of another key, or fewer than it was split for."""

    sentence = _(
        "These shares do not rejoin the recovery key: they are of another country, or of a key that was renewed."
    )


class TooFewShares(SharesDoNotFit):
    """A keeper is missing: an empty line, or the end of what was typed."""

    sentence = _("These are too few shares. Nothing was opened.")


class SameShare(SharesDoNotFit):
    """One share twice adds nothing."""

    sentence = _("This share was given already. Each keeper has one of their own.")


class MistypedShare(SharesDoNotFit):
    """The check bytes do not belong to the rest: a slip of typing, or no share at all."""

    sentence = _("This share was mistyped: it is the keeper's number and 68 letters and digits, as printed.")


@dataclass(frozen=True, slots=True)
class Share:
    """One holder's share. Its printed form is `number-hex`, to be kept on paper in a safe."""

    number: int
    value: bytes

    def __str__(self) -> str:
        """Give the printed form, in groups of eight so that it can be typed without error."""
        digits = (self.value + crypto.derive(self.value, "share")[:2]).hex()
        return f"{self.number}-" + "-".join(digits[i : i + 8] for i in range(0, len(digits), 8))

    @classmethod
    def parse(cls, text: str) -> "Share":
        """Read the printed form, whatever stands between its groups; raises TooFewShares for nothing, MistypedShare."""
        if not text.strip():
            raise TooFewShares
        number, *groups = re.split(r"[\s-]+", text.strip().lower())
        read = _PRINTED.fullmatch(f"{number}-{''.join(groups)}")
        if read is None:
            raise MistypedShare
        share = cls(int(read["number"]), bytes.fromhex(read["value"]))
        if crypto.derive(share.value, "share")[:2] != bytes.fromhex(read["check"]):
            raise MistypedShare
        return share


def split(private: bytes, *, needed: int, holders: int) -> list[Share]:
    """Split a 32-byte private key so that any `needed` of `holders` shares give it back (Shamir, two halves)."""
    low = Shamir.split(needed, holders, private[:_HALF])
    high = Shamir.split(needed, holders, private[_HALF:])
    return [Share(number, first + second) for (number, first), (_n, second) in zip(low, high, strict=True)]


def rejoin(shares: Sequence[Share], *, public: bytes) -> crypto.KeyPair:
    """Rejoin the recovery pair from shares; raises SameShare or SharesDoNotFit unless it is the pair of `public`."""
    if len({share.number for share in shares}) != len(shares):
        raise SameShare
    if not shares:
        raise TooFewShares
    low = Shamir.combine([(share.number, share.value[:_HALF]) for share in shares])
    high = Shamir.combine([(share.number, share.value[_HALF:]) for share in shares])
    pair = crypto.pair_from_private(low + high)
    if pair.public != public:
        raise SharesDoNotFit
    return pair
