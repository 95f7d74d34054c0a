//! A list of runs and what changes do to it.

use domain::{
    RunId,
    events::Change,
    runs::{RunFilter, RunSummary},
};

/// How many rows a list grows to before new runs wait for a new page.
pub const MOST_ROWS: usize = 200;

/// The rows of a list, newest first, and the new runs that are not shown yet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rows {
    /// What is shown.
    pub shown: Vec<RunSummary>,
    /// Runs that match and are newer than the page; they wait to be asked for.
    pub new: Vec<RunSummary>,
}

/// What a list has to do after a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Nothing.
    Nothing,
    /// Count again.
    Count,
    /// Load the page again.
    Reload,
    /// Load the page again, unless somebody is reading further down: only the server knows what it has now.
    ReloadSoon,
}

/// Whether only the server can say which runs a list has, and where.
const fn is_asked(filter: &RunFilter) -> bool {
    filter.query.is_some() || filter.sort.is_some()
}

/// Whether a list under this filter holds the run.
pub fn matches(filter: &RunFilter, run: &RunSummary) -> bool {
    let is = |wanted: &Option<String>, value: &str| wanted.as_ref().is_none_or(|wanted| wanted == value);
    is(&filter.organization, &run.organization)
        && is(&filter.project, &run.project)
        && (filter.tones.is_empty() || filter.tones.contains(&run.status.tone()))
        && filter.name.as_ref().is_none_or(|part| run.name.to_lowercase().contains(&part.to_lowercase()))
}

impl Rows {
    /// Applies one change. A row that no longer matches stays where somebody may be reading it. A new run goes above the others when
    /// `insert` says that nobody would lose their place, else it waits.
    pub fn apply(&mut self, change: Change, filter: &RunFilter, insert: bool) -> Next {
        match change {
            Change::Run { run } if is_asked(filter) => {
                if let Some(row) = self.shown.iter_mut().find(|row| row.id == run.id) {
                    *row = *run;
                }
                Next::ReloadSoon
            }
            Change::Run { run } => {
                let moved = self.put(*run, filter, insert);
                if moved { Next::Count } else { Next::Nothing }
            }
            Change::RunDeleted { run, .. } => {
                let before = self.shown.len() + self.new.len();
                self.shown.retain(|other| other.id != run);
                self.new.retain(|other| other.id != run);
                if before == self.shown.len() + self.new.len() && filter.project.is_some() {
                    Next::Nothing
                } else {
                    Next::Count
                }
            }
            Change::Project { .. } => Next::Nothing,
            Change::Reset => Next::Reload,
        }
    }

    /// Takes in the page as it is now. Of a list of some families, rows that left their family stay.
    pub fn reload(&mut self, page: Vec<RunSummary>, filter: &RunFilter, insert: bool) {
        if is_asked(filter) {
            *self = Self { shown: page, new: Vec::new() };
            return;
        }
        if filter.tones.is_empty() {
            let oldest = page.last().map(|run| run.id);
            self.shown.retain(|row| page.iter().any(|run| run.id == row.id) || oldest.is_some_and(|oldest| row.id < oldest));
        }
        for run in page.into_iter().rev() {
            self.put(run, filter, insert);
        }
    }

    /// Shows the new runs.
    pub fn show_new(&mut self) {
        let mut shown = std::mem::take(&mut self.new);
        shown.append(&mut self.shown);
        self.shown = shown;
    }

    /// Whether a count may be different now.
    fn put(&mut self, run: RunSummary, filter: &RunFilter, insert: bool) -> bool {
        if let Some(row) = self.shown.iter_mut().chain(&mut self.new).find(|row| row.id == run.id) {
            let moved = row.status.tone() != run.status.tone();
            *row = run;
            return moved;
        }
        let within = matches(&RunFilter { tones: Vec::new(), ..filter.clone() }, &run);
        if matches(filter, &run) && self.is_newer(run.id) {
            let list =
                if insert && self.new.is_empty() && self.shown.len() < MOST_ROWS { &mut self.shown } else { &mut self.new };
            // Ids are in the order of creation; they may arrive in another.
            let index = list.iter().position(|row| row.id < run.id).unwrap_or(list.len());
            list.insert(index, run);
        }
        within
    }

    fn is_newer(&self, id: RunId) -> bool {
        self.shown.first().is_none_or(|first| id > first.id)
    }
}

#[cfg(test)]
mod tests {
    use domain::{Status, statuses::Tone};

    use super::*;
    use crate::runs::fixtures::{id, run};

    fn rows(numbers: &[u32]) -> Rows {
        Rows { shown: numbers.iter().map(|number| run(*number, Status::Running)).collect(), new: Vec::new() }
    }

    fn changed(number: u32, status: Status) -> Change {
        Change::Run { run: Box::new(run(number, status)) }
    }

    fn shown(rows: &Rows) -> Vec<RunId> {
        rows.shown.iter().map(|run| run.id).collect()
    }

    #[test]
    fn a_row_updates_where_it_is_even_when_it_no_longer_matches() {
        let filter = RunFilter { tones: vec![Tone::Running], ..RunFilter::default() };
        let mut rows = rows(&[3, 2, 1]);
        assert_eq!(rows.apply(changed(2, Status::Failed), &filter, true), Next::Count);
        assert_eq!(shown(&rows), [id(3), id(2), id(1)]);
        assert_eq!(rows.shown[1].status, Status::Failed);
        assert_eq!(rows.apply(changed(3, Status::Running), &filter, true), Next::Nothing);
    }

    #[test]
    fn a_new_run_is_inserted_or_waits() {
        let filter = RunFilter::default();
        let mut list = rows(&[3]);
        list.apply(changed(4, Status::Created), &filter, true);
        assert_eq!(shown(&list), [id(4), id(3)]);
        list.apply(changed(6, Status::Created), &filter, false);
        list.apply(changed(5, Status::Created), &filter, true);
        assert_eq!(shown(&list), [id(4), id(3)], "what came first waits, so the rest waits too");
        list.apply(changed(6, Status::Running), &filter, false);
        list.show_new();
        assert_eq!(shown(&list), [id(6), id(5), id(4), id(3)]);
        assert_eq!(list.shown[0].status, Status::Running);
        assert_eq!(list.new, []);
    }

    #[test]
    fn other_runs_and_older_ones_stay_out() {
        let filter = RunFilter { name: Some("TRAIN-9".into()), tones: vec![Tone::Failed], ..RunFilter::default() };
        let mut list = rows(&[3]);
        assert_eq!(list.apply(changed(4, Status::Failed), &filter, true), Next::Nothing);
        assert_eq!(list.apply(changed(9, Status::Running), &filter, true), Next::Count, "counts are of all families");
        list.apply(changed(1, Status::Failed), &RunFilter::default(), true);
        assert_eq!(shown(&list), [id(3)]);
        list.apply(changed(9, Status::Failed), &filter, true);
        assert_eq!(shown(&list), [id(9), id(3)]);
    }

    #[test]
    fn a_list_that_was_asked_for_is_the_servers_to_make() {
        let filter = RunFilter { query: Some("tags:a".into()), ..RunFilter::default() };
        let mut list = rows(&[3, 1]);
        assert_eq!(list.apply(changed(4, Status::Created), &filter, true), Next::ReloadSoon);
        assert_eq!(shown(&list), [id(3), id(1)]);
        assert_eq!(list.apply(changed(3, Status::Failed), &filter, true), Next::ReloadSoon);
        assert_eq!(list.shown[0].status, Status::Failed);
        list.reload(vec![run(1, Status::Running), run(4, Status::Created)], &filter, true);
        assert_eq!(shown(&list), [id(1), id(4)]);
    }

    #[test]
    fn a_deleted_run_goes() {
        let mut list = rows(&[3, 2]);
        let change = Change::RunDeleted { run: id(3), project: list.shown[0].project_id };
        assert_eq!(list.apply(change, &RunFilter::default(), true), Next::Count);
        assert_eq!(shown(&list), [id(2)]);
        assert_eq!(list.apply(Change::Reset, &RunFilter::default(), true), Next::Reload);
    }

    #[test]
    fn reloading_takes_deleted_runs_out_and_new_ones_in() {
        let mut list = rows(&[5, 4, 3, 2]);
        list.reload(
            vec![run(6, Status::Created), run(5, Status::Failed), run(3, Status::Running)],
            &RunFilter::default(),
            true,
        );
        assert_eq!(shown(&list), [id(6), id(5), id(3), id(2)], "2 is beyond the page that was loaded");
        assert_eq!(list.shown[1].status, Status::Failed);
        let running = RunFilter { tones: vec![Tone::Running], ..RunFilter::default() };
        list.reload(vec![run(3, Status::Running)], &running, true);
        assert_eq!(shown(&list), [id(6), id(5), id(3), id(2)], "they may only have left their family");
    }
}
