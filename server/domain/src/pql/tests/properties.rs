//! Whatever is written: no panic, an error within the text, and a canonical text that says the same.

use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
};

use super::*;

/// What queries are made of, in any order.
fn soup() -> impl Strategy<Value = String> {
    let words = vec![
        "status",
        "name",
        "tags",
        "created_at",
        "metrics.loss",
        "in.\"a b\"",
        "in.",
        ":",
        ":",
        ":",
        ",",
        "(",
        ")",
        "|",
        " | ",
        " ",
        "~",
        "<",
        "<=",
        "=",
        "%",
        "..",
        "\"",
        "\\",
        "\"a, b\"",
        " AND ",
        " or ",
        "failed",
        "nil",
        "_any_",
        "2026-11-24",
        "05:03",
        "last_week",
        "today",
        "0.1",
        "-1e9",
        "é",
        "日",
        "\t",
        "\u{1}",
        "\u{a0}",
        "x",
    ];
    vec(select(words), 0..30).prop_map(|words| words.concat())
}

/// A query that is right.
fn query() -> impl Strategy<Value = String> {
    let value = prop_oneof!["[a-z]{1,6}", "\\PC{0,8}", any::<String>()].prop_map(|value| literal(&value.replace('\0', "")));
    let term = prop_oneof![
        (select(vec!["name", "id", "description"]), value.clone(), select(vec!["", "~"]), any::<(bool, bool)>())
            .prop_filter_map("`%` needs a text", |(field, value, not, (opens, closes))| {
                let text = format!("{field}:{not}{}{value}{}", if opens { "%" } else { "" }, if closes { "%" } else { "" });
                parse(&text).is_ok().then_some(text)
            }),
        (select(vec!["tags", "in.lr", "out.\"a:b\"", "user"]), vec(value, 1..4), select(vec!["", "~"]))
            .prop_map(|(field, values, not)| format!("{field}:{not}{}", values.join("|"))),
        (select(vec!["metrics.a", "duration"]), select(vec!["", "<", "~>=", "~"]), -1e300..1e300_f64)
            .prop_map(|(field, sign, number)| format!("{field}:{sign}{number:e}")),
        (select(vec!["", "<", "~"]), 0..9_999_u16, 1..=12_u8, 1..=28_u8, 0..24_u8, 0..60_u8)
            .prop_map(|(sign, y, m, d, h, min)| format!("created_at:{sign}{y:04}-{m:02}-{d:02}T{h:02}:{min:02}+02:00")),
    ];
    term.prop_recursive(4, 24, 4, |inner| {
        (vec(inner, 1..4), select(vec![", ", " AND ", " OR ", " | "]))
            .prop_map(|(parts, joiner)| parts.iter().map(|part| format!("({part})")).collect::<Vec<_>>().join(joiner))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_text_is_read_or_refused(text in any::<String>()) {
        read(&text);
    }

    #[test]
    fn random_pieces_are_read_or_refused(text in soup()) {
        read(&text);
    }

    #[test]
    fn one_random_value_is_read_or_refused(field in select(FIELDS.to_vec()), text in prop_oneof!["\\PC{0,12}", "[~<>=%|.\" a0-9:-]{0,12}"]) {
        read(&format!("{}:{text}", field.0));
    }

    #[test]
    fn right_queries_read_back(text in query()) {
        prop_assume!(text.len() <= MAX_BYTES);
        let canonical = read(&text);
        prop_assert!(!canonical.starts_with("error at") || canonical.contains("parentheses"), "{text}: {canonical}");
    }

    #[test]
    fn chips_keep_a_query_readable(text in query(), other in query(), index in any::<Index>()) {
        let (Ok(mut query), Ok(other)) = (parse(&text), parse(&other)) else { return Ok(()) };
        let place = index.index(query.clauses().len());
        let clause = other.clauses()[0].clone();
        query.replace(place, clause);
        query.extend(other);
        let canonical = query.to_string();
        prop_assume!(canonical.len() <= MAX_BYTES);
        prop_assert_eq!(parse(&canonical), Ok(query));
    }
}
