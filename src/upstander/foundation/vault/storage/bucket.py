"""A store in a bucket that speaks S3. Needs the extra `upstander[s3]`."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from typing import BinaryIO

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from ..errors import NoObject, StoreError, StoreFull
from .stores import Stored
from .streams import checked

PIECE = 1024 * 1024
NO_ROOM = {"InsufficientStorage", "QuotaExceeded", "XMinioStorageFull", "507"}


class BucketStore:
    """An object is put in one request with its SHA-256, which the service checks: whole or not there.

    Objects are chunks of at most 4 MiB, so one in memory at a time is constant memory.
    """

    def __init__(self, bucket: str, prefix: str, endpoint: str | None) -> None:
        self.bucket, self.prefix = bucket, f"{prefix}/" if prefix else ""
        config = Config(retries={"max_attempts": 4, "mode": "standard"}, connect_timeout=5, read_timeout=30)
        self.client = boto3.client("s3", endpoint_url=endpoint, config=config)

    def write(self, key: str, stream: BinaryIO, size: int, sha256: bytes) -> None:
        body = io.BytesIO()
        for piece in checked(stream, size, sha256):
            body.write(piece)
        body.seek(0)
        try:
            self.client.put_object(
                Bucket=self.bucket,
                Key=self.prefix + key,
                Body=body,
                ContentLength=size,
                ChecksumSHA256=base64.b64encode(sha256).decode(),
            )
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in NO_ROOM:
                raise StoreFull from error
            raise StoreError from error
        except BotoCoreError as error:
            raise StoreError from error

    def read(self, key: str) -> Iterator[bytes]:
        try:
            found = self.client.get_object(Bucket=self.bucket, Key=self.prefix + key)
        except self.client.exceptions.NoSuchKey as error:
            raise NoObject from error
        except (ClientError, BotoCoreError) as error:
            raise StoreError from error
        pieces: Iterator[bytes] = found["Body"].iter_chunks(PIECE)
        return pieces

    def erase(self, key: str) -> None:
        try:
            self.client.delete_object(Bucket=self.bucket, Key=self.prefix + key)
        except (ClientError, BotoCoreError) as error:
            raise StoreError from error

    def room(self) -> int | None:
        return None  # S3 has no question for it: the operator sets UPSTANDER_FILES_TOTAL_GB

    def everything(self) -> Iterator[Stored]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self.prefix)
        for page in pages:
            for found in page.get("Contents", []):
                yield Stored(found["Key"][len(self.prefix) :], found["LastModified"])
