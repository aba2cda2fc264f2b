"""Commands run inside the test."""

from tests.running import db, fresh, run  # noqa: F401 - fixtures
