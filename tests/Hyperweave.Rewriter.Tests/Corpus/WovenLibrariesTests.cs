using System.Reflection;
using Hyperweave.Rewriting.Hosting;
using Xunit;

namespace Hyperweave.Rewriting.Tests.Corpus;

/// <summary>Libraries in hosted form do what they did: two that do much with pointers, tables and exceptions, against themselves.</summary>
public class WovenLibrariesTests
{
    private const int CodeBytes = 20_000;

    [Fact]
    public void Cecil_writes_the_same_bytes() => Same("Mono.Cecil.dll", copy =>
    {
        var module = copy.Type("Mono.Cecil.ModuleDefinition");
        var read = module.GetMethod("ReadModule", [typeof(string)])!.Invoke(null, [CorpusAssemblies.PathOf("xunit.core.dll")]);
        var written = new MemoryStream();
        module.GetMethod("Write", [typeof(Stream)])!.Invoke(read, [written]);
        return Convert.ToBase64String(written.ToArray());
    });

    [Fact]
    public void Iced_decodes_the_same_instructions() => Same("Iced.dll", copy =>
    {
        var code = new byte[CodeBytes];
        new Random(20261121).NextBytes(code);
        var reader = Activator.CreateInstance(copy.Type("Iced.Intel.ByteArrayCodeReader"), code)!;
        var decoder = copy.Type("Iced.Intel.Decoder");
        var create = decoder.GetMethods().First(method => method.Name == "Create" && method.GetParameters() is [_, { ParameterType.Name: "CodeReader" }, ..]);
        var made = create.Invoke(null, [64, reader, .. create.GetParameters().Skip(2).Select(option => Activator.CreateInstance(option.ParameterType))])!;
        var decode = decoder.GetMethod("Decode", BindingFlags.Public | BindingFlags.Instance, [])!;
        var more = reader.GetType().GetProperty("CanReadByte")!;
        var lines = new List<string?>();
        while ((bool)more.GetValue(reader)!)
            lines.Add(decode.Invoke(made, null)!.ToString());
        return string.Join('\n', lines);
    });

    private static void Same(string name, Func<LoadedCopy, string> use)
    {
        var folder = Directory.CreateTempSubdirectory("hyperweave-corpus-");
        var woven = Path.Combine(folder.FullName, name);
        File.WriteAllBytes(woven, HostedForm.Weave(CorpusAssemblies.PathOf(name), CorpusAssemblies.Files).Image);
        using (var original = new LoadedCopy(CorpusAssemblies.PathOf(name)))
        using (var copy = new LoadedCopy(woven))
        {
            copy.PlugInNothing();
            Assert.Equal(use(original), use(copy));
        }

        folder.Delete(recursive: true);
    }
}
