#!/bin/sh
# Put the program into the user's own folders; needs no administrator. Run it again to upgrade.
# Data lies elsewhere (where the user keeps workspaces) and is never touched.
#   ./install.sh            install or upgrade
#   ./install.sh --remove   take it away again
set -eu
here=$(cd "$(dirname "$0")" && pwd)
base=${XDG_DATA_HOME:-$HOME/.local/share}
bin=$HOME/.local/bin
target=$base/chengjian-program
entry=$base/applications/chengjian.desktop
icon=$base/icons/hicolor/256x256/apps/chengjian.png

if [ "${1:-}" = "--remove" ]; then
    rm -rf "$target" "$entry" "$icon" "$bin/chengjian" "$bin/chengjian-window"
    echo "已卸载，您的数据没动。 Removed; your data was not touched."
    exit 0
fi
mkdir -p "$base/applications" "$(dirname "$icon")" "$bin"
rm -rf "$target.new"
cp -R "$here/chengjian" "$target.new"
rm -rf "$target.old"
if [ -e "$target" ]; then mv "$target" "$target.old"; fi
mv "$target.new" "$target"
rm -rf "$target.old"
ln -sf "$target/chengjian" "$bin/chengjian"
ln -sf "$target/chengjian-window" "$bin/chengjian-window"
cp "$here/chengjian.png" "$icon"
sed "s|^Exec=.*|Exec=\"$target/chengjian-window\"|" "$here/chengjian.desktop" > "$entry"
echo "装好了：开始菜单里的“城检”，或 $bin/chengjian-window"
echo "Installed: \"Chengjian\" in the menu, or $bin/chengjian-window"
