"""What every use of the office needs: the database, the reviewer, the settings and the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from reviewer.records import Origin, Reviewed, RuleSet
from reviewer.secret import secret_key
from reviewer.settings import Settings
from reviewer.store.engine import Store, open_store
from reviewer.store.migrate import upgrade
from reviewer.store.vault import Vault

Clock = Callable[[], datetime]  # aware, in UTC


class Reviews(Protocol):
    """The part of `review.Reviewer` that the office uses."""

    rules: RuleSet

    @property
    def model_version(self) -> str:
        """Hash of the classifier in use."""

    def review(self, data: bytes, origin: Origin) -> Reviewed:
        """Review bytes that are already here."""


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Office:
    """Made once for a process and handed to every use."""

    store: Store
    vault: Vault
    reviews: Reviews
    settings: Settings
    clock: Clock = utc_now


def open_office(settings: Settings, reviews: Reviews, clock: Clock = utc_now) -> Office:
    """The office of this installation, its database brought to this version; raises StoreError."""
    store = open_store(settings)
    upgrade(store)
    return Office(store, Vault(secret_key(settings.state, "vault")), reviews, settings, clock)
