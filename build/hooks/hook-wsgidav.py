"""Its application is not made without the folder of pages for browsers, shown or not."""

from PyInstaller.utils.hooks import collect_data_files

datas = collect_data_files("wsgidav", includes=["dir_browser/**/*"])
