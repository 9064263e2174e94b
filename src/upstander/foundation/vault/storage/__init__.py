"""Where the ciphertext of files lies. One interface, two stores: a folder, or a bucket that speaks S3."""

from .stores import Store, Stored, open_store, vault_store

__all__ = ["Store", "Stored", "open_store", "vault_store"]
