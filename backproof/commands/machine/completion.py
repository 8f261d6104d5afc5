"""`completion`: shell completion of the commands, their options and the terms' names."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from backproof.terminal.program import COMPLETING, program

_INSTALLED, _ROOT = "backproof", "build.py"
# click completes what is run by its own name, but build.py is run by Python: each shell is told to look for
# it as the first word after python. In bash, words are parted by line ends inside of click's function.
_BASH = """
_backproof_python() {
    if [[ ${COMP_WORDS[1]##*/} == build.py && $COMP_CWORD -gt 1 ]]; then
        local program="$1"$'\\n'"${COMP_WORDS[1]}"
        COMP_WORDS=("${COMP_WORDS[@]:1}")
        COMP_CWORD=$((COMP_CWORD - 1))
        _buildpy_completion "$program"
    fi
}
complete -o default -F _backproof_python python python3
"""
_ZSH = """
_backproof_python() {
    if [[ ${words[2]:t} == build.py && $CURRENT -gt 2 ]]; then
        local program=(${words[1,2]})
        shift words
        (( CURRENT-- ))
        _buildpy_completion
    else
        _default
    fi
}
compdef _backproof_python python python3
"""
_FISH = """
complete --no-files --command python --command python3 \\
    --condition "string match -qr '^\\\\S+ \\\\S*build\\\\.py ' -- (commandline -cp)" \\
    --arguments "(_buildpy_completion)"
"""
# zsh returns from click's script where the program is not installed, and what follows would be lost.
_UNCHECKED = "    (( ! $+commands[{}] )) && return 1\n"
_CHANGES = {
    "bash": (),
    "zsh": (("zsh_complete build.py)", "zsh_complete ${program:-./build.py})"),),
    "fish": (
        ("COMP_WORDS=(commandline -cp)", r"COMP_WORDS=(commandline -cp | string replace -r '^\S+ ' '')"),
        ("(commandline -t) build.py)", "(commandline -t) (commandline -opc)[1 2])"),
    ),
}
_MORE = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}


_EPILOG = f"""\b
bash:  source <({program()} completion bash)
zsh:   source <({program()} completion zsh)
fish:  {program()} completion fish | source"""


@click.command(epilog=_EPILOG)
@click.argument("shell", type=click.Choice(list(_MORE)))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print the script that makes a shell complete commands, options and terms.

    It completes after `backproof` and after `python build.py`.
    """
    print(script(context.find_root().command, shell), end="")


def script(commands: click.Command, shell: str) -> str:
    """Return click's completion script for `backproof`, and the same adapted to `python build.py`."""
    installed, text = (_of_click(commands, shell, name) for name in (_INSTALLED, _ROOT))
    for old, new in _CHANGES[shell]:
        text = _replaced(text, old, new, shell)
    return f"{installed}\n{text}\n{_MORE[shell].lstrip()}"


def _of_click(commands: click.Command, shell: str, name: str) -> str:
    kind = get_completion_class(shell)
    assert kind is not None
    # click's bash class runs bash for its version, but the script may be printed where there is no bash.
    maker = kind(commands, {}, name, COMPLETING)
    text = (kind.source_template % maker.source_vars()).rstrip() + "\n"
    return _replaced(text, _UNCHECKED.format(name), "", shell) if shell == "zsh" else text


def _replaced(text: str, old: str, new: str, shell: str) -> str:
    assert old in text, f"click's script for {shell} has changed"
    return text.replace(old, new)
