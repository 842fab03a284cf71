"""What can go wrong, in the domain's own words.

``web/errors.py`` turns each into a status and a page; ``cli`` into a sentence and an exit code.
The message of ``Invalid`` and ``Conflict`` is a translatable sentence a person can act on.
"""


class DomainError(Exception):
    """Anything the domain refuses; never raised itself."""


class NotFound(DomainError):
    """There is no such thing, or the one who asks may not know that there is."""


class Forbidden(DomainError):
    """The one who asks may see the thing but not do this to it."""


class Invalid(DomainError):
    """What was asked for breaks a rule; the message says which and how to mend it."""

    def __init__(self, message: str, *, field: str = "", **values: object) -> None:
        """Keep the sentence apart from its values, so that it can be translated."""
        super().__init__(message % values if values else message)
        self.message = message
        self.field = field
        self.values = values


class Conflict(DomainError):
    """Somebody was faster: what is stored is not what the writer had seen."""

    def __init__(self, message: str = "", **values: object) -> None:
        """Keep the sentence apart from its values, so that it can be translated."""
        super().__init__(message % values if values else message)
        self.message = message
        self.values = values
