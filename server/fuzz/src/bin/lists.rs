//! Queries as SQL: every query that can be read can be asked, on every kind of database there is, and they answer alike.
#![no_main]

use std::cell::OnceCell;

use arbitrary::Arbitrary;
use domain::{
    ErrorCode,
    pql::{self, Clause, Family, Field},
    runs::RunFilter,
};
use fuzz::Office;
use libfuzzer_sys::fuzz_target;
use platform::runs;
use serde_json::json;
use tokio::runtime::Runtime;

#[derive(Debug, Arbitrary)]
struct Asked<'a> {
    sort: Option<&'a str>,
    name: Option<&'a str>,
    after: Option<&'a str>,
    limit: Option<u8>,
    offset: Option<u16>,
    // Last, and so the rest of the input as it is.
    query: &'a str,
}

thread_local! {
    static PLACE: OnceCell<(Runtime, Vec<Office>)> = const { OnceCell::new() };
}

async fn offices() -> Vec<Office> {
    let mut offices = Vec::new();
    for database in store::testing::databases().await {
        let artifacts = database.dir.path().join("artifacts");
        let office = Office::over(database, artifacts).await;
        for number in 0..6_u8 {
            office
                .submit(|run| {
                    run.name = (number > 0).then(|| format!("run-{number}"));
                    run.description = (number > 2).then(|| "100% \\_done".to_owned());
                    run.tags = (0..number).map(|tag| format!("tag {tag}")).collect();
                    run.meta_info.insert("number".into(), json!(number));
                })
                .await;
        }
        offices.push(office);
    }
    offices
}

fuzz_target!(|asked: Asked<'_>| PLACE.with(|place| {
    let (runtime, offices) = place.get_or_init(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let offices = runtime.block_on(offices());
        (runtime, offices)
    });
    let filter = RunFilter {
        query: Some(asked.query.into()),
        sort: asked.sort.map(Into::into),
        name: asked.name.map(Into::into),
        after: asked.after.map(Into::into),
        limit: asked.limit.map(u32::from),
        offset: asked.offset.map(u32::from),
        ..RunFilter::default()
    };
    let answers: Vec<_> = offices
        .iter()
        .map(|office| {
            let (platform, actor) = (&office.platform, &office.actor);
            runtime.block_on(async {
                let page = runs::list(platform, actor, filter.clone()).await;
                let page = page.inspect_err(|error| {
                    assert!(!matches!(error.code, ErrorCode::Internal | ErrorCode::Unavailable), "{error:?}");
                });
                let Ok(page) = page else { return None };
                let counts = runs::counts(platform, actor, filter.clone()).await.unwrap();
                assert_eq!(counts.by_tone.iter().sum::<u64>(), page.total);
                assert!(page.items.len() as u64 <= page.total);
                if filter.after.is_none() && filter.offset.is_none() {
                    assert_eq!(page.items.len() as u64, page.total.min(u64::from(filter.limit.unwrap_or(50))));
                }
                Some((page.total, page.items.into_iter().map(|run| run.name).collect::<Vec<_>>()))
            })
        })
        .collect();
    let own = pql::parse(asked.query).is_ok_and(|query| query.clauses().iter().any(is_own));
    // Which of many equal runs a page holds is each database's own as well.
    let alike = |answer: &Option<(u64, Vec<_>)>| answer.as_ref().map(|(total, _)| *total);
    assert!(own || answers.iter().all(|answer| alike(answer) == alike(&answers[0])), "{answers:?}");
}));

/// Ids and times are each database's own.
fn is_own(clause: &Clause) -> bool {
    match clause {
        Clause::Term(term) => {
            matches!(term.field(), Field::Id | Field::Original | Field::Duration | Field::WaitTime)
                || term.field().family() == Family::DateTime
        }
        Clause::All(clauses) | Clause::Any(clauses) => clauses.iter().any(is_own),
    }
}
