"""Turns what is known of this processor into the instructions that the encoder may use. Knows no film."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

_WIDEST = ("X86_V4", "AVX512")
"""How numpy calls code for AVX-512, before and since its version 2.4."""


@lru_cache(maxsize=1)
def x264_instructions() -> str:
    """A parameter for x264 that keeps it off AVX-512; empty where the processor has none.

    With AVX-512 one encoding in 200 came out with other bytes (x264 165 in the wheels of av 18.1, AMD EPYC,
    Linux: 60 of 3,840; with AVX2 none of 3,840, at the same speed; measured 2026-11-21).
    """
    functions = np.lib.introspect.opt_func_info()
    used = {signature["current"] for signatures in functions.values() for signature in signatures.values()}
    has_widest = any(name.startswith(_WIDEST) for name in used)
    return ":asm=avx2,fma3,bmi2,lzcnt" if has_widest else ""
