//! The table of value parsers: every field × every operation.

use super::*;

/// An operation of two values `{a}` and `{b}`, its canonical text, and who takes it.
const OPERATIONS: [(&str, &str, &[Family]); 22] = {
    use Family::{DateTime, Scalar, Search, Value};
    const ALL: &[Family] = &[Value, Search, Scalar, DateTime];
    const COMPARED: &[Family] = &[Value, Scalar, DateTime];
    [
        ("{a}", "{a}", ALL),
        (" ~ {a} ", "~{a}", ALL),
        ("nil", "nil", ALL),
        ("~nil", "~nil", ALL),
        ("_any_", "_any_", ALL),
        ("<{a}", "<{a}", COMPARED),
        ("<= {a}", "<={a}", COMPARED),
        ("=<{a}", "<={a}", COMPARED),
        (">{a}", ">{a}", COMPARED),
        (">={a}", ">={a}", COMPARED),
        ("=>{a}", ">={a}", COMPARED),
        ("~<={a}", "~<={a}", COMPARED),
        ("{a}|{b}", "{a}|{b}", &[Value, Search]),
        ("{a} | {b}", "{a}|{b}", &[Value, Search]),
        ("~{a}||{b}", "~{a}|{b}", &[Value, Search]),
        ("{a} .. {b}", "{a} .. {b}", &[DateTime]),
        ("~{a}..{b}", "~{a} .. {b}", &[DateTime]),
        ("%{a}", "%{a}", &[Search]),
        ("{a}%", "{a}%", &[Search]),
        ("%{a}%", "%{a}%", &[Search]),
        ("~%%{a}%", "~%{a}%", &[Search]),
        ("last_month", "last_month", &[Search, DateTime]),
    ]
};

#[test]
fn every_field_takes_what_its_family_takes() {
    for (name, family, canonical) in FIELDS {
        let [a, b] = values(canonical, family);
        for (written, shown, takers) in OPERATIONS {
            let fill = |operation: &str| operation.replace("{a}", a).replace("{b}", b);
            let text = format!("{name}:{}", fill(written));
            // Words of a closed vocabulary, and those that have no order.
            let free = !matches!(canonical, "status" | "cloning_kind" | "original" | "is_managed");
            let ordered = canonical != "is_managed" || !written.contains(['<', '>']);
            let takes = takers.contains(&family) && ordered || (written == "last_month" && family == Family::Value && free);
            let query = parse(&text);
            assert_eq!(query.is_ok(), takes, "{text}: {query:?}");
            if takes {
                assert_eq!(read(&text), format!("{canonical}:{}", fill(shown)));
                let Ok([Clause::Term(term)]) = query.as_ref().map(Query::clauses) else { panic!("{text}") };
                assert_eq!(term.negated(), written.trim().starts_with('~'), "{text}");
                assert_eq!(term.field().family(), family, "{text}");
            }
        }
    }
}

fn test(text: &str) -> (bool, Test) {
    match parse(text).unwrap().clauses() {
        [Clause::Term(term)] => (term.negated(), term.test().clone()),
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn operations_mean_what_they_mean_in_polyaxon() {
    let text = |test| Test::Text(test);
    let list = |values: &[&str]| text(TextTest::OneOf(values.iter().map(|&value| value.to_owned()).collect()));
    assert_eq!(test("metrics.loss:~<=0.1"), (true, Test::Number(Comparison::LessOrEqual, 0.1)));
    assert_eq!(test("duration:1e3"), (false, Test::Number(Comparison::Equal, 1000.0)));
    assert_eq!(test("name:%foo%"), (false, text(TextTest::Contains("foo".into()))));
    assert_eq!(test("name:foo%"), (false, text(TextTest::StartsWith("foo".into()))));
    assert_eq!(test("name:~%foo"), (true, text(TextTest::EndsWith("foo".into()))));
    assert_eq!(test("tags:~a|b"), (true, list(&["a", "b"])));
    assert_eq!(test("tags: a |b:c "), (false, list(&["a", "b:c"])));
    assert_eq!(test("in.x:>=3"), (false, text(TextTest::Compare(Comparison::GreaterOrEqual, "3".into()))));
    assert_eq!(test("user:nil"), (false, Test::Nil));
    assert_eq!(test("created_at:_any_"), (false, Test::Any));
}
