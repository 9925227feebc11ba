"""The commands a person types: they say what they did, what is wrong, and what to do."""

from __future__ import annotations

import io
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from threshold.config.environment import ROOT
from threshold.core import packs
from threshold.core.models import PackVersion
from threshold.reference.pages import PAGES

SEVERNSHIRE = ROOT / "packs" / "severnshire"


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, with only the environment given."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "threshold.cli", *command],
        env={**inherited, **environment}, check=False, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


@pytest.mark.django_db
class TestPrepare:
    def test_makes_what_is_missing_and_is_the_same_twice(self, pack):
        from threshold.access.models import Membership, User

        for _ in range(2):
            out = io.StringIO()
            call_command("prepare", stdout=out)
            assert "configuration pack in force as version 1" in out.getvalue()
            roles = {membership.role for membership in Membership.objects.filter(user__is_service=True)}
            assert roles == {"portal_service", "worker_service"}
        assert User.objects.filter(is_service=True).count() == 2
        assert PackVersion.objects.count() == 1

    def test_a_bad_pack_stops_it_with_what_to_correct(self, settings, tmp_path):
        settings.PACK_FOLDER = str(tmp_path)
        with pytest.raises(CommandError, match=r"clocks\.toml: the file is missing"):
            call_command("prepare")

    def test_a_changed_pack_comes_into_force_as_the_next_version(self, pack, settings, tmp_path, capsys):
        folder = Path(shutil.copytree(SEVERNSHIRE, tmp_path / "pack"))
        clocks = folder / "clocks.toml"
        clocks.write_text(clocks.read_text().replace("limit = 24", "limit = 23"))
        settings.PACK_FOLDER = str(folder)
        call_command("load_pack")
        assert "in force as version 2. Restart" in capsys.readouterr().out
        assert packs.current().number == 2
        packs.current.cache_clear()


class TestCheckPack:
    def test_needs_no_database_and_takes_hyphens(self, tmp_path):
        good = run("check-pack", str(SEVERNSHIRE), THRESHOLD_MODE="test", DATABASE_URL="postgresql://nobody@/none")
        assert (good.returncode, good.stdout) == (0, "The pack is in order.\n")

    def test_ends_with_one_and_says_what_to_correct(self, tmp_path):
        with pytest.raises(CommandError, match="copy it from packs/severnshire") as caught:
            call_command("check_pack", str(tmp_path))
        assert caught.value.returncode == 1
        with pytest.raises(CommandError, match="is not a folder"):
            call_command("check_pack", str(tmp_path / "none"))


class TestDocs:
    def test_are_written_once_and_found_stale_when_they_differ(self, tmp_path):
        call_command("docs", folder=tmp_path)
        assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.md")} == set(PAGES)
        call_command("docs", folder=tmp_path, check=True)
        (tmp_path / "states.md").write_text("Something older.")
        with pytest.raises(CommandError, match=r"states\.md\. Run `threshold docs`"):
            call_command("docs", folder=tmp_path, check=True)
        assert (tmp_path / "states.md").read_text() == "Something older."

    def test_hold_what_the_program_is(self):
        assert "    awaiting_sign_off --> returned" in PAGES["states.md"]()
        assert "| `core.send_message` |" in PAGES["actions.md"]()
        assert "| Return home interview | 72 hours |" in PAGES["clocks.md"]()
        assert "| `audit.read` | Senior leader, Administrator |" in PAGES["roles.md"]()


class TestProduction:
    def production(self, tmp_path: Path, **changes: str) -> dict[str, str]:
        return {
            "THRESHOLD_SECRET_KEY": secrets.token_urlsafe(60),
            "THRESHOLD_HOSTS": "threshold.severnshire.example",
            "THRESHOLD_VAR": str(tmp_path),
            "DATABASE_URL": "postgresql://nobody@/none",
            **changes,
        }

    def test_check_deploy_has_nothing_to_say(self, tmp_path):
        checked = run("check", "--deploy", "--fail-level", "WARNING", **self.production(tmp_path))
        assert checked.returncode == 0, checked.stderr
        assert "no issues (0 silenced)" in checked.stdout

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"THRESHOLD_SECRET_KEY": ""}, "THRESHOLD_SECRET_KEY is not set"),
            ({"THRESHOLD_SECRET_KEY": "short"}, "fewer than 50 characters"),
            ({"DATABASE_URL": "sqlite:///x"}, "works on PostgreSQL only"),
            ({"THRESHOLD_MODE": "debug"}, "Use production, demo or test"),
        ],
    )
    def test_does_not_start_half_set_up(self, tmp_path, changes, said):
        refused = run("check", **self.production(tmp_path, **changes))
        assert refused.returncode == 1
        assert said in refused.stderr
        assert "Traceback" not in refused.stderr

    def test_the_demo_does_not_run_in_production(self, tmp_path):
        refused = run("demo", **self.production(tmp_path))
        assert refused.returncode == 1
        assert "Set THRESHOLD_MODE=demo" in refused.stderr


@pytest.mark.django_db
def test_the_first_administrator_waits_for_the_tables():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE access_user RENAME TO not_there_yet")
    with pytest.raises(CommandError, match="Run `threshold prepare` first"):
        call_command("first_administrator", "--name", "Ada", "--email", "ada@council.example")


def test_every_command_says_what_it_is_for() -> None:
    from django.core.management import load_command_class

    names = {
        "threshold.core": ["audit", "backup", "check_pack", "load_pack", "prepare", "restore", "serve", "worker"],
        "threshold.access": ["first_administrator"],
        "threshold.demo": ["demo"],
        "threshold.frontdoor": ["continuity_pack"],
        "threshold.reference": ["docs"],
    }
    for app, commands in names.items():
        for name in commands:
            assert load_command_class(app, name).help.endswith("."), name
