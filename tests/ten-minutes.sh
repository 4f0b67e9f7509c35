#!/usr/bin/env bash
# The ten-minute path as a stranger walks it: packs every package, then, in an empty folder outside the repository, installs, makes a kernel,
# builds, runs, compares and tests it, one command each, and says how long each took. The second walk has no package source at all: once
# packages are in the cache, nothing is fetched. Needs the .NET SDK and a package source for what is not ours (xunit, ilc).
set -euo pipefail

repository=$(cd "$(dirname "$0")/.." && pwd)
place=$(mktemp -d "${TMPDIR:-/tmp}/hyperweave ten minutes.XXXXXX")
trap 'rm -rf "$place"' EXIT
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
feed="$place/feed"

fail() { echo "ten-minutes: $*" >&2; exit 1; }

# step STATUS NAME COMMAND…: runs it, shows how long it took, and what it printed if it ended otherwise.
step() {
    local expected=$1 name=$2 status=0 start=$EPOCHREALTIME
    shift 2
    "$@" > "$place/output" 2>&1 < /dev/null || status=$?
    printf '%8.1f s  %s\n' "$(awk "BEGIN { print $EPOCHREALTIME - $start }")" "$name"
    [ "$status" = "$expected" ] || { cat "$place/output"; fail "'$name' ended with status $status"; }
}
said() { grep -qF -- "$1" "$place/output" || { cat "$place/output"; fail "'$1' was not printed"; }; }

step 0 'dotnet pack Toolchain.sln -c Release -o FEED' dotnet pack "$repository/Toolchain.sln" -c Release -o "$feed" -nologo --tl:off
for package in Sdk Guest Analyzers Vmm Hosting Rewriter Templates Cli; do
    ls "$feed/Hyperweave.$package".[0-9]*.nupkg > /dev/null || fail "no package Hyperweave.$package"
done

# Ours come from the feed only, so that a package of another origin or an older one is never taken.
export NUGET_PACKAGES="$place/packages"
# Installed templates and first-use marks go here, not to the user's home. Not before packing: NuGet's own cache would move along.
export DOTNET_CLI_HOME="$place/home"
mkdir "$place/first" "$place/second"
theirs=$(dotnet nuget list source | sed -nE 's/^ *[0-9]+\. +(.*) \[Enabled\]$/    <packageSource key="\1"><package pattern="*" \/><\/packageSource>/p')
cat > "$place/first/NuGet.config" <<EOF
<configuration>
  <packageSources><add key="hyperweave" value="$feed" /></packageSources>
  <packageSourceMapping>
    <packageSource key="hyperweave"><package pattern="Hyperweave.*" /></packageSource>
$theirs
  </packageSourceMapping>
</configuration>
EOF
echo '<configuration><packageSources><clear /></packageSources></configuration>' > "$place/second/NuGet.config"

# The unmodified image ends through the debug exit, whose status for success is 1: docs/exit-status.md.
walk() {
    step 0 'dotnet new hyperweave-kernel -n K' dotnet new hyperweave-kernel -n K
    step 0 'dotnet new hyperweave-kernel-tests -n K.Tests' dotnet new hyperweave-kernel-tests -n K.Tests
    step 0 'dotnet build K' dotnet build K --tl:off
    said ' 0 Warning(s)'
    step 1 'hyperweave run K' hyperweave run K
    said 'Hello from bare metal!'
    step 0 'hyperweave run K --engine direct' hyperweave run K --engine direct
    said 'Hello from a paravirtual machine!'
    step 0 'hyperweave compare K' hyperweave compare K
    for engine in translation direct confined hosted; do said "$engine"; done
    step 0 'hyperweave scan K' hyperweave scan K
    said '0 cannot be paravirtualized'
    step 0 'dotnet test K.Tests' dotnet test K.Tests --tl:off
    said 'Passed!  - Failed:     0'
}

cd "$place/first"
step 0 'dotnet new install Hyperweave.Templates' dotnet new install Hyperweave.Templates
step 0 'dotnet tool install Hyperweave.Cli' dotnet tool install Hyperweave.Cli --tool-path "$place/tools"
export PATH="$place/tools:$PATH"
# The shim starts what the package compiled ahead of time, if the assets name it: docs/packages.md.
grep -q '"tools/net10.0/linux-x64/hyperweave.dll"' "$place"/tools/.store/*/*/project.assets.json || fail 'the installed tool is not compiled ahead of time'
walk

# fastest NAME COMMAND…: the least of five runs of K, from start to end.
fastest() {
    local name=$1 best=999999 start took
    shift
    for _ in 1 2 3 4 5; do
        start=${EPOCHREALTIME/./}
        "$@" > "$place/output" 2>&1 < /dev/null || true
        said 'Hello from bare metal!'
        took=$(((${EPOCHREALTIME/./} - start) / 1000))
        [ "$took" -ge "$best" ] || best=$took
    done
    printf '%8d ms %s\n' "$best" "$name"
}
image=$(find . -name K.elf -path '*/bin/*' | head -n 1)
installed=$(echo "$place"/tools/.store/*/*/*/*/tools/net10.0)
fastest 'hyperweave run K.elf: installed' hyperweave run "$image"
fastest 'hyperweave run K.elf: as built' "$repository/artifacts/bin/Hyperweave.Cli/release/hyperweave" run "$image"
fastest 'hyperweave run K.elf: installed, IL' dotnet "$installed/any/hyperweave.dll" run "$image"

echo 'again, without a package source:'
cd "$place/second"
export http_proxy=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9
walk
echo 'ten-minutes: passed'
