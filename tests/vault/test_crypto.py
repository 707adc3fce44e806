"""Keys, seals and the split recovery key."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.pwhash import argon2id

from panah.vault import crypto, recovery

KEY = crypto.new_key()


@given(st.binary(max_size=500), st.binary(max_size=60))
def test_what_is_sealed_opens_in_its_place(words: bytes, place: bytes) -> None:
    assert crypto.unseal(KEY, crypto.seal(KEY, words, place), place) == words


@given(st.binary(max_size=100), st.integers(min_value=0))
def test_a_changed_ciphertext_opens_nowhere(words: bytes, at: int) -> None:
    sealed = bytearray(crypto.seal(KEY, words, b"here"))
    sealed[at % len(sealed)] ^= 1
    with pytest.raises(crypto.CannotOpen):
        crypto.unseal(KEY, bytes(sealed), b"here")


def test_a_moved_ciphertext_opens_nowhere() -> None:
    sealed = crypto.seal(KEY, b"words", b"table.column.1")
    with pytest.raises(crypto.CannotOpen):
        crypto.unseal(KEY, sealed, b"table.column.2")


def test_a_box_opens_only_for_its_holder_and_place() -> None:
    holder, other = crypto.new_pair(), crypto.new_pair()
    sealed = crypto.box(holder.public, b"number", b"place")
    assert crypto.unbox(holder, sealed, b"place") == b"number"
    with pytest.raises(crypto.CannotOpen):
        crypto.unbox(other, sealed, b"place")
    with pytest.raises(crypto.CannotOpen):
        crypto.unbox(holder, sealed, b"elsewhere")


def test_a_signature_holds_for_its_message_alone() -> None:
    public, secret = crypto.signing_pair(crypto.new_key())
    signature = crypto.sign(secret, b"message")
    assert crypto.signature_holds(public, b"message", signature)
    assert not crypto.signature_holds(public, b"messagf", signature)
    assert not crypto.signature_holds(public, b"message", b"short")


def test_any_three_of_five_shares_rejoin_the_key() -> None:
    pair = crypto.new_pair()
    shares = recovery.split(pair.private, needed=3, holders=5)
    printed = [str(share) for share in shares]
    for trio in ((0, 1, 2), (4, 2, 0), (1, 3, 4)):
        read = [recovery.Share.parse(printed[i]) for i in trio]
        assert recovery.rejoin(read, public=pair.public).private == pair.private


def test_two_shares_or_a_foreign_one_do_not_rejoin() -> None:
    pair = crypto.new_pair()
    shares = recovery.split(pair.private, needed=3, holders=5)
    foreign = recovery.split(crypto.new_pair().private, needed=3, holders=5)
    for wrong in (shares[:2], [*shares[:2], foreign[2]], [shares[0], shares[0], shares[1]], []):
        with pytest.raises(recovery.SharesDoNotFit):
            recovery.rejoin(wrong, public=pair.public)


def test_a_mistyped_share_is_noticed() -> None:
    text = str(recovery.split(crypto.new_pair().private, needed=3, holders=5)[0])
    swapped = text[:-1] + ("0" if text[-1] != "0" else "1")
    for wrong in (swapped, "x", "", "1-zz"):
        with pytest.raises(recovery.SharesDoNotFit):
            recovery.Share.parse(wrong)


def test_no_more_slow_hashes_run_at_once_than_a_machine_has_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    real, three, met = argon2id.kdf, Barrier(3), []

    def hashing(*words: Any, **costs: Any) -> bytes:
        try:
            met.append(three.wait(0.2))
        except BrokenBarrierError:
            three.reset()
        return bytes(real(*words, **costs))

    monkeypatch.setattr(argon2id, "kdf", hashing)
    cheap = {"operations": 1, "memory": 8192}
    with ThreadPoolExecutor(6) as threads:
        made = set(threads.map(lambda _: crypto.stretch("password", bytes(16), **cheap).proof, range(6)))
    assert met == []
    assert len(made) == 1
