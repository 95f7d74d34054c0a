//! The query language: a query's text and the query are two views of one value, and an error has its place.
#![no_main]

use domain::pql::{self, Clause, MAX_BYTES, MAX_TERMS, Query};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let query = match pql::parse(text) {
        Ok(query) => query,
        Err(error) => {
            assert!(text.get(error.start..error.end).is_some(), "{error:?}");
            assert_eq!(error.character, text[..error.start].chars().count() + 1);
            assert!(!error.message.is_empty() && !error.message.ends_with('.'), "{error}");
            return;
        }
    };
    let canonical = query.to_string();
    assert!(canonical.len() <= MAX_BYTES);
    assert_eq!(pql::parse(&canonical).as_ref(), Ok(&query), "{canonical}");
    assert!(query.clauses().iter().map(terms).sum::<usize>() <= MAX_TERMS);

    // As the chips of a filter bar: each clause stands alone, and all of them together are the query.
    let mut together = Query::default();
    for clause in query.clauses() {
        let mut alone = Query::default();
        alone.push(clause.clone());
        assert_eq!(pql::parse(&alone.to_string()), Ok(alone));
        together.push(clause.clone());
    }
    assert_eq!(together, query);
    let mut left = query.clone();
    while let Some(clause) = left.remove(left.clauses().len() / 2) {
        assert!(query.clauses().contains(&clause));
        assert_eq!(pql::parse(&left.to_string()), Ok(left.clone()));
    }

    // A value finds itself.
    if text.len() < MAX_BYTES / 8 && !text.contains('\0') {
        let asked = format!("tags:{}", pql::literal(text));
        let query = pql::parse(&asked).unwrap_or_else(|error| panic!("{asked}: {error}"));
        assert_eq!(query.clauses().len(), 1);
    }
});

fn terms(clause: &Clause) -> usize {
    match clause {
        Clause::Term(_) => 1,
        Clause::All(clauses) | Clause::Any(clauses) => clauses.iter().map(terms).sum(),
    }
}
