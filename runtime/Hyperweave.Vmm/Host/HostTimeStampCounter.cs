namespace Hyperweave.Vmm.Host;

/// <summary>RDTSC, which .NET has no intrinsic for: six instructions of generated code.</summary>
internal static unsafe class HostTimeStampCounter
{
    private static readonly delegate* unmanaged<ulong> Reader = Generate();

    internal static ulong Read() => Reader();

    private static delegate* unmanaged<ulong> Generate()
    {
        // rdtsc; shl rdx, 32; or rax, rdx; ret
        ReadOnlySpan<byte> code = [0x0F, 0x31, 0x48, 0xC1, 0xE2, 0x20, 0x48, 0x09, 0xD0, 0xC3];
        byte* page = Memory.Allocate(4096);
        code.CopyTo(new Span<byte>(page, code.Length));
        Memory.Protect((ulong)page, 4096, Protection.ReadExecute);
        return (delegate* unmanaged<ulong>)page;
    }
}
