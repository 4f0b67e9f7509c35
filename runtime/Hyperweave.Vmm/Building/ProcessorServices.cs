using Hyperweave.Vmm.GuestMemory;
using Hyperweave.Vmm.Operations;
using Hyperweave.Vmm.Time;

namespace Hyperweave.Vmm.Building;

/// <summary>Lets operations and devices reach the machine, which is made after them.</summary>
internal sealed class ProcessorServices(ITimeStampCounter counter, GuestVirtualMemory memory) : IProcessorServices
{
    private Machine? _machine;

    public Machine Machine
    {
        get => _machine ?? throw new InvalidOperationException("the machine is not complete yet");
        set => _machine = value;
    }

    public void Halt() => Machine.WaitForInterrupt();

    public void FlushPage(ulong address)
    {
        memory.Flush();
        Machine.Parts.Engine.FlushPage(address);
    }

    public void FlushSpace(bool includingGlobal)
    {
        memory.Flush();
        Machine.Parts.Engine.FlushSpace(includingGlobal);
    }

    public void FlushContext(ushort context)
    {
        memory.Flush();
        Machine.Parts.Engine.FlushContext(context);
    }

    public void SwitchContext()
    {
        memory.Flush();
        Machine.Parts.Engine.SwitchContext();
    }

    public ulong ReadTimeStampCounter() => counter.Read();
}

/// <summary>The counter as the guest reads it: the host's, moved by what the guest wrote to IA32_TIME_STAMP_COUNTER.</summary>
internal sealed unsafe class GuestCounter(ITimeStampCounter host, CpuState* cpu) : ITimeStampCounter
{
    public ulong Read() => host.Read() + cpu->TscOffset;

    public ulong Frequency => host.Frequency;
}
