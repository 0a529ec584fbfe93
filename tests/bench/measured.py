"""Runs a program and says on standard error how long it took and how much memory at most.

Usage: measured.py PROGRAM [ARGUMENT…]. The last line on standard error is `SECONDS BYTES`. What
this script itself had in memory when it started the program, about 10 MB, is the least it says.
"""

import os
import sys
import time

# Linux counts in kibibytes, macOS in bytes.
UNIT = 1 if sys.platform == "darwin" else 1024

start = time.perf_counter()
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(child, 0)
seconds = time.perf_counter() - start
print(seconds, usage.ru_maxrss * UNIT, file=sys.stderr)
sys.exit(os.waitstatus_to_exitcode(status))
