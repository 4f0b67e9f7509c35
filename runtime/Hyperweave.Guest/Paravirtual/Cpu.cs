using Hyperweave.Abi;

namespace Hyperweave.Guest.Paravirtual;

/// <summary>
/// The paravirtual forms of <see cref="Guest.Cpu"/>: under the VMM the shared page or a hypercall, else the native form,
/// so that one image runs in both places.
/// </summary>
[NativeForm]
public static unsafe partial class Cpu
{
    // Where the instruction would raise #GP, which kernel code sees as this exception too.
    private static void Require(long result)
    {
        if (result < 0)
            throw new InvalidOperationException("The hypervisor refused a privileged operation.");
    }
}
