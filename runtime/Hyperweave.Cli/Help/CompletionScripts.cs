namespace Hyperweave.Cli.Help;

/// <summary>
/// What teaches a shell to complete the command line. Each script hands what stands behind the command, and the cursor's place in that,
/// to the directive [suggest:PLACE], which answers with one suggestion a line.
/// </summary>
internal static class CompletionScripts
{
    public static IReadOnlyDictionary<string, string> ByShell { get; } = new Dictionary<string, string>
    {
        ["bash"] = """
            _hyperweave() {
                local line=${COMP_LINE#* }
                local place=$((COMP_POINT - ${#COMP_LINE} + ${#line}))
                local IFS=$'\n'
                COMPREPLY=($(compgen -W "$("$1" "[suggest:$place]" "$line" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _hyperweave hyperweave
            """,
        ["zsh"] = """
            _hyperweave() {
                local line=${BUFFER#* }
                local place=$((CURSOR - ${#BUFFER} + ${#line}))
                local found=("${(@f)$(hyperweave "[suggest:$place]" "$line" 2>/dev/null)}")
                compadd -a found || _files
            }
            compdef _hyperweave hyperweave
            """,
        ["fish"] = """
            function __hyperweave
                set -l line (commandline -cp | string replace -r '^\S+\s*' '')
                hyperweave "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
            end
            complete -c hyperweave -a '(__hyperweave)'
            """,
        ["pwsh"] = """
            Register-ArgumentCompleter -Native -CommandName hyperweave -ScriptBlock {
                param($word, $command, $cursor)
                $line = "$command" -replace '^\S+\s*', ''
                $place = [Math]::Max(0, $cursor - "$command".Length + $line.Length)
                hyperweave "[suggest:$place]" "$line" | Where-Object { $_.StartsWith($word) } | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }
            """,
    };
}
