using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using Xunit;

namespace Hyperweave.Rewriting.Tests;

/// <summary>Signed inputs: what becomes of the name and of the signature. The judge is the framework's RSA over the file's bytes.</summary>
public sealed class StrongNameTests : IDisposable
{
    private readonly Workspace workspace = new();
    private readonly RSACryptoServiceProvider key = new(1024);

    private string KeyFile
    {
        get
        {
            var path = Path.Combine(workspace.Folder, "kernel.snk");
            File.WriteAllBytes(path, key.ExportCspBlob(includePrivateParameters: true));
            return path;
        }
    }

    [Fact]
    public void A_key_file_signs_the_output()
    {
        var options = workspace.Compile(RewriterCase.Load("GuestApi")) with { KeyFile = KeyFile };
        Assert.True(Rewriter.Rewrite(options).Success);
        Assert.True(HasValidSignature(options.OutputPath));
        Assert.Equal("GuestApi", System.Reflection.AssemblyName.GetAssemblyName(options.OutputPath).Name);
    }

    [Fact]
    public void A_signed_input_without_a_key_keeps_its_name_and_loses_its_signature_with_a_note()
    {
        var options = Signed();
        var result = Rewriter.Rewrite(options);
        Assert.True(result.Success);
        Assert.Equal("HV0103", Assert.Single(result.Messages).Id);
        Assert.Equal(Token(options.InputPath), Token(options.OutputPath));
        Assert.All(Signature(options.OutputPath), one => Assert.Equal(0, one));
    }

    [Fact]
    public void A_signed_input_with_its_key_is_signed_anew()
    {
        var options = Signed() with { KeyFile = KeyFile };
        var result = Rewriter.Rewrite(options);
        Assert.Empty(result.Messages);
        Assert.Equal(Token(options.InputPath), Token(options.OutputPath));
        Assert.True(HasValidSignature(options.OutputPath));
        Assert.NotEqual(Signature(options.InputPath), Signature(options.OutputPath));
    }

    /// <summary>A public-signed input has the public key and zeros for a signature: the output of a signed one is just that.</summary>
    [Fact]
    public void A_public_signed_input_stays_so()
    {
        var options = Signed() with { Improvements = Improvements.None };
        var image = File.ReadAllBytes(options.InputPath);
        ClearSignature(image);
        File.WriteAllBytes(options.InputPath, image);
        var result = Rewriter.Rewrite(options);
        Assert.Empty(result.Messages);
        Assert.Equal(Token(options.InputPath), Token(options.OutputPath));
        Assert.All(Signature(options.OutputPath), one => Assert.Equal(0, one));
    }

    [Fact]
    public void A_signed_input_without_operations_keeps_its_signature()
    {
        var options = Signed("Nothing");
        Assert.True(Rewriter.Rewrite(options).Unchanged);
        Assert.True(HasValidSignature(options.OutputPath));
    }

    [Fact]
    public void Another_key_or_no_key_is_an_error_that_names_the_file()
    {
        var options = Signed() with { KeyFile = Path.Combine(workspace.Folder, "other.snk") };
        using var other = new RSACryptoServiceProvider(1024);
        foreach (var content in new[] { other.ExportCspBlob(includePrivateParameters: true), key.ExportCspBlob(includePrivateParameters: false), [1, 2, 3] })
        {
            File.WriteAllBytes(options.KeyFile, content);
            var message = Assert.Single(Rewriter.Rewrite(options).Messages);
            Assert.Equal(RewriteSeverity.Error, message.Severity);
            Assert.Contains("other.snk", message.Text);
            Assert.False(File.Exists(options.OutputPath));
        }
    }

    public void Dispose()
    {
        workspace.Dispose();
        key.Dispose();
    }

    /// <summary>A case with a strong name of our key.</summary>
    private RewriteOptions Signed(string name = "GuestApi")
    {
        var options = workspace.Compile(RewriterCase.Load(name));
        using (var assembly = Mono.Cecil.AssemblyDefinition.ReadAssembly(options.InputPath, new() { InMemory = true }))
            assembly.Write(options.InputPath, new() { StrongNameKeyBlob = key.ExportCspBlob(includePrivateParameters: true) });
        // It belongs to the assembly as compiled.
        File.Delete(Path.ChangeExtension(options.InputPath, ".pdb"));
        Assert.True(HasValidSignature(options.InputPath));
        return options;
    }

    private static string Token(string path) => Convert.ToHexString(System.Reflection.AssemblyName.GetAssemblyName(path).GetPublicKeyToken()!);

    private static byte[] Signature(string path)
    {
        var (image, start, size) = Place(File.ReadAllBytes(path));
        return image[start..(start + size)];
    }

    private static void ClearSignature(byte[] image)
    {
        var (_, start, size) = Place(image);
        image.AsSpan(start, size).Clear();
    }

    private static (byte[] Image, int Start, int Size) Place(byte[] image)
    {
        using var reader = new PEReader(new MemoryStream(image));
        var directory = reader.PEHeaders.CorHeader!.StrongNameSignatureDirectory;
        Assert.True(reader.PEHeaders.TryGetDirectoryOffset(directory, out var start));
        return (image, start, directory.Size);
    }

    /// <summary>
    /// The hash leaves out the checksum, the certificate table's entry and the signature itself (ECMA-335 II.6.2.1.3, II.25.3.3);
    /// the signature is PKCS #1 with the least significant byte first.
    /// </summary>
    private bool HasValidSignature(string path)
    {
        const int ChecksumInOptionalHeader = 64, CertificatesInOptionalHeader = 144, CertificatesInOptionalHeader32 = 128;
        var (image, start, size) = Place(File.ReadAllBytes(path));
        var signature = image[start..(start + size)];
        using var reader = new PEReader(new MemoryStream(image));
        var header = reader.PEHeaders.PEHeaderStartOffset;
        var certificates = header + (reader.PEHeaders.PEHeader!.Magic == PEMagic.PE32 ? CertificatesInOptionalHeader32 : CertificatesInOptionalHeader);
        image.AsSpan(header + ChecksumInOptionalHeader, 4).Clear();
        image.AsSpan(certificates, 8).Clear();
        Array.Reverse(signature);
        var sections = reader.PEHeaders.SectionHeaders;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(image.AsSpan(0, header + reader.PEHeaders.CoffHeader.SizeOfOptionalHeader + 40 * sections.Length));
        foreach (var section in sections)
            AppendWithout(hash, image, section.PointerToRawData, section.SizeOfRawData, start, size);
        return key.VerifyHash(hash.GetHashAndReset(), signature, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1);
    }

    private static void AppendWithout(IncrementalHash hash, byte[] image, int section, int length, int start, int size)
    {
        if (start < section || start >= section + length)
        {
            hash.AppendData(image.AsSpan(section, length));
            return;
        }

        hash.AppendData(image.AsSpan(section, start - section));
        hash.AppendData(image.AsSpan(start + size, section + length - start - size));
    }
}
