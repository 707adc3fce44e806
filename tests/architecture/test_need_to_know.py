"""Nothing leaves in bulk, and what leaves on paper cannot hold what endangers somebody."""

import ast
from pathlib import Path

import pytest

from tests.architecture.sources import functions, nodes, python_files, relative

# What writes many rows or a stream into one answer, and why it may: figures of the desk and of the houses without
# anybody they are about; one document of a case or file of a plan; live pages, which carry topics and no rows; plans,
# how their reports stand, and the state of the fight in numbers, in all of which is nobody.
STREAMS = {"csv", "docx", "openpyxl", "workbook", "zipfile", "tarfile", "StreamingHttpResponse", "FileResponse"}
# What a paper may not even know of: who somebody is, how to reach them, and what keeps them safe.
DANGEROUS = {"Identity", "Reach", "SafetyMeasure", "SafetyReview", "SafetyBriefing", "RiskAssessment", "Photo"}


def names(path: Path) -> set[str]:
    """Every name a file uses or imports."""
    found = {node.id for node in nodes(path) if isinstance(node, ast.Name)}
    for node in nodes(path):
        if isinstance(node, ast.Import | ast.ImportFrom):
            found |= {alias.name.split(".")[0] for alias in node.names}
            found |= {(node.module or "").split(".")[0]} if isinstance(node, ast.ImportFrom) else set()
    return found


@pytest.mark.rule("CON-01")
def test_no_page_gives_protected_words_out_in_bulk() -> None:
    streaming = {relative(path) for path in python_files("panah/") if names(path) & STREAMS}
    assert streaming <= {
        "panah/core/archive.py",
        "panah/core/management/commands/backup.py",
        "panah/core/management/commands/restore.py",
        "panah/core/sheets.py",
        "panah/hotline/reports.py",
        "panah/shelter/reports.py",
        "panah/web/live.py",
        "panah/cases/views/writing.py",
        "panah/plan/exchange/files.py",
        "panah/plan/state_papers.py",
        "panah/plan/sheets.py",
        "panah/plan/views/files.py",
        "panah/vault/documents.py",
    }
    answering = [
        function
        for path in python_files("panah/")
        if relative(path) in streaming and "/views/" in relative(path)
        for function in functions(path)
        if {node.id for node in ast.walk(function) if isinstance(node, ast.Name)} & STREAMS
    ]
    assert answering
    for function in answering:
        assert {"document_id", "file_id"} & {argument.arg for argument in function.args.args}, function.name


@pytest.mark.rule("CON-02")
def test_what_draws_papers_knows_nothing_that_endangers() -> None:
    others = [path for path in python_files("panah/") if relative(path) != "panah/core/paper.py"]
    drawing = [path for path in others if "Paper" in names(path)]
    assert len(drawing) > 2
    assert {relative(path): names(path) & DANGEROUS for path in drawing if names(path) & DANGEROUS} == {}
