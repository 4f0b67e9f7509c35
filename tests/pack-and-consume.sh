#!/usr/bin/env bash
# Packs the solution, then builds a guest outside the repository that knows nothing but the package Hyperweave.Sdk,
# in a folder with a blank in its name. Checks images, errors, incrementality and clean. Needs the .NET SDK only.
set -euo pipefail

repository=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/hyperweave consume.XXXXXX")
trap 'rm -rf "$work"' EXIT
export MSBUILDDISABLENODEREUSE=1
# A folder of its own for packages, so that an older package of the same version is not taken.
export NUGET_PACKAGES="$work/packages"

fail() { echo "pack-and-consume: $*" >&2; exit 1; }
build() { dotnet build "$work/Guest" -c Release -nologo -v:q --tl:off "$@"; }

dotnet pack "$repository/Toolchain.sln" -c Release -o "$work/feed" -nologo -v:q --tl:off
for package in Hyperweave.Sdk Hyperweave.Guest; do
    ls "$work/feed/$package".*.nupkg >/dev/null || fail "no package $package"
done

mkdir "$work/Guest"
version=$(basename "$work/feed"/Hyperweave.Sdk.*.nupkg | sed 's/^Hyperweave.Sdk.\(.*\).nupkg$/\1/')
cat > "$work/Guest/Guest.csproj" <<EOF
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <RestoreAdditionalProjectSources>../feed</RestoreAdditionalProjectSources>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Hyperweave.Sdk" Version="$version" />
  </ItemGroup>
</Project>
EOF
cat > "$work/Guest/Kernel.cs" <<'EOF'
using Hyperweave.Guest;

internal static class Kernel
{
    private static void Main()
    {
        Cpu.Cli();
        Serial.WriteLine("consumed");
        Platform.Shutdown(0);
    }
}
EOF
build
output="$work/Guest/bin/Release/net10.0"
for file in Guest.dll Guest.pv.dll Guest.elf Guest.pv.elf Guest.sites.json; do
    [ -s "$output/$file" ] || fail "$file is missing"
done
grep -q 'Cpu.Cli' "$output/Guest.sites.json" || fail "Guest.sites.json does not name Cpu.Cli"

if command -v qemu-system-x86_64 >/dev/null; then
    for image in Guest.elf Guest.pv.elf; do
        status=0
        said=$(timeout 60 qemu-system-x86_64 -accel tcg -display none -serial stdio -monitor none -no-reboot -m 256 \
            -device isa-debug-exit,iobase=0xf4,iosize=4 -kernel "$output/$image" </dev/null) || status=$?
        [ "$status" = 1 ] || fail "$image ended with status $status on QEMU"
        grep -q consumed <<< "$said" || fail "$image printed '$said' on QEMU"
    done
else
    echo "pack-and-consume: qemu-system-x86_64 is not installed, so the images were not booted"
fi

# A second build does nothing, a touched source rebuilds.
before=$(stat -c %y "$output/Guest.elf" "$output/Guest.pv.elf" "$output/Guest.pv.dll")
build
[ "$before" = "$(stat -c %y "$output/Guest.elf" "$output/Guest.pv.elf" "$output/Guest.pv.dll")" ] || fail "a build without changes rebuilt the images"
sed -i 's/consumed/consumed again/' "$work/Guest/Kernel.cs"
build
[ "$before" != "$(stat -c %y "$output/Guest.elf" "$output/Guest.pv.elf" "$output/Guest.pv.dll")" ] || fail "a changed source did not rebuild the images"

# What the core library lacks is an error with file and line.
cp "$work/Guest/Kernel.cs" "$work/good"
sed -i 's/        Cpu.Cli();/        System.IO.File.Delete("x");/' "$work/Guest/Kernel.cs"
errors=$(build 2>&1) && fail "a missing API did not fail the build"
grep -q 'Kernel.cs(7,9): error HVB0001: .*System.IO.File' <<< "$errors" || fail "a missing API was reported as: $errors"
grep -q 'warning HV0005' <<< "$errors" || fail "the analyzers of the package do not work: $errors"
cp "$work/good" "$work/Guest/Kernel.cs"
build

# The packed analyzer decodes machine code: the disassembler travels with it.
cat > "$work/Guest/Blob.cs" <<'EOF'
internal static unsafe class Blob
{
    private static System.ReadOnlySpan<byte> Disable => [0x90, 0xFA, 0xC3];

    internal static void Run()
    {
        fixed (byte* code = Disable)
            ((delegate* unmanaged<void>)code)();
    }
}
EOF
warnings=$(build 2>&1) || fail "machine code in data failed the build: $warnings"
grep -q "Blob.cs(8,14): warning HV0010: In 'Disable' at offset 0x1, CLI" <<< "$warnings" || fail "machine code in data was reported as: $warnings"
if grep -q 'CS8032\|CS8033\|AD0001' <<< "$warnings"; then fail "an analyzer did not load: $warnings"; fi
rm "$work/Guest/Blob.cs"
build

dotnet clean "$work/Guest" -c Release -nologo -v:q --tl:off
left=$(find "$output" "$work/Guest/obj/Release" -name 'Guest*.elf' -o -name '*.pv.dll' -o -name '*.o' -o -name '*.sites.json')
[ -z "$left" ] || fail "clean left: $left"
echo "pack-and-consume: passed"
