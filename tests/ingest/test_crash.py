"""Kill -9 at any moment: nothing printed is lost, nothing gets a second id."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
import textwrap
from pathlib import Path

from ingest.store import Store
from tests.ingest.outlets import item, open_outlet, rss

#: A process that polls one feed as fast as it can and passes articles on to a file by lines.
POLLING = textwrap.dedent("""
    import asyncio, sys
    from datetime import UTC, datetime, timedelta
    from pathlib import Path
    from ingest.poller import Poller
    from ingest.sources import FeedSource, FetchLimits
    from ingest.store import Store

    url, endpoint, database, taken = sys.argv[1:]

    async def main():
        store = Store(Path(database))
        source = FeedSource(url=url, outlet="Wire", interval=timedelta(milliseconds=20))
        limits = FetchLimits(allow_private=(endpoint,), spacing=timedelta())
        poller = Poller([source], store, limits=limits, now=lambda: datetime.now(UTC))
        asyncio.create_task(poller.run(asyncio.Event()))
        with open(taken, "a") as file:
            while True:
                for row, article in store.pending(3):
                    file.write(f"{article.id} {article.revision} {article.title}\\n")
                    file.flush()
                    store.done([row])
                await asyncio.sleep(0.001)

    asyncio.run(main())
    """)


def test_a_process_that_is_killed_again_and_again_loses_no_article(tmp_path: Path) -> None:
    database, taken = tmp_path / "ingest.db", tmp_path / "taken"
    printed = 0
    chance = random.Random(7)

    def kill(process: subprocess.Popen[bytes]) -> None:
        process.kill()
        process.wait()

    async def run() -> None:
        nonlocal printed
        async with open_outlet() as outlet:

            def start() -> subprocess.Popen[bytes]:
                arguments = (outlet.url("/rss"), outlet.endpoint, str(database), str(taken))
                return subprocess.Popen([sys.executable, "-c", POLLING, *arguments])

            async def print_more(count: int) -> None:
                nonlocal printed
                for _ in range(count):
                    printed += 1
                    # A window of ten: what is lost once is not seen again.
                    numbers = range(max(0, printed - 10), printed)
                    items = [item(n, f"Story {n}", f"{n} people") for n in numbers]
                    outlet.serve("/rss", rss(*items), ETag=f'"{printed}"')
                    await asyncio.sleep(0.01)

            for _ in range(6):
                process = start()
                asked = len(outlet.requests)
                while len(outlet.requests) < asked + 3:
                    await asyncio.sleep(0.01)
                await print_more(chance.randrange(3, 9))
                await asyncio.sleep(chance.random() * 0.05)
                kill(process)
            process = start()
            asked = len(outlet.requests)
            while len(outlet.requests) < asked + 10:
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.5)
            kill(process)

    asyncio.run(run())
    rows = [line.split(" ", 2) for line in taken.read_text().splitlines()]
    rows += [[a.id, str(a.revision), a.title] for _, a in Store(database).pending()]
    assert {title for _, _, title in rows} == {f"Story {n}" for n in range(printed)}
    assert len({(identity, title) for identity, _, title in rows}) == printed
    assert {revision for _, revision, _ in rows} == {"1"}
