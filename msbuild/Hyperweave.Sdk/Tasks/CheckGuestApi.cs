using Hyperweave.Image.Compilation;

namespace Hyperweave.Sdk.Tasks;

/// <summary>Reports what the guest uses and the guest core library lacks; see <see cref="ApiCheck"/>.</summary>
public sealed class CheckGuestApi : GuestTask
{
    private protected override IEnumerable<BuildMessage> Run() => ApiCheck.Run(Inputs);
}
