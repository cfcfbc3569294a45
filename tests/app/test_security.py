"""What both Kafka clients are built with, from one block of settings."""

from __future__ import annotations

import ssl
from pathlib import Path

import faust
import pytest
from faust.transport.drivers.aiokafka import credentials_to_aiokafka_auth

from figurewatch.app.security import client_options, faust_credentials
from figurewatch.app.settings import KafkaSection, parse_settings
from figurewatch.errors import ConfigError
from tests.certificates import make_authority


def kafka(security: str, **environ: str) -> KafkaSection:
    """Give the section of a configuration whose `kafka.security` is `security`."""
    return parse_settings(f"kafka:\n  security: {security}\n", name="x.yml", environ=environ).kafka


def test_without_a_block_nothing_is_asked_for() -> None:
    """A broker on loopback."""
    section = kafka("{}")
    assert client_options(section) == {"security_protocol": "PLAINTEXT"}
    assert faust_credentials(section) is None


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])
def test_both_clients_send_the_same_user_and_password(mechanism: str) -> None:
    """Over TLS that checks the broker's name."""
    section = kafka(
        f"{{protocol: SASL_SSL, mechanism: {mechanism}, user: wire, password: '${{KAFKA_PW}}'}}",
        KAFKA_PW="s3cret",
    )
    ours = client_options(section)
    theirs = credentials_to_aiokafka_auth(faust_credentials(section))
    for options in (ours, dict(theirs)):
        context = options.pop("ssl_context")
        assert (context.check_hostname, context.verify_mode) == (True, ssl.CERT_REQUIRED)
        assert options == {
            "security_protocol": "SASL_SSL",
            "sasl_mechanism": mechanism,
            "sasl_plain_username": "wire",
            "sasl_plain_password": "s3cret",
        }
    assert "s3cret" not in section.model_dump_json()


def test_a_certificate_is_shown_and_one_authority_trusted(tmp_path: Path) -> None:
    """Both clients get contexts made from the files."""
    authority = make_authority(tmp_path)
    wire = authority.sign("wire")
    files = f"ca_file: {authority.file}, cert_file: {wire.cert}, key_file: {wire.key}"
    section = kafka(f"{{protocol: SSL, {files}}}")
    credentials = faust_credentials(section)
    assert isinstance(credentials, faust.SSLCredentials)
    for context in (client_options(section)["ssl_context"], credentials.context):
        assert [dict(sum(cert["subject"], ())) for cert in context.get_ca_certs()] == [
            {"commonName": "Test Authority"}
        ]


@pytest.mark.parametrize(
    ("security", "says"),
    [
        ("{protocol: SASL_SSL, user: wire}", "SASL_SSL needs user and password"),
        ("{user: wire, password: x}", "PLAINTEXT sends no user; did you mean SASL_SSL?"),
        ("{ca_file: ca.pem}", "PLAINTEXT is not encrypted; did you mean SSL or SASL_SSL?"),
        ("{protocol: SSL, key_file: key.pem}", "key_file needs cert_file"),
        ("{protocol: TLS}", "x.yml:2:24: kafka.security.protocol"),
    ],
)
def test_half_a_block_is_refused(security: str, says: str) -> None:
    """Before anything is sent in clear."""
    with pytest.raises(ConfigError, match=says.replace("?", r"\?")):
        kafka(security)


@pytest.mark.parametrize("setting", ["ca_file", "cert_file"])
def test_a_file_that_is_missing_is_named_by_its_setting(setting: str, tmp_path: Path) -> None:
    """As is one that holds something else."""
    for content in (None, "no certificate"):
        path = tmp_path / "file.pem"
        if content is not None:
            path.write_text(content)
        with pytest.raises(ConfigError, match=f"kafka.security.{setting}"):
            client_options(kafka(f"{{protocol: SSL, {setting}: {path}}}"))
