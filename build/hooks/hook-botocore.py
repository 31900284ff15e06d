"""Of the descriptions of a few hundred services only S3's, and what signing in needs.

The ready-made hook would take all of them along: 25 MB that nothing here asks for.
"""

from PyInstaller.utils.hooks import collect_data_files

hiddenimports = ["html.parser"]
datas = collect_data_files(
    "botocore",
    includes=["*.pem", "data/*.json", "data/s3/**/*", "data/sts/**/*"],
)
