"""Deliveries as users have them: through the command line, and through a process that is killed."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import Process
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from figurewatch.app.settings import parse_settings
from figurewatch.app.subscribers import link_maker, subscribers_of
from figurewatch.errors import ConfigError
from figurewatch.records import Alert
from figurewatch.records.codec import decode, encode
from sinks.outbox import Outbox
from sinks.store import Store
from sinks.timing import Policy
from tests import factories
from tests.app.test_cli import figurewatch
from tests.sinks.receivers import SECRET, Receiver, keep

#: What both modes run for readers and subscribers, without the language pipeline.
FRONT = """
import sys
from pathlib import Path
from prometheus_client import CollectorRegistry
from figurewatch.app.front import Front, run_until_told
from figurewatch.app.settings import load_settings
from sinks.metrics import Metrics
from sinks.store import Store

settings = load_settings(Path(sys.argv[1]))
front = Front(settings, Store(settings.store_path), Metrics(CollectorRegistry()), feeds=list)

async def main(stop):
    runner, _ = await front.serve()
    await front.deliver(stop)
    await runner.cleanup()

run_until_told(main)
"""


def configure(path: Path, *subscribers: dict[str, object]) -> Path:
    """Write a configuration with these subscribers."""
    config = path / "figurewatch.yml"
    settings = {
        "data_dir": str(path / "var"),
        "http": {"port": 0},
        "subscribers": list(subscribers),
    }
    config.write_text(yaml.safe_dump(settings))
    return config


def webhook(url: str, **changes: object) -> dict[str, object]:
    """A webhook that may be on this machine."""
    return {
        "name": "desk",
        "type": "webhook",
        "url": url,
        "secret": SECRET,
        "allow_private": ["127.0.0.0/8"],
    } | changes


def store_of(path: Path, count: int = 1) -> Store:
    """A store with alerts for the desk."""
    store = Store(path / "var" / "figurewatch.db")
    now = datetime.now(UTC)
    for number in range(count):
        raised = factories.alert(id=f"{number:020x}", raised=now)
        keep(store, raised, "desk", now=now)
    return store


def test_a_process_killed_in_the_middle_sends_each_alert_under_one_id(tmp_path: Path) -> None:
    """It is killed each time that something has come and no answer has gone back."""
    store, receiver = store_of(tmp_path, count=6), Receiver()
    processes: list[Process] = []
    kills = 4

    async def run() -> None:
        nonlocal kills
        async with receiver.listening():
            config = configure(tmp_path, webhook(receiver.url))
            while Outbox(store).counts(now=datetime.now(UTC))["pending"]:
                seen = len(receiver.got)
                process = await asyncio.create_subprocess_exec(
                    sys.executable, "-c", FRONT, str(config), stderr=asyncio.subprocess.DEVNULL
                )
                processes.append(process)
                receiver.before_answer = process.kill if kills else lambda: None
                kills -= bool(kills)
                for _ in range(300):
                    done = Outbox(store).counts(now=datetime.now(UTC))["pending"] == 0
                    if process.returncode is not None or done:
                        break
                    await asyncio.sleep(0.05)
                assert len(receiver.got) > seen
                if process.returncode is None:
                    process.terminate()
                assert await process.wait() in (-signal.SIGKILL, 0)

    asyncio.run(run())
    assert [process.returncode for process in processes] == [-signal.SIGKILL] * 4 + [0]
    assert set(receiver.ids) == {f"{number:020x}" for number in range(6)}
    assert len(receiver.ids) == 6 + 4
    for number in range(6):
        (status,) = Outbox(store).statuses(f"{number:020x}")
        assert status.state == "sent"


def test_a_slow_subscriber_holds_up_nobody_else(tmp_path: Path) -> None:
    """Each has a loop of its own."""
    store, fast, slow = store_of(tmp_path), Receiver(), Receiver()
    keep(store, factories.alert(id="ff", raised=datetime.now(UTC)), "slow", now=datetime.now(UTC))
    slow.wait, slow.statuses = 4, [200]

    async def run() -> None:
        async with slow.listening(), fast.listening():
            config = configure(
                tmp_path, webhook(slow.url, name="slow"), webhook(fast.url, name="desk")
            )
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", FRONT, str(config), stderr=asyncio.subprocess.DEVNULL
            )
            for _ in range(400):
                if fast.got and slow.got:
                    break
                await asyncio.sleep(0.05)
            assert slow.statuses == [200], "answered before the other was told"
            process.kill()
            await process.wait()

    asyncio.run(run())
    assert (len(fast.got), len(slow.got)) == (1, 1)


def test_a_test_is_sent_at_once_and_says_so(tmp_path: Path) -> None:
    """Past the outbox; the answer is a line of JSON and an exit code."""
    receiver = Receiver(statuses=[200, 500])

    async def run() -> list[tuple[int, dict[str, object]]]:
        async with receiver.listening():
            config = configure(tmp_path, webhook(receiver.url))
            answers = []
            for _ in range(2):
                done = await asyncio.to_thread(
                    figurewatch, "alerts", "test", "desk", "--config", str(config)
                )
                answers.append((done.returncode, json.loads(done.stdout)))
            return answers

    (code, sent), (failed_code, failed) = asyncio.run(run())
    assert (code, sent["result"], sent["status"]) == (0, "sent", 200)
    assert (failed_code, failed["error"]) == (1, "answered 500")
    body = json.loads(receiver.got[0][1])
    assert body["test"] is True
    assert "This is a test" in body["data"]["explanation"]


def test_an_alert_is_acknowledged_muted_and_sent_again_by_command(tmp_path: Path) -> None:
    """And `alerts show` tells all of it."""
    store_of(tmp_path)
    config = ("--config", str(configure(tmp_path, webhook("http://127.0.0.1:9/"))))
    alert_id = "0" * 20
    done = figurewatch("alerts", "ack", alert_id, "--by", "Ada", "--reason", "known", *config)
    assert json.loads(done.stdout)["is_first"] is True
    done = figurewatch("alerts", "mute", alert_id, "--for", "2d", "--by", "Ada", *config)
    assert json.loads(done.stdout)["subscriber"] is None
    done = figurewatch("alerts", "redeliver", alert_id, "--subscriber", "desk", *config)
    assert json.loads(done.stdout) == {
        "alert": alert_id,
        "subscriber": "desk",
        "was": "pending",
        "message": alert_id,
    }
    shown = json.loads(figurewatch("alerts", "show", alert_id, *config).stdout)
    assert decode(encode(shown), Alert).id == alert_id
    delivery = shown["delivery"]
    assert delivery["acknowledged"]["who"] == "Ada"
    assert delivery["mutes"][0]["series"] == factories.series().key
    assert delivery["statuses"][0]["reason"] == "handed over again by hand"


def test_show_says_why_somebody_was_not_told(tmp_path: Path) -> None:
    """By severity, or because no watch catches it."""
    store_of(tmp_path)
    config = configure(
        tmp_path,
        {"name": "urgent", "type": "console", "minimum_severity": "critical"},
        {"name": "floods", "type": "console"},
    )
    watch = {"name": "water", "words": ["flood*"], "subscribers": ["floods"]}
    config.write_text(config.read_text() + yaml.safe_dump({"watches": [watch]}))
    shown = json.loads(figurewatch("alerts", "0" * 20, "--config", str(config)).stdout)
    assert shown["delivery"]["not_for"] == {
        "urgent": "its severity is warning, asked for is critical",
        "floods": "no watch catches it"
        " (water: none of the words stands in its sentence or headline)",
    }


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("test", "nobody"), 2, "there is no subscriber nobody, only desk"),
        (("ack", "00"), 1, "there is no alert 00"),
        (("mute", "0" * 20, "--for", "soon"), 2, "'soon' is no period such as 30m"),
        (("redeliver",), 2, "give the ID of an alert, or --failed"),
        (("redeliver", "0" * 20, "--subscriber", "x"), 1, "the alert was not meant for x"),
    ],
)
def test_a_mistake_is_one_clear_line(
    tmp_path: Path, arguments: tuple[str, ...], code: int, says: str
) -> None:
    """With the right exit code."""
    store_of(tmp_path)
    config = configure(tmp_path, webhook("http://127.0.0.1:9/"))
    done = figurewatch("alerts", *arguments, "--config", str(config))
    assert (done.returncode, says in done.stderr) == (code, True), done.stderr


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("type: webhook", "needs a url"),
        ("type: apprise", "needs a target"),
        (
            "type: webhook, url: 'http://a', secret: hidden",
            "secret: a webhook's secret is",
        ),
        (
            "type: webhook, url: 'http://a', allow_private: [hook]",
            "neither host:port nor a network",
        ),
        ("type: webhook, url: 'file:///etc'", "subscribers.0.url"),
        ("type: console, time_zone: Europe/Nowhere", "there is no time zone Europe/Nowhere"),
        ("type: console, quiet_hours: [{start: '22:00', end: '22:00'}]", "are the same"),
        ("type: console, quiet_hours: [{start: '22:00', ende: '7:00'}]", "did you mean end?"),
        ("type: alertmanager, url: 'http://a', digest: daily", "by its own routes"),
    ],
)
def test_a_wrong_subscriber_is_named_with_its_place(lines: str, says: str) -> None:
    """file:line:column, and words to act on."""
    text = f"subscribers:\n  - {{name: desk, {lines}}}\n"
    with pytest.raises(ConfigError) as caught:
        parse_settings(text, name="c.yml", environ={})
    assert str(caught.value).startswith("c.yml:2:")
    assert says in str(caught.value)
    assert "hidden" not in str(caught.value)


def test_hours_may_be_written_without_quotes() -> None:
    """YAML reads 22:30 as a number, and so do we: as the time that was meant."""
    text = (
        "subscribers:\n  - name: desk\n    type: console\n    time_zone: Europe/Kyiv\n"
        "    quiet_hours: [{start: 22:30, end: 07:00, days: [mon, sun]}]\n"
    )
    settings = parse_settings(text, name="c", environ={})
    policy: Policy = subscribers_of(settings)["desk"].policy
    assert [(str(item.start), str(item.end)) for item in policy.quiet] == [("22:30:00", "07:00:00")]
    assert policy.quiet[0].days == {0, 6}
    assert policy.zone.key == "Europe/Kyiv"


def test_the_example_of_the_documents_is_a_configuration(tmp_path: Path) -> None:
    """Every channel in it can be built."""
    text = (Path(__file__).parents[2] / "docs/operations.md").read_text()
    example = text.partition("```yaml\n")[2].partition("```")[0]
    secret = tmp_path / "links"
    secret.write_text("a secret of some length")
    environ = {
        "FIGUREWATCH_TOKEN": "a-token-of-some-length",
        "DESK_SECRET": SECRET,
        "ADA_MAIL": "mailto://user:password@mail.example?to=ada@desk.example",
        "CHAT": "ntfy://figures",
    }
    example = example.replace("/run/secrets/links", str(secret))
    settings = parse_settings(example, name="c", environ=environ)
    assert list(subscribers_of(settings)) == ["newsroom", "ada", "room", "ops"]


def test_secrets_of_channels_are_masked_and_may_come_from_outside() -> None:
    """A mail's address holds a password."""
    text = "subscribers:\n  - {name: desk, type: apprise, target: '${MAIL}'}\n"
    settings = parse_settings(text, name="c", environ={"MAIL": "mailto://me:hidden@desk.example"})
    assert "hidden" not in settings.model_dump_json()
    assert subscribers_of(settings)["desk"].notifier.channel == "apprise"


def test_links_are_signed_by_a_secret_that_stays(tmp_path: Path) -> None:
    """Made at first, readable by its owner only; the configuration's wins."""
    text = f"data_dir: {tmp_path}\nhttp: {{public_url: 'https://watch.example/'}}\n"
    settings = parse_settings(text, name="c", environ={})
    first = link_maker(settings, base="http://127.0.0.1:1")
    again = link_maker(settings, base="http://127.0.0.1:2")
    assert first == again
    assert first.base == "https://watch.example"
    assert os.stat(tmp_path / "links.key").st_mode & 0o777 == 0o600
    text += "links: {secret: configured-by-the-operator}\n"
    configured = link_maker(parse_settings(text, name="c", environ={}), base="")
    assert configured.secret == b"configured-by-the-operator"
