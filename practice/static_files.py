"""Static files as a clinic's server gives them: compressed, and each under a name that says what is in it."""

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]

IMPORTED = (r"""(?P<matched>\bfrom "(?P<url>\.{1,2}/[\w/.-]+\.js)")""", 'from "%(url)s"')


class NamedByContent(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped
    """Our modules name each other by their hashed names too, so that a browser keeps all of them for good."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", (IMPORTED,)))
    max_post_process_passes = 12  # a module's name follows from the names of those that it imports, link by link
