using Hyperweave.Vmm.Delivery;
using Hyperweave.Vmm.GuestMemory;

namespace Hyperweave.Vmm.Operations;

/// <summary>Call gates: at the same level, and inward with the stack of that level (Intel SDM 3A 5.8.4, 5.8.5).</summary>
public sealed unsafe partial class PrivilegedOperations
{
    private const int MostParameters = 31;

    private CallGate ReadCallGate(ushort selector, Descriptor gate)
    {
        uint named = selector & ~3u;
        bool isLong = ProcessorMode.IsLong(*_cpu);
        bool isGate = gate.Type == CallGate.Type32 || (gate.Type == CallGate.Type16 && !isLong);
        if (!isGate || gate.Dpl < Math.Max((int)_cpu->Cpl, selector & 3)) throw GuestFaultException.GeneralProtection(named);
        if (!gate.IsPresent) throw GuestFaultException.NotPresent(named);
        if (!isLong) return CallGate.Narrow(gate);
        ulong upper = _tables.ReadUpper(selector, GuestFaultException.GeneralProtection);
        // Where a second descriptor would have its type stands 0.
        if ((upper >> 40 & 31) != 0) throw GuestFaultException.GeneralProtection(named);
        return CallGate.Wide(gate, (uint)upper);
    }

    /// <summary>The gate's code segment, for a jump, which keeps the level, or for a call, which may go inward.</summary>
    private Segment GateTarget(CallGate gate, bool jumps)
    {
        uint named = gate.Selector & ~3u;
        int level = (int)_cpu->Cpl;
        if (DescriptorTables.IsNull(gate.Selector)) throw GuestFaultException.GeneralProtection();
        var code = _tables.Read(gate.Selector, GuestFaultException.GeneralProtection);
        bool allowed = code.IsCode && code.Dpl <= level && (!jumps || code.IsConforming || code.Dpl == level)
            && (!ProcessorMode.IsLong(*_cpu) || (code.IsLong && !code.IsBig));
        if (!allowed) throw GuestFaultException.GeneralProtection(named);
        if (!code.IsPresent) throw GuestFaultException.NotPresent(named);
        int entered = code.IsConforming ? level : code.Dpl;
        return _tables.MarkAccessed(gate.Selector, code).ToSegment((ushort)(named | (uint)entered));
    }

    private void CallThrough(CallGate gate, ulong next)
    {
        var code = GateTarget(gate, jumps: false);
        CheckTarget(code, gate.Offset);
        if ((code.Selector & 3) == (int)_cpu->Cpl) PushReturn(next, gate.Size, IsWide(code));
        else CallInward(gate, code, next);
        EnterSegment(code, gate.Offset);
    }

    /// <summary>On the inner stack: the old stack, the parameters, the return address.</summary>
    private void CallInward(CallGate gate, in Segment code, ulong next)
    {
        int level = code.Selector & 3;
        bool wide = IsWide(code);
        var (stack, pointer) = wide
            ? (Segment.NullStack(level), _tasks.Stacks.Pointer(level))
            : _tasks.Stacks.Segmented(level, 0);
        Span<ulong> values = stackalloc ulong[4 + MostParameters];
        var parameters = values.Slice(2, gate.Parameters);
        if (gate.Parameters != 0) _stack.Peek(parameters, gate.Size);
        parameters.Reverse();
        (values[0], values[1]) = (_cpu->Ss.Selector, _cpu->Rsp);
        (values[2 + gate.Parameters], values[3 + gate.Parameters]) = (_cpu->Cs.Selector, next);
        var rights = _cpu->Cpl == 3 ? AccessKind.Implicit : AccessKind.Read;
        _cpu->Rsp = _stack.Push(stack, pointer, values[..(4 + gate.Parameters)], gate.Size, wide, rights, wide ? 0 : stack.Selector & ~3u);
        (_cpu->Ss, _cpu->Cpl) = (stack, (ulong)level);
    }
}
