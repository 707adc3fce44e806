"""The country recovery key: split at set-up, stored by nobody, rejoined by a quorum."""

from collections.abc import Sequence
from dataclasses import dataclass

from Crypto.Protocol.SecretSharing import Shamir
from django.utils.translation import gettext_lazy as _

from panah.core.errors import Refused
from panah.vault import crypto

_HALF = 16


class SharesDoNotFit(Refused):
    """Too few shares, or shares of another key."""

    sentence = _("These shares do not rejoin the recovery key: too few, or not of this country.")


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
        """Read the printed form; raises SharesDoNotFit when it was mistyped (it carries two check bytes)."""
        number, _dash, digits = text.strip().partition("-")
        try:
            raw = bytes.fromhex(digits.replace("-", "").replace(" ", ""))
            share = cls(int(number), raw[:-2])
        except ValueError as error:
            raise SharesDoNotFit from error
        if len(share.value) != 2 * _HALF or crypto.derive(share.value, "share")[:2] != raw[-2:]:
            raise SharesDoNotFit
        return share


def split(private: bytes, *, needed: int, holders: int) -> list[Share]:
    """Split a 32-byte private key so that any `needed` of `holders` shares give it back (Shamir, two halves)."""
    low = Shamir.split(needed, holders, private[:_HALF])
    high = Shamir.split(needed, holders, private[_HALF:])
    return [Share(number, first + second) for (number, first), (_n, second) in zip(low, high, strict=True)]


def rejoin(shares: Sequence[Share], *, public: bytes) -> crypto.KeyPair:
    """Rejoin the recovery pair from shares; raises SharesDoNotFit unless it is the pair of `public`."""
    if len({share.number for share in shares}) != len(shares) or not shares:
        raise SharesDoNotFit
    low = Shamir.combine([(share.number, share.value[:_HALF]) for share in shares])
    high = Shamir.combine([(share.number, share.value[_HALF:]) for share in shares])
    pair = crypto.pair_from_private(low + high)
    if pair.public != public:
        raise SharesDoNotFit
    return pair
