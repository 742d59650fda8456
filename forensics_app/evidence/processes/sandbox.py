"""Confinement of a worker: no writing, no running of programs, no network. Best effort, on Linux.

The parsers read what suspects made. Landlock (kernel 5.13 on) takes away every right to write, make, remove
or execute files; a seccomp filter refuses sockets, ptrace and exec. What the kernel doesn't offer is left
out: the worker then runs as it would have, and `confine` says so.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys

from forensics_app.system.limits import give_rights_away

_CREATE_RULESET, _RESTRICT_SELF = 444, 446  # the same numbers on every architecture
_RULESET_VERSION = 1
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2
# access rights of landlock.h by the ABI that brought them: execute, write, remove, make ...; refer; truncate
_RIGHTS_BY_ABI = {1: 0x1FF3, 2: 1 << 13, 3: 1 << 14}

# AUDIT_ARCH_*, then the numbers of socket, connect, ptrace, execve, execveat, process_vm_writev
_CALLS = {
    "x86_64": (0xC000003E, (41, 42, 101, 59, 322, 311)),
    "aarch64": (0xC00000B7, (198, 203, 117, 221, 281, 271)),
}
_LOAD, _JUMP_EQUAL, _RETURN = 0x20, 0x15, 0x06  # BPF_LD|W|ABS, BPF_JMP|JEQ|K, BPF_RET|K
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # SECCOMP_RET_ALLOW, SECCOMP_RET_ERRNO with EPERM


class _Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def confine() -> tuple[bool, bool]:
    """Take the rights away from this process, for good. Whether Landlock and seccomp hold."""
    if not sys.platform.startswith("linux"):
        give_rights_away()
        return False, False
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False, False
    return _landlock(libc), _seccomp(libc)


def _landlock(libc: ctypes.CDLL) -> bool:
    """Handle every right to change anything, and allow none: reading stays as it was."""
    abi = libc.syscall(_CREATE_RULESET, None, 0, _RULESET_VERSION)
    if abi < 1:
        return False
    rights = sum(bits for version, bits in _RIGHTS_BY_ABI.items() if version <= abi)
    attributes = struct.pack("<Q", rights)
    ruleset = libc.syscall(_CREATE_RULESET, attributes, len(attributes), 0)
    if ruleset < 0:
        return False
    try:
        return bool(libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _seccomp(libc: ctypes.CDLL) -> bool:
    known = _CALLS.get(platform.machine())
    if known is None:
        return False
    architecture, calls = known
    last = len(calls)
    steps = [
        (_LOAD, 0, 0, 4),  # seccomp_data.arch; another one (32-bit calls) is refused altogether
        (_JUMP_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _REFUSE),
        (_LOAD, 0, 0, 0),  # seccomp_data.nr
        *((_JUMP_EQUAL, last - index, 0, call) for index, call in enumerate(calls)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    code = b"".join(struct.pack("<HBBI", *step) for step in steps)
    program = _Program(len(steps), code)
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) == 0)
