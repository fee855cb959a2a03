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
