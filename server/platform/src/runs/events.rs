//! What runs have logged, of any kind, as it was logged.

use domain::{
    ApiError, ErrorCode, RunId,
    permissions::Actor,
    tracking::{
        self, Event, EventKind, LONGEST_NAME, NamedEvents, Point,
        plx::{self, Limits},
    },
};
use serde_json::Value;

use super::{
    artifacts::Folder,
    metrics::{collect_if_possible, content, files},
    seen, summaries,
};
use crate::{Platform, blocking};

/// How many names are asked for at once.
const MOST_NAMES: usize = 500;
/// How many runs are asked for at once.
const MOST_RUNS: usize = 100;
/// How much is read of a file of events, in bytes.
const LONGEST_FILE: u64 = 32 * 1024 * 1024;
/// How much is answered at once, in bytes of files.
const MOST_BYTES: u64 = 64 * 1024 * 1024;
/// How much is read of a file in events and of a line. A figure may be long.
const LIMITS: Limits = Limits { events: 100_000, line: 8 * 1024 * 1024 };
/// How many points of a metric are answered; of more, a sample.
const MOST_POINTS: usize = 500_000;

/// Which events of a run are wanted.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Of this kind.
    pub kind: EventKind,
    /// With these names; of all names when there are none.
    pub names: Vec<String>,
    /// At most so many of each name. Of a metric the extremes are among them, of others the last.
    pub sample: Option<usize>,
}

impl Wanted {
    fn check(&self) -> Result<(), ApiError> {
        if self.names.len() > MOST_NAMES {
            return Err(ApiError::field("names", format!("has more than {MOST_NAMES} names")));
        }
        let fine =
            |name: &String| !name.is_empty() && name.len() <= LONGEST_NAME && !name.contains(['/', '\\', '\0']) && name != "..";
        match self.names.iter().find(|name| !fine(name)) {
            Some(_) => Err(ApiError::field("names", "has something in it that is no name of an event")),
            None => Ok(()),
        }
    }
}

/// The events of a run, by name. Names that it has none of are left out.
pub async fn events(platform: &Platform, actor: &Actor, run: RunId, wanted: &Wanted) -> Result<Vec<NamedEvents>, ApiError> {
    wanted.check()?;
    seen(platform, actor, run).await?;
    of_run(platform, run, wanted).await
}

/// The events of several runs, in their order; 404 unless all of them are there.
pub async fn events_of_several(
    platform: &Platform,
    actor: &Actor,
    runs: Vec<RunId>,
    wanted: &Wanted,
) -> Result<Vec<(RunId, Vec<NamedEvents>)>, ApiError> {
    wanted.check()?;
    if runs.len() > MOST_RUNS {
        return Err(ApiError::field("runs", format!("has more than {MOST_RUNS} runs")));
    }
    summaries(platform, actor, runs.clone()).await?;
    let mut found = Vec::with_capacity(runs.len());
    for run in runs {
        found.push((run, of_run(platform, run, wanted).await?));
    }
    Ok(found)
}

async fn of_run(platform: &Platform, run: RunId, wanted: &Wanted) -> Result<Vec<NamedEvents>, ApiError> {
    if wanted.kind == EventKind::Metric {
        return metrics(platform, run, wanted).await;
    }
    let (root, wanted) = (platform.artifacts_of(run), wanted.clone());
    blocking(move || {
        let Ok(folder) = Folder::open(&root) else { return Ok(Vec::new()) };
        let Wanted { kind, mut names, sample } = wanted;
        if names.is_empty() {
            names = files(&folder, kind, MOST_NAMES).into_iter().map(|file| file.name).collect();
        }
        let (mut found, mut bytes) = (Vec::new(), 0);
        for name in names {
            let content = content(&folder, kind, &name, LONGEST_FILE);
            bytes += content.len() as u64;
            if bytes > MOST_BYTES {
                return Err(ApiError::new(ErrorCode::TooLarge, "these are more events than are read at once")
                    .with_hint("ask for fewer names, or fetch the files under `events/`"));
            }
            let (events, omissions) = plx::events(&content, kind, LIMITS);
            if let Some(error) = omissions.errors.first() {
                tracing::debug!(%run, %kind, name, %error, count = omissions.count, "lines of events can't be read");
            }
            if !content.is_empty() {
                found.push(NamedEvents { name, kind, events: spread(events, sample) });
            }
        }
        Ok(found)
    })
    .await?
}

/// The points of metrics, as they are stored.
async fn metrics(platform: &Platform, run: RunId, wanted: &Wanted) -> Result<Vec<NamedEvents>, ApiError> {
    collect_if_possible(platform, run).await;
    let names = (!wanted.names.is_empty()).then(|| wanted.names.clone());
    let read = platform.series().read(run, names, MOST_NAMES).await?;
    let most = wanted.sample.unwrap_or(MOST_POINTS).min(MOST_POINTS);
    blocking(move || {
        let event_list = |(summary, series): (tracking::MetricSummary, tracking::Series)| {
            let points =
                if series.len() <= most { series.points().collect() } else { tracking::sample(&series.in_order(), most) };
            let event = |Point { step, at, value }| Event { step, at, value: Value::from(value) };
            NamedEvents { name: summary.name, kind: EventKind::Metric, events: points.into_iter().map(event).collect() }
        };
        // What only the client has said has no points to answer with.
        read.into_iter().map(event_list).filter(|named| !named.events.is_empty()).collect()
    })
    .await
}

/// At most so many of the events, evenly, with the last of them.
fn spread(events: Vec<Event>, most: Option<usize>) -> Vec<Event> {
    let (count, most) = (events.len(), most.unwrap_or(usize::MAX));
    if count <= most {
        return events;
    }
    let mut kept = vec![false; count];
    for place in 0..most {
        // From behind, so that the last is kept.
        kept[count - 1 - place * count / most] = true;
    }
    events.into_iter().zip(kept).filter_map(|(event, kept)| kept.then_some(event)).collect()
}

#[cfg(test)]
mod tests {
    use domain::Timestamp;

    use super::*;

    #[test]
    fn events_are_spread_and_the_last_is_among_them() {
        let events =
            |count| (0..count).map(|step| Event { step: Some(step), at: Timestamp::from_micros(step), value: Value::Null });
        let steps =
            |count, most| spread(events(count).collect(), most).into_iter().filter_map(|event| event.step).collect::<Vec<_>>();
        assert_eq!(steps(4, None), [0, 1, 2, 3]);
        assert_eq!(steps(10, Some(1)), [9]);
        assert_eq!(steps(10, Some(5)), [1, 3, 5, 7, 9]);
        assert_eq!(steps(10, Some(0)), [0; 0]);
        assert_eq!(steps(100, Some(7)).len(), 7);
    }
}
