"""Whether a folder lies on a disk of this PC: the live data may not be anywhere else (sync-design 12).

Locks of files do not hold over a network, and a cable that is pulled out in the middle of a save would cost data.
Copies may lie there. ``Ask`` is the one place that asks the operating system.
"""

from __future__ import annotations

import ntpath
import os
import sys
from pathlib import Path

from alps_desk.domain.errors import StoreUnavailable

_NETWORK_KINDS = {
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "fuse.davfs2", "fuse.rclone", "fuse.gvfsd-fuse",
    "afs", "ncpfs", "davfs", "ceph", "glusterfs", "fuse.glusterfs", "lustre",
}  # fmt: skip
_REMOTE_DRIVE = 4
"""What Windows calls ``DRIVE_REMOTE``: a letter that stands for a share."""


class Ask:
    """What the operating system knows about places.

    Attributes:
        windows: whether paths are those of Windows.
    """

    windows = sys.platform == "win32"

    def drive_kind(self, drive: str) -> int:
        """Kind of a Windows drive, as ``Z:``."""
        if sys.platform == "win32":
            import ctypes

            return int(ctypes.windll.kernel32.GetDriveTypeW(drive + "\\"))
        raise NotImplementedError("there are no drives here")

    def mounts(self) -> list[str]:
        """Lines of the table of mounted disks; nothing where there is none."""
        try:
            return Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return []


def refuse_network_place(path: Path, ask: Ask | None = None) -> None:
    """Refuse a folder that does not lie on a local disk.

    Raises:
        StoreUnavailable: UNC path, network drive or network mount (``network_place``).
    """
    if _on_network(str(path), ask or Ask()):
        raise StoreUnavailable("network_place", place=str(path)[:80])


def _on_network(text: str, ask: Ask) -> bool:
    if not ask.windows:
        # A path of Windows that came from a settings file or an administrator's habit is none of ours either.
        return text.startswith(("\\\\", "//")) or _mount_kind(text, ask) in _NETWORK_KINDS
    plain = text.replace("/", "\\")
    if plain.startswith(("\\\\?\\", "\\\\.\\")):
        # The long form: of a share it says so, of a drive it goes on as usual.
        plain = plain[4:]
        if plain.upper().startswith("UNC\\"):
            return True
    if plain.startswith("\\\\"):
        return True
    drive = ntpath.splitdrive(ntpath.abspath(plain))[0]
    return drive.startswith("\\\\") or ask.drive_kind(drive) == _REMOTE_DRIVE


def _mount_kind(text: str, ask: Ask) -> str:
    """Kind of the innermost mounted disk that a path is on."""
    here = os.path.realpath(text)
    best, kind = "", ""
    for line in ask.mounts():
        parts = line.split()
        if len(parts) >= 3:
            point = parts[1].replace("\\040", " ")
            inside = here == point or here.startswith(point.rstrip("/") + "/")
            if inside and len(point) >= len(best):
                best, kind = point, parts[2]
    return kind
