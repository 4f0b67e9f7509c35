using System.Buffers.Binary;
using System.Text;

namespace Hyperweave.Vmm.Firmware;

/// <summary>Writes ACPI Machine Language (ACPI 6.4, chapter 20), as much of it as a static description needs.</summary>
internal sealed class AmlWriter
{
    private const byte NameOp = 0x08, ByteConst = 0x0A, WordConst = 0x0B, DWordConst = 0x0C, ScopeOp = 0x10, BufferOp = 0x11, PackageOp = 0x12;
    private const byte RootPrefix = 0x5C, DualName = 0x2E, ExtendedPrefix = 0x5B, DeviceOp = 0x82;

    private readonly List<byte> _bytes = [];

    public byte[] ToArray() => [.. _bytes];

    /// <summary>Scope(path) { … }; a path is "\_SB_" or "_SB_.PCI0", segments of four characters.</summary>
    public void Scope(string path, Action<AmlWriter> body) => Block([ScopeOp], path, body);

    public void Device(string name, Action<AmlWriter> body) => Block([ExtendedPrefix, DeviceOp], name, body);

    public void Name(string name, uint value) => Named(name, () => Integer(value));

    /// <summary>An EISA identifier such as PNP0A03, compressed to 32 bits (ACPI 6.4, section 19.3.4).</summary>
    public void EisaName(string name, string identifier)
    {
        uint vendor = (uint)(identifier[0] - '@' << 10 | identifier[1] - '@' << 5 | identifier[2] - '@');
        uint product = Convert.ToUInt32(identifier[3..], 16);
        Named(name, () => Integer(BinaryPrimitives.ReverseEndianness(vendor << 16 | product)));
    }

    /// <summary>Name(…, Package { integers }).</summary>
    public void PackageName(string name, params uint[] values) => Named(name, () => Package([.. values.Select<uint, Action>(value => () => Integer(value))]));

    /// <summary>Name(…, Package { Package { integers }, … }).</summary>
    public void TableName(string name, IEnumerable<uint[]> rows) => Named(name, () =>
        Package([.. rows.Select<uint[], Action>(row => () => Package([.. row.Select<uint, Action>(value => () => Integer(value))]))]));

    /// <summary>Name(…, ResourceTemplate() { descriptors }); the end tag is added.</summary>
    public void ResourceName(string name, params byte[][] descriptors)
    {
        var content = new List<byte>();
        foreach (byte[] descriptor in descriptors) content.AddRange(descriptor);
        content.AddRange([0x79, 0]);
        Named(name, () => Sized(BufferOp, body =>
        {
            body.Integer((uint)content.Count);
            body._bytes.AddRange(content);
        }));
    }

    private void Named(string name, Action value)
    {
        _bytes.Add(NameOp);
        Path(name);
        value();
    }

    private void Package(Action[] elements)
    {
        // Elements write to this writer: they are collected behind the mark and wrapped afterwards.
        int mark = _bytes.Count;
        foreach (var element in elements) element();
        byte[] content = [(byte)elements.Length, .. _bytes[mark..]];
        _bytes.RemoveRange(mark, _bytes.Count - mark);
        Sized(PackageOp, body => body._bytes.AddRange(content));
    }

    private void Block(byte[] operation, string path, Action<AmlWriter> body)
    {
        _bytes.AddRange(operation);
        Length(inner =>
        {
            inner.Path(path);
            body(inner);
        });
    }

    private void Sized(byte operation, Action<AmlWriter> body)
    {
        _bytes.Add(operation);
        Length(body);
    }

    /// <summary>PkgLength and what it counts, itself included: two bits in the lead byte say how many bytes follow it.</summary>
    private void Length(Action<AmlWriter> body)
    {
        var inner = new AmlWriter();
        body(inner);
        int size = inner._bytes.Count;
        if (size + 1 < 0x40) _bytes.Add((byte)(size + 1));
        else
        {
            int total = size + 2;
            int extra = 1;
            if (total >= 1 << 12) (total, extra) = (size + 3, 2);
            if (total >= 1 << 20) throw new InvalidOperationException($"an AML block of {size} bytes is too long");
            _bytes.Add((byte)(extra << 6 | total & 15));
            for (int i = 0; i < extra; i++) _bytes.Add((byte)(total >> 4 + 8 * i));
        }
        _bytes.AddRange(inner._bytes);
    }

    private void Path(string path)
    {
        if (path[0] == '\\')
        {
            _bytes.Add(RootPrefix);
            path = path[1..];
        }
        string[] segments = path.Split('.');
        if (segments.Length == 2) _bytes.Add(DualName);
        foreach (string segment in segments) _bytes.AddRange(Encoding.ASCII.GetBytes(segment.PadRight(4, '_')));
    }

    private void Integer(uint value)
    {
        switch (value)
        {
            case 0 or 1: _bytes.Add((byte)value); break;
            case <= byte.MaxValue: _bytes.AddRange([ByteConst, (byte)value]); break;
            case <= ushort.MaxValue: _bytes.AddRange([WordConst, (byte)value, (byte)(value >> 8)]); break;
            default: _bytes.AddRange([DWordConst, .. BitConverter.GetBytes(value)]); break;
        }
    }
}
