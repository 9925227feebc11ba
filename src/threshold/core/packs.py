"""What is the authority's local practice? Loads the configuration pack and remembers its versions.

A pack is a folder of TOML files. Each app registers a pydantic model for the file it owns (`register`). Loading
validates every file, stores the whole as a numbered `PackVersion`, and never changes an old one: a record made
under version 3 is shown under version 3.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db import IntegrityError, transaction
from pydantic import BaseModel, ConfigDict, ValidationError

from threshold.core.models import PackVersion


class PackError(Exception):
    """The pack cannot be used. The message names file, place and what to do, one line for each fault."""


class Section(BaseModel):
    """The base of every file's model: unknown keys are faults, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


S = TypeVar("S", bound=Section)
_SECTIONS: dict[str, type[Section]] = {}


def register(file: str, model: type[S]) -> type[S]:
    """Declare that `<file>.toml` of a pack is read as `model`."""
    _SECTIONS[file] = model
    return model


def read(folder: Path) -> dict[str, Any]:
    """The checked content of a pack, by file name.

    Raises:
        PackError: a file is missing, is not TOML, or does not fit its model.
    """
    faults: list[str] = []
    content: dict[str, Any] = {}
    for name, model in sorted(_SECTIONS.items()):
        path = folder / f"{name}.toml"
        try:
            raw = tomllib.loads(path.read_text(encoding="utf-8"))
            content[name] = model.model_validate(raw).model_dump(mode="json")
        except FileNotFoundError:
            faults.append(f"{path.name}: the file is missing. Every pack needs it; copy it from packs/severnshire.")
        except UnicodeDecodeError:
            faults.append(f"{path.name}: not UTF-8 text. Save it as UTF-8.")
        except tomllib.TOMLDecodeError as error:
            faults.append(f"{path.name}: not valid TOML: {error}.")
        except ValidationError as error:
            for fault in error.errors():
                place = ".".join(str(part) for part in fault["loc"]) or "the file"
                faults.append(f"{path.name}: {place}: {fault['msg']}. Found: {str(fault['input'])[:80]!r}.")
    unknown = {path.stem for path in folder.glob("*.toml")} - set(_SECTIONS)
    faults += [f"{name}.toml: no part of Threshold reads this file. Check its name." for name in sorted(unknown)]
    if faults:
        raise PackError("\n".join(faults))
    return content


def load(folder: Path, *, now: dt.datetime) -> PackVersion:
    """Store the pack as the newest version, or return the stored version if nothing has changed."""
    content = read(folder)
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    newest = PackVersion.objects.order_by("-number").first()
    if newest and newest.digest == digest:
        return newest
    try:
        with transaction.atomic():
            version, _ = PackVersion.objects.get_or_create(
                digest=digest,
                defaults={"number": newest.number + 1 if newest else 1, "content": content, "loaded_at": now},
            )
    except IntegrityError:  # another process loaded it in the same moment
        version = PackVersion.objects.get(digest=digest)
    current.cache_clear()
    return version


@lru_cache(maxsize=1)
def current() -> PackVersion:
    """The version in force in this process. A new pack comes into force with a restart.

    Raises:
        PackError: none was ever loaded.
    """
    digest_folder = Path(settings.PACK_FOLDER)
    content = read(digest_folder)
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    version = PackVersion.objects.filter(digest=digest).first()
    if version is None:
        raise PackError(f"The pack in {digest_folder.name} was never loaded. Run `threshold load-pack`.")
    return version


@lru_cache(maxsize=256)
def _section(version_pk: int, file: str) -> Section:
    content = PackVersion.objects.values_list("content", flat=True).get(pk=version_pk)
    return _SECTIONS[file].model_validate(content[file])


def section(file: str, model: type[S], version_pk: int | None = None) -> S:
    """One file of the pack, as its model; of an old version where `version_pk` is given."""
    found = _section(version_pk or current().pk, file)
    assert isinstance(found, model)  # noqa: S101 - `file` and `model` were registered together
    return found
