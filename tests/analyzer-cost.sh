#!/usr/bin/env bash
# What the analyzers cost: makes a guest of so many lines (100,000 unless told), builds it with -p:ReportAnalyzer=true for the
# table by rule, and runs the same compiler command with our analyzers and without. The share is that of processor time, which
# other load on the machine changes little. Fails above ten per cent.
#   tests/analyzer-cost.sh [LINES]
set -euo pipefail

lines=${1:-100000}
limit=10
repository=$(cd "$(dirname "$0")/.." && pwd)
work=$repository/artifacts/analyzer-cost
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0

rm -rf "$work/guest" && mkdir -p "$work/guest"
for project in analyzers/Hyperweave.CodeFixes runtime/Hyperweave.Guest; do
    dotnet build "$repository/$project" -c Release -nologo -v:q --tl:off
done

# A class of 500 lines: drivers, tables and services, one operation in about 50 lines, everything else plain C#.
class='{ for (method = 0; method < 10; method++) {
    name = "Unit" $1 "_" method
    print "    private readonly Dictionary<int, Entry> entries" method " = new();"
    print "    public int Count" method " => entries" method ".Count;"
    print ""
    print "    public bool " name "(int key, string text, ReadOnlySpan<byte> data, out ulong sum)"
    print "    {"
    print "        sum = 0;"
    print "        if (text.Length == 0 || data.IsEmpty)"
    print "            return false;"
    print "        for (var index = 0; index < data.Length; index++)"
    print "        {"
    print "            var value = (uint)data[index] << (index & 7);"
    print "            sum = (sum * 31) ^ value;"
    print "            if ((sum & 0xFF) == " method ")"
    print "                sum += (ulong)text[index % text.Length];"
    print "        }"
    print ""
    print "        if (!entries" method ".TryGetValue(key, out var entry))"
    print "        {"
    print "            entry = new Entry(key, text, sum);"
    print "            entries" method ".Add(key, entry);"
    print "        }"
    print ""
    if (method % 5 == 0) {
        print "        var state = Cpu.SaveAndDisable();"
        print "        entry.Touch();"
        print "        Cpu.Restore(state);"
    } else if (method % 5 == 1) {
        print "        Native.outb((ushort)(0x3F8 + (key & 7)), (byte)sum);"
        print "        entry.Touch();"
        print "        entry.Touch();"
    } else if (method % 5 == 2) {
        print "        while ((Port.In8(0x3FD) & 0x20) == 0)"
        print "            entry.Touch();"
        print "        entry.Touch();"
    } else {
        print "        Native.cli();"
        print "        entry.Touch();"
        print "        Native.sti();"
    }
    print "        var best = Find" method "(candidate => candidate.Sum > 10);"
    print "        sum ^= best?.Sum ?? Table" method "[key & 3];"
    print "        switch (key & 3)"
    print "        {"
    print "            case 0:"
    print "                sum += entry.Sum;"
    print "                break;"
    print "            case 1:"
    print "                entry.Name = text.Substring(text.Length / 2) + key;"
    print "                break;"
    print "            default:"
    print "                sum = Math.Max(sum, (ulong)entry.Name.Length);"
    print "                break;"
    print "        }"
    print "        return sum != 0;"
    print "    }"
    print "    private static readonly ulong[] Table" method " = [1, 2, 3, " method "];"
    print "    private Entry? Find" method "(Func<Entry, bool> wanted) => entries" method ".Values.FirstOrDefault(wanted);"
    print ""
} }'
for unit in $(seq $((lines / 500))); do
    {
        echo "using System; using System.Collections.Generic; using System.Linq; using Hyperweave.Guest;"
        echo "internal sealed class Unit$unit"
        echo "{"
        echo "$unit" | awk "$class"
        echo "}"
    } > "$work/guest/Unit$unit.cs"
done
cat > "$work/guest/Shared.cs" <<'EOT'
using System.Runtime.InteropServices;

internal sealed class Entry(int key, string name, ulong sum)
{
    public int Key => key;
    public string Name { get; set; } = name;
    public ulong Sum { get; private set; } = sum;
    public void Touch() => Sum++;
}

internal static class Native
{
    [DllImport("*")] public static extern void cli();
    [DllImport("*")] public static extern void sti();
    [DllImport("*")] public static extern void outb(ushort port, byte value);
}
EOT
# Outside the repository's own rules: only what a guest project sees.
echo '<Project />' | tee "$work/guest/Directory.Build.props" "$work/guest/Directory.Build.targets" "$work/guest/Directory.Packages.props" > /dev/null
bin=$repository/artifacts/bin
cat > "$work/guest/Guest.csproj" <<EOT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <AllowUnsafeBlocks>true</AllowUnsafeBlocks>
    <Nullable>enable</Nullable>
    <HyperweaveGuest>true</HyperweaveGuest>
    <NoWarn>\$(NoWarn);HV0006;HV0013</NoWarn>
  </PropertyGroup>
  <ItemGroup>
    <CompilerVisibleProperty Include="HyperweaveGuest" />
    <Reference Include="$bin/Hyperweave.Guest/release/Hyperweave.Guest.dll" />
    <Analyzer Include="$bin/Hyperweave.CodeFixes/release/Hyperweave.Analyzers.dll" />
    <Analyzer Include="$bin/Hyperweave.CodeFixes/release/Iced.dll" />
  </ItemGroup>
</Project>
EOT
echo "$(cat "$work"/guest/*.cs | wc -l) lines"
dotnet build "$work/guest" -nologo --tl:off -v:d -p:ReportAnalyzer=true -p:UseSharedCompilation=false > "$work/build.log" || { grep -E 'error' "$work/build.log" | head >&2; exit 1; }

grep -E '^ *[<0-9.]+ +[<0-9]+ +(Hyperweave\.)' "$work/build.log" | sed 's/^ */  /'
# The compiler's own command, as a response file.
read -r compiler _ < <(grep -m1 -oE '/[^ ]*bincore/csc .*' "$work/build.log")
grep -m1 -oE '/[^ ]*bincore/csc .*' "$work/build.log" | sed -E 's#^[^ ]+ /noconfig ##' > "$work/with.rsp"
sed -E 's# /analyzer:[^ ]*Hyperweave\.Analyzers\.dll##' "$work/with.rsp" > "$work/without.rsp"

TIMEFORMAT='%U %S'
seconds() {
    { time (cd "$work/guest" && "$compiler" /noconfig "@$work/$1.rsp" > "$work/$1.log" 2>&1) ; } 2>&1 | awk '{ print $1 + $2 }'
}
without=$(seconds without)
with=$(seconds with)
awk -v with="$with" -v without="$without" -v limit="$limit" 'BEGIN {
    share = 100 * (with - without) / with
    printf "processor time of the compiler: %.2f s with the analyzers, %.2f s without: %.1f %%\n", with, without, share
    exit share > limit }'
