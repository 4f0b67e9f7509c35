namespace Hyperweave.Vmm.Devices;

/// <summary>The PC's two 8259A: the second one's output is the first one's input 2. IRQ 0 to 15.</summary>
public sealed class InterruptControllerPair
{
    public const ushort MasterPort = 0x20, SlavePort = 0xA0, EdgeLevelPort = 0x4D0;
    private const int CascadeLine = 2;

    public InterruptController8259 Master { get; } = new();
    public InterruptController8259 Slave { get; } = new();

    public bool Pending { get; private set; }

    public void Attach(PortBus ports)
    {
        ports.Attach(MasterPort, 2, new Watched(this, Master));
        ports.Attach(SlavePort, 2, new Watched(this, Slave));
        ports.Attach(EdgeLevelPort, 2, new EdgeLevelRegisters(this));
    }

    public void SetIrq(int irq, bool high)
    {
        (irq < 8 ? Master : Slave).SetLine(irq & 7, high);
        Update();
    }

    /// <summary>A request is latched that the mask lets pass.</summary>
    public bool IsWaiting(int irq) => (irq < 8 ? Master : Slave).IsWaiting(irq & 7);

    public byte Acknowledge()
    {
        bool fromSlave = Master.Output && Slave.Output;
        byte vector = Master.Acknowledge();
        // The master answers with its input 2: the slave then puts its own vector on the bus.
        if (fromSlave && (vector & 7) == CascadeLine) vector = Slave.Acknowledge();
        Update();
        return vector;
    }

    private void Update()
    {
        Master.SetLine(CascadeLine, false);
        if (Slave.Output) Master.SetLine(CascadeLine, true);
        Pending = Master.Output;
    }

    /// <summary>Recomputes INT after every access of the guest that can change it: of reads, a poll, which acknowledges.</summary>
    private sealed class Watched(InterruptControllerPair pair, InterruptController8259 controller) : IPortDevice
    {
        public byte Read(int offset)
        {
            bool acknowledges = controller.IsPolled;
            byte value = controller.Read(offset);
            if (acknowledges) pair.Update();
            return value;
        }

        public void Write(int offset, byte value)
        {
            controller.Write(offset, value);
            pair.Update();
        }
    }

    /// <summary>ELCR at 0x4D0 and 0x4D1; IRQ 0, 1, 2, 8 and 13 are always edges.</summary>
    private sealed class EdgeLevelRegisters(InterruptControllerPair pair) : IPortDevice
    {
        public byte Read(int offset) => offset == 0 ? pair.Master.LevelTriggered : pair.Slave.LevelTriggered;

        public void Write(int offset, byte value)
        {
            if (offset == 0) pair.Master.LevelTriggered = (byte)(value & 0xF8);
            else pair.Slave.LevelTriggered = (byte)(value & 0xDE);
        }
    }
}
