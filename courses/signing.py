"""The key that signs badges: Ed25519, from CREDENTIAL_SIGNING_KEY as PEM or JWK (JSON).

On one person's own machine, where none is set, one is made under DATA_DIR and kept there.
"""

import json
import os
import warnings
from contextlib import suppress

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

#: The name of RFC 8037, which every library and wallet knows. Few know the one of RFC 9864 ("Ed25519") yet.
ALGORITHM = "EdDSA"
warnings.filterwarnings("ignore", message="EdDSA is deprecated via RFC 9864", module="joserfc")


def read_key(text: str) -> OKPKey:
    """The key in this text. Raises ImproperlyConfigured with one sentence for anything else."""
    try:
        # A setting often cannot hold line ends: they may be written as \n.
        text = text.strip().replace("\\n", "\n")
        key = OKPKey.import_key(json.loads(text) if text.startswith("{") else text)
    except (ValueError, TypeError, KeyError, JoseError):
        key = None
    if key is None or not key.is_private or key.curve_name != "Ed25519":
        raise ImproperlyConfigured(
            "CREDENTIAL_SIGNING_KEY is not a private Ed25519 key as PEM or JWK: "
            "make one with “openssl genpkey -algorithm ed25519” (see README, Settings)."
        )
    return key


def check_setting() -> None:
    """Stop the start, rather than the first badge, when the key that is set is none."""
    if settings.CREDENTIAL_SIGNING_KEY:
        read_key(settings.CREDENTIAL_SIGNING_KEY)


def current_key() -> OKPKey:
    """The key that signs now."""
    return read_key(settings.CREDENTIAL_SIGNING_KEY or _own_key())


def _own_key() -> str:
    """The key of this machine, made when it is missing. Two processes at once keep the first one's."""
    path = settings.DATA_DIR / "credential-key.pem"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_suffix(f".{os.getpid()}")
        made.touch(mode=0o600)
        made.write_bytes(OKPKey.generate_key("Ed25519").as_pem(private=True))
        with suppress(FileExistsError):
            os.link(made, path)
        made.unlink()
    return path.read_text()


def public_jwk(key: OKPKey) -> dict:
    """The public half as it is published, for either name of its algorithm. Its "kid" is the thumbprint of
    RFC 7638."""
    return key.as_dict(private=False) | {"kid": key.thumbprint(), "use": "sig"}


def sign(payload: dict, *, key: OKPKey, kid: str) -> str:
    """The payload as a compact JWS. `kid` is the address of the public key."""
    header = {"alg": ALGORITHM, "kid": kid, "typ": "JWT"}
    return jws.serialize_compact(header, json.dumps(payload, ensure_ascii=False), key, algorithms=[ALGORITHM])
