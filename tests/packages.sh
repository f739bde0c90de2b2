#!/bin/sh
# Installs Debian packages that tests need:  packages.sh WHAT-FOR PACKAGE...
# Waits while another program has the package manager, and stops with the reason of the step that failed.
set -eu
what_for=$1
shift
if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
  echo "$what_for要先安装：sudo apt-get install --no-install-recommends $*" >&2
  exit 1
fi
said=$(mktemp)
trap 'rm -f "$said"' EXIT

step() { # step NAME WORDS...: tried again every 10 seconds, for a quarter of an hour, while the lock is held
  name=$1
  shift
  for again in $(seq 90); do
    if LC_ALL=C DEBIAN_FRONTEND=noninteractive apt-get -qq "$@" >"$said" 2>&1; then return; fi
    grep -q "Could not get lock\|Unable to acquire\|Unable to lock" "$said" || break
    if [ "$again" = 1 ]; then echo "别的程序正在用软件包管理器，等它做完……"; fi
    sleep 10
  done
  echo "$what_for要装的软件包没有装成，停在“$name”。系统说：" >&2
  tail -n 5 "$said" >&2
  exit 1
}

echo "$what_for要用的软件包这里没有，正在安装（要几分钟）：$*"
step 查找软件包 update
step 安装软件包 install -y --no-install-recommends "$@"
