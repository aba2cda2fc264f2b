"""Strings that people and machines really enter, and a few that only an attacker would."""

from __future__ import annotations

NASTY = [
    "Łódź", "Zażółć gęślą jaźń", "Ковальчук Олена", "Ґонта Їжакевич", "שלום עולם", "مرحبا بالعالم", "日本語テスト",
    "Thảo Nguyễn",
    "O'Neill", 'Chór „Wspólny Głos”', "a\u00a0b", "Dom 🏠 i rodzina 👨‍👩‍👧", "naïve café", "Straße", "İstanbul",
    "ﬁn ligature",
    "=1+1", "+48 600 700 800", "-5", "@SUM(A1)", '=HYPERLINK("http://x";"y")', "=cmd|' /C calc'!A0", "'=1+1", "#N/A",
    "1e5", "007", "1/2", "TRUE",
    "<b>gruby</b>", "<img src=file:///etc/passwd>", "&amp; & &lt;", "]]>", "</a:t></c:v>", "%s %d {0} {name}",
    "{problem}", "\\n\\t", "C:\\temp\\x",
    "../../etc/passwd", "'; DROP TABLE person; --", "100% _pewne_", "*?~", "_x0041_", "[klucz]", "line one\nline two",
    "tab\tinside",
    "  otoczone spacjami  ", "Lo\u0301dz\u0301", "zero\u200bwidth", "right\u202eleft", "bell\x07", "nul\x00byte",
    "\ud83d samotny", "\ufeffBOM", "x" * 79,
]  # fmt: skip
