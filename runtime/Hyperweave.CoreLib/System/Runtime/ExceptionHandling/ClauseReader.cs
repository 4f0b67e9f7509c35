using Internal.Runtime;

namespace System.Runtime.ExceptionHandling;

/// <summary>
/// Reads the clauses of one frame, innermost first, from ilc's exception data: a flag byte; for a funclet the distances to
/// its main function's data and code; where flagged an associated record and, self-relative, the clauses. Offsets in
/// clauses count from the start of the main function.
/// </summary>
internal unsafe ref struct ClauseReader
{
    private const byte FuncletMask = 0x03, HasClauses = 0x04, HasAssociatedData = 0x10;

    private readonly ulong _functionStart;
    private readonly ulong _offset;
    private readonly int _count;
    private byte* _reader;
    private uint _start;
    private uint _end;

    /// <summary>Position of the current clause in its list; −1 before the first.</summary>
    internal int Index;
    internal ClauseKind Kind;
    internal byte* Handler;
    /// <summary>The filter's code, for <see cref="ClauseKind.Filter"/>.</summary>
    internal byte* Filter;
    /// <summary>The exception type, for <see cref="ClauseKind.Typed"/>.</summary>
    internal MethodTable* Type;

    internal ClauseReader(in FrameDescription frame, ulong instruction)
    {
        this = default;
        Index = -1;
        byte* data = frame.ExceptionData;
        _functionStart = frame.Start;
        if ((*data & FuncletMask) != 0)
        {
            _functionStart -= (ulong)*(int*)(data + 5);
            data += 1 + *(int*)(data + 1);
        }
        byte flags = *data++;
        if ((flags & HasAssociatedData) != 0)
            data += 4;
        if ((flags & HasClauses) == 0)
            return;
        _reader = data + *(int*)data;
        _count = (int)Leb128.ReadPrefixed(ref _reader);
        _offset = instruction - _functionStart;
    }

    /// <summary>Goes to the next clause whose protected region holds the instruction; false when there is none.</summary>
    internal bool MoveNext()
    {
        while (++Index < _count)
        {
            Read();
            if (_offset >= _start && _offset < _end)
                return true;
        }
        return false;
    }

    private void Read()
    {
        _start = Leb128.ReadPrefixed(ref _reader);
        uint lengthAndKind = Leb128.ReadPrefixed(ref _reader);
        _end = _start + (lengthAndKind >> 2);
        Kind = (ClauseKind)(lengthAndKind & 3);
        Handler = (byte*)_functionStart + Leb128.ReadPrefixed(ref _reader);
        if (Kind == ClauseKind.Typed)
        {
            Type = (MethodTable*)(_reader + *(int*)_reader);
            _reader += 4;
        }
        else if (Kind == ClauseKind.Filter)
            Filter = (byte*)_functionStart + Leb128.ReadPrefixed(ref _reader);
    }
}
