//! How conditions are joined, and where a value ends.

use super::*;

/// A clause with every group in brackets and its kind before it.
fn shape(clause: &Clause) -> String {
    let list = |clauses: &[Clause]| clauses.iter().map(shape).collect::<Vec<_>>().join(" ");
    match clause {
        Clause::Term(term) => term.to_string(),
        Clause::All(clauses) => format!("all[{}]", list(clauses)),
        Clause::Any(clauses) => format!("any[{}]", list(clauses)),
    }
}

#[test]
fn and_binds_tighter_than_or() {
    for (text, expected, canonical) in [
        ("", "", ""),
        (" \n ", "", ""),
        ("name:a", "name:a", "name:a"),
        ("name:a,name:b", "name:a name:b", "name:a, name:b"),
        ("name:a AND name:b and\tname:c", "name:a name:b name:c", "name:a, name:b, name:c"),
        ("name:a, name:a", "name:a", "name:a"),
        ("name:a OR name:b", "any[name:a name:b]", "name:a OR name:b"),
        ("name:a | name:b", "any[name:a name:b]", "name:a OR name:b"),
        ("name:a | (name:b)", "any[name:a name:b]", "name:a OR name:b"),
        ("name:a|(name:b)", "any[name:a name:b]", "name:a OR name:b"),
        ("(name:a)|(name:b)", "any[name:a name:b]", "name:a OR name:b"),
        ("(name:a)AND(name:b)", "name:a name:b", "name:a, name:b"),
        ("name:a, name:b OR name:c", "any[all[name:a name:b] name:c]", "name:a, name:b OR name:c"),
        ("name:a oR name:b, name:c", "any[name:a all[name:b name:c]]", "name:a OR name:b, name:c"),
        ("name:a, (name:b OR name:c)", "name:a any[name:b name:c]", "name:a, (name:b OR name:c)"),
        ("((name:a OR name:b))", "any[name:a name:b]", "name:a OR name:b"),
        ("(name:a, (name:b, name:c)), name:d", "name:a name:b name:c name:d", "name:a, name:b, name:c, name:d"),
        ("name:a OR (name:b OR name:c)", "any[name:a name:b name:c]", "name:a OR name:b OR name:c"),
        (
            "name:a OR name:b, (name:c OR name:d)",
            "any[name:a all[name:b any[name:c name:d]]]",
            "name:a OR name:b, (name:c OR name:d)",
        ),
        ("name:a|name:b", "name:a|name:b", "name:a|name:b"),
        ("name:a |name:b", "name:a|name:b", "name:a|name:b"),
        ("name:a | b | kind:c", "any[name:a|b kind:c]", "name:a|b OR kind:c"),
        ("name:a | in.\"x y\":c", "any[name:a in.\"x y\":c]", "name:a OR in.\"x y\":c"),
        ("name:\"a\" | kind:b", "any[name:a kind:b]", "name:a OR kind:b"),
        ("name : a , kind :b", "name:a kind:b", "name:a, kind:b"),
    ] {
        assert_eq!(read(text), canonical, "{text}");
        let shapes: Vec<String> = parse(text).unwrap().clauses().iter().map(shape).collect();
        assert_eq!(shapes.join(" "), expected, "{text}");
    }
}

#[test]
fn values_end_where_they_end() {
    for (text, canonical) in [
        ("name:a b  c , kind:x", "name:a b  c, kind:x"),
        ("name:order andy", "name:order andy"),
        ("name:and", "name:\"and\""),
        ("name:http://a/b?c=1", "name:http://a/b?c=1"),
        ("name:a%b", "name:\"a%b\""),
        ("name:a\"b", "name:a\"b"),
        ("name:a\tb", "name:\"a\\tb\""),
        ("name:\"\"", "name:\"\""),
        ("name:\"a, (b) | \\\"c\\\" AND d\"", "name:\"a, (b) | \\\"c\\\" AND d\""),
        ("name:\"plain\"", "name:plain"),
        ("name:\"nil\"", "name:\"nil\""),
        ("name:~\"nil\"|\"_any_\"", "name:~\"nil\"|\"_any_\""),
        ("name:\"~a\"|\"<b\"|\"=c\"|\"a..b\"|\" a \"", "name:\"~a\"|\"<b\"|\"=c\"|\"a..b\"|\" a \""),
        ("name:%\"100%\"%", "name:%\"100%\"%"),
        ("name:\"%a%\"", "name:\"%a%\""),
        ("name:% a %", "name:%a%"),
        ("tags:\"a\"|b", "tags:a|b"),
        ("kind:~ \"a b\" AND name:c", "kind:~a b, name:c"),
        ("id:018F0000-0000-7000-8000-000000000000", "id:018f0000000070008000000000000000"),
        ("id:%ABCD1234", "id:%abcd1234"),
        ("duration:1.50", "duration:1.5"),
        ("duration:1e300", "duration:1e300"),
        ("metrics.x:-0.0000000001", "metrics.x:-1e-10"),
        ("name:évaluer 日本", "name:évaluer 日本"),
    ] {
        assert_eq!(read(text), canonical);
    }
}
