//! The query language as SQL: which runs answer a query. The same SQL for both databases; it is about the row `runs`.
//!
//! Every condition on rows of another table is a probe by the run's id, so that it costs the same wherever it stands. What could be read
//! off an index instead is for [`super::candidates`] to say.

use domain::{
    Timestamp,
    pql::{Clause, Comparison, Field, Query, Term, Test, TextTest, TimeTest},
};

use crate::{columns::fold, runs::values::LONGEST, sql::Sql};

/// True of the runs that answer the query, but for a clause that is known to be true; `None` when all of them do.
pub(super) fn condition(query: &Query, but: Option<usize>, now: Timestamp) -> Option<Sql> {
    let asked = query.clauses().iter().enumerate().filter(|(number, _)| Some(*number) != but);
    let mut asked = asked.map(|(_, one)| clause(one, now)).peekable();
    asked.peek().is_some().then(|| Sql::join(asked, " AND "))
}

fn clause(clause: &Clause, now: Timestamp) -> Sql {
    let group = |clauses: &[Clause], with| {
        Sql::new("(").with(Sql::join(clauses.iter().map(|one| self::clause(one, now)), with)).then(")")
    };
    match clause {
        Clause::Term(one) => term(one, now),
        Clause::All(clauses) => group(clauses, " AND "),
        Clause::Any(clauses) => group(clauses, " OR "),
    }
}

/// What a field is to SQL.
struct Subject {
    /// Before the test of `value`: empty, or the beginning of a probe.
    open: Sql,
    /// What is tested: an expression that is NULL when there is no value.
    value: &'static str,
    /// The same as a number, where values are of either kind.
    number: Option<&'static str>,
    /// Values are kept in lower case.
    folded: bool,
}

impl Subject {
    const fn column(value: &'static str) -> Self {
        Self { open: Sql::empty(), value, number: None, folded: false }
    }

    fn probe(open: Sql, value: &'static str) -> Self {
        Self { open, value, number: None, folded: false }
    }

    fn is_probe(&self) -> bool {
        self.open != Sql::default()
    }

    /// The probe, or the bare test.
    fn holds(&self, test: Sql) -> Sql {
        if self.is_probe() { self.open.clone().with(test).then(")") } else { test }
    }
}

const TAGS: &str = "EXISTS (SELECT 1 FROM run_tags WHERE run_tags.run_id = runs.id AND ";
const METRICS: &str = "EXISTS (SELECT 1 FROM run_metrics WHERE run_metrics.run_id = runs.id AND run_metrics.name = ";
const VALUES: &str = "EXISTS (SELECT 1 FROM run_values WHERE run_values.run_id = runs.id AND run_values.side = ";

fn subject(field: &Field) -> Subject {
    let folded = |value| Subject { folded: true, ..Subject::column(value) };
    let values = |side: &'static str, name: &str| {
        let open = Sql::new(VALUES).then(side).then(" AND run_values.name = ").value(name).then(" AND ");
        Subject { number: Some("run_values.number"), ..Subject::probe(open, "run_values.text") }
    };
    match field {
        Field::Id => Subject::column("runs.id"),
        Field::Name => Subject::column("NULLIF(runs.name, '')"),
        Field::Description => {
            Subject::column("(SELECT NULLIF(run_specs.description, '') FROM run_specs WHERE run_specs.run_id = runs.id)")
        }
        Field::Status => Subject::column("runs.status"),
        Field::Kind | Field::Runtime => Subject::column("runs.kind"),
        Field::Project => folded("(SELECT projects.name_folded FROM projects WHERE projects.id = runs.project_id)"),
        Field::User => folded("(SELECT users.username_folded FROM users WHERE users.id = runs.user_id)"),
        Field::Tags => Subject::probe(Sql::new(TAGS), "run_tags.tag"),
        Field::CreatedAt => Subject::column("runs.created_at"),
        Field::UpdatedAt => Subject::column("runs.updated_at"),
        Field::StartedAt => Subject::column("runs.started_at"),
        Field::FinishedAt => Subject::column("runs.finished_at"),
        // Both are numbers; see `seconds`.
        Field::Duration | Field::WaitTime => Subject::column(""),
        Field::Original => Subject::column("runs.original_id"),
        Field::CloningKind => Subject::column("runs.cloning_kind"),
        Field::LiveState => Subject::column("(CASE WHEN runs.archived_at IS NULL THEN 'live' ELSE 'archived' END)"),
        Field::IsManaged => Subject::column("(CASE WHEN runs.managed_by = 'user' THEN 'false' ELSE 'true' END)"),
        Field::ManagedBy => Subject::column("runs.managed_by"),
        Field::Pending => Subject::column(
            "(CASE WHEN runs.status = 'compiled' THEN CASE runs.reason WHEN 'PendingUpload' THEN 'upload' \
             WHEN 'PendingApproval' THEN 'approval' END END)",
        ),
        Field::Input(name) => values("'input'", name),
        Field::Output(name) => values("'output'", name),
        Field::Metric(name) => Subject::probe(Sql::new(METRICS).value(name.as_str()).then(" AND "), "run_metrics.last"),
    }
}

fn term(term: &Term, now: Timestamp) -> Sql {
    let field = term.field();
    let subject = match field {
        Field::Duration | Field::WaitTime => return seconds(field, term, now),
        field => subject(field),
    };
    // `~<` is `>=`: what has no value is neither.
    let opposite = |comparison: Comparison| comparison.opposite().filter(|_| term.negated());
    let (test, negated) = match term.test() {
        Test::Any => return Sql::new("TRUE"),
        Test::Nil => {
            let none = subject.holds(Sql::new(if subject.is_probe() { "TRUE" } else { subject.value }));
            return match (subject.is_probe(), term.negated()) {
                (true, true) => none,
                (true, false) => Sql::new("NOT ").with(none),
                (false, negated) => none.then(if negated { " IS NOT NULL" } else { " IS NULL" }),
            };
        }
        Test::Text(TextTest::Compare(comparison, value)) => match opposite(*comparison) {
            Some(opposite) => (compare(field, &subject, opposite, value), false),
            None => (compare(field, &subject, *comparison, value), term.negated()),
        },
        Test::Text(test) => (text(field, &subject, test), term.negated()),
        Test::Number(comparison, number) => match opposite(*comparison) {
            Some(opposite) => (against(subject.value, opposite, *number), false),
            None => (against(subject.value, *comparison, *number), term.negated()),
        },
        Test::Time(test) => time(&subject, *test, term.negated(), now),
    };
    let holds = subject.holds(test);
    // What is not known is not so.
    if negated { Sql::new("(").with(holds).then(") IS NOT TRUE") } else { holds }
}

/// With a space on either side.
pub(super) const fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => " = ",
        Comparison::Less => " < ",
        Comparison::LessOrEqual => " <= ",
        Comparison::Greater => " > ",
        Comparison::GreaterOrEqual => " >= ",
    }
}

fn against(value: &'static str, comparison: Comparison, number: f64) -> Sql {
    Sql::new(value).then(sign(comparison)).value(number)
}

/// A value as the column has it.
fn written(field: &Field, subject: &Subject, value: &str) -> String {
    match field {
        // As people and other programs write them.
        Field::Id | Field::Original => value.replace('-', "").to_lowercase(),
        // As Polyaxon writes them.
        Field::LiveState if value == "1" => "live".to_owned(),
        Field::LiveState if value == "0" => "archived".to_owned(),
        Field::IsManaged if value == "1" => "true".to_owned(),
        Field::IsManaged if value == "0" => "false".to_owned(),
        Field::IsManaged | Field::LiveState => value.to_lowercase(),
        Field::Input(_) | Field::Output(_) => value.chars().take(LONGEST).collect(),
        _ if subject.folded => fold(value),
        _ => value.to_owned(),
    }
}

fn compare(field: &Field, subject: &Subject, comparison: Comparison, value: &str) -> Sql {
    let as_text = || Sql::new(subject.value).then(sign(comparison)).value(written(field, subject, value));
    let number = subject.number.and_then(|column| Some((column, value.parse::<f64>().ok().filter(|it| it.is_finite())?)));
    match number {
        // `1` finds 1.0 as well, and the text `1`.
        Some((column, number)) if comparison == Comparison::Equal => {
            Sql::new("(").with(against(column, comparison, number)).then(" OR ").with(as_text()).then(")")
        }
        Some((column, number)) => against(column, comparison, number),
        None => as_text(),
    }
}

fn text(field: &Field, subject: &Subject, test: &TextTest) -> Sql {
    let (before, value, after) = match test {
        TextTest::Compare(comparison, value) => return compare(field, subject, *comparison, value),
        TextTest::OneOf(values) => {
            let each = values.iter().map(|value| compare(field, subject, Comparison::Equal, value));
            return Sql::new("(").with(Sql::join(each, " OR ")).then(")");
        }
        TextTest::StartsWith(value) => ("", value, "%"),
        TextTest::EndsWith(value) => ("%", value, ""),
        TextTest::Contains(value) => ("%", value, "%"),
    };
    let value = match field {
        Field::Id => written(field, subject, value),
        _ => fold(value),
    };
    let mut pattern = before.to_owned();
    for character in value.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push_str(after);
    // Names are kept in lower case as well; of anything else, both databases know the lower case of ASCII.
    let column =
        if *field == Field::Name { Sql::new("runs.search_text") } else { Sql::new("LOWER(").then(subject.value).then(")") };
    column.then(" LIKE ").value(pattern).then(" ESCAPE '\\'")
}

/// A stretch of time is without its end: `(a, b)` is `a <= value < b`.
fn time(subject: &Subject, test: TimeTest, negated: bool, now: Timestamp) -> (Sql, bool) {
    // The opposite of a comparison is one.
    let (test, negated) = match test {
        TimeTest::Compare(comparison, moment) if negated => {
            comparison.opposite().map_or((test, true), |opposite| (TimeTest::Compare(opposite, moment), false))
        }
        test => (test, negated),
    };
    let (from, until) = test.bounds(now);
    let bound = |sign: &'static str, at: Timestamp| Sql::new(subject.value).then(sign).value(at.as_micros());
    let bounds = [from.map(|at| bound(" >= ", at)), until.map(|at| bound(" < ", at))];
    (Sql::new("(").with(Sql::join(bounds.into_iter().flatten(), " AND ")).then(")"), negated)
}

/// What is counted in seconds, of which the columns know microseconds.
fn seconds(field: &Field, term: &Term, now: Timestamp) -> Sql {
    let value = match field {
        Field::WaitTime => Sql::new("(runs.started_at - runs.created_at)"),
        _ => Sql::new("(COALESCE(runs.finished_at, ").value(now.as_micros()).then(") - runs.started_at)"),
    };
    match term.test() {
        Test::Number(comparison, seconds) => {
            let (comparison, negated) = match comparison.opposite().filter(|_| term.negated()) {
                Some(opposite) => (opposite, false),
                None => (*comparison, term.negated()),
            };
            // Compared as whole microseconds.
            #[expect(clippy::cast_possible_truncation, reason = "a cast of a float saturates")]
            let micros = (seconds * 1e6).round() as i64;
            let holds = value.then(sign(comparison)).value(micros);
            if negated { Sql::new("(").with(holds).then(") IS NOT TRUE") } else { holds }
        }
        Test::Nil if term.negated() => value.then(" IS NOT NULL"),
        Test::Nil => value.then(" IS NULL"),
        _ => Sql::new("TRUE"),
    }
}
