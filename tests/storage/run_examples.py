"""Runs every ```python block of FORMAT.md, each by itself, in the current folder.

usage: run_examples.py FORMAT.md
"""
import contextlib
import io
import re
import sys

text = open(sys.argv[1], encoding="utf-8").read()
blocks = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
for number, block in enumerate(blocks, 1):
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(block, f"block {number}", "exec"), {"__name__": "__main__"})
    print(f"--- block {number}\n{printed.getvalue()}")
print(f"=== {len(blocks)} blocks")
