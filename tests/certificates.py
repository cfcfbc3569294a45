"""Certificates for tests, made with openssl: an authority, and what it signs."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

_EXTENSIONS = "subjectAltName=IP:127.0.0.1,DNS:localhost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A certificate and its key, in PEM."""

    cert: Path
    key: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """Signs certificates that hold for 127.0.0.1."""

    directory: Path

    @property
    def file(self) -> Path:
        """Its own certificate."""
        return self.directory / "ca.pem"

    def sign(self, name: str) -> Certificate:
        """Make a certificate for `name`."""
        cert, key = self.directory / f"{name}.pem", self.directory / f"{name}.key"
        _openssl(
            *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", f"/CN={name}", "-addext", _EXTENSIONS),
            *("-addext", "basicConstraints=critical,CA:FALSE"),
            *("-CA", str(self.file), "-CAkey", str(self.directory / "ca.key")),
            *("-keyout", str(key), "-out", str(cert)),
        )
        return Certificate(cert=cert, key=key)


def make_authority(directory: Path) -> Authority:
    """Make an authority whose files lie in `directory`."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    _openssl(
        *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
        *("-subj", "/CN=Test Authority"),
        *("-keyout", str(directory / "ca.key"), "-out", str(directory / "ca.pem")),
    )
    return Authority(directory=directory)


def _openssl(*arguments: str) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)
