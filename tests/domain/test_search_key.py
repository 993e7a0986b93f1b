"""Searching finds a word in every spelling, and the table of kanji forms is sound."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alps_desk.domain.kanji_variants import SEARCH_FORM
from alps_desk.domain.search_key import found_in, search_key, search_keys


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ("観光", "觀光"),
        ("観光", "広域觀 光"),
        ("観光", "観　光"),
        ("圏域マネジメント", "圏域マネージメント能力の強化"),
        ("ﾏﾈｼﾞﾒﾝﾄ", "マネジメント"),
        ("まねじめんと", "マネジメント"),
        ("ガイド", "ｶﾞｲﾄﾞ"),
        ("が", "か\u3099"),
        ("神", "\ufa19社"),
        ("福祉", "\ufa1b\ufa4d"),
        ("高橋", "髙𣘺"),
        ("山崎", "山﨑"),
        ("吉田", "𠮷田"),
        ("斉藤", "齋藤"),
        ("斎藤", "齊藤"),
        ("渡辺", "渡邉"),
        ("学会", "學會"),
        ("葛城", "葛\U000e0100城"),
        ("八ケ岳", "八ヶ嶽"),
        ("(株)", "㈱"),
        ("平成29年度", "平成２９年度"),
        ("abc", "ＡＢＣ"),
        ("0261-22-0420", "０２６１－２２－０４２０"),
        ("026122", "0261‐22"),
        ("移住 相談", "移住相談窓口の設置"),
        ("窓口　移住", "移住相談窓口の設置"),
        ("", "何でも"),
    ],
)
def test_a_word_is_found_in_every_spelling(wanted: str, text: str) -> None:
    assert found_in(wanted, text)


@pytest.mark.parametrize(
    ("wanted", "text"), [("観光", "光観"), ("松川町", "松川村"), ("移住 観光", "移住相談")]
)
def test_other_words_are_not_found(wanted: str, text: str) -> None:
    assert not found_in(wanted, text)


def test_the_table_leads_to_a_searched_form_in_one_step() -> None:
    assert len(SEARCH_FORM) > 400
    for variant, form in SEARCH_FORM.items():
        assert len(form) == 1
        assert ord(form) != variant
        assert ord(form) not in SEARCH_FORM, f"{chr(variant)} -> {form} is a chain"
        for sign in (chr(variant), form):
            # NFKC runs first, so a row for a sign that it replaces could never be used.
            assert unicodedata.normalize("NFKC", sign) == sign
            assert unicodedata.name(sign).startswith("CJK "), sign


@given(st.text("観觀光ｶﾞガか　 ー-ＡaÅß㈱㍻\u3099神\ufa19髙", max_size=12))
def test_the_key_of_a_key_is_itself(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)


@given(
    st.text("観觀光ガ　 ーＡ㈱髙", max_size=6),
    st.text("観光ガ a", max_size=6),
    st.text("観光ガ a", max_size=6),
)
def test_a_part_is_found_in_the_whole(part: str, before: str, after: str) -> None:
    assert search_key(part) in search_key(before + part + after)
    assert found_in(part, before + part + after)


@given(
    st.lists(
        st.text(st.sampled_from("ab-Z 　ーｶﾞか\u3099観觀Ⅰ①ﬃßİ\0\x01\u200bｰ−㍻が１，カヶ")),
        max_size=6,
    )
)
def test_many_texts_have_the_keys_of_each(texts: list[str]) -> None:
    assert search_keys(texts) == [search_key(text) for text in texts]


def test_plain_letters_need_no_folding_of_kanji() -> None:
    # What makes it safe to fold texts of ASCII alone by their case.
    assert [search_key(chr(code)) for code in range(128)] == search_keys([chr(code) for code in range(128)])
    assert search_keys(["A b-C", "1,234"]) == ["abc", "1,234"]
