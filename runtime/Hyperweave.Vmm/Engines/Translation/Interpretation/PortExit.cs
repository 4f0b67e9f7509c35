using Iced.Intel;

namespace Hyperweave.Vmm.Engines.Translation;

/// <summary>Builds the exit of an IN or OUT instruction.</summary>
internal static class PortExit
{
    /// <param name="dx">The port of the forms that name DX.</param>
    internal static Exit Of(in Instruction instruction, ushort dx)
    {
        bool isOut = instruction.Mnemonic == Mnemonic.Out;
        int port = isOut ? 0 : 1;
        return new Exit
        {
            Kind = ExitKind.PortIo,
            Port = instruction.GetOpKind(port) == OpKind.Register ? dx : instruction.Immediate8,
            Width = (byte)instruction.GetOpRegister(1 - port).GetSize(),
            IsOut = isOut,
            Address = instruction.IP,
        };
    }
}
