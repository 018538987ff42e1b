"""Why a language model gave nothing."""


class UnavailableError(Exception):
    """The endpoint gave nothing that can be used. The message says why and repeats nothing that was sent or received."""
