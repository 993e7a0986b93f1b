"""Keeps the data of a version for ever: every later program has to open them, and a test holds it to that.

    python3 packaging/build.py keep-store        once for each release, before its version is raised

The union's data after the demonstration and a little more (``guide_story``), made through the program alone, go to
``tests/data/stores/VERSION.zip``; ``tests/data/stores/stores.csv`` tells what they must show. The key in it is of this
demonstration and opens nothing else.
"""

from __future__ import annotations

import csv
import shutil
import sys
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

from shipping import guide_story, program
from shipping.names import CHECKOUT, PACKAGING, version
from shipping.steps import Failed, Place, build_environment, run, step

FOLDER = CHECKOUT / "tests" / "data" / "stores"
LIST = "stores.csv"
COLUMNS = ("version", "revision", "digest", "records", "changes")
KEPT = ("desk.db", "keys/device.pem")


def keep(place: Place) -> None:
    """Make them.

    Raises:
        Failed: a step failed.
    """
    python = Path(sys.executable)
    program.install_wheel(place, python, program.wheel_of(place, python))
    step("demonstration")
    demo = place.folder("released-store", empty=True)
    environment = build_environment(QT_QPA_PLATFORM="offscreen", CI="1")
    run(
        place,
        "demo",
        [python, "-m", "alps_desk", "demo", "--out", demo],
        cwd=PACKAGING,
        environment=environment,
    )
    step("the union's data")
    words = [python, "-m", "shipping.released_store", demo, FOLDER]
    run(place, "released-store", words, cwd=PACKAGING, environment=environment)
    place.note(f"{FOLDER / version()}.zip")


def write(demo: Path, target: Path) -> None:
    """Go on with a demonstration and keep its union's data; what was kept of the same version before goes."""
    from alps_desk import bootstrap
    from alps_desk.store import schema

    day = datetime.now().astimezone() - timedelta(days=1)
    homes = {path.parent.name: path.parent for path in demo.rglob("desk.db")}
    guide_story.go_on(homes, guide_story.ticking(day), demo / "mail")
    home = homes["union"]
    desk = bootstrap.open_desk(bootstrap.home_at(home))
    try:
        counts = desk.place.store.counts()
        told = {
            "version": version(),
            "revision": schema.REVISION,
            "digest": desk.digest(),
            "records": str(counts["records"]),
            "changes": str(counts["changes"]),
        }
    finally:
        desk.close()
    target.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target / f"{version()}.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in KEPT:
            archive.writestr(zipfile.ZipInfo(name), (home / name).read_bytes(), zipfile.ZIP_DEFLATED)
    listed = target / LIST
    rows = list(csv.DictReader(listed.open(encoding="utf-8", newline=""))) if listed.is_file() else []
    rows = [row for row in rows if row["version"] != version()] + [told]
    with listed.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    shutil.rmtree(demo, ignore_errors=True)


if __name__ == "__main__":
    try:
        write(Path(sys.argv[1]), Path(sys.argv[2]))
    except Failed as failure:
        sys.exit(str(failure))
