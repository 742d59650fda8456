"""Job objects and the integrity level of Windows, bound by ctypes: bounds that a process can't lift.

https://learn.microsoft.com/windows/win32/procthread/job-objects. Imported on Windows alone; every call of
this module raises OSError with the system's number where Windows refuses.
"""

from __future__ import annotations

import ctypes
from typing import Any

_EXTENDED_LIMITS, _UI_RESTRICTIONS = 9, 4  # JOBOBJECTINFOCLASS
_ACTIVE_PROCESSES, _PROCESS_MEMORY = 0x8, 0x100  # JOB_OBJECT_LIMIT_*
_NO_FAULT_DIALOGUE, _END_ON_CLOSE = 0x400, 0x2000
_ALL_OF_THE_DESKTOP = 0xFF  # JOB_OBJECT_UILIMIT_*: clipboard, handles, settings, the end of the session
_THIS_PROCESS = -1
_TOKEN_ADJUST_DEFAULT, _TOKEN_QUERY = 0x80, 0x8
_TOKEN_INTEGRITY_LEVEL, _SE_GROUP_INTEGRITY = 25, 0x20
_LOW = (ctypes.c_ubyte * 12)(1, 1, 0, 0, 0, 0, 0, 16, 0, 0x10, 0, 0)  # the SID S-1-16-4096
_BELOW_NORMAL = 0x4000


class _Basic(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

    _fields_ = (
        ("process_time", ctypes.c_int64), ("job_time", ctypes.c_int64), ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t), ("most_working_set", ctypes.c_size_t),
        ("processes", ctypes.c_uint32), ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32), ("scheduling", ctypes.c_uint32),
    )  # fmt: skip


class _Extended(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("basic", _Basic), ("io", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t), ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t), ("peak_job_memory", ctypes.c_size_t),
    )  # fmt: skip


class _Label(ctypes.Structure):
    """TOKEN_MANDATORY_LABEL."""

    _fields_ = (("sid", ctypes.c_void_p), ("attributes", ctypes.c_uint32))


def _library(name: str) -> Any:  # a library has the functions that it has
    return ctypes.WinDLL(name, use_last_error=True)  # type: ignore[attr-defined, unused-ignore]


class Job:
    """A job whose processes end when this process ends, which holds it. Raises OSError."""

    def __init__(self) -> None:
        self._kernel = _library("kernel32")
        self._kernel.CreateJobObjectW.restype = ctypes.c_void_p
        self._handle = ctypes.c_void_p(_checked(self._kernel.CreateJobObjectW(None, None)))
        self._limits = _Extended()
        self._limit(_END_ON_CLOSE | _NO_FAULT_DIALOGUE)

    def take(self, process: int) -> None:
        """From now on the process of this handle, and what it starts, belong to the job."""
        _checked(self._kernel.AssignProcessToJobObject(self._handle, ctypes.c_void_p(process)))

    def take_this_process(self) -> None:
        """The same for the process that runs this."""
        self.take(_THIS_PROCESS)

    def bound_memory(self, most_bytes: int) -> None:
        """Refuse each process of the job more than so many bytes of memory."""
        self._limits.process_memory = most_bytes
        self._limit(_PROCESS_MEMORY)

    def refuse_others(self) -> None:
        """No process of the job, of which there is one, starts another one or reaches the desktop."""
        self._limits.basic.processes = 1
        self._limit(_ACTIVE_PROCESSES)
        restrictions = ctypes.c_uint32(_ALL_OF_THE_DESKTOP)
        self._set(_UI_RESTRICTIONS, restrictions)

    def _limit(self, flag: int) -> None:
        self._limits.basic.flags |= flag
        self._set(_EXTENDED_LIMITS, self._limits)

    def _set(self, what: int, value: Any) -> None:
        size = ctypes.sizeof(value)
        _checked(self._kernel.SetInformationJobObject(self._handle, what, ctypes.byref(value), size))


def lower_integrity() -> None:
    """Give this process the low integrity level: it reads what it could read, and writes next to nothing."""
    kernel, advapi = _library("kernel32"), _library("advapi32")
    token = ctypes.c_void_p()
    wanted = _TOKEN_ADJUST_DEFAULT | _TOKEN_QUERY
    _checked(advapi.OpenProcessToken(ctypes.c_void_p(_THIS_PROCESS), wanted, ctypes.byref(token)))
    try:
        label = _Label(ctypes.addressof(_LOW), _SE_GROUP_INTEGRITY)
        size = ctypes.sizeof(label) + ctypes.sizeof(_LOW)
        _checked(advapi.SetTokenInformation(token, _TOKEN_INTEGRITY_LEVEL, ctypes.byref(label), size))
    finally:
        kernel.CloseHandle(token)


def lower_priority() -> None:
    """Let other processes go first."""
    _checked(_library("kernel32").SetPriorityClass(ctypes.c_void_p(_THIS_PROCESS), _BELOW_NORMAL))


def _checked(result: int) -> int:
    if not result:
        raise ctypes.WinError(ctypes.get_last_error())  # type: ignore[attr-defined, unused-ignore]
    return result
