"""Workbooks that travel out to be filled in and come back: how one kind is marked, signed, and its rows sealed.

Each issued workbook has a secret of its own, kept in the record of its issue; whoever lacks it can neither make a row
nor change whose the workbook says it is (robustness.md §3). Sheet protection is help, never the control."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from uuid import UUID

TOKEN, SEAL = 32, 16  # hexadecimal digits
SIGNATURE = "signature"


@dataclass(frozen=True)
class AnswerBook:
    """One kind of workbook. `mark` begins the names of its custom properties, `manifest` names them in order;
    `columns` head its rows (the first two are `token` and `seal`), `inputs` are those people fill in, the first of
    which every row has; `loose` begins the key of an answer that stands beside the rows; `said` begins the keys of its
    problems: `problem.<said>_altered` and the like."""

    mark: str
    manifest: tuple[str, ...]
    columns: tuple[str, ...]
    inputs: tuple[str, ...]
    said: str
    loose: str = ""

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """What stands in the hidden row above the rows: what the program reads by."""
        return tuple(f"#{name}" for name in self.columns)

    def marks(self, secret: str, manifest: Mapping[str, str]) -> dict[str, str]:
        """The custom properties of a workbook: its manifest and what signs it."""
        made = {self.mark + name: value for name, value in manifest.items()}
        return made | {self.mark + SIGNATURE: self.signature(secret, manifest)}

    def signature(self, secret: str, manifest: Mapping[str, str]) -> str:
        """What nobody can write without the secret."""
        return signed(secret, "manifest", *(manifest.get(name, "") for name in self.manifest))

    def is_signed(self, secret: str, manifest: Mapping[str, str], signature: str, claims: Mapping[str, str]) -> bool:
        """Whether the manifest is as it was issued, and says what the record of the issue says."""
        is_whole = hmac.compare_digest(signature.encode(), self.signature(secret, manifest).encode())
        return is_whole and all(manifest.get(name) == value for name, value in claims.items())

    def marked(self, path: Path) -> bool:
        """Whether a file bears the marks of this kind; nothing else of it is looked at."""
        from .excel_form import marks_of  # heavy, and only now needed

        return any(name.startswith(self.mark) for name in marks_of(path))


def token_of(secret: str, *whose: str) -> str:
    """HMAC of what a row is about: whose row this is."""
    return signed(secret, *whose)[:TOKEN]


def seal_of(secret: str, token: str, no: str, *words: str) -> str:
    """What binds the words of a row to its token: swapped titles are found out, a name mended in the register later
    does no harm."""
    return signed(secret, "row", token, no.strip(), *(" ".join(one.split()) for one in words))[:SEAL]


def signed(secret: str, *parts: str) -> str:
    """HMAC-SHA256 of the parts, in hexadecimal digits."""
    said = "\x1f".join(parts)
    return hmac.new(secret.encode(), said.encode(), hashlib.sha256).hexdigest()


def is_token(text: str) -> bool:
    """Whether this looks like the token of a row."""
    return len(text) == TOKEN and all(sign in "0123456789abcdef" for sign in text)


def key_of(text: str) -> UUID | None:
    """The key a manifest names; None where it is none."""
    try:
        return UUID(hex=text)
    except ValueError:
        return None


def safe_name(parts: Sequence[str], longest: int = 60) -> str:
    """A part of a file's name out of these words: safe on any system, never empty."""
    from .text import latin

    said = latin("-".join(parts))
    who = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in said)
    return "-".join(part for part in who.split("-") if part)[:longest] or "x"
