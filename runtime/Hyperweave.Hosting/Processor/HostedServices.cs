using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Operations;
using Hyperweave.Vmm.Time;

namespace Hyperweave.Hosting.Processor;

/// <summary>What operations need around the processor.</summary>
internal sealed class HostedServices(GuestVirtualMemory memory, ITimeStampCounter counter) : IProcessorServices
{
    /// <summary>Set when the processor has been made.</summary>
    public Action Halting { get; set; } = () => { };

    public void Halt() => Halting();

    public void FlushPage(ulong address) => memory.Flush();

    public void FlushSpace(bool includingGlobal) => memory.Flush();

    public void FlushContext(ushort context) => memory.Flush();

    public void SwitchContext() => memory.Flush();

    public ulong ReadTimeStampCounter() => counter.Read();
}
