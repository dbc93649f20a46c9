"""What is kept of a secret that travels in a link by mail."""

import hashlib


def fingerprint_of(token: str) -> str:
    """Enough to know the token again, not to make it."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
