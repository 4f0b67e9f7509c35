#!/usr/bin/env bash
# Builds the benchmark with gcc, and a RAM disk that holds it as its only program, with the kernel's own drivers for a virtio disk.
# Into artifacts/linux-bench, or FOLDER: bench (for the host), initrd, disk.img. Needs tests/fetch-images.sh.
#   samples/LinuxBench/build.sh [FOLDER]
set -euo pipefail
cd "$(dirname "$0")"
images=${HYPERWEAVE_IMAGES:-$PWD/../../artifacts/images}
target=${1:-$PWD/../../artifacts/linux-bench}
[ -e "$images/complete" ] || { echo "build.sh: no kernel in $images: run tests/fetch-images.sh" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir -p "$target" "$work"/{dev,proc,sys,modules}
gcc -O2 -static -Wall -Wextra -o "$target/bench" ./*.c
cp "$target/bench" "$work/init"
# Each after those that it needs.
modules=(virtio/virtio_ring virtio/virtio virtio/virtio_pci_modern_dev virtio/virtio_pci_legacy_dev virtio/virtio_pci block/virtio_blk)
for i in "${!modules[@]}"; do cp "$images/modules/kernel/drivers/${modules[i]}.ko" "$work/modules/$i.ko"; done
(cd "$work" && find . | "$images/busybox" cpio -o -H newc 2>/dev/null) > "$target/initrd"
# Not sparse: reading a hole would cost the host nothing.
dd if=/dev/urandom of="$target/disk.img" bs=1M count=64 status=none
echo "bench, initrd and disk.img are in $(cd "$target" && pwd)"
