"""Every error the product raises on purpose, as one tree.

ReviewerError                 code            what went wrong
├── UsageError                usage           the command or request was put wrongly
├── SettingsError             settings        a setting cannot be used
├── ResourceError             resource        lexicons, model or web files are missing or altered
│   ├── RuleError             rule            a lexicon file cannot be read or breaks the format
│   └── ModelError            model           the classifier is missing, malformed or altered
├── ReportError               report          a result could not be written
├── RefusedError              refused         a rule of the workflow stands against it
│   └── OvertakenError        overtaken       somebody else was quicker
├── AbsentError               absent          it does not exist, or not for this person
├── StoreError                store           the database cannot be used
└── NotReadError              (its reason)    a reader cannot go on; `intake` turns it into a `Gap`

Exit codes and HTTP statuses are chosen at the doors (`cli`, `web`), not here.
Messages are Chinese, for people; codes are English, for programs.
"""

from __future__ import annotations


class ReviewerError(Exception):
    """An error with a message for people and a code for programs."""

    code = "error"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UsageError(ReviewerError):
    """The command or request was put wrongly."""

    code = "usage"


class SettingsError(ReviewerError):
    """A setting cannot be used."""

    code = "settings"


class ResourceError(ReviewerError):
    """Lexicons, model or web files are missing or altered."""

    code = "resource"


class RuleError(ResourceError):
    """A lexicon file cannot be read or breaks the rule format."""

    code = "rule"


class ModelError(ResourceError):
    """The classifier is missing, malformed or altered."""

    code = "model"


class ReportError(ReviewerError):
    """A result could not be written."""

    code = "report"


class RefusedError(ReviewerError):
    """Somebody may not do this, or not now; `refusals` say why, one line each."""

    code = "refused"

    def __init__(self, *refusals: str) -> None:
        super().__init__("；".join(refusals))
        self.refusals = refusals


class OvertakenError(RefusedError):
    """Somebody else was quicker; the message says who and what."""

    code = "overtaken"


class AbsentError(ReviewerError):
    """It does not exist, or not for this person: the two are not told apart."""

    code = "absent"


class StoreError(ReviewerError):
    """The database cannot be used: unreachable, too old, of another version, or its chain is broken."""

    code = "store"


class NotReadError(ReviewerError):
    """A reader cannot go on; carries the reason code of the gap that it becomes."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.code = reason
        self.reason = reason
