"""It imports its kinds of barcodes by text, where nobody sees it."""

_KINDS = ("code128", "code39", "code93", "common", "ecc200datamatrix", "fourstate", "lto", "usps")
hiddenimports = [f"reportlab.graphics.barcode.{name}" for name in (*_KINDS, "usps4s")]
