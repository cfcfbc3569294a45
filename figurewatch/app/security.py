"""
How to reach a broker that wants TLS or a password: one block of settings, two clients.

kafka-python (`ingest`, `deliver`, `topics`) and Faust's aiokafka (`process`) name their options
differently; both are given the same TLS context.
"""

from __future__ import annotations

import ssl
from typing import Any

import faust

from figurewatch.app.settings import KafkaSection, KafkaSecurity
from figurewatch.errors import ConfigError


def client_options(kafka: KafkaSection) -> dict[str, Any]:
    """Give what kafka-python's clients need beside the address; raises ConfigError."""
    security = kafka.security
    options: dict[str, Any] = {"security_protocol": security.protocol}
    if security.encrypts:
        options["ssl_context"] = tls_context(security)
    if security.asks_for_password:
        options["sasl_mechanism"] = security.mechanism
        options["sasl_plain_username"] = security.user
        options["sasl_plain_password"] = _password(security)
    return options


def faust_credentials(kafka: KafkaSection) -> Any:
    """Give Faust's `broker_credentials`, None for a broker that asks for nothing."""
    security = kafka.security
    context = tls_context(security) if security.encrypts else None
    if security.asks_for_password:
        return faust.SASLCredentials(
            username=security.user,
            password=_password(security),
            ssl_context=context,
            mechanism=security.mechanism,
        )
    return faust.SSLCredentials(context) if context else None


def tls_context(security: KafkaSecurity) -> ssl.SSLContext:
    """
    Trust the named authorities, or the system's, and show the named certificate if there is one.

    The broker's name is checked. Raises ConfigError naming the file that can't be used.
    """
    place = "kafka.security.ca_file"
    try:
        context = ssl.create_default_context(cafile=security.ca_file)
        if security.cert_file is not None:
            place = "kafka.security.cert_file"
            context.load_cert_chain(security.cert_file, security.key_file)
    except OSError as error:  # an SSLError is one
        raise ConfigError(error.strerror or str(error), place=place) from error
    return context


def _password(security: KafkaSecurity) -> str:
    assert security.password is not None  # the settings see to it
    return security.password.get_secret_value()
