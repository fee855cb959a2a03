"""Do the documents say what is true?"""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_setting_is_explained_and_every_explained_setting_exists() -> None:
    explained = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/settings.md").read_text(), re.MULTILINE))
    named = set(re.findall(r'"([A-Z][A-Z_]+)"', (ROOT / "photodesk/settings.py").read_text()))
    assert explained == named


def test_every_link_of_the_documents_leads_to_a_file() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "kb/README.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
            if not target.startswith("/kb/"):
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_no_document_or_code_names_a_registry_or_this_machine() -> None:
    named = re.compile(r"pypi\.org|pythonhosted|registry\.npmjs|/work/(main|shared)|/root/")
    for path in ROOT.rglob("*"):
        inside = not {".venv", ".git", ".tools", "models", "var", "node_modules"} & set(path.relative_to(ROOT).parts)
        if inside and path.suffix in {".py", ".md", ".yml", ".toml", ".lock", ".json", ".txt", ".js"}:
            if path == Path(__file__):
                continue
            assert not named.search(path.read_text(errors="replace")), path


def test_every_decision_has_its_options_and_its_outcome() -> None:
    for page in (ROOT / "docs/adr").glob("*.md"):
        text = page.read_text()
        for word in ("**Problem.**", "**Options.**", "**Outcome", "**Consequences.**"):
            assert word in text, f"{page.name} lacks {word}"


_OF_LEVELS_1_AND_2 = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2, "3.3": 4,
    "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4,
    "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3,
    "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2,
    "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1, "12.1": 3, "12.2": 2, "12.3": 4,
    "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7,
    "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
}  # fmt: skip
"""How many requirements each section of ASVS 5.0.0 has on levels 1 and 2; those of level 3 come after them."""


def test_the_security_standard_is_answered_row_by_row_and_the_rows_are_counted() -> None:
    page = (ROOT / "docs/asvs.md").read_text()
    rows = dict(re.findall(r"^\| (\d+\.\d+\.\d+) \| [^|]+ \| ([^|]+) \|$", page, re.MULTILINE))
    assert list(rows) == [f"{section}.{n}" for section, most in _OF_LEVELS_1_AND_2.items() for n in range(1, most + 1)]
    not_met = [how for how in rows.values() if "**Not met" in how]
    argued = [how for how in rows.values() if how not in not_met and re.search("^None|yours|by choice", how, re.I)]
    counts = re.findall(r"\d+", page[page.index(f"Of {len(rows)} rows") : page.index("*None* says")])
    assert counts == [str(n) for n in (len(rows), len(rows) - len(argued) - len(not_met), len(argued), len(not_met))]


def test_every_file_and_test_that_the_security_standard_names_is_there() -> None:
    named = set(re.findall(r"`([\w./-]+)`", (ROOT / "docs/asvs.md").read_text()))
    tests = set(re.findall(r"def (test_\w+)", "".join(path.read_text() for path in (ROOT / "tests").rglob("*.py"))))
    assert {name for name in named if name.startswith("test_")} <= tests
    for name in named:
        if re.search(r"\w/|\.(py|md|ts|lock|json)$", name) and name[0] not in "/.":
            assert (ROOT / name).exists() or (ROOT / "photodesk" / name).exists() or name == "var/dev-key", name
