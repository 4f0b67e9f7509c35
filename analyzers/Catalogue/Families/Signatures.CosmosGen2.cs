namespace Hyperweave.Catalogue;

/// <summary>
/// Cosmos with IL2CPU (CosmosOS/Cosmos: Cosmos.Core IOPort.cs and CPU.cs; both the static IOPort and the older object form).
/// </summary>
internal static partial class Signatures
{
    private const string CosmosPort = "M:Cosmos.Core.IOPort.";
    private const string CosmosPortBase = "M:Cosmos.Core.IOPortBase.";
    private const string CosmosCpu = "M:Cosmos.Core.CPU.";
    private const string PortObjectAdvice = "the object keeps its port to itself; call Port.In8 … Port.Out32 with the port's number";
    private const string PortLoopAdvice = "call the span form of Port.In8 … Port.In32";

    private static Signature[] CosmosGen2 =>
    [
        new(CosmosPort + "Read8(System.Int32)", "in8"),
        new(CosmosPort + "Read16(System.Int32)", "in16"),
        new(CosmosPort + "Read32(System.Int32)", "in32"),
        new(CosmosPort + "Write8(System.Int32,System.Byte)", "out8"),
        new(CosmosPort + "Write16(System.Int32,System.UInt16)", "out16"),
        new(CosmosPort + "Write32(System.Int32,System.UInt32)", "out32"),
        new(CosmosPort + "Read8(System.Int32,System.Byte[])", "ins16", ByHand: PortLoopAdvice),
        new(CosmosPort + "Read16(System.Int32,System.UInt16[])", "ins16", ByHand: PortLoopAdvice),
        new(CosmosPort + "Read32(System.Int32,System.UInt32[])", "ins32", ByHand: PortLoopAdvice),
        new(CosmosPort + "Wait", "port-delay"),
        new(CosmosPortBase + "Read8(System.UInt16)", "in8"),
        new(CosmosPortBase + "Read16(System.UInt16)", "in16"),
        new(CosmosPortBase + "Read32(System.UInt16)", "in32"),
        new(CosmosPortBase + "Write8(System.UInt16,System.Byte)", "out8"),
        new(CosmosPortBase + "Write16(System.UInt16,System.UInt16)", "out16"),
        new(CosmosPortBase + "Write32(System.UInt16,System.UInt32)", "out32"),
        new(CosmosPortBase + "Read8(System.Byte[])", "ins16", ByHand: PortObjectAdvice),
        new(CosmosPortBase + "Read16(System.UInt16[])", "ins16", ByHand: PortObjectAdvice),
        new(CosmosPortBase + "Read32(System.UInt32[])", "ins32", ByHand: PortObjectAdvice),
        new(CosmosPort + "get_Byte", "in8", ByHand: PortObjectAdvice),
        new(CosmosPort + "get_Word", "in16", ByHand: PortObjectAdvice),
        new(CosmosPort + "get_DWord", "in32", ByHand: PortObjectAdvice),
        new(CosmosPort + "set_Byte(System.Byte)", "out8", ByHand: PortObjectAdvice),
        new(CosmosPort + "set_Word(System.UInt16)", "out16", ByHand: PortObjectAdvice),
        new(CosmosPort + "set_DWord(System.UInt32)", "out32", ByHand: PortObjectAdvice),
        new("M:Cosmos.Core.IOPortRead.get_Byte", "in8", ByHand: PortObjectAdvice),
        new("M:Cosmos.Core.IOPortRead.get_Word", "in16", ByHand: PortObjectAdvice),
        new("M:Cosmos.Core.IOPortRead.get_DWord", "in32", ByHand: PortObjectAdvice),
        new("M:Cosmos.Core.IOPortWrite.set_Byte(System.Byte)", "out8", ByHand: PortObjectAdvice),
        new("M:Cosmos.Core.IOPortWrite.set_Word(System.UInt16)", "out16", ByHand: PortObjectAdvice),
        new("M:Cosmos.Core.IOPortWrite.set_DWord(System.UInt32)", "out32", ByHand: PortObjectAdvice),
        new(CosmosCpu + "Halt", "hlt"),
        new(CosmosCpu + "EnableInterrupts", "sti"),
        new(CosmosCpu + "DisableInterrupts", "save-and-disable", Part: "WasEnabled"),
        new(CosmosCpu + "ReadCPUID(System.UInt32,System.Int32@,System.Int32@,System.Int32@,System.Int32@)", "cpuid",
            ByHand: "call Cpu.Cpuid(leaf, 0), which returns the four registers"),
        new(CosmosCpu + "GetCPUUptime", "rdtsc"),
        new(CosmosCpu + "UpdateIDT(System.Boolean)", "lidt", ByHand: "build the table with Interrupts.Initialize"),
    ];
}
