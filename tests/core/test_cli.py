"""One command leads to everything, and what needs no server needs no Django."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.core.management import get_commands

from upstander import cli
from upstander.core.sealing.commands import COMMANDS


def test_the_command_alone_lists_every_command_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 0
    said = capsys.readouterr().out
    for commands in cli.GROUPS.values():
        for name, sentence in commands.items():
            assert f"  {name}" in said
            assert sentence in said


def test_every_command_that_is_listed_exists() -> None:
    served = {name for group, commands in cli.GROUPS.items() if commands is not COMMANDS for name in commands}
    assert {name.replace("-", "_") for name in served} <= set(get_commands())


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_offline_commands_run_without_django(command: str) -> None:
    program = (
        "import sys; from upstander import cli\n"
        f"try: cli.main([{command!r}, '--help'])\n"
        "except SystemExit as done: assert done.code == 0\n"
        "assert not any(name.split('.')[0] == 'django' for name in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_an_unknown_command_is_refused_by_name() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "upstander.cli", "frobnicate"], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "frobnicate" in done.stderr
