#!/usr/bin/env bash
# Fetches the unmodified systems that tests boot, from Debian's packages, into a folder that tests look into
# (artifacts/images, or $HYPERWEAVE_IMAGES): vmlinuz, busybox, modules/, memtest86+*.bin. Nothing is installed. Needs apt-get and dpkg-deb.
set -euo pipefail
cd "$(dirname "$0")/.."
target=${HYPERWEAVE_IMAGES:-$PWD/artifacts/images}
[ -e "$target/complete" ] && { echo "images are in $target"; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

kernel=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/.*Depends: \(linux-image-.*\)/\1/p' | head -n 1)
[ -n "$kernel" ] || { echo "fetch-images: no package linux-image-cloud-amd64; run apt-get update" >&2; exit 1; }
(cd "$work" && apt-get download -qq "$kernel" busybox-static memtest86+)
for package in "$work"/*.deb; do dpkg-deb -x "$package" "$work/root"; done

mkdir -p "$target"
cp "$work"/root/boot/vmlinuz-* "$target/vmlinuz"
cp "$work"/root/bin/busybox "$target/busybox"
cp "$work"/root/boot/memtest86+*.bin "$target"
rm -rf "$target/modules"
cp -r "$work"/root/lib/modules/* "$target/modules"
touch "$target/complete"
echo "images are in $target"
