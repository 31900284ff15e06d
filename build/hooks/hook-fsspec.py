"""Two of its file systems are used: SFTP, and S3 from a package of its own.

The ready-made hook would take along all of them, for services that nothing here speaks to.
"""

hiddenimports = ["fsspec.implementations.sftp"]
