"""Looks inside a PDF without a library: its structure lies in packed streams."""

import re
import zlib


def inside(pdf: bytes) -> bytes:
    """The unpacked streams of a PDF, one after the other."""
    unpacked = []
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            unpacked.append(zlib.decompress(packed))
        except zlib.error:
            unpacked.append(packed)
    return b"\n".join(unpacked)


def pages_in(pdf: bytes) -> int:
    """How many pages it has."""
    return len(re.findall(rb"/Type /Page\b", inside(pdf)))


def is_tagged(pdf: bytes) -> bool:
    """Whether a screen reader finds headings and the order of reading in it."""
    return b"/StructTreeRoot" in inside(pdf) and b"/H1" in inside(pdf)
