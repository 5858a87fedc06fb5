"""`faguang demo` as a newcomer meets it: a process, one address, and what it says when something is in the way."""

import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/")


@pytest.fixture
def demo(tmp_path):
    """Run `faguang` with these arguments until the block ends; gives its first line, then its exit is looked at."""

    @contextmanager
    def run(*arguments):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("FAGUANG_")}
        with subprocess.Popen(
            [sys.executable, "-m", "bot", *arguments],
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                yield process.stdout.readline().rstrip("\n")
            finally:
                process.send_signal(signal.SIGTERM)
                out, err = process.communicate()
            assert (process.returncode, out, err) == (0, "", "")

    return run


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def test_without_a_token_the_page_is_shown_at_one_address(demo, tmp_path):
    with demo() as line:
        assert ADDRESS.fullmatch(line.partition("  (")[0])
        with build_opener().open(line.partition("  (")[0]) as page:
            assert "<title>发光</title>" in page.read().decode()
    assert list(tmp_path.iterdir()) == []


def test_a_port_that_is_taken_gives_way_to_the_next_and_it_is_said(demo):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with demo("demo", "--port", str(port)) as line:
            found = re.fullmatch(ADDRESS.pattern + rf"  \(port {port} is taken\)", line)
            assert int(found[1]) > port


def test_a_kept_world_is_there_again_and_two_cannot_play_in_it(demo, tmp_path):
    port = str(free_port())
    with demo("demo", "--keep", "--port", port) as line:
        assert ADDRESS.fullmatch(line)
        second = subprocess.run(
            [sys.executable, "-m", "bot", "demo", "--keep"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (second.returncode, second.stdout) == (1, "")
        assert re.fullmatch(r"process \d+ is at work on data/demo/demo\.db\n", second.stderr)
    with demo("demo", "--keep", "--port", port) as line:
        assert ADDRESS.fullmatch(line)


def test_a_kept_world_that_lost_a_part_is_not_played(demo, tmp_path):
    with demo("demo", "--keep", "world", "--port", "0") as line:
        assert ADDRESS.fullmatch(line)
    (tmp_path / "world" / "sandbox.json").write_text("{")
    broken = subprocess.run(
        [sys.executable, "-m", "bot", "demo", "--keep", "world"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert broken.returncode == 1
    assert broken.stderr.startswith("world/sandbox.json cannot be read: ")


def test_other_machines_need_the_key_that_is_printed(demo):
    with demo("demo", "--host", "0.0.0.0", "--port", "0") as line:
        found = re.fullmatch(r"http://[\w.-]+:(\d+)/\?key=([\w-]{24})", line)
        plain = f"http://127.0.0.1:{found[1]}/"
        for address in (plain, plain + "?key=", plain + f"?key={found[2]}x", plain + f"page/app.js?key={found[2]}"):
            with pytest.raises(HTTPError) as refused:
                build_opener().open(address)
            assert refused.value.code == 403
            refused.value.close()
        opener = build_opener(HTTPCookieProcessor())
        with opener.open(plain + f"?key={found[2]}") as page:
            assert page.url == plain
        with opener.open(plain + "page/app.js") as script:
            assert script.status == 200
