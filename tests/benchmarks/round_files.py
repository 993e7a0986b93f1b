"""Makes the exchange files of a reporting round of any size, without a store per office.

The files are real: real keys, real changes, segments, signatures and manifests, written by the product's own code.
Only the offices' databases are left out, so that a country of 1,741 offices is made in minutes.

People and clocks are as they are: every twentieth office has a second PC, on which some of the same records are saved
in the later round without knowledge of the first PC; and at every twentieth office the clock stands a year behind then.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from alps_desk import __version__
from alps_desk.app.commands import WriteRegistration
from alps_desk.app.setup import SetUp, sign_roster
from alps_desk.app.workplace import Home
from alps_desk.bootstrap import set_up_desk
from alps_desk.bundle.csv_form import MAX_SEGMENT, Signed, render_bundle, words_digest
from alps_desk.bundle.keys import SigningKey
from alps_desk.bundle.manifest import SIGNING_PREFIX, Manifest, manifest_text
from alps_desk.domain import journal
from alps_desk.domain.chains import complete_heads
from alps_desk.domain.fold import DIGEST_MODULUS, digest_text
from alps_desk.domain.records import SCHEMA
from alps_desk.domain.roster import Device, Roster

SIZES = {"S": (5, 2_000), "M": (5, 100_000), "D": (300, 600), "L": (1_741, 600)}
"""Offices and records an office."""
_AT, _LATER, _BEHIND = "2017-11-20T10:05:00+09:00", "2018-05-10T10:05:00+09:00", "2017-05-10T10:05:00+09:00"
_EVERY = 20
"""One office in so many has a second PC, another one a clock that stands behind."""
FIRST, AGAIN, ALONE = "first", "later", "one"
"""Folders of the files: everything once, a third of it again, and again that of a single office."""


@dataclass
class Office:
    """One PC of an office that sends files.

    Attributes:
        heads: record → id of the change that set it last.
        chain: ids of its segments, oldest first.
        weight: sum of the weights of its records.
        at: what its clock says in a later round.
        others: ids of the segments of the office's other PC that it has, oldest first.
    """

    key: str
    signing: SigningKey
    heads: dict[str, str]
    chain: list[str]
    weight: int = 0
    at: str = _LATER
    others: list[str] = field(default_factory=list)


class Round:
    """A region of ``offices`` municipalities with a union that knows all their keys."""

    def __init__(self, folder: Path, offices: int) -> None:
        self.folder = folder
        self.union = Home(folder / "union")
        self._random = random.Random(1741)
        self._write_region(offices)
        desk = set_up_desk(self.union, SetUp("union", region=str(folder / "region")))
        held = desk.place.store.roster()
        assert held is not None
        self.offices = [
            Office(
                f"o{number:04}", SigningKey.from_seed(hashlib.sha256(f"o{number}".encode()).digest()), {}, []
            )
            for number in range(1, offices + 1)
        ]
        every = min(_EVERY, offices)
        for office in self.offices[every // 2 :: every]:
            office.at = _BEHIND
        self.second = {
            office.key: Office(
                office.key,
                SigningKey.from_seed(hashlib.sha256(f"{office.key} second".encode()).digest()),
                {},
                [],
            )
            for office in self.offices[every - 1 :: every]
        }
        devices = {
            office.signing.id: Device(office.signing.id, office.signing.public, office.key, "")
            for office in (*self.offices, *self.second.values())
        }
        grown = replace(held[0], version=2, devices={**held[0].devices, **devices})
        content, signature = sign_roster(grown, SigningKey.read(self.union.root_key("main")))
        desk.place.store.add_roster(2, content, signature)
        self.roster: Roster = grown
        # What an office sees besides its own: the union's plan, as in the 登録ファイル.
        desk.execute(WriteRegistration(folder / "registration.csv"))
        self._plan_segments = desk.place.store.segment_ids()
        self._plan_weight = desk.place.store.weight()
        desk.close()

    def _write_region(self, offices: int) -> None:
        region = self.folder / "region"
        region.mkdir(parents=True, exist_ok=True)
        keys = [f"o{number:04}" for number in range(1, offices + 1)]
        bodies = ["body,name,role,order"] + [
            f"{key},団体{key[1:]},partner,{at}" for at, key in enumerate(keys, 1)
        ]
        (region / "body.csv").write_text(
            "\n".join([*bodies, "union,事務局,secretariat,9999"]) + "\n", encoding="utf-8"
        )
        (region / "region.csv").write_text("name\n大きな圏域\n", encoding="utf-8")
        (region / "field.csv").write_text("field,name,order\nF01,分野,1\n", encoding="utf-8")
        (region / "project_year.csv").write_text(
            "fy,project,number,name,field,type,leads,participants\n2017,F01P01,1,事業,F01,II,o0001,o0001\n",
            encoding="utf-8",
        )

    def write(self, records: int) -> None:
        """Write all files: of every office, of every office again, of one office once more."""
        for name in (FIRST, AGAIN, ALONE):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        for office in self.offices:
            self.write_office(office, self.folder / FIRST, records)
        for office in self.offices:
            second = self.second.get(office.key)
            if second is not None:
                # It has what the first PC sent in the first round.
                second.heads, second.weight = dict(office.heads), office.weight
                second.others = list(office.chain)
            self.write_office(office, self.folder / AGAIN, records, 1 / 3)
            if second is not None:
                self.write_office(second, self.folder / AGAIN, records, 1 / 30, "-2")
        self.write_office(self.offices[len(self.offices) // 2], self.folder / ALONE, records, 1 / 3, "-again")

    def write_office(
        self, office: Office, folder: Path, records: int, share: float = 1.0, mark: str = ""
    ) -> Path:
        """Write the file of one PC in which a share of its records is saved."""
        lines = list(self._changes(office, records, share))
        segments = []
        for at in range(0, len(lines), MAX_SEGMENT):
            some = lines[at : at + MAX_SEGMENT]
            header = journal.segment_header(
                app=__version__, device=office.signing.id, prev=office.chain[-1] if office.chain else None,
                count=len(some), schema=SCHEMA,
            )  # fmt: skip
            signature = office.signing.sign(journal.SIGNING_PREFIX + journal.segment_content(header, some))
            segment = journal.read_segment(header, some, signature)
            office.chain.append(segment.id)
            segments.append(segment)
        own: dict[str, str | None] = {}
        for chain in (office.chain, office.others):
            own.update(zip(chain, [None, *chain], strict=False))
        manifest = Manifest(
            kind="submission", sender=office.key, device=office.signing.id, to="union",
            segments=tuple(segment.id for segment in segments),
            have=tuple(complete_heads({**self._plan_segments, **own})),
            digest=digest_text((self._plan_weight + office.weight) % DIGEST_MODULUS, SCHEMA), schema=SCHEMA,
            made_at=_AT, app=__version__, words=words_digest("内容" for _ in lines),
        )  # fmt: skip
        text = manifest_text(manifest)
        signed = Signed(text, office.signing.sign(SIGNING_PREFIX + text.encode("utf-8")))
        path = folder / f"{office.key}{mark}.csv"
        path.write_bytes(render_bundle(signed, None, segments, _describe))
        return path

    def _changes(self, office: Office, records: int, share: float) -> Iterator[str]:
        for number in range(records):
            if share < 1 and number % round(1 / share):
                continue
            if number % 2:
                record = f"progress:{office.key}:2017:half1:P{number:05}"
                values: dict[str, journal.Scalar] = {
                    "progress_class": "running",
                    "pace": "on_track",
                    "done_text": f"説明会を{self._random.randrange(9) + 1}回開催し、{number}人が参加した。",
                    "issues": "周知の方法を見直す。",
                    "person_in_charge": "担当者A",
                }
            else:
                record = f"money:{office.key}:2017:P{number:05}:half1"
                values = {
                    "budget_supplement": self._random.randrange(9) * 1000,
                    "carried_in": 0,
                    "carried_out": 0,
                    "spent": self._random.randrange(10**7),
                    "fund_general": self._random.randrange(10**7),
                }
            before = office.heads.get(record)
            change = journal.make_change(
                record, values, seen={name: [before] for name in values} if before else {}, at=office.at if before else _AT,
                by="担当者A", nonce=f"{self._random.getrandbits(128):032x}",
            )  # fmt: skip
            office.weight += int(change.id, 16) - (int(before, 16) if before else 0)
            office.heads[record] = change.id
            yield change.line


def _describe(line: str) -> tuple[tuple[str, str, str, str, str], str, str]:
    return ("団体", "2017", "上半期", "事業", "内容"), "担当者A", _AT
