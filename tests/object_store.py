"""An object store that speaks S3 over HTTP and asks for a key, in a process of its own."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from botocore.session import Session

from config.bucket import Address
from config.ports import free_port
from panah.core.ids import new_id

LONGEST_START = 60
REGION = "us-east-1"
EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
# Making a member, its key and its right is done before keys are asked for; from then on every request is checked.
UNASKED = 3


@pytest.fixture(scope="session")
def object_store() -> Iterator[Address]:
    """The store for the whole run of this process; the bucket that is named is not there yet."""
    port = free_port("127.0.0.1", 0)
    told = os.environ | {"INITIAL_NO_AUTH_ACTION_COUNT": str(UNASKED)}
    command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, env=told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        endpoint = f"http://127.0.0.1:{port}"
        _wait_until_it_answers(endpoint, process)
        yield _with_key(endpoint)
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def bucket(object_store: Address) -> Address:
    """An empty bucket of the test's own."""
    address = replace(object_store, name=f"documents-{new_id().hex}")
    client("s3", address).create_bucket(Bucket=address.name)
    return address


def _with_key(endpoint: str) -> Address:
    nobody = Address(endpoint, "nothing", REGION, "nobody", "nothing", "")
    members = client("iam", nobody)
    members.create_user(UserName="panah")
    members.put_user_policy(UserName="panah", PolicyName="all", PolicyDocument=json.dumps(EVERYTHING))
    key = members.create_access_key(UserName="panah")["AccessKey"]
    return replace(nobody, key_id=key["AccessKeyId"], secret=key["SecretAccessKey"])


def client(service: str, address: Address) -> Any:
    """Somebody who speaks to the store past our own code."""
    return Session().create_client(
        service,
        endpoint_url=address.endpoint,
        region_name=address.region,
        aws_access_key_id=address.key_id,
        aws_secret_access_key=address.secret,
    )


def _wait_until_it_answers(endpoint: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + LONGEST_START
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError):
            urllib.request.urlopen(f"{endpoint}/moto-api/", timeout=2).close()
            return
        time.sleep(0.1)
    raise RuntimeError("the object store did not answer")
