//! Run lists and their addresses: the query holds all that a list is asked for.

use domain::{runs::RunFilter, statuses::Tone};
use leptos_router::params::ParamsMap;

use crate::routes;

/// The filter that a page's query asks for, within what the page itself lists (a project's runs). What is not understood is ignored.
pub fn read(query: &ParamsMap, within: &RunFilter) -> RunFilter {
    let text = |name: &str| query.get(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let tones = text("status").unwrap_or_default();
    let (query, name) = match text("query") {
        Some(text) if is_query(&text) => (Some(text), None),
        text => (None, text),
    };
    let mut filter = RunFilter {
        tones: Tone::ALL.iter().copied().filter(|tone| tones.split(',').any(|name| name == tone.as_str())).collect(),
        name,
        query,
        sort: text("sort"),
        after: text("after"),
        before: text("before"),
        ..within.clone()
    };
    if within.project.is_none()
        && let Some((organization, project)) = text("project").as_deref().and_then(|project| project.split_once('/'))
    {
        filter.organization = Some(organization.to_owned());
        filter.project = Some(project.to_owned());
    }
    filter
}

/// The address of the list under `filter`, on the page at `path`.
pub fn write(path: &str, filter: &RunFilter) -> String {
    let project = filter.organization.as_ref().zip(filter.project.as_ref()).filter(|_| path == routes::RUNS);
    let pairs = [
        ("project", project.map(|(organization, name)| format!("{organization}/{name}"))),
        ("status", (!filter.tones.is_empty()).then(|| status_value(filter))),
        ("query", filter.query.clone().or_else(|| filter.name.clone())),
        ("sort", filter.sort.clone()),
        ("after", filter.after.clone()),
        ("before", filter.before.clone()),
    ];
    let mut address = path.to_owned();
    for (name, value) in pairs {
        if let Some(value) = value {
            let sign = if address.len() == path.len() { '?' } else { '&' };
            address.extend([sign.to_string(), name.to_owned(), "=".to_owned(), encoded(&value)]);
        }
    }
    address
}

/// Percent-encoded but for what may stand in a query, so that addresses read well; the same on the server and in the browser, which
/// the router's own encoding is not.
pub(crate) fn encoded(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' | b',' | b':' => {
                text.push(char::from(byte));
            }
            _ => text.extend(['%', hex(byte >> 4), hex(byte & 15)]),
        }
    }
    text
}

fn hex(half: u8) -> char {
    char::from_digit(u32::from(half), 16).map_or('0', |digit| digit.to_ascii_uppercase())
}

/// The value of the query's `status`: `running,failed`.
pub fn status_value(filter: &RunFilter) -> String {
    filter.tones.iter().map(|tone| tone.as_str()).collect::<Vec<_>>().join(",")
}

/// The same list from its first page.
pub fn first_page(filter: &RunFilter) -> RunFilter {
    RunFilter { after: None, before: None, ..filter.clone() }
}

/// The first page with this family of statuses turned on, or off if it was on.
pub fn toggled(filter: &RunFilter, tone: Tone) -> RunFilter {
    let mut tones = filter.tones.clone();
    match tones.iter().position(|other| *other == tone) {
        Some(index) => _ = tones.remove(index),
        None => tones.push(tone),
    }
    RunFilter { tones, ..first_page(filter) }
}

/// All families of statuses, from the first page.
pub fn of_all_families(filter: &RunFilter) -> RunFilter {
    RunFilter { tones: Vec::new(), ..first_page(filter) }
}

/// The filter that counts are made under: everything but families, pages and the order.
pub fn counted(filter: &RunFilter) -> RunFilter {
    RunFilter { sort: None, ..of_all_families(filter) }
}

/// Whether what is typed is a query; else it is a part of a name, which has no colon.
pub fn is_query(text: &str) -> bool {
    text.contains(':')
}

/// What is typed, as the field shows it: a query or a part of a name.
pub fn typed(filter: &RunFilter) -> String {
    filter.query.clone().or_else(|| filter.name.clone()).unwrap_or_default()
}

/// The first page of what this text asks for.
pub fn asked(filter: &RunFilter, text: &str) -> RunFilter {
    let text = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let (query, name) = if text.as_deref().is_some_and(is_query) { (text, None) } else { (None, text) };
    RunFilter { query, name, ..first_page(filter) }
}

/// The first page in the order of this field: its greatest first, or the other way round when it is already so, or the usual order
/// after that.
pub fn sorted(filter: &RunFilter, field: &str) -> RunFilter {
    let sort = match direction(filter, field) {
        None => Some(format!("-{field}")),
        Some(true) => Some(field.to_owned()),
        Some(false) => None,
    };
    RunFilter { sort: sort.filter(|sort| sort != NEWEST), ..first_page(filter) }
}

/// Whether the list goes by this field, and then whether its greatest comes first.
pub fn direction(filter: &RunFilter, field: &str) -> Option<bool> {
    match filter.sort.as_deref().unwrap_or(NEWEST) {
        sort if sort == field => Some(false),
        sort => (sort.strip_prefix('-') == Some(field)).then_some(true),
    }
}

/// The order of a list that nobody has sorted.
const NEWEST: &str = "-created_at";

/// Whether somebody has narrowed the list down from all that the page lists.
pub fn is_narrowed(filter: &RunFilter, within: &RunFilter) -> bool {
    !filter.tones.is_empty() || filter.name.is_some() || filter.query.is_some() || filter.project != within.project
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(query: &str) -> ParamsMap {
        query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    #[test]
    fn an_address_reads_back() {
        let filter = RunFilter {
            organization: Some("default".into()),
            project: Some("mnist".into()),
            tones: vec![Tone::Running, Tone::Failed],
            query: Some("tags:a|b, in.lr:<1".into()),
            sort: Some("-in.lr".into()),
            after: Some("x_1".into()),
            ..RunFilter::default()
        };
        let address = write(routes::RUNS, &filter);
        assert_eq!(
            address,
            "/runs?project=default/mnist&status=running,failed&query=tags:a%7Cb,%20in.lr:%3C1&sort=-in.lr&after=x_1"
        );
        let query = parse("project=default/mnist&status=running,failed&query=tags:a|b, in.lr:<1&sort=-in.lr&after=x_1");
        assert_eq!(read(&query, &RunFilter::default()), filter);
        let named = RunFilter { name: Some("a b&c".into()), ..RunFilter::default() };
        assert_eq!(write(routes::RUNS, &named), "/runs?query=a%20b%26c");
    }

    #[test]
    fn a_project_page_lists_only_its_project() {
        let within = RunFilter { organization: Some("default".into()), project: Some("mnist".into()), ..RunFilter::default() };
        let filter = read(&parse("project=other/x&query=t"), &within);
        assert_eq!(filter.project.as_deref(), Some("mnist"));
        assert_eq!(write("/projects/default/mnist", &filter), "/projects/default/mnist?query=t");
        assert_eq!(write("/projects/default/mnist", &within), "/projects/default/mnist");
    }

    #[test]
    fn nonsense_is_ignored() {
        assert_eq!(read(&parse("status=walking,,&query= &project=x"), &RunFilter::default()), RunFilter::default());
    }

    #[test]
    fn what_is_typed_is_a_query_or_a_part_of_a_name() {
        let filter = RunFilter { name: Some("old".into()), ..RunFilter::default() };
        let (query, name) = (asked(&filter, " status:failed "), asked(&filter, "train"));
        assert_eq!((query.query.as_deref(), query.name.as_deref()), (Some("status:failed"), None));
        assert_eq!((name.query.as_deref(), name.name.as_deref()), (None, Some("train")));
        assert_eq!(asked(&filter, " "), RunFilter::default());
        assert_eq!((typed(&query), typed(&name)), ("status:failed".to_owned(), "train".to_owned()));
        assert_eq!(read(&parse("query=train"), &RunFilter::default()), name);
    }

    #[test]
    fn a_column_sorts_down_then_up_then_not() {
        let mut filter = RunFilter::default();
        let sorts: Vec<_> = (0..3)
            .map(|_| {
                filter = sorted(&filter, "name");
                filter.sort.clone()
            })
            .collect();
        assert_eq!(sorts, [Some("-name".to_owned()), Some("name".to_owned()), None]);
        assert_eq!(sorted(&filter, "created_at").sort.as_deref(), Some("created_at"), "it goes by that already");
        assert_eq!(sorted(&sorted(&filter, "created_at"), "created_at").sort, None);
    }

    #[test]
    fn a_chip_turns_its_family_on_and_off_and_begins_at_the_first_page() {
        let filter = RunFilter { after: Some("x".into()), ..RunFilter::default() };
        let on = toggled(&filter, Tone::Failed);
        assert_eq!((on.tones.as_slice(), &on.after), (&[Tone::Failed][..], &None));
        assert_eq!(toggled(&on, Tone::Failed).tones, []);
    }
}
