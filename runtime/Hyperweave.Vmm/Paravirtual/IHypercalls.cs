namespace Hyperweave.Vmm.Paravirtual;

/// <summary>
/// One method for each number of <see cref="Abi.Hypercall"/>, where arguments and results are described. A method checks
/// every argument; on a bad one it returns an error code and has changed nothing. The caller is the guest's kernel.
/// </summary>
internal interface IHypercalls
{
    long Version();
    long Features();
    long Null();

    long SetTrapTable(ulong address, ulong limit);
    long SetKernelStack(ulong top);
    long SetSystemCallEntry(ulong entry);
    long Cpuid(ulong leaf, ulong subleaf, ulong result);
    long ReadControl(ulong number);
    long WriteControl(ulong number, ulong value);
    long ReadMsr(ulong register, ulong result);
    long WriteMsr(ulong register, ulong value);
    long StoreSystemRegister(ulong which, ulong address);
    long LoadSystemRegister(ulong which, ulong value);

    long MmuUpdate(ulong updates, ulong count);
    long SwitchSpace(ulong root);
    long FlushPage(ulong address);
    long FlushSpace();

    long DeliverPending();

    long SetTimer(ulong deadline, ulong vector);

    long Block();
    long Yield();
    long Shutdown(ulong reason, ulong status);

    long ConsoleWrite(ulong address, ulong length);
    long PortRead(ulong port, ulong width);
    long PortWrite(ulong port, ulong width, ulong value);
    long PortReadString(ulong port, ulong width, ulong address, ulong count);
    long PortWriteString(ulong port, ulong width, ulong address, ulong count);
    long PortWriteBatch(ulong records, ulong count);
}
