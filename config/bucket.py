"""The bucket of an object store, as the environment names it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from config import env


@dataclass(frozen=True, slots=True)
class Address:
    """Where a bucket is, and the key to it."""

    endpoint: str
    name: str
    region: str
    key_id: str
    secret: str = field(repr=False)
    authorities: str


def bucket(environ: Mapping[str, str] | None = None) -> Address | None:
    """Give the bucket in which documents lie, or None where they lie in a folder.

    Raises EnvironmentProblem for one that is named by halves.
    """
    if env.DOCUMENT_STORE.read(environ) is env.DocumentStore.FOLDER:
        return None
    for needed in (env.S3_ENDPOINT, env.S3_BUCKET, env.S3_KEY_ID):
        if not needed.read(environ):
            raise env.EnvironmentProblem(f"{env.DOCUMENT_STORE.name} is s3, and {needed.name} is not set.")
    return Address(
        endpoint=env.S3_ENDPOINT.read(environ),
        name=env.S3_BUCKET.read(environ),
        region=env.S3_REGION.read(environ),
        key_id=env.S3_KEY_ID.read(environ),
        secret=_bucket_secret(environ),
        authorities=env.S3_CA.read(environ),
    )


def _bucket_secret(environ: Mapping[str, str] | None) -> str:
    said, file = env.S3_SECRET.read(environ), env.S3_SECRET_FILE.read(environ)
    if bool(said) == bool(file):
        raise env.EnvironmentProblem(f"Set one of {env.S3_SECRET.name} and {env.S3_SECRET_FILE.name}.")
    try:
        return said or (env.ROOT / file).read_text().strip()
    except OSError:
        raise env.EnvironmentProblem(f"The file that {env.S3_SECRET_FILE.name} names cannot be read.") from None
