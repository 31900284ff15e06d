"""S3 and what speaks like it, through s3fs: the final key is written by one conditional request.

S3 cannot rename, and needs not: an object appears whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    NoCredentialsError,
    PartialCredentialsError,
)
from fsspec.callbacks import Callback
from s3fs import S3FileSystem

from app.errors import AppError, Cancelled
from app.exchange.roads.base import CHUNK_BYTES, PassingError, RoadError, Told, safe_names, taken
from app.i18n import N_

if TYPE_CHECKING:
    from app.exchange.roads.destination import Destination, Secrets

# Two parts at most in memory; S3 allows no part below 5 MB.
_PART_BYTES = 8 << 20


class S3Road:
    """See `app.exchange.roads.base.Road`."""

    renames = False

    def __init__(self, one: Destination, secrets: Secrets) -> None:
        """Prepare; nothing is asked yet."""
        parts = urlsplit(one.url)
        self._folder = f"{parts.netloc}{parts.path}".rstrip("/")
        region = one.options.get("region", "")
        secret = secrets(one)
        if one.user and not secret:
            raise _no_key()
        self._files = S3FileSystem(
            key=one.user or None,
            secret=secret or None,
            endpoint_url=one.options.get("endpoint") or None,
            client_kwargs={"region_name": region} if region else {},
            config_kwargs={"connect_timeout": 15, "read_timeout": 90},
            use_listings_cache=False,
            skip_instance_cache=True,
        )

    def sizes(self) -> dict[str, int]:
        with _said():
            try:
                found = self._files.ls(self._folder, detail=True, refresh=True)
            except FileNotFoundError:
                bucket = self._folder.partition("/")[0]
                if bucket != self._folder and self._files.exists(bucket):
                    return {}  # a prefix is there once something is in it
                raise
        return safe_names(
            (str(one["name"]).rpartition("/")[2], int(one["size"] or 0))
            for one in found
            if one["type"] == "file"
        )

    def write(self, name: str, source: Path, told: Told) -> None:
        passed = _Passed(told)
        with _said(name):
            try:
                self._files.put_file(
                    str(source),
                    self._at(name),
                    mode="create",
                    chunksize=_PART_BYTES,
                    max_concurrency=1,
                    callback=passed,
                )
            except _StopError:
                raise Cancelled from None
            except FileExistsError as error:
                raise taken(name) from error
            except OSError as error:
                if _code(error) in ("PreconditionFailed", "412", "ConditionalRequestConflict"):
                    raise taken(name) from error
                raise

    def read(self, name: str) -> Iterator[bytes]:
        with (
            _said(name),
            self._files.open(
                self._at(name), "rb", block_size=_PART_BYTES, cache_type="readahead"
            ) as file,
        ):
            while piece := file.read(CHUNK_BYTES):
                yield piece

    def rename(self, name: str, final: str) -> None:
        raise NotImplementedError("objects are written under their final key")

    def remove(self, name: str) -> None:
        with _said(name):
            try:
                self._files.rm_file(self._at(name))
            except FileNotFoundError:
                return

    def close(self) -> None:
        """Hold nothing; the library closes its connections itself."""

    def _at(self, name: str) -> str:
        return f"{self._folder}/{name}"


class _StopError(Exception):
    """The user stopped; an ordinary error, because a harder one would end the library's thread."""


class _Passed(Callback):  # type: ignore[misc]
    """Hands on how many bytes have passed."""

    def __init__(self, told: Told) -> None:
        super().__init__()
        self._told = told

    def relative_update(self, inc: int = 1) -> None:
        """See fsspec."""
        try:
            self._told(inc)
        except Cancelled as error:
            raise _StopError from error


def _code(error: BaseException) -> str:
    cause = error.__cause__ or error.__context__
    if isinstance(cause, ClientError):
        return str(cause.response.get("Error", {}).get("Code", ""))
    return ""


def _no_key() -> RoadError:
    return RoadError(
        N_(
            "The secret key of this account is not known here. Type it where the password is asked"
            " for; a command takes it with --password-stdin."
        )
    )


@contextmanager
def _said(name: str = "") -> Iterator[None]:
    """Say the library's errors in words."""
    try:
        yield
    except AppError:
        raise
    except FileNotFoundError as error:
        if name:
            raise PassingError(
                N_("{name} is not there any more on the server."), name=name
            ) from error
        raise RoadError(N_("The folder is not there on the server. Check the address.")) from error
    except PermissionError as error:
        raise RoadError(N_("The server does not accept this account or password.")) from error
    except (NoCredentialsError, PartialCredentialsError) as error:
        raise _no_key() from error
    except (BotoCoreError, ClientError, OSError) as error:
        raise PassingError(
            N_("The connection to the server broke off. Check the network; then send again.")
        ) from error
