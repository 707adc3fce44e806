"""Model fields whose words are sealed on the way in and opened, with the right key, on the way out."""

import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_lazy as _

from panah.core.errors import BadInput
from panah.vault import crypto, keyring

MOST_WORDS = 20_000


class Sealed(str):
    """What reading a sealed field gives without its key: a lock, never an exception and never bytes."""

    __slots__ = ()


SEALED = Sealed("🔒")


class TooLong(BadInput):
    """More words than one field holds."""

    sentence = _("That is longer than 20,000 characters. Keep what matters and put the rest into a further note.")


class _Ciphertext(bytes):
    """Bytes as they lie in the database, not yet opened."""

    __slots__ = ()


class _Opening:
    """Descriptor: opens on the first read and remembers what it opened."""

    def __init__(self, field: "_SealingField") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type | None = None) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        if not isinstance(value, _Ciphertext):
            return value
        opened: dict[str, Any] = instance.__dict__.setdefault("_opened_words", {})
        if name not in opened:
            words = self.field.open_for(instance, value)
            if words is None:
                return SEALED
            opened[name] = self.field.from_words(words)
        return opened[name]

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__.get("_opened_words", {}).pop(self.field.attname, None)
        instance.__dict__[self.field.attname] = value


if TYPE_CHECKING:
    _Bytes = models.BinaryField[Any, Any]
else:
    _Bytes = models.BinaryField


class _SealingField(_Bytes):
    """What sealed fields share: bytes in the table, words in Python."""

    # The rights made after every migrate keep such a column from the worker (panah.core.database).
    sealed = True
    empty_words: Any = ""
    most = MOST_WORDS

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("editable", True)
        options.setdefault("default", type(self).empty_words if not callable(self.empty_words) else self.empty_words)
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        options.pop("default", None)
        return name, path, args, options

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Opening(self))

    def _check_str_default_value(self) -> list[Any]:
        """Words begin as an empty text: the bytes of the table are never seen in Python."""
        return []

    def get_default(self) -> Any:
        """Begin with no words, not with the empty bytes of a binary field."""
        return self.default() if callable(self.default) else self.default

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Any:
        return None if value is None else _Ciphertext(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, _Ciphertext):
            return value
        if isinstance(value, Sealed):
            raise ValueError("a lock cannot be saved as words")
        words = self.to_words(value)
        if len(words) > 4 * self.most:
            raise TooLong
        return self.seal_for(model_instance, words)

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        # A column that is added begins empty, and nothing was ever sealed there: a ciphertext is never empty.
        return None if value is None or (self.null and not value) else bytes(value or b"")

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError("sealed words are not serialised")

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise TypeError("sealed words cannot be searched in the database; use the blind index")
        return super().get_lookup(lookup_name)

    def place(self, instance: models.Model) -> bytes:
        """Give the place the ciphertext is tied to: table, column, row."""
        return f"{instance._meta.db_table}.{self.column}.{instance.pk}".encode()

    def seal_for(self, instance: Any, words: bytes) -> bytes:
        """Seal under the key of the row's folder; raises KeyMissing without it."""
        return crypto.seal(keyring.needed().need(instance.folder_id), words, self.place(instance))

    def open_for(self, instance: Any, sealed: bytes) -> bytes | None:
        """Open with the current keyring, or give None without the key. A moved or changed ciphertext opens nowhere."""
        ring = keyring.current()
        key = ring.folder_key(instance.folder_id) if ring else None
        if key is None:
            return None
        try:
            return crypto.unseal(key, sealed, self.place(instance))
        except crypto.CannotOpen:
            return None

    def to_words(self, value: Any) -> bytes:
        """Turn the Python value into bytes to seal."""
        return str(value).encode()

    def from_words(self, words: bytes) -> Any:
        """Turn opened bytes into the Python value."""
        return words.decode()


class SealedText(_SealingField):
    """Words sealed with the key of the row's folder. Reading without the key gives `SEALED`."""

    def formfield(self, **options: Any) -> Any:
        """Ask for words of at most the length one field holds."""
        return forms.CharField(required=not self.blank, max_length=self.most, **options)


class SealedJSON(_SealingField):
    """A JSON value sealed with the key of the row's folder."""

    empty_words = dict

    def to_words(self, value: Any) -> bytes:
        """Write the value as JSON."""
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def from_words(self, words: bytes) -> Any:
        """Read the value from JSON."""
        return json.loads(words)


class SealedBytes(_SealingField):
    """A small file sealed with the key of the row's folder: a photograph, never more than two million bytes."""

    empty_words = b""
    most = 500_000

    def to_words(self, value: Any) -> bytes:
        """Seal the bytes as they are."""
        return bytes(value)

    def from_words(self, words: bytes) -> Any:
        """Give the bytes as they were."""
        return words


class BoxText(SealedText):
    """Words sealed to a unit's public key: anyone may write them, the unit's members read them.

    The model has a `unit_id`; no folder is involved.
    """

    def seal_for(self, instance: Any, words: bytes) -> bytes:
        """Seal to the unit's public key; raises KeyMissing for a unit that has none."""
        return crypto.box(keyring.public_key(instance.unit_id), words, self.place(instance))

    def open_for(self, instance: Any, sealed: bytes) -> bytes | None:
        """Open with the unit's private key, or give None without it."""
        ring = keyring.current()
        pair = ring.unit_pair(instance.unit_id) if ring else None
        if pair is None:
            return None
        try:
            return crypto.unbox(pair, sealed, self.place(instance))
        except crypto.CannotOpen:
            return None
