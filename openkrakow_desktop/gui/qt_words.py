"""Qt's own words (the file dialog, the menus of fields, the printer's window) in the language of the program."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

_spoken: list[QTranslator] = []  # the one installed


def speak(language: str) -> None:
    """Take Qt's translation of a language, where Qt has one; English otherwise."""
    app = QCoreApplication.instance()
    if app is None:
        return
    while _spoken:
        app.removeTranslator(_spoken.pop())
    made = QTranslator()
    if made.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(made)
        _spoken.append(made)
