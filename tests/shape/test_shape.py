"""Does the house still have its shape? The rules of the design that a program can check."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from pathlib import Path

import pytest

import threshold
from threshold.core.actions import ACTIONS
from threshold.core.models import StatusChange

ROOT = Path(threshold.__file__).parent
APPS = ["access", "people", "pathway", "frontdoor", "quality", "insight", "improvement", "portal"]


def modules(*parts: str) -> list[Path]:
    """The Python files of that name, or in a folder of that name, in every app."""
    found = []
    for app in APPS:
        for part in parts:
            found += [path for path in [ROOT / app / f"{part}.py"] if path.exists()]
            found += sorted((ROOT / app / part).glob("*.py"))
    return found


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", modules("views", "presenters", "forms"), ids=named)
def test_pages_do_not_ask_the_database_themselves(path):
    used = {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
    assert "objects" not in used
    assert "_default_manager" not in used


@pytest.mark.parametrize("path", modules("policies"), ids=named)
def test_policies_know_neither_user_nor_request(path):
    tree = ast.parse(path.read_text())
    arguments = {
        argument.arg
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for argument in (*node.args.args, *node.args.kwonlyargs)
    }
    assert not arguments & {"user", "request", "by", "scope"}


def test_every_policy_has_a_truth_table():
    """A policy without a test in `tests/unit` that calls it is one that nobody has tried both ways."""
    written = {
        f"{named(path).removesuffix('.py').replace('/', '.')}.{node.name}"
        for path in modules("policies")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("check_")
    }
    tried = set()
    for path in sorted((Path(__file__).parents[1] / "unit").rglob("test_*.py")):
        tree = ast.parse(path.read_text())
        # `from threshold.people import policies`, or one of a folder: `from threshold.quality.policies import audits`.
        called = {
            name.asname or name.name: f"{node.module}.{name.name}".removeprefix("threshold.")
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("threshold.")
            for name in node.names
        }
        tried |= {
            f"{called[node.value.id]}.{node.attr}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in called
        }
    assert len(written) > 50
    assert written - tried == set()


@pytest.mark.parametrize("path", modules("queries"), ids=named)
def test_queries_do_not_write(path):
    writes = {"create", "update", "delete", "save", "bulk_create", "get_or_create", "update_or_create", "bulk_update"}
    calls = {
        node.func.attr
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not calls & writes


def test_views_change_nothing_but_by_actions():
    writes = {"create", "update", "delete", "save", "bulk_create", "get_or_create", "update_or_create"}
    guilty = [
        f"{named(path)}:{node.lineno}"
        for path in modules("views")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in writes
        # What somebody is typing is not a record: drafts, and the portal's visits, which are drafts.
        and not (isinstance(node.func.value, ast.Name) and node.func.value.id in ("drafts", "visit"))
    ]
    assert guilty == []


def test_every_public_function_of_an_actions_module_that_writes_is_an_action():
    for app in APPS:
        package = (
            importlib.import_module(f"threshold.{app}.actions")
            if (ROOT / app / "actions.py").exists() or (ROOT / app / "actions").is_dir()
            else None
        )
        if package is None:
            continue
        if hasattr(package, "__path__"):
            for module in pkgutil.iter_modules(package.__path__):
                importlib.import_module(f"{package.__name__}.{module.name}")
    registered = {action.function.__module__ + "." + action.function.__name__ for action in ACTIONS.values()}
    missing = []
    for path in modules("actions"):
        module = "threshold." + named(path)[:-3].replace("/", ".")
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            takes = {argument.arg for argument in node.args.kwonlyargs}
            if {"by", "now"} <= takes and not node.decorator_list and f"{module}.{node.name}" not in registered:
                missing.append(f"{module}.{node.name}")
    # Helpers that several actions share take `by` and `now` too; each is named here with its reason.
    allowed = {
        "threshold.frontdoor.actions.common.advance",  # moves a contact inside an action
        "threshold.frontdoor.actions.intake.set_level",  # writes a level inside an action
    }
    assert set(missing) - allowed == set()


def test_action_names_say_their_app():
    for name, action in ACTIONS.items():
        app = name.partition(".")[0]
        assert action.function.__module__.startswith(f"threshold.{app}."), name


def test_no_model_acts_in_save_and_nobody_listens_to_signals():
    for path in sorted(ROOT.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                bases = {base.attr for base in node.bases if isinstance(base, ast.Attribute)}
                own = {item.name for item in node.body if isinstance(item, ast.FunctionDef)}
                assert not ("Model" in bases and "save" in own), f"{named(path)}: {node.name}.save"
            if isinstance(node, ast.ImportFrom):
                assert node.module != "django.db.models.signals", named(path)


def test_files_fit_on_a_few_screens():
    long = {
        named(path): lines
        for path in ROOT.rglob("*.py")
        if "migrations" not in path.parts
        for lines in [len(path.read_text().splitlines())]
        if lines > 520
    }
    # The tables of two apps are read as one page each.
    assert set(long) <= {"people/models.py", "frontdoor/models.py"}


#: Where the children of contacts are read with those who were removed: history, and what must be careful of both.
WITH_REMOVED = {
    "frontdoor/actions/intake.py": 2,  # makes them, and numbers a new one after every one before
    "frontdoor/continuity.py": 1,  # a story may still speak of a restricted child who was removed
    "frontdoor/queries.py": 2,  # nobody's, and `children_ever_named`
    "frontdoor/queries_before.py": 1,  # those that a scoped query found
    "demo/play.py": 1,  # its own
}


def test_children_of_contacts_are_read_without_those_who_were_removed():
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        if "migrations" not in path.parts:
            text = path.read_text()
            number = text.count("ContactChild.objects.") - text.count("ContactChild.objects.standing()")
            if number:
                found[named(path)] = number
    assert found == WITH_REMOVED


@pytest.mark.django_db
def test_status_changes_are_written_by_the_status_module_only():
    assert StatusChange.objects.count() == 0
    writers = [
        named(path)
        for path in ROOT.rglob("*.py")
        if "StatusChange.objects.create" in path.read_text() or "StatusChange(" in path.read_text()
    ]
    assert set(writers) <= {"core/status.py", "core/models.py", "demo/bulk.py", "demo/rows.py"}
