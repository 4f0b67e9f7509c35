using System.Reflection.PortableExecutable;
using Mono.Cecil;

namespace Hyperweave.Rewriting.Files;

/// <summary>
/// Strong names (ECMA-335 II.6.2.1.3). A signature is a hash over the file, so a rewritten file needs a new one: with a key
/// file it is signed anew, without one the place of the signature is left as zeros, as in an assembly that is public-signed. .NET loads
/// it all the same; .NET Framework would refuse it.
/// </summary>
internal static class StrongName
{
    /// <summary>The bytes of the key to sign with, or null for none.</summary>
    /// <exception cref="UnreadableInputException">The file holds no private key, or another one than the assembly's.</exception>
    public static byte[]? Key(string? keyFile, ModuleDefinition module)
    {
        if (keyFile is null)
            return null;
        var key = File.ReadAllBytes(keyFile);
        var given = PublicKeyOf(key) ?? throw new UnreadableInputException($"'{keyFile}' holds no private key of the form that 'sn -k' writes");
        if (module.Assembly.Name.HasPublicKey && !module.Assembly.Name.PublicKey.AsSpan().EndsWith(given))
            throw new UnreadableInputException($"'{keyFile}' holds another key than the one by which the assembly is named, so that references to it would break");
        return key;
    }

    /// <summary>Whether the file carries a signature: public-signed and delay-signed ones have zeros in its place.</summary>
    public static bool IsSigned(byte[] assembly)
    {
        using var image = new PEReader(new MemoryStream(assembly));
        var place = image.PEHeaders.CorHeader!.StrongNameSignatureDirectory;
        return place.Size != 0 && image.GetSectionData(place.RelativeVirtualAddress).GetContent(0, place.Size).Any(one => one != 0);
    }

    /// <summary>
    /// The modulus of a private key blob (PRIVATEKEYBLOB of the Windows CryptoAPI: header of 8 bytes, "RSA2", bits, exponent,
    /// modulus), with which a public key blob ends; null for anything else.
    /// </summary>
    private static byte[]? PublicKeyOf(byte[] key)
    {
        const int Modulus = 20;
        if (key.Length < Modulus || key[0] != 7 || !key.AsSpan(8, 4).SequenceEqual("RSA2"u8))
            return null;
        var size = BitConverter.ToInt32(key, 12) / 8;
        return size > 0 && key.Length >= Modulus + size ? key[Modulus..(Modulus + size)] : null;
    }
}
