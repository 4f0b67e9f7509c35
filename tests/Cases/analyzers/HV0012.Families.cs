// guest
namespace Cosmos.Core
{
    class MemoryBlock(uint aBase, uint aByteCount)
    {
        public uint Size => aBase + aByteCount;
    }
}

namespace Mosa.Runtime
{
    struct Pointer(uint address)
    {
        public uint Address = address;
    }
}

static class Kernel
{
    static void Main()
    {
        var screen = new Cosmos.Core.MemoryBlock([|0xB8000|], 80 * 25 * 2);
        var apic = new Mosa.Runtime.Pointer([|0xFEE00000|]);
    }
}
