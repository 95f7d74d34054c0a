//! The filter bar: chips and text are two views of one query.

use super::*;

fn clause(text: &str) -> Clause {
    parse(text).unwrap().remove(0).unwrap()
}

#[test]
fn chips_come_and_go() {
    let mut query = parse("status:failed, name:a OR tags:b").unwrap();
    assert_eq!(query.clauses().len(), 1, "one OR is one chip");
    query = parse("status:failed, (name:a OR tags:b), tags:c").unwrap();
    let chips = |query: &Query| query.clauses().iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(chips(&query), ["status:failed", "name:a OR tags:b", "tags:c"]);

    query.push(clause("kind:job"));
    query.push(clause("tags:c"));
    assert_eq!(query.to_string(), "status:failed, (name:a OR tags:b), tags:c, kind:job");
    assert_eq!(query.replace(0, clause("status:failed|stopped")), Some(clause("status:failed")));
    assert_eq!(query.remove(1), Some(clause("name:a OR tags:b")));
    assert_eq!(query.to_string(), "status:failed|stopped, tags:c, kind:job");
    assert_eq!((query.remove(3), query.replace(3, clause("name:a"))), (None, None));
    assert_eq!(chips(&query).len(), 3);

    query.extend(parse("name:a, kind:job").unwrap());
    assert_eq!(query.to_string(), "status:failed|stopped, tags:c, kind:job, name:a");
    while query.remove(0).is_some() {}
    assert!(query.is_empty());
    assert_eq!(query, parse("").unwrap());
}

#[test]
fn any_value_can_be_asked_for() {
    for value in ["plain", "a, b", "", "nil", "~x", "50%", " a ", "a\"b\\", "a or b", "é|(1)", "..", "a\nb"] {
        let query = parse(&format!("tags:{}", literal(value))).unwrap();
        let [Clause::Term(term)] = query.clauses() else { panic!("{value}") };
        assert_eq!(*term.test(), Test::Text(TextTest::Compare(Comparison::Equal, value.to_owned())));
    }
}
