using System.Globalization;

namespace Hyperweave.Vmm.Devices.Typing;

/// <summary>The keys by name and by the characters that they type on a US keyboard.</summary>
public static class KeyTable
{
    /// <summary>
    /// A name, or the character without and with Shift; codes in set 1 and set 2 (IBM Personal System/2 Hardware Interface Technical
    /// Reference, keyboard section); + for an extended key.
    /// </summary>
    private const string Rows = """
        Esc 01 76,1! 02 16,2@ 03 1E,3# 04 26,4$ 05 25,5% 06 2E,6^ 07 36,7& 08 3D,8* 09 3E,9( 0A 46,0) 0B 45,-_ 0C 4E,=+ 0D 55,Backspace 0E 66
        Tab 0F 0D,qQ 10 15,wW 11 1D,eE 12 24,rR 13 2D,tT 14 2C,yY 15 35,uU 16 3C,iI 17 43,oO 18 44,pP 19 4D,[{ 1A 54,]} 1B 5B,Enter 1C 5A
        Ctrl 1D 14,aA 1E 1C,sS 1F 1B,dD 20 23,fF 21 2B,gG 22 34,hH 23 33,jJ 24 3B,kK 25 42,lL 26 4B,;: 27 4C,'" 28 52,`~ 29 0E
        Shift 2A 12,\| 2B 5D,zZ 2C 1A,xX 2D 22,cC 2E 21,vV 2F 2A,bB 30 32,nN 31 31,mM 32 3A,Comma 33 41,.> 34 49,/? 35 4A,RightShift 36 59
        Alt 38 11,Space 39 29,CapsLock 3A 58,F1 3B 05,F2 3C 06,F3 3D 04,F4 3E 0C,F5 3F 03,F6 40 0B,F7 41 83,F8 42 0A,F9 43 01,F10 44 09
        NumLock 45 77,ScrollLock 46 7E,F11 57 78,F12 58 07,RightCtrl 1D 14 +,RightAlt 38 11 +,Home 47 6C +,Up 48 75 +,PageUp 49 7D +
        Left 4B 6B +,Right 4D 74 +,End 4F 69 +,Down 50 72 +,PageDown 51 7A +,Insert 52 70 +,Delete 53 71 +
        """;

    private static readonly Dictionary<string, Key> Named = new(StringComparer.OrdinalIgnoreCase);
    private static readonly Dictionary<char, (Key Key, bool IsShifted)> Typed = [];

    static KeyTable()
    {
        foreach (string row in Rows.Split([',', '\n'], StringSplitOptions.TrimEntries))
        {
            string[] columns = row.Split(' ');
            var key = new Key(Code(columns[1]), Code(columns[2]), columns.Length > 3);
            if (columns[0].Length > 2 || char.IsDigit(columns[0][1]) || columns[0] == "Up") Named.Add(columns[0], key);
            else AddTyped(columns[0], key);
        }
        // A comma parts the rows above.
        AddTyped(",<", Named["Comma"]);
        Typed.Add(' ', (Named["Space"], false));
        Typed.Add('\n', (Named["Enter"], false));
        Typed.Add('\t', (Named["Tab"], false));
    }

    public static Key Shift => Named["Shift"];

    public static IEnumerable<string> Names => Named.Keys;

    /// <summary>A key by its name, or by the character that it types without Shift.</summary>
    public static bool TryFind(string name, out Key key)
    {
        if (Named.TryGetValue(name, out key)) return true;
        bool found = name.Length == 1 && Typed.TryGetValue(char.ToLowerInvariant(name[0]), out var typed) && !typed.IsShifted;
        if (found) key = Typed[char.ToLowerInvariant(name[0])].Key;
        return found;
    }

    /// <summary>The key that types a character, and whether Shift must be held.</summary>
    public static bool TryFind(char character, out Key key, out bool isShifted)
    {
        bool found = Typed.TryGetValue(character, out var typed);
        (key, isShifted) = typed;
        return found;
    }

    private static void AddTyped(string characters, Key key)
    {
        Typed.Add(characters[0], (key, false));
        Typed.Add(characters[1], (key, true));
    }

    private static byte Code(string text) => byte.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
