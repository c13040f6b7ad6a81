"""Every check on the latest release of every package under a folder; tests/validators.sh makes what it needs."""

import sys
from pathlib import Path

import descriptors, parquet, readme, tables
from harness import Proof, releases

output, work = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
found = releases(output)
if not found:
    sys.exit(f"no release under {output}: run tongbi first")
more, skipped = [], []
for module in (descriptors, readme):
    checks, left_out = module.further()
    more += checks
    skipped += left_out
proof = Proof(work)
for release in found:
    print(release.relative_to(output))
    for module in (descriptors, tables, parquet, readme):
        proof.of(release, module.checks(release))
    proof.of(release, more)
code = proof.end(f"{len(found)} releases")
print("not run: " + (", ".join(skipped) if skipped else "nothing"))
sys.exit(code)
