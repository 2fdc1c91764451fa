"""Coverage-guided fuzzing of what reads bytes of strangers, at length: `make test-all`."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).resolve().parents[1] / "fuzz" / "fuzz_parsing.py"
SEEDS = {
    "members": b'\x00{"a":[1,{"b":"c\\"d"}],"password":"x"}',
    "redaction": b'\x01{"password":"fuzz-canary-secret-0001","sign":"y","timestamp":1}',
    "signature": b"\x02sha256=" + b"0" * 64 + b"\n1795392000000",
    "media_type": b"\x02application/json; charset=utf-8",
    "subject": b'\x03{"repository":{"id":1,"full_name":"A/b"},"organization":{"login":"X"}}',
    "secrets": b'\x04[[github]]\nid = "a"\nsecret = "0123456789abcdef"\nnot_before = 2026-01-01T00:00:00Z\n',
}


@pytest.mark.slow
@pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None,
    reason="atheris is installed on Linux, x86-64 and Python up to 3.13 only",
)
def test_no_input_breaks_what_reads_it(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name, seed in SEEDS.items():
        (corpus / name).write_bytes(seed)
    options = [
        "-max_total_time=120",
        "-max_len=4096",
        "-timeout=10",
        f"-artifact_prefix={tmp_path}/",
    ]
    done = subprocess.run(
        [sys.executable, str(PROGRAM), str(corpus), *options],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
