using System.Globalization;
using System.Reflection;

namespace Hyperweave.Vmm.Tests.Operations;

/// <summary>Assignments to a processor's state and memory as text: "rax=5 cs=20 cs.base=0 m64:7000=8".</summary>
internal static unsafe class StateText
{
    private static readonly Dictionary<string, FieldInfo> Words = typeof(CpuState).GetFields()
        .Where(field => field.FieldType == typeof(ulong)).ToDictionary(field => field.Name.ToLowerInvariant());
    private static readonly string[] Segments = ["es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr"];

    public static void Assign(OperationBench bench, string assignments)
    {
        foreach (string assignment in assignments.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] sides = assignment.Split('=');
            Assign(bench, sides[0], Hex(sides[1]));
        }
    }

    private static void Assign(OperationBench bench, string name, ulong value)
    {
        if (name.StartsWith('m')) { Store(bench, name[1..], value); return; }
        string[] parts = name.Split('.');
        if (Words.TryGetValue(name, out var word)) Field(bench.Cpu, word.Name) = value;
        else if (name == "if") bench.Cpu->InterruptFlag = value;
        else if (name == "shadow") bench.Cpu->InterruptShadow = value;
        else if (name.StartsWith("dr", StringComparison.Ordinal)) bench.Cpu->Dr[name[2] - '0'] = value;
        else if (name is "gdtr.base" or "gdtr.limit" or "idtr.base" or "idtr.limit") Table(bench.Cpu, name) = value;
        else if (parts.Length == 1) *SegmentField(bench.Cpu, name) = OperationBench.SegmentOf((ushort)value);
        else Part(SegmentField(bench.Cpu, parts[0]), parts[1], value);
    }

    /// <summary>Every field with its value, for comparing.</summary>
    public static string Dump(CpuState* cpu)
    {
        var lines = Words.Values.Select(word => $"{word.Name.ToLowerInvariant()}={Field(cpu, word.Name):X}").ToList();
        for (int i = 0; i < 8; i++) lines.Add($"dr{i}={cpu->Dr[i]:X}");
        lines.AddRange(new[] { "gdtr.base", "gdtr.limit", "idtr.base", "idtr.limit" }.Select(name => $"{name}={Table(cpu, name):X}"));
        foreach (string name in Segments)
        {
            var segment = SegmentField(cpu, name);
            lines.Add($"{name}=sel {segment->Selector:X} base {segment->Base:X} limit {segment->Limit:X} attr {segment->Attributes:X}");
        }
        return string.Join('\n', lines);
    }

    public static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static ref ulong Field(CpuState* cpu, string name) =>
        ref *(ulong*)((byte*)cpu + (int)System.Runtime.InteropServices.Marshal.OffsetOf<CpuState>(name));

    private static Segment* SegmentField(CpuState* cpu, string name) => name switch
    {
        "es" => &cpu->Es, "cs" => &cpu->Cs, "ss" => &cpu->Ss, "ds" => &cpu->Ds,
        "fs" => &cpu->Fs, "gs" => &cpu->Gs, "ldtr" => &cpu->Ldtr, "tr" => &cpu->Tr,
        _ => throw new ArgumentException($"no register '{name}'"),
    };

    private static ref ulong Table(CpuState* cpu, string name)
    {
        ref var table = ref name[0] == 'g' ? ref cpu->Gdtr : ref cpu->Idtr;
        if (name.EndsWith("base", StringComparison.Ordinal)) return ref table.Base;
        return ref table.Limit;
    }

    private static void Part(Segment* segment, string part, ulong value)
    {
        switch (part)
        {
            case "base": segment->Base = value; break;
            case "limit": segment->Limit = (uint)value; break;
            case "attr": segment->Attributes = (uint)value; break;
            case "sel": segment->Selector = (ushort)value; break;
            default: throw new ArgumentException($"no part '{part}'");
        }
    }

    /// <summary>"64:7000" names 64 bits at 0x7000.</summary>
    private static void Store(OperationBench bench, string place, ulong value)
    {
        string[] parts = place.Split(':');
        new ReadOnlySpan<byte>(&value, int.Parse(parts[0], CultureInfo.InvariantCulture) / 8).CopyTo(bench.Memory.Slice(Hex(parts[1]), int.Parse(parts[0], CultureInfo.InvariantCulture) / 8));
    }
}
