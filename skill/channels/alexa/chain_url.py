"""Where the certificate of a signed Alexa request may be fetched from: Amazon's bucket and nowhere else.

Source: Amazon, "Host a custom skill as a web service", checking the signature certificate URL.
"""

from __future__ import annotations

import posixpath
import re
from urllib.parse import urlsplit

CHAIN_HOST = "s3.amazonaws.com"
CHAIN_PORT = 443
CHAIN_FOLDER = "/echo.api/"
MAX_URL_CHARS = 500

_PLAIN_PATH = re.compile(r"[A-Za-z0-9._/-]+")


class ChainUrlRefused(ValueError):
    """The URL is not one of Amazon's; the message says which rule it breaks."""


def checked_chain_path(url: str) -> str:
    """The normalised path of the chain on CHAIN_HOST; raises ChainUrlRefused.

    The path is case-sensitive, the scheme and the host are not. A path with escapes could mean another one to the
    server than to us, so only plain characters pass.
    """
    if len(url) > MAX_URL_CHARS:
        raise ChainUrlRefused("the certificate URL is too long")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ChainUrlRefused("the certificate URL is malformed") from None
    if parts.scheme.lower() != "https":
        raise ChainUrlRefused("the certificate URL is not https")
    if host != CHAIN_HOST or "@" in parts.netloc:
        raise ChainUrlRefused("the certificate URL has another host")
    if port not in (None, CHAIN_PORT):
        raise ChainUrlRefused("the certificate URL has another port")
    if parts.query or parts.fragment or not _PLAIN_PATH.fullmatch(parts.path):
        raise ChainUrlRefused("the certificate URL has more than a plain path")
    path = posixpath.normpath(parts.path)
    if not path.startswith(CHAIN_FOLDER):
        raise ChainUrlRefused("the certificate URL has another path")
    return path
