"""Text that has broken tables before: variants of kanji, marks that programs give a meaning, line ends."""

HOSTILE_TEXTS = [
    "神\ufa19社",  # a compatibility kanji that NFC would replace
    "髙橋と﨑",
    "𠮷野家",
    "①㈱㎡Ⅲ～",
    "葛\U000e0100城",  # ideographic variation sequence
    "1行目\n2行目\n\n4行目",
    '彼は"いいえ"と言った',
    "左\t右",
    "=1+1",
    "＝SUM(A1)",
    "+81",
    "-5",
    "@x",
    "'先頭の印",
    "http://example.invalid/x",
    "<r><t>太字</t></r>",
    "<r>_x0041_&amp;</r>",
    "_x0041_",
    "{=1}",
    "007",
    "1-2",
    "1.23E+11",
    "TRUE",
    "#N/A",
    "####",
    " 前後に空き ",
    "か\u3099",  # kana with a combining mark
    "\ue000",  # 外字
    "a,b;c",
]
