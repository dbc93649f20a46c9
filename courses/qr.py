"""An address as a QR code for paper."""

import base64
import io

import qrcode

#: The quiet edge that readers need, in dots.
EDGE = 4
#: Sharp on paper at 26 mm, and light: a workbook holds one for each lesson.
PIXELS_PER_DOT = 8


def qr_picture(address: str) -> str:
    """The QR code of an address as a picture in the page itself (a data: address of a PNG).

    Black on white with the quiet edge that readers need, in the dark as well.
    """
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=EDGE, box_size=PIXELS_PER_DOT)
    code.add_data(address)
    picture = io.BytesIO()
    code.make_image().save(picture, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(picture.getvalue()).decode()
