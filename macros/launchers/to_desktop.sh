#!/bin/sh
# Puts the launchers on the desktop and among the programs a file can be opened with. Each entry names this very folder,
# which not every desktop tells an entry; so this is to be done again when the folder was moved.
here=$(dirname "$(readlink -f "$0")")
desktop=$(xdg-user-dir DESKTOP 2>/dev/null)
programs=${XDG_DATA_HOME:-$HOME/.local/share}/applications
mkdir -p "$programs"
# As an entry wants a program written: in quotes, with a backslash before what is special there, which is doubled once
# more in the file, and percent signs doubled. The last two steps are for sed's own sake.
written=$(printf '%s' "$here" | sed 's/[\\"$`]/\\\\&/g; s/%/%%/g; s/\\/\\\\/g; s/[|&]/\\&/g')
for entry in "$here"/*.desktop; do
  name=$(basename "$entry" .desktop)
  for place in "${desktop:-$HOME/Desktop}" "$programs"; do
    [ -d "$place" ] || continue
    sed "s|^Exec=.*|Exec=\"$written/$name.sh\" %F|" "$entry" >"$place/cunbiao-$name.desktop"
    echo 'MimeType=application/vnd.openxmlformats-officedocument.spreadsheetml.sheet;inode/directory;' >>"$place/cunbiao-$name.desktop"
    chmod 755 "$place/cunbiao-$name.desktop"
    gio set "$place/cunbiao-$name.desktop" metadata::trusted true 2>/dev/null
  done
done
cat "$here/app/launchers/placed.txt"
read -r key
