"""Strings, patterns and n-grams, beside ONNX Runtime, whose patterns are RE2's own."""

import time

import numpy as np
import pytest

from barewire.runtime.errors import BarewireError

from .one_node import by_barewire, by_onnx_runtime, one_node


def words(*values, shape=None):
    return np.array([*values, None], object)[:-1].reshape(shape or (len(values),))


def same(operator, inputs, version=20, outputs=("y",), **attributes):
    model, fed = one_node(operator, inputs, version, outputs, **attributes)
    for name, mine, theirs in zip(outputs, by_barewire(model, fed), by_onnx_runtime(model, fed), strict=True):
        assert mine.shape == theirs.shape, name
        if mine.dtype == object:
            assert mine.tolist() == theirs.tolist(), name
        else:
            np.testing.assert_allclose(mine, theirs, rtol=1e-6)
            assert mine.dtype == theirs.dtype


TEXTS = words("abc", " x", "Ünïcödé", "a b  c ", "a,b,,c", "AbC", shape=(2, 3))


def test_strings_are_joined():
    same("StringConcat", [TEXTS, words("x", "", "é")])
    same("StringConcat", [words("x", shape=()), TEXTS])


@pytest.mark.share(3)
@pytest.mark.parametrize("delimiter", [None, "", ",", " ", "b"])
@pytest.mark.parametrize("most", [None, 1, 2])
def test_strings_are_split(delimiter, most):
    said = {} if delimiter is None else {"delimiter": delimiter}
    same("StringSplit", [TEXTS], outputs=("y", "n"), **said, **({} if most is None else {"maxsplit": most}))


@pytest.mark.parametrize("case", ["NONE", "LOWER", "UPPER"])
@pytest.mark.parametrize("sensitive", [0, 1])
def test_strings_are_normalised(case, sensitive):
    given = words("Monday", "tuesday", "MONDAY", "friday")
    said = {"case_change_action": case, "is_case_sensitive": sensitive, "locale": "C.UTF-8"}
    same("StringNormalizer", [given], stopwords=["monday", "Monday"], **said)
    same("StringNormalizer", [given.reshape(1, -1)], **said)
    stops = ["Monday", "tuesday", "MONDAY", "friday"]
    same("StringNormalizer", [given], stopwords=stops, **said)


PATTERNS = {
    r"(\W|^)[\w.\-]{0,25}@(yahoo|gmail)\.com(\W|$)": [
        "account@gmail.com",
        "account@hotmail.com",
        "@yahoo.com",
    ],
    r"a*": ["", "a", "aaaa", "ab"],
    r"a|b|cd": ["a", "b", "cd", "ab", ""],
    r"(ab)+?c{2,3}": ["abcc", "ababccc", "abc", "ababcccc"],
    r"[^a-c\d]+": ["xyz", "xbz", "5", "é"],
    r"[[:upper:]][[:^upper:]]*": ["Abc", "ABc", "a"],
    r"(?i)straSSe\d": ["STRASSE1", "strasse2", "strasse"],
    r"(?i:[a-c])X": ["BX", "bX", "bx"],
    r".\n.": ["a\nb", "a\n\n", "ab"],
    r"(?s).*": ["a\nb", ""],
    r"\bfoo\b.*": ["foo bar", "foobar", "foo"],
    r"\x41\x{42}\103\t": ["ABC\t", "ABC"],
    r"\Qa.b*\E+": ["a.b*", "a.b**", "axb"],
    r"\pL+\d{3}": ["née123", "x12", "123"],
    r"\p{Lu}\P{Lu}*": ["Äbc", "bC"],
    r"(?P<year>\d{4})-(?:0[1-9]|1[0-2])": ["2024-12", "2024-13", "99-01"],
    r"x{0}y{1,}": ["y", "yyy", "xy", ""],
    r"a{,2}": ["a{,2}", "aa"],
    r"[]a]+[a-]": ["]a-", "]]", "b"],
    r"^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.|$)){4}\z": ["1.2.3.4", "256.1.1.1", "1.2.3"],
}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_patterns_match_what_re2_matches(pattern):
    same("RegexFullMatch", [words(*PATTERNS[pattern])], pattern=pattern)


def test_a_pattern_takes_no_longer_than_its_text():
    model, fed = one_node("RegexFullMatch", [words("a" * 3000 + "b")], 20, pattern=r"(a|a)*(a*)*c")
    start = time.process_time()
    assert by_barewire(model, fed)[0].tolist() == [False]
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    "pattern", ["(", "a)", "[b-a]", "*a", r"(a)\1", "(?=a)", r"\q", "a{1,2000}", "(" * 5000, "[a", "\\"]
)
def test_what_is_no_pattern_is_said(pattern):
    model, fed = one_node("RegexFullMatch", [words("a")], 20, pattern=pattern)
    with pytest.raises(BarewireError, match="RE2"):
        by_barewire(model, fed)


@pytest.mark.share(4)
@pytest.mark.parametrize("mode", ["TF", "IDF", "TFIDF"])
@pytest.mark.parametrize("skip", [0, 1, 5])
@pytest.mark.parametrize("lengths", [(1, 1), (2, 2), (1, 3)])
def test_counts_of_n_grams(mode, skip, lengths):
    pool = [2, 3, 5, 4, 5, 6, 7, 8, 6, 7, 2, 3, 5]
    said = {
        "mode": mode,
        "max_skip_count": skip,
        "min_gram_length": lengths[0],
        "max_gram_length": lengths[1],
        "ngram_counts": [0, 4, 10],
        "ngram_indexes": [0, 1, 2, 3, 6, 5, 4, 7],
        "weights": [0.5, 1.5, 2.0, 1.0, 3.0, 0.25, 4.0, 2.5],
    }
    x = np.random.default_rng(skip).integers(2, 9, (3, 15))
    same("TfIdfVectorizer", [x], 9, pool_int64s=pool, **said)
    same("TfIdfVectorizer", [x[0].astype(np.int32)], 9, pool_int64s=pool, **said)
    texts = np.vectorize(str, otypes=[object])(x)
    same("TfIdfVectorizer", [texts], 9, pool_strings=list(map(str, pool)), **said)
