"""How the page for the public looks, on screens of any width and on A4.

Promise: text has at least 7:1 contrast, lines and bars 3:1; colour is never the only sign; no address is named.
"""

from __future__ import annotations

STYLE = """
:root { --ink: #1a1a1a; --soft: #4d4d4d; --head: #e8edf3; --line: #838d9b; --blue: #00428c; --pale: #f4f6f9; }
* { box-sizing: border-box; }
html { font-size: 100%; }
body { margin: 0 auto; padding: 1rem 1.25rem 2rem; max-width: 75rem; color: var(--ink); background: #ffffff;
  font-family: "BIZ UDPGothic", "Yu Gothic UI", "Hiragino Sans", Meiryo, sans-serif; line-height: 1.6; }
h1 { font-size: 1.6rem; line-height: 1.35; margin: 0 0 .25rem; color: var(--blue); }
h2 { font-size: 1.25rem; margin: 2rem 0 .75rem; padding: 0 0 .25rem .6rem; border-left: .4rem solid var(--blue);
  border-bottom: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; }
p { margin: 0 0 .5rem; }
.line { color: var(--soft); }
.sample { display: inline-block; margin: .25rem 0; padding: .25rem .75rem; font-weight: bold; color: #6e0000;
  background: #fdeeee; border: 2px solid #a90000; }
.skip { position: absolute; left: -100rem; }
.skip:focus { position: static; }
a { color: var(--blue); }
a:focus-visible, .frame:focus-visible { outline: 3px solid #000000; outline-offset: 2px; background: #fff4cf; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: .75rem 0 0; padding: .5rem .75rem; list-style: none;
  background: var(--pale); border: 1px solid var(--line); }
.figures { display: flex; flex-wrap: wrap; gap: .75rem; margin: 0; }
.figures div { flex: 1 1 12rem; padding: .6rem .9rem; background: var(--pale); border: 1px solid var(--line); }
.figures dt { color: var(--soft); }
.figures dd { margin: 0; font-size: 1.35rem; font-weight: bold; font-variant-numeric: tabular-nums; }
.frame { overflow-x: auto; margin: 0 0 1rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th, td { padding: .35rem .5rem; border: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { background: var(--head); vertical-align: bottom; }
tbody th { font-weight: bold; background: var(--pale); }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
thead th.number { white-space: normal; }
tr.total th, tr.total td { background: var(--head); font-weight: bold; }
td.prose { min-width: 16rem; white-space: pre-line; overflow-wrap: anywhere; }
.waiting { color: var(--soft); }
.works th[scope=row], .works td { white-space: nowrap; }
.works td.prose { white-space: pre-line; }
.works td.waiting { white-space: normal; }
.works th[scope=rowgroup] { min-width: 9rem; }
.works thead th:nth-child(1) { width: 17%; }
.works thead th:nth-child(2), .works thead th:nth-child(3), .works thead th:nth-child(7) { width: 8%; }
.works thead th:nth-child(4), .works thead th:nth-child(5) { width: 12%; }
.works thead th:nth-child(6) { width: 7%; }
svg { display: block; max-width: 100%; }
.track { fill: #ffffff; stroke: #4d4d4d; }
.fill { fill: #00428c; }
.mark { stroke: #4d4d4d; stroke-dasharray: 2 2; }
.series { fill: none; stroke: #00428c; stroke-width: 1.5; }
.dot { fill: #00428c; }
.target { stroke: #a90000; stroke-dasharray: 4 3; }
footer { margin-top: 2rem; padding-top: .5rem; border-top: 1px solid var(--line); color: var(--soft); }
@page { size: A4; margin: 14mm 12mm; }
@media print {
  body { padding: 0; max-width: none; font-size: 9pt; }
  .skip { display: none; }
  h1 { font-size: 16pt; }
  h2 { font-size: 12pt; margin-top: 14pt; }
  h3 { font-size: 10pt; margin: 9pt 0 4pt; }
  .figures div { flex: 1 1 0; padding: 4pt 6pt; }
  .figures dd { font-size: 12pt; }
  h2, h3 { break-after: avoid; }
  .frame { overflow: visible; break-inside: avoid; }
  table { font-size: 7.5pt; }
  thead { display: table-header-group; }
  tr, .figures div { break-inside: avoid; }
  th, td { padding: 2pt 3pt; }
  td.prose { min-width: 0; }
  .works th[scope=row], .works td, th.number, td.number { white-space: normal; }
  .works th[scope=rowgroup] { min-width: 0; }
  .bar { width: 70pt; height: auto; }
  .spark { width: 60pt; height: auto; }
  .fill, .track, thead th, tbody th, .total, .sample { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""
