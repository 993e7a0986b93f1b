"""Does the library of a Windows Python hold what its sources compile to? Run by that Python itself.

    python.exe reproduce_stdlib.py python313.zip SOURCES

Ends with 0 only if every module in the zip is what the interpreter makes of the source of the same name.
"""

# It runs alone, on nothing but the interpreter that is being examined.
import marshal
import sys
import types
import zipfile
from pathlib import Path


def shape(code):
    """All of a code object that does not depend on where it was compiled."""
    constants = []
    for one in code.co_consts:
        if isinstance(one, types.CodeType):
            constants.append(shape(one))
        else:
            # The order of a set is no part of what it says.
            constants.append(
                (type(one).__name__, sorted(map(repr, one)) if isinstance(one, frozenset) else repr(one))
            )
    return (
        code.co_code, code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars, code.co_flags,
        code.co_name, code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_firstlineno,
        code.co_exceptiontable, tuple(constants),
    )  # fmt: skip


def is_same(packed, source):
    """Whether compiled code is what a source gives, with or without its docstrings and asserts."""
    # Only looked at, never run; and the file was checked against the signed catalogue before.
    wanted = marshal.loads(packed[16:])  # noqa: S302
    return any(
        shape(compile(source, wanted.co_filename, "exec", dont_inherit=True, optimize=level)) == shape(wanted)
        for level in (0, 1, 2)
    )


def main(library, sources):
    """Compare; 0 if there is something to compare and all of it is the same."""
    same, different = 0, []
    with zipfile.ZipFile(library) as packed:
        for name in packed.namelist():
            if not name.endswith(".pyc"):
                continue
            if is_same(packed.read(name), (sources / name[:-1]).read_bytes()):
                same += 1
            else:
                different.append(name)
    sys.stdout.write(
        f"{sys.version.split()[0]}: {same} modules the same, {len(different)} different {different[:10]}\n"
    )
    return 0 if same and not different else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
