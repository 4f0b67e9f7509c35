namespace Hyperweave.Catalogue;

internal static partial class Operations
{
    private static Operation[] Ports =>
    [
        Privileged("in8", "IN AL", "reads a byte from an I/O port", "Hypercall.PortRead"),
        Privileged("in16", "IN AX", "reads a word from an I/O port", "Hypercall.PortRead"),
        Privileged("in32", "IN EAX", "reads a doubleword from an I/O port", "Hypercall.PortRead"),
        Privileged("out8", "OUT AL", "writes a byte to an I/O port", "Hypercall.PortWrite"),
        Privileged("out16", "OUT AX", "writes a word to an I/O port", "Hypercall.PortWrite"),
        Privileged("out32", "OUT EAX", "writes a doubleword to an I/O port", "Hypercall.PortWrite"),
        Privileged("ins8", "INSB", "reads a run of bytes from an I/O port", "Hypercall.PortReadString"),
        Privileged("ins16", "INSW", "reads a run of words from an I/O port", "Hypercall.PortReadString"),
        Privileged("ins32", "INSD", "reads a run of doublewords from an I/O port", "Hypercall.PortReadString"),
        Privileged("outs8", "OUTSB", "writes a run of bytes to an I/O port", "Hypercall.PortWriteString"),
        Privileged("outs16", "OUTSW", "writes a run of words to an I/O port", "Hypercall.PortWriteString"),
        Privileged("outs32", "OUTSD", "writes a run of doublewords to an I/O port", "Hypercall.PortWriteString"),
        new("port-delay", "", OperationClass.InnocuousButSlow, "writes to port 80h only to let time pass for a slow device", ""),
    ];
}
