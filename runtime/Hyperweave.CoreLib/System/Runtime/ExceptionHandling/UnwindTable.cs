using Internal.Runtime;
using System.Runtime.CompilerServices;

namespace System.Runtime.ExceptionHandling;

/// <summary>Finds a function's unwind data by an address in it: the records of section .eh_frame, sorted once at the start.</summary>
internal static unsafe class UnwindTable
{
    private struct Row
    {
        internal ulong Start;
        internal byte* Record;
    }

    private static Row* s_rows;
    private static int s_count;

    /// <summary>First address of .eh_frame and the one after its last.</summary>
    [RuntimeImport("*", "hw_unwind_section")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void Section(byte** start, byte** end);

    internal static void Initialize()
    {
        byte* start, end;
        Section(&start, &end);
        s_count = Read(start, end, null);
        s_rows = (Row*)Heap.AllocatePermanent((nuint)s_count * (nuint)sizeof(Row));
        Read(start, end, s_rows);
        for (int root = s_count / 2 - 1; root >= 0; root--)
            SiftDown(root, s_count);
        for (int end2 = s_count - 1; end2 > 0; end2--)
        {
            (s_rows[0], s_rows[end2]) = (s_rows[end2], s_rows[0]);
            SiftDown(0, end2);
        }
    }

    /// <summary>False for an address outside compiled code.</summary>
    internal static bool Find(ulong address, out FrameDescription frame)
    {
        int low = 0, high = s_count;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (s_rows[middle].Start <= address)
                low = middle + 1;
            else
                high = middle;
        }
        frame = default;
        if (low == 0)
            return false;
        frame = new FrameDescription(s_rows[low - 1].Record);
        return address - frame.Start < frame.Length;
    }

    /// <summary>Stores a row for each FDE where rows are given; returns their number. A record whose second word is 0 is a CIE (LSB 5.0, 10.6.1).</summary>
    private static int Read(byte* section, byte* end, Row* rows)
    {
        int count = 0;
        while (section < end)
        {
            uint length = *(uint*)section;
            if (length == 0)
                break;
            if (*(uint*)(section + 4) != 0)
            {
                if (rows != null)
                    rows[count] = new Row { Start = new FrameDescription(section).Start, Record = section };
                count++;
            }
            section += 4 + length;
        }
        return count;
    }

    private static void SiftDown(int root, int count)
    {
        Row row = s_rows[root];
        for (int child; (child = 2 * root + 1) < count; root = child)
        {
            if (child + 1 < count && s_rows[child].Start < s_rows[child + 1].Start)
                child++;
            if (row.Start >= s_rows[child].Start)
                break;
            s_rows[root] = s_rows[child];
        }
        s_rows[root] = row;
    }
}
