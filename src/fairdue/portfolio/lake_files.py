"""Writes and reads the lake's persons: Parquet that nobody opens without the installation's key.

Every column, the footer included, is encrypted by Parquet Modular Encryption (AES-256-GCM). Each
file has fresh data keys, wrapped by a master key that is derived from the vault's and never
stored. Source: Apache Parquet format, Encryption.md; key wrapping after NIST SP 800-38D.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from itertools import chain
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pyarrow.parquet import encryption

from fairdue.engine.lake import lake
from fairdue.portfolio.columns import DATASET, PERSONS
from fairdue.vault.sealing import SealBrokenError, vault

FILE = "persons"
MASTER_KEY = "lake-1"
"""Names the master key inside the files, so that a later one can stand beside it."""

ROWS_PER_GROUP = 100_000
NONCE_BYTES = 12


def write_persons(folder: Path, persons: pl.DataFrame | Iterable[pl.DataFrame]) -> None:
    """Write persons (schema PERSONS) as an encrypted Parquet file into a day's folder.

    In customer_ref order: at once, or one frame after another, at least one, where there are too
    many.
    """
    properties = _factory().file_encryption_properties(
        encryption.KmsConnectionConfig(),
        encryption.EncryptionConfiguration(
            footer_key=MASTER_KEY,
            uniform_encryption=True,
            encryption_algorithm="AES_GCM_V1",
            data_key_length_bits=256,
        ),
    )
    frames = [persons] if isinstance(persons, pl.DataFrame) else persons
    tables = (
        frame.select(*PERSONS).to_arrow(compat_level=pl.CompatLevel.oldest()) for frame in frames
    )
    first = next(tables)
    with pq.ParquetWriter(
        folder / f"{FILE}.parquet",
        first.schema,
        encryption_properties=properties,
        compression="lz4",
        use_dictionary=False,
    ) as file:
        for table in chain([first], tables):
            file.write_table(table, row_group_size=ROWS_PER_GROUP)


def read_persons(day: date, customer_refs: Collection[str] | pl.Series) -> pl.DataFrame:
    """The persons of a day that are asked for, in customer_ref order; unknown ones are left out.

    Raises DayMissingError when intake has not written the day, SealBrokenError when the file was
    altered or sealed by another installation.
    """
    parts = persons_by_part(day, customer_refs)
    return pl.concat([pl.DataFrame(schema=PERSONS), *parts]).sort("customer_ref")


def persons_by_part(
    day: date, customer_refs: Collection[str] | pl.Series
) -> Iterator[pl.DataFrame]:
    """As `read_persons`, a part of the file at a time, so that few persons are open at once."""
    path = lake().file(DATASET, day, FILE)
    asked = pl.DataFrame({"customer_ref": pl.Series(customer_refs, dtype=pl.String)})
    properties = _factory().file_decryption_properties(encryption.KmsConnectionConfig())
    try:
        with pq.ParquetFile(path, decryption_properties=properties) as file:
            for number in range(file.num_row_groups):
                group = pl.from_arrow(file.read_row_group(number))
                assert isinstance(group, pl.DataFrame)
                ref = group["customer_ref"]
                first, last = (pl.lit(end, dtype=pl.String) for end in (ref.min(), ref.max()))
                near = asked.filter(pl.col("customer_ref").is_between(first, last))
                mine = _let_go_of_others(group.join(near, on="customer_ref", how="semi"))
                yield mine.with_columns(_columns_since(mine)).select(*PERSONS)
    except (InvalidTag, OSError, pa.ArrowException) as error:
        raise SealBrokenError(
            f"the persons of {day} can't be opened: the file was altered, or another "
            "installation's keys sealed it"
        ) from error
    finally:
        pa.default_memory_pool().release_unused()


def _let_go_of_others(persons: pl.DataFrame) -> pl.DataFrame:
    """The same rows with texts of their own: a filter's rows hold the texts of all it dropped."""
    own = pl.from_arrow(persons.to_arrow(compat_level=pl.CompatLevel.oldest()))
    assert isinstance(own, pl.DataFrame)
    return own


def _columns_since(group: pl.DataFrame) -> list[pl.Expr]:
    """Columns that came after the file was written, empty: a day is never written twice."""
    return [
        pl.lit(None, dtype=kind).alias(name)
        for name, kind in PERSONS.items()
        if name not in group.columns
    ]


class _VaultKeys(encryption.KmsClient):  # type: ignore[misc]  # pyarrow has no types
    """Wraps the files' data keys by a key that the vault derives."""

    def __init__(self, _connection: object) -> None:
        super().__init__()
        self._cipher = AESGCM(vault().derive("lake"))

    def wrap_key(self, key_bytes: bytes, master_key_identifier: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        wrapped = self._cipher.encrypt(nonce, key_bytes, master_key_identifier.encode())
        return base64.b64encode(nonce + wrapped)

    def unwrap_key(self, wrapped_key: bytes, master_key_identifier: str) -> bytes:
        data = base64.b64decode(wrapped_key)
        body = data[NONCE_BYTES:]
        return self._cipher.decrypt(data[:NONCE_BYTES], body, master_key_identifier.encode())


def _factory() -> encryption.CryptoFactory:
    """A fresh one each time: it caches keys by name, and tests change the vault."""
    return encryption.CryptoFactory(_VaultKeys)
