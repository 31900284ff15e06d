"""The two dictionaries; not the stubs of the types, not the package's other data."""

from PyInstaller.utils.hooks import collect_data_files

datas = collect_data_files("pypinyin", includes=["*.json"])
