namespace Hyperweave.Vmm.Loading.Dwarf;

/// <summary>One line-number program of .debug_line (DWARF 4, 6.2), in the versions 2 to 4 and the 32-bit format: ilc writes version 4.</summary>
internal sealed class LineProgram
{
    // Standard and extended opcodes (7.21).
    private const byte Extended = 0, Copy = 1, AdvancePc = 2, AdvanceLine = 3, SetFile = 4, AddConstant = 8, AddFixed = 9;
    private const byte EndSequence = 1, SetAddress = 2, DefineFile = 3;
    /// <summary>A program of a few bytes must not ask for rows without end.</summary>
    private const int MostRows = 4_000_000;

    private readonly DebugReader _reader;
    private readonly List<string> _folders = [""];
    private readonly List<string> _files = [""];
    private readonly byte[] _operands;
    private readonly byte _step, _lineRange, _opcodeBase;
    private readonly sbyte _lineBase;
    private ulong _address;
    private ulong _file = 1;
    private long _line = 1;

    /// <param name="reader">All of the unit behind its length.</param>
    /// <exception cref="ImageException">The header is malformed, or of another version.</exception>
    internal LineProgram(DebugReader reader)
    {
        _reader = reader;
        int version = reader.U16();
        if (version is < 2 or > 4) throw reader.Bad($"version {version} of the line table is not known; 2 to 4 are");
        ulong program = reader.U32() + reader.At;
        _step = reader.U8();
        if (version == 4) reader.U8();
        reader.U8();
        _lineBase = (sbyte)reader.U8();
        _lineRange = reader.U8();
        _opcodeBase = reader.U8();
        if (_lineRange == 0 || _opcodeBase == 0) throw reader.Bad("line range and opcode base cannot be 0");
        _operands = [0, .. Enumerable.Range(1, _opcodeBase - 1).Select(_ => reader.U8())];
        while (reader.Text() is { Length: > 0 } folder) _folders.Add(folder);
        while (reader.Text() is { Length: > 0 } name) AddFile(name);
        if (program < reader.At) throw reader.Bad("the header is longer than it says");
        reader.Part(program - reader.At);
    }

    /// <summary>Runs the program.</summary>
    /// <exception cref="ImageException">It is malformed.</exception>
    internal void Run(List<LineRow> rows)
    {
        while (!_reader.IsAtEnd)
        {
            byte opcode = _reader.U8();
            if (opcode >= _opcodeBase) Special(opcode, rows);
            else if (opcode == Extended) RunExtended(rows);
            else RunStandard(opcode, rows);
            if (rows.Count > MostRows) throw _reader.Bad($"more than {MostRows} rows");
        }
    }

    private void Special(byte opcode, List<LineRow> rows)
    {
        int adjusted = opcode - _opcodeBase;
        _address += (ulong)(adjusted / _lineRange) * _step;
        _line += _lineBase + adjusted % _lineRange;
        Add(rows, isEnd: false);
    }

    private void RunStandard(byte opcode, List<LineRow> rows)
    {
        switch (opcode)
        {
            case Copy: Add(rows, isEnd: false); break;
            case AdvancePc: _address += _reader.Unsigned() * _step; break;
            case AdvanceLine: _line += _reader.Signed(); break;
            case SetFile: _file = _reader.Unsigned(); break;
            case AddConstant: _address += (ulong)((255 - _opcodeBase) / _lineRange) * _step; break;
            case AddFixed: _address += _reader.U16(); break;
            default:
                // Columns, marks and what is not known: their operands are numbers.
                for (int operand = 0; operand < _operands[opcode]; operand++) _reader.Unsigned();
                break;
        }
    }

    private void RunExtended(List<LineRow> rows)
    {
        var operands = _reader.Part(_reader.Unsigned());
        switch (operands.U8())
        {
            case EndSequence:
                Add(rows, isEnd: true);
                (_address, _file, _line) = (0, 1, 1);
                break;
            case SetAddress: _address = operands.U64(); break;
            case DefineFile: AddFile(operands.Text(), operands); break;
        }
    }

    private void AddFile(string name) => AddFile(name, _reader);

    /// <summary>Behind the name: folder, time, length.</summary>
    private void AddFile(string name, DebugReader reader)
    {
        ulong folder = reader.Unsigned();
        reader.Unsigned();
        reader.Unsigned();
        string path = folder < (ulong)_folders.Count ? _folders[(int)folder] : "";
        _files.Add(path.Length == 0 || name.StartsWith('/') ? name : path.TrimEnd('/') + "/" + name);
    }

    private void Add(List<LineRow> rows, bool isEnd) =>
        rows.Add(new LineRow(_address, _file < (ulong)_files.Count ? _files[(int)_file] : "", (uint)_line, isEnd));
}
