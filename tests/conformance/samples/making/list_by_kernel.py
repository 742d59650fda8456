"""Lists a mounted sample as Linux shows it, one JSON object a name, to standard output.

Usage: list_by_kernel.py FOLDER (as root; the file system read-only or with noatime)
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
from base64 import b64encode
from pathlib import Path


def base64(data: bytes) -> str:
    return b64encode(data).decode()


def listed(path: bytes, root: bytes) -> str:
    status = os.lstat(path)
    kind = stat.S_IFMT(status.st_mode)
    data = Path(os.fsdecode(path)).read_bytes() if kind == stat.S_IFREG else None
    return json.dumps(
        {
            "path": base64(path[len(root) :]),
            "mode": status.st_mode,
            "size": status.st_size,
            "sha256": None if data is None else hashlib.sha256(data).hexdigest(),
            "link": base64(os.readlink(path)) if kind == stat.S_IFLNK else None,
            "xattr": {
                base64(os.fsencode(name)): hashlib.sha256(
                    os.getxattr(path, name, follow_symlinks=False)
                ).hexdigest()
                for name in os.listxattr(path, follow_symlinks=False)
            },
            "times": [status.st_mtime_ns, status.st_atime_ns, status.st_ctime_ns],
            "uid": status.st_uid,
            "gid": status.st_gid,
            "nlink": status.st_nlink,
            "ino": status.st_ino,
        }
    )


def main() -> None:
    root = os.fsencode(sys.argv[1])
    found = [
        listed(os.path.join(folder, name), root)
        for folder, folders, files in os.walk(root)
        for name in folders + files
    ]
    sys.stdout.write("\n".join(sorted(found)) + "\n")


if __name__ == "__main__":
    main()
