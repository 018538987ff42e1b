"""Errors a user can repair; each message names the thing, the cause and the next command."""


class AssistantError(Exception):
    """Base of every error that a command prints as one line and answers with exit status 1."""


class SettingsError(AssistantError):
    """A setting is unknown or out of range."""


class CorpusError(AssistantError):
    """A corpus folder is missing, unreadable or holds nothing that can be indexed."""


class UnreadableFileError(AssistantError):
    """One file cannot become a document; the others can.

    ``code`` is the machine-readable reason written in the report of a rebuild.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
