using System.Text;

namespace Hyperweave.Vmm.Debugging;

/// <summary>The registers in XML, as gdb asks for them (GDB manual, "Target Descriptions").</summary>
internal static class TargetDescription
{
    /// <summary>Bits of RFLAGS (Intel SDM 1 3.4.3) and MXCSR (10.2.3) by name.</summary>
    private static readonly (int Bit, string Name)[] s_flags =
    [
        (0, "CF"), (2, "PF"), (4, "AF"), (6, "ZF"), (7, "SF"), (8, "TF"), (9, "IF"), (10, "DF"), (11, "OF"), (14, "NT"), (16, "RF"),
        (17, "VM"), (18, "AC"), (19, "VIF"), (20, "VIP"), (21, "ID"),
    ];

    private static readonly (int Bit, string Name)[] s_mxcsr =
    [
        (0, "IE"), (1, "DE"), (2, "ZE"), (3, "OE"), (4, "UE"), (5, "PE"), (6, "DAZ"), (7, "IM"), (8, "DM"), (9, "ZM"), (10, "OM"),
        (11, "UM"), (12, "PM"), (15, "FZ"),
    ];

    private static readonly (string Name, string Element, int Count)[] s_vectors =
        [("v4f", "ieee_single", 4), ("v2d", "ieee_double", 2), ("v16i8", "int8", 16), ("v8i16", "int16", 8), ("v4i32", "int32", 4), ("v2i64", "int64", 2)];

    internal static string Xml { get; } = Write();

    private static string Write()
    {
        var xml = new StringBuilder("<?xml version=\"1.0\"?><!DOCTYPE target SYSTEM \"gdb-target.dtd\"><target><architecture>i386:x86-64</architecture>\n");
        foreach (var feature in RegisterRow.All.GroupBy(row => row.Feature))
        {
            xml.Append($"<feature name=\"{feature.Key}\">\n").Append(Types(feature.Key));
            foreach (var row in feature) xml.Append($"<reg name=\"{row.Name}\" bitsize=\"{row.Bits}\" type=\"{row.Type}\"/>\n");
            xml.Append("</feature>\n");
        }
        return xml.Append("</target>\n").ToString();
    }

    private static string Types(string feature) => feature switch
    {
        "org.gnu.gdb.i386.core" => Flags("i386_eflags", s_flags),
        "org.gnu.gdb.i386.sse" => Vectors() + Flags("i386_mxcsr", s_mxcsr),
        _ => "",
    };

    private static string Flags(string id, (int Bit, string Name)[] bits) =>
        $"<flags id=\"{id}\" size=\"4\">{string.Concat(bits.Select(bit => $"<field name=\"{bit.Name}\" start=\"{bit.Bit}\" end=\"{bit.Bit}\"/>"))}</flags>\n";

    private static string Vectors() =>
        string.Concat(s_vectors.Select(vector => $"<vector id=\"{vector.Name}\" type=\"{vector.Element}\" count=\"{vector.Count}\"/>"))
        + $"<union id=\"vec128\">{string.Concat(s_vectors.Select(vector => $"<field name=\"{vector.Name}\" type=\"{vector.Name}\"/>"))}<field name=\"uint128\" type=\"uint128\"/></union>\n";
}
