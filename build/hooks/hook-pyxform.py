"""The lists of language tags that every conversion reads; not the 5 MB of Java validator.

The package looks for them beside its own file, so they keep their place.
"""

from PyInstaller.utils.hooks import collect_data_files

datas = collect_data_files("pyxform", includes=["validators/pyxform/iana_subtags/*.txt"])
