namespace Hyperweave.Vmm.Operations;

/// <summary>What operations need from the machine around the processor.</summary>
public interface IProcessorServices
{
    /// <summary>HLT: returns when an interrupt waits, or the machine is to end.</summary>
    void Halt();

    /// <summary>See <see cref="Engines.IEngine.FlushPage"/>.</summary>
    void FlushPage(ulong address);

    /// <summary>See <see cref="Engines.IEngine.FlushSpace"/>.</summary>
    void FlushSpace(bool includingGlobal);

    /// <summary>See <see cref="Engines.IEngine.FlushContext"/>.</summary>
    void FlushContext(ushort context);

    /// <summary>See <see cref="Engines.IEngine.SwitchContext"/>.</summary>
    void SwitchContext();

    /// <summary>The host's time-stamp counter; the guest's is <see cref="CpuState.TscOffset"/> more.</summary>
    ulong ReadTimeStampCounter();
}
