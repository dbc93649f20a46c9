"""An address as a QR code for paper."""

import base64
from itertools import groupby

import qrcode

#: The quiet edge that readers need, in dots.
EDGE = 4


def qr_picture(address: str) -> str:
    """The QR code of an address as a picture in the page itself (a data: address of an SVG).

    Black on white with the quiet edge that readers need, in the dark as well.
    """
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=EDGE)
    code.add_data(address)
    rows = code.get_matrix()
    lines = "".join(f"M{EDGE} {y}.5{_runs(row[EDGE:])}" for y, row in enumerate(rows) if any(row))
    size = len(rows)
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path stroke="#000" d="{lines}"/></svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(drawing.encode()).decode()


def _runs(row: list[bool]) -> str:
    """One row of dots as short strokes: "h3m2 0h1" is three black, two white, one black."""
    strokes = ((is_black, len(list(dots))) for is_black, dots in groupby(row))
    return "".join(f"h{length}" if is_black else f"m{length} 0" for is_black, length in strokes)
