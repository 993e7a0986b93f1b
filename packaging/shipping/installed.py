"""What was built for Windows, tried as an office would use it: installed, used, upgraded, hindered, removed; under Wine.

    python3 packaging/build.py check-windows        after ``windows`` and ``linux``

Each line of the report is one thing that was tried; the exit code is 0 only if all of them went well. The install
folder has letters outside of Shift JIS's first level, the code page is 932, pictures of the screen are kept.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from shipping import bench, by_keys, folder_check, installer, signing, windows
from shipping.bench import Bench
from shipping.in_use import KEY, TARGET, Installed, OnLinux
from shipping.names import CHECKOUT, FOLDER, WINDOW, version, words
from shipping.steps import Failed, Place, folder_hash, measure, run, step
from shipping.trials import Trials, are_refused, large_files

OLDER = "0.0.9"
ONLY_IN_OLDER = "only-in-older.txt"
FISCAL_YEAR, PERIOD, OFFICE = "2017", "full_year", "omachi"
OLD_WINDOWS, NEWER_THERE, RUNNING, COPY_FAILED, NO_ROOM = 10, 11, 12, 13, 14


STAGES = ("install", "report", "keys", "upgrade", "disks", "signature", "uninstall")


def check(place: Place, stages: Sequence[str] = ()) -> None:
    """Try everything, or only some stages; the Windows stays as the last one left it until ``install`` comes again.

    Raises:
        Failed: something did not go well.
    """
    bench.in_private_mounts()
    folder = place.work / "frozen-windows" / FOLDER
    setup = place.out / f"{windows.NAME}-setup.exe"
    if not setup.is_file():
        raise Failed("make the installer first: build.py windows")
    wanted = [stage for stage in STAGES if not stages or stage in stages]
    linux = OnLinux(place)
    trials = Trials(place)
    with bench.running(place, "installed", new="install" in wanted) as here:
        tried = Installed(here)
        older, newer = here.shared / "older.exe", here.shared / "setup.exe"
        shutil.copy(setup, newer)
        for stage in wanted:
            step(stage)
            match stage:
                case "install":
                    _older_setup(place, folder, here)
                    _first_install(place, trials, tried, older)
                case "report":
                    _report(place, trials, tried, linux)
                case "keys":
                    by_keys.check(place, trials, tried, linux, _union(place))
                case "upgrade":
                    _upgrade(place, trials, tried, older, newer)
                case "disks":
                    _full_disks(trials, here, older, newer, folder)
                case "signature":
                    _signature(place, trials, here, newer)
                case _:
                    _uninstall(trials, tried, linux)
    name = "" if len(wanted) == len(STAGES) else "-".join(["", *wanted])
    place.write_report(f"{windows.NAME}-installed{name}-report.txt")
    trials.end()


def _older_setup(place: Place, folder: Path, here: Bench) -> Path:
    """A setup that calls itself older and holds a file that the newer one lacks."""
    copy = place.folder("older", empty=True) / FOLDER
    shutil.copytree(folder, copy)
    (copy / "_internal" / ONLY_IN_OLDER).write_text("older", encoding="ascii")
    icon = place.work / "icon" / "app.ico"
    return installer.build(place, copy, here.shared / "older.exe", icon, shown_version=OLDER, quick=True)


def _first_install(place: Place, trials: Trials, tried: Installed, older: Path) -> None:
    code = tried.install(older, into=TARGET)
    trials.that("silent install into a folder with Japanese letters and a space", code == 0, code)
    trials.that("the program is there", (tried.folder / "app" / f"{WINDOW}.exe").is_file(), tried.folder)
    trials.that(
        "it stands in the list of programs with its version", tried.version() == OLDER, tried.version()
    )
    menu = list(tried.here.drive_c.rglob(f"{words()['installer_product']}.lnk"))
    trials.that("it stands in the Start menu", len(menu) == 1, menu)
    report = tried.here.drive_c / "check.json"
    done = tried.here.call(
        "wine",
        f"{TARGET}\\app\\{WINDOW}.exe",
        "self-check",
        "--window",
        "--report",
        r"C:\check.json",
        limit_s=600,
    )
    found = json.loads(report.read_text(encoding="utf-8")) if report.is_file() else {"checks": []}
    shutil.copy(report, place.out / "self-check-windows.json") if report.is_file() else None
    names = {one["name"]: one for one in found["checks"]}
    bad = [one["message"] for one in found["checks"] if not one["ok"]]
    trials.that(
        "the windowed program's self-check passes and writes its report",
        done.code == 0 and not bad,
        (done, bad),
    )
    qt = names.get("qt", {}).get("message", "")
    trials.that("with Qt's windows plugin", "windows" in qt, qt)
    for name in ("guides", "fonts", "window_union", "window_office", "pdf", "round"):
        trials.that(f"  {name}", names.get(name, {}).get("ok") is True, names.get(name))
    place.note(f"     {names.get('python', {}).get('message', '')}")
    done = tried.command("self-check")
    trials.that("the command line says it too", done.code == 0 and "SQLite" in done.out, done)


def _report(place: Place, trials: Trials, tried: Installed, linux: OnLinux) -> None:
    work = place.folder("report", empty=True)
    union = _union(place)
    linux.ask(union, "setup", "--office", "union")
    registration = tried.here.drive_c / "登録.csv"
    linux.ask(union, "registration", "--out", registration)
    made = tried.ask("setup", "--office", OFFICE, "--registration", r"C:\登録.csv", "--person", "担当者A")
    trials.that("first set-up of an office", made.get("ok") is True, made)
    shutil.copy(CHECKOUT / "resources" / "demo" / f"{OFFICE}.csv", tried.here.drive_c / "記入表.csv")
    entered = tried.ask("enter", r"C:\記入表.csv")
    trials.that("a filled table is taken", entered.get("ok") is True and entered.get("taken", 0) > 0, entered)
    checks = {one["name"]: one for one in tried.ask("self-check").get("checks", [])}
    mode = checks.get("journal_mode", {})
    trials.that(
        "the rollback journal is in force", mode.get("ok") is True and "delete" in mode["message"], mode
    )
    place.note(f"     {checks.get('sqlite', {}).get('message', '')}")
    sent = tried.ask("export", "--out", r"C:\提出.csv")
    trials.that("the exchange file is written", sent.get("ok") is True, sent)
    digest = tried.ask("digest").get("digest")
    merged = linux.ask(
        union, "merge", tried.here.drive_c / "提出.csv", "--accept-device", str(made.get("code"))
    )
    trials.that("the Linux program takes it", merged.get("ok") is True, merged)
    theirs = linux.ask(union, "digest").get("digest")
    trials.that(
        "both show the same data by their digests", digest is not None and digest == theirs, (digest, theirs)
    )
    large_files(tried.here.drive_c)
    told = tried.ask("merge", "--dry-run", r"C:\large1.csv", r"C:\large2.csv")
    trials.that("large files are judged by the program's own processes", are_refused(told), told)
    # The same office's work done by the program for Linux.
    own, other = work / "office", work / "union2"
    linux.ask(other, "setup", "--office", "union")
    linux.ask(other, "registration", "--out", work / "registration.csv")
    linux.ask(
        own, "setup", "--office", OFFICE, "--registration", work / "registration.csv", "--person", "担当者A"
    )
    linux.ask(own, "enter", CHECKOUT / "resources" / "demo" / f"{OFFICE}.csv")
    mine, theirs2 = (_shown(one) for one in (linux.ask(own, "values"), tried.ask("values")))
    trials.that("the Linux program makes the same values of the same table", bool(mine) and mine == theirs2)
    window = tried.window()
    try:
        tried.wait_for_window(25)
        picture = tried.here.picture(place.out / "window-windows.png")
        trials.that("a window stands (look at window-windows.png)", picture.is_file())
        second = tried.here.call("wine", f"{TARGET}\\app\\{WINDOW}.exe", limit_s=120)
        trials.that("a second start brings it forward and ends", second.code == 0, second)
    finally:
        tried.end_window(window)


def _union(place: Place) -> Path:
    """The union's data, made by the program for Linux."""
    return place.folder("report") / "union"


def _shown(answer: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Values without the names of the changes they came by."""
    return [(one["record"], one["field"], one["value"], one["state"]) for one in answer.get("values", [])]


def _upgrade(place: Place, trials: Trials, tried: Installed, older: Path, newer: Path) -> None:
    before = tried.ask("digest").get("digest")
    data = _data_folder(tried.here)
    kept = folder_hash(data / "keys")
    window = tried.window()
    try:
        tried.wait_for_window(5)
        code = tried.install(newer)
        trials.that("refused while the program runs", code == RUNNING, code)
        trials.that(
            "  and nothing was changed", (tried.folder / "app" / "_internal" / ONLY_IN_OLDER).is_file()
        )
    finally:
        tried.end_window(window)
    time.sleep(2)
    code = tried.install(newer)
    trials.that("upgrade", code == 0, code)
    trials.that("the list of programs shows the new version", tried.version() == version(), tried.version())
    trials.that(
        "no file of the old one is left", not (tried.folder / "app" / "_internal" / ONLY_IN_OLDER).exists()
    )
    trials.that("nothing is left set aside", not (tried.folder / "app.old").exists())
    trials.that("the data are the same", before is not None and tried.ask("digest").get("digest") == before)
    trials.that("the keys are the same", folder_hash(data / "keys") == kept)
    code = tried.install(older)
    trials.that("an older version is refused", code == NEWER_THERE, code)
    trials.that("  and nothing was changed", tried.version() == version())
    for old in ("win81", "win7"):
        tried.here.call("wine", "winecfg", "-v", old)
        code = tried.install(newer)
        trials.that(f"a Windows that is too old is refused ({old})", code == OLD_WINDOWS, code)
    tried.here.call("wine", "winecfg", "-v", "win10")


def _data_folder(here: Bench) -> Path:
    (found,) = here.drive_c.glob(f"users/*/AppData/Local/{FOLDER}")
    return found


# --- disks that are full --------------------------------------------------------------------------------------


@contextmanager
def _small_disk(here: Bench, options: str) -> Iterator[Path]:
    """A disk of its own as drive T."""
    point = here.shared / "small"
    point.mkdir(exist_ok=True)
    inside = here.root / bench.SHARED.lstrip("/") / "small"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", inside], check=True)
    letter = here.drive_c.parent / "dosdevices" / "t:"
    letter.symlink_to(f"{bench.SHARED}/small")
    try:
        yield inside
    finally:
        letter.unlink()
        here.call("wineserver", "-k", cwd="/")
        here.call("wineserver", "-w", cwd="/", limit_s=30)
        subprocess.run(["umount", "-l", inside], check=True)


def _full_disks(trials: Trials, here: Bench, older: Path, newer: Path, folder: Path) -> None:
    count, size = measure(folder)
    tried = Installed(here, r"T:\program")
    with _small_disk(here, f"size={int(size / 2)}m"):
        code = tried.install(newer, into=tried.target)
        trials.that("too little room is told before anything is copied", code == NO_ROOM, code)
    here.call("wine", "reg", "delete", KEY, "/f")
    # Room enough, but not for as many files: making one fails.
    with _small_disk(here, f"size={int(size * 4)}m,nr_inodes={int(count * 1.7)}") as disk:
        _hindered(trials, tried, disk, older, newer, "a disk that takes no more files", lambda: None)
    here.call("wine", "reg", "delete", KEY, "/f")
    # Room enough at the start, and somebody else takes it while files are written.
    with _small_disk(here, f"size={int(size * 4)}m") as disk:
        _hindered(trials, tried, disk, older, newer, "a disk that fills up meanwhile", lambda: _fill(disk))
        (disk / "filler").unlink(missing_ok=True)
        _full_data(trials, tried, disk)


def _hindered(
    trials: Trials,
    tried: Installed,
    disk: Path,
    older: Path,
    newer: Path,
    what: str,
    meanwhile: Callable[[], None],
) -> None:
    code = tried.install(older, into=tried.target)
    program = disk / "program" / "app"
    whole = folder_hash(program)
    process = tried.here.start("wine", "cmd", "/c", f"{tried.here.windows_path(newer)} /S /D={tried.target}")
    deadline = time.monotonic() + 300
    while not (program / f"{WINDOW}.exe").exists() or not (disk / "program" / "app.old").exists():
        if process.poll() is not None or time.monotonic() > deadline:
            break
        time.sleep(0.01)
    meanwhile()
    process.wait(timeout=600)
    trials.that(
        f"{what}: the setup says so",
        (code, process.returncode) == (0, COPY_FAILED),
        (code, process.returncode),
    )
    trials.that("  the old program is back whole", program.is_dir() and folder_hash(program) == whole)
    trials.that("  nothing is left set aside", not (disk / "program" / "app.old").exists())
    trials.that("  the list of programs shows the old version", tried.version() == OLDER, tried.version())
    if (disk / "filler").exists():
        (disk / "filler").unlink()
    done = tried.command("--version")
    trials.that("  and it starts", done.code == 0, done)


def _fill(disk: Path, leave: int = 0) -> None:
    """Take the room of a disk, all but some bytes."""
    filler = disk / "filler"
    free = shutil.disk_usage(disk).free - leave
    with filler.open("ab", buffering=0) as stream:
        try:
            while free > 0:
                free -= stream.write(bytes(min(free, 1 << 20)))
        except OSError:
            return


def _full_data(trials: Trials, tried: Installed, disk: Path) -> None:
    """The program itself on a disk that is full: told, and nothing is lost."""
    home = r"T:\data"
    made = tried.ask("setup", "--office", "union", home=home)
    before = tried.ask("digest", home=home).get("digest")
    _fill(disk, leave=16_384)
    table = tried.here.drive_c / "広域連合.csv"
    shutil.copy(CHECKOUT / "resources" / "demo" / f"{OFFICE}.csv", table)
    told = tried.ask("enter", r"C:\広域連合.csv", "--office", OFFICE, "--why", "代行", home=home)
    trials.that("a full disk is told when data are saved", told.get("code") == "disk_full", (made, told))
    (disk / "filler").unlink()
    after = tried.ask("digest", home=home).get("digest")
    trials.that("  and the data are as before", before is not None and before == after, (before, after))


# --- signature and end ----------------------------------------------------------------------------------------


def _signature(place: Place, trials: Trials, here: Bench, setup: Path) -> None:
    certificate = signing.throw_away_certificate(place)
    signed = here.shared / "signed.exe"
    copy = place.folder("signed", empty=True) / FOLDER
    shutil.copytree(place.work / "frozen-windows" / FOLDER, copy)
    for name in windows.OWN_EXECUTABLES:
        run(place, "sign", [*certificate.command.split(), copy / name])
    icon = place.work / "icon" / "app.ico"
    installer.build(place, copy, signed, icon, sign_with=certificate.command, quick=True)
    trials.that("a setup signed by a throw-away certificate verifies", certificate.verifies(signed))
    trials.that("so does the program in it", certificate.verifies(copy / f"{WINDOW}.exe"))
    trials.that("the one that was not signed is not taken for one", not folder_check.is_signed(setup))
    spoilt = here.shared / "spoilt.exe"
    body = bytearray(signed.read_bytes())
    body[len(body) // 2] ^= 1
    spoilt.write_bytes(body)
    trials.that("one changed bit is found", not certificate.verifies(spoilt))
    # Named again, because the list of programs may still point to a disk that is gone.
    code = Installed(here).install(signed, into=TARGET)
    trials.that("the signed setup installs", code == 0, code)
    done = Installed(here).command("--version")
    trials.that("the signed program starts", done.code == 0, done)
    removal = Installed(here).folder / "Uninstall.exe"
    trials.that("the uninstaller is signed too", certificate.verifies(removal))


def _uninstall(trials: Trials, tried: Installed, linux: OnLinux) -> None:
    data = _data_folder(tried.here)
    before = tried.ask("digest").get("digest")
    # Without _?= it copies itself away and returns before it has ended.
    # From a batch file, because NSIS takes no quotes after it and Wine would put some there.
    batch = tried.here.drive_c / "remove.bat"
    batch.write_bytes(f'@"{TARGET}\\Uninstall.exe" /S _?={TARGET}\r\n'.encode("cp932"))
    done = tried.here.call("wine", "cmd", "/c", r"C:\remove.bat")
    trials.that("uninstall", done.code == 0, done)
    left = [path.name for path in tried.folder.rglob("*")] if tried.folder.exists() else []
    # Running from its own folder, it cannot remove itself.
    trials.that("no program file is left", left in ([], ["Uninstall.exe"]), left)
    trials.that("it is gone from the list of programs", tried.version() == "")
    menu = list(tried.here.drive_c.rglob(f"{words()['installer_product']}.lnk"))
    trials.that("and from the Start menu", menu == [], menu)
    after = linux.ask(data, "digest").get("digest")
    trials.that(
        "the data are still there and read the same", before is not None and before == after, (before, after)
    )
