#!/usr/bin/env bash
# What Linux costs in the machine: tests/Cases/linux/calls.c, static, in a RAM disk of its own, under Hyperweave and under QEMU's
# translator in turn, three rounds each; and the seconds from start to power off. Needs gcc, qemu-system-x86_64, tests/fetch-images.sh.
#   tests/linux-figures.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/.."
images=${HYPERWEAVE_IMAGES:-$PWD/artifacts/images}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

dotnet build runtime/Hyperweave.Cli -c Release -nologo -v:q --tl:off
mkdir -p "$work"/disk/{bin,dev,proc}
gcc -O2 -static -o "$work/disk/bin/calls" tests/Cases/linux/calls.c
cp "$images/busybox" "$work/disk/bin/"
cat > "$work/disk/init" <<'INIT'
#!/bin/busybox sh
/bin/calls
/bin/busybox poweroff -f
INIT
chmod +x "$work/disk/init"
(cd "$work/disk" && find . | "$images/busybox" cpio -o -H newc > ../initrd 2>/dev/null)

boot() {
    local start
    start=$(date +%s.%N)
    "$@" -append "console=ttyS0 quiet panic=-1" < /dev/null | tr -d '\r' | grep ' us$'
    echo "$start $(date +%s.%N)" | awk '{printf "whole     %9.2f s\n", $2 - $1}'
}
hyperweave() { artifacts/bin/Hyperweave.Cli/release/hyperweave run --kernel "$images/vmlinuz" --initrd "$work/initrd" --append "${*:2}"; }
qemu() { qemu-system-x86_64 -accel tcg -m 256M -nographic -no-reboot -kernel "$images/vmlinuz" -initrd "$work/initrd" "$@"; }

for round in $(seq "${1:-3}"); do
    echo "== Hyperweave, round $round"; boot hyperweave
    echo "== QEMU, round $round"; boot qemu
done
