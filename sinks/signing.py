"""
Signs webhooks by Standard Webhooks (standardwebhooks.com, 2023).

A signature is `v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`. While a secret is
replaced there are two signatures, and the receiver accepts whichever it knows.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime


def signing_key(secret: str) -> bytes:
    """Decode `whsec_` and base64 of 24 to 64 bytes; raises ValueError."""
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error as error:
        raise ValueError("a webhook's secret is `whsec_` and base64") from error
    if not 24 <= len(key) <= 64:
        raise ValueError(f"a webhook's secret has 24 to 64 bytes, not {len(key)}")
    return key


def signed_headers(
    message_id: str, body: bytes, *, keys: Sequence[bytes], now: datetime
) -> dict[str, str]:
    """Give the headers that identify `body` and, with `keys`, sign it."""
    stamp = str(int(now.timestamp()))
    headers = {"webhook-id": message_id, "webhook-timestamp": stamp}
    if keys:
        content = b".".join([message_id.encode(), stamp.encode(), body])
        digests = [hmac.new(key, content, hashlib.sha256).digest() for key in keys]
        signatures = [f"v1,{base64.b64encode(digest).decode()}" for digest in digests]
        headers["webhook-signature"] = " ".join(signatures)
    return headers
