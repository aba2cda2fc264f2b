"""The menu: its places in order. Plain data, so that the sidebar is painted before any feature is imported.

A place is a hand-made screen ('module:function', called with the desk) or a feature, whose registers are its lists;
its word is `menu.KEY`. Words follow the glossary (terms.md §2), folders follow the words (decisions.md 24)."""

from __future__ import annotations

from dataclasses import dataclass

_OVERVIEW = "openkrakow_desktop.overview.screen."
_APP = "openkrakow_desktop.app."


@dataclass(frozen=True)
class MenuPlace:
    """One place of the menu. Without a `screen` it is the feature of the same key."""

    key: str
    icon: str
    screen: str = ""


GROUPS: tuple[tuple[MenuPlace, ...], ...] = (
    (MenuPlace("today", "sun", _OVERVIEW + "today:today"),),
    (
        MenuPlace("events", "calendar-days"),
        MenuPlace("point", "info"),
        MenuPlace("competition", "trophy"),
        MenuPlace("patronage", "stamp"),
        MenuPlace("training", "graduation-cap"),
        MenuPlace("activities", "layers"),
        MenuPlace("contacts", "contact"),
    ),
    (
        MenuPlace("indicators", "target", _OVERVIEW + "board:board"),
        MenuPlace("tasks", "list-checks", _OVERVIEW + "tasks:tasks"),
        MenuPlace("risks", "shield-check", _OVERVIEW + "risks:risks"),
        MenuPlace("report", "file-text", _OVERVIEW + "report:report"),
    ),
    (
        MenuPlace("import", "file-spreadsheet", _APP + "import_page:import_page"),
        MenuPlace("changes", "history", _APP + "changes_page:changes_page"),
    ),
)


def arranged(first: str = "", hidden: str = "") -> list[list[MenuPlace]]:
    """The menu with one place moved to the front of its group, and one left out."""
    groups = [[place for place in group if place.key != hidden] for group in GROUPS]
    return [sorted(group, key=lambda place: place.key != first) for group in groups]


PREVIEW, ORIGIN = "preview", "origin"  # lie over the page they were opened from
OTHER = (  # reached by a button, the foot of the sidebar or the search, not from the menu
    MenuPlace("gaps", "triangle-alert", _OVERVIEW + "gaps:gap_list"),
    MenuPlace("doctor", "list-checks", _OVERVIEW + "doctor:doctor"),
    MenuPlace("cycle", "calendar-clock", _OVERVIEW + "cycle:cycle"),
    MenuPlace("writing", "pencil", _OVERVIEW + "writing:writing"),
    MenuPlace("month", "lock", _OVERVIEW + "month:month"),
    MenuPlace("task_cards", "send", _OVERVIEW + "task_cards:task_cards"),
    MenuPlace("programme", "table"),
    MenuPlace(ORIGIN, "target", _OVERVIEW + "origin_page:origin_page"),
    MenuPlace("years", "table", _OVERVIEW + "years:years"),
    MenuPlace("plans", "target", _OVERVIEW + "plans:plans"),
    MenuPlace("versions", "lock", _OVERVIEW + "versions:versions"),
    MenuPlace("what_if", "flask-conical", _OVERVIEW + "what_if:what_if"),
    MenuPlace(PREVIEW, "printer", "openkrakow_desktop.gui.report_preview:report_preview"),
    MenuPlace("settings", "settings", _APP + "settings_page:settings_page"),
)
PLACES: dict[str, MenuPlace] = {place.key: place for group in (*GROUPS, OTHER) for place in group}
START = "today"
