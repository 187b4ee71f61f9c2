"""Every error the product raises on purpose, as one tree.

ReviewerError                 code            what went wrong
├── UsageError                usage           the command or request was put wrongly
├── SettingsError             settings        a setting cannot be used
├── ResourceError             resource        lexicons, model or web files are missing or altered
│   ├── RuleError             rule            a lexicon file cannot be read or breaks the format
│   └── ModelError            model           the classifier is missing, malformed or altered
├── ReportError               report          a result could not be written
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


class NotReadError(ReviewerError):
    """A reader cannot go on; carries the reason code of the gap that it becomes."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.code = reason
        self.reason = reason
