"""What this machine's processor can do, as Linux tells it."""

import re
from functools import cache
from pathlib import Path

NATIVE_BFLOAT16 = frozenset(("avx512_bf16", "amx_bf16"))
"""Features any of which multiplies bfloat16 numbers natively, on x86."""

WIDE = frozenset(("avx512f",))
"""Features with which oneDNN multiplies single-precision numbers faster than onnxruntime does."""

_CPUINFO = Path("/proc/cpuinfo")


@cache
def processor_features() -> frozenset[str]:
    """Return the features of the first processor by their names in ``/proc/cpuinfo``; none where it cannot be read."""
    try:
        text = _CPUINFO.read_text(encoding="utf-8")
    except OSError:
        return frozenset()
    named = re.search(r"^(?:flags|Features)\s*:(.*)$", text, re.MULTILINE)
    return frozenset(named[1].split()) if named else frozenset()
