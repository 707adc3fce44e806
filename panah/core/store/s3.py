"""Sealed files in a bucket of an object store that speaks S3.

A file travels in parts, so that none ever lies in memory or on the disk as a whole, and is there when its last part is:
the store is asked to refuse one whose name is taken. Nothing but what `config.bucket` names is believed: no profile,
no key and no proxy of the machine.
"""

import io
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any, BinaryIO, Final
from uuid import UUID

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.session import Session

from config.bucket import Address
from panah.core.store.files import Lying, StoreProblem, id_of, name_of

# The least a part may have is 5 MiB, the last one apart.
PART: Final = 6 * 1024 * 1024
_UNSET: Final = (None, None, None, None)
_CONFIG: Final = Config(
    connect_timeout=5,
    read_timeout=20,
    retries={"mode": "standard", "total_max_attempts": 2},
    max_pool_connections=16,
    proxies={},
    signature_version="s3v4",
    # Other stores than the first one know neither names of buckets in host names nor its newer sums; ciphertext that
    # was changed does not open anyway.
    s3={"addressing_style": "path"},
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)
_NOT_THERE: Final = ("404", "NoSuchKey", "NoSuchUpload")
_TAKEN: Final = ("PreconditionFailed", "ConditionalRequestConflict", "412", "409")
_REFUSED: Final = ("401", "403", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch")


class Bucket:
    """A bucket with one object for each file."""

    def __init__(self, where: Address) -> None:
        self._where, self._client = where, _client(where)

    def write(self, file_id: UUID, pieces: Iterable[bytes]) -> None:
        """Send the parts, then ask the store to join them under a name that nothing has yet."""
        if self.has(file_id):
            raise FileExistsError(file_id)
        begun = self._ask("create_multipart_upload", Key=name_of(file_id))
        upload = {"Key": name_of(file_id), "UploadId": begun["UploadId"]}
        try:
            sent = []
            for number, part in enumerate(_parts(pieces), start=1):
                answer = self._ask("upload_part", PartNumber=number, Body=part, **upload)
                sent.append({"PartNumber": number, "ETag": answer["ETag"]})
            self._ask("complete_multipart_upload", MultipartUpload={"Parts": sent}, IfNoneMatch="*", **upload)
        except BaseException:
            # What cannot be taken back now is given up by the worker later.
            with suppress(StoreProblem, FileNotFoundError):
                self._ask("abort_multipart_upload", **upload)
            raise

    def read(self, file_id: UUID) -> BinaryIO:
        """Ask for it; it comes as it is read."""
        answer = self._ask("get_object", Key=name_of(file_id))
        return io.BufferedReader(_Coming(answer["Body"], self._where))

    def has(self, file_id: UUID) -> bool:
        """Ask for its head."""
        try:
            self._ask("head_object", Key=name_of(file_id))
        except FileNotFoundError:
            return False
        return True

    def drop(self, file_id: UUID) -> None:
        """Have it deleted; the store does not mind one that is not there."""
        self._ask("delete_object", Key=name_of(file_id))

    def lying(self) -> Iterator[Lying]:
        """Give every object, a page of a thousand after the other."""
        for page in self._pages("list_objects_v2"):
            for each in page.get("Contents", ()):
                if file_id := id_of(each["Key"]):
                    yield Lying(file_id, each["Size"], each["LastModified"])

    def give_up(self, before: datetime) -> int:
        """Have the parts deleted of what was begun and never joined."""
        begun = [each for page in self._pages("list_multipart_uploads") for each in page.get("Uploads", ())]
        old = [each for each in begun if each["Initiated"] < before]
        for each in old:
            with suppress(FileNotFoundError):
                self._ask("abort_multipart_upload", Key=each["Key"], UploadId=each["UploadId"])
        return len(old)

    def check(self) -> None:
        """List one name: that needs the bucket, the key and the right to read."""
        self._ask("list_objects_v2", MaxKeys=1)

    def _ask(self, what: str, **told: Any) -> Any:
        with _explained(self._where):
            return getattr(self._client, what)(Bucket=self._where.name, **told)

    def _pages(self, what: str) -> Iterator[Any]:
        with _explained(self._where):
            yield from self._client.get_paginator(what).paginate(Bucket=self._where.name)


class _Coming(io.RawIOBase):
    """An object on its way from the store, which may break off."""

    def __init__(self, body: Any, where: Address) -> None:
        self._body, self._where = body, where

    def readable(self) -> bool:
        """Say that it is read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Put the next bytes into a buffer; 0 at the end. Raises StoreProblem."""
        with _explained(self._where):
            piece = self._body.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        """Let go of the connection."""
        self._body.close()
        super().close()


def _parts(pieces: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) > PART:
            yield bytes(held[:PART])
            del held[:PART]
    yield bytes(held)


def _client(where: Address) -> Any:
    session = Session(
        session_vars={
            "profile": _UNSET,
            "ca_bundle": _UNSET,
            "config_file": (None, None, os.devnull, None),
            "credentials_file": (None, None, os.devnull, None),
        }
    )
    return session.create_client(
        "s3",
        endpoint_url=where.endpoint,
        region_name=where.region,
        aws_access_key_id=where.key_id,
        aws_secret_access_key=where.secret,
        verify=where.authorities or True,
        config=_CONFIG,
    )


@contextmanager
def _explained(where: Address) -> Iterator[None]:
    """Say in one sentence why the bucket cannot be used, or that a file is not there, or is there already."""
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in _NOT_THERE:
            raise FileNotFoundError(code) from None
        if code in _TAKEN:
            raise FileExistsError(code) from None
        raise StoreProblem(_reason(where, code)) from None
    except (BotoCoreError, HTTPClientError, OSError) as error:
        # What it says may hold an address with a signature in it, so only its kind is told.
        raise StoreProblem(f"The object store {where.endpoint} cannot be reached ({type(error).__name__}).") from None


def _reason(where: Address, code: str) -> str:
    if code == "NoSuchBucket":
        return f"The object store {where.endpoint} has no bucket {where.name}."
    if code in _REFUSED:
        return f"The object store {where.endpoint} refuses the key to the bucket {where.name} ({code})."
    return f"The object store {where.endpoint} did not do as it was asked ({code})."
