//! Run lists and their addresses: the query holds all that a list is asked for.

use domain::{runs::RunFilter, statuses::Tone};
use leptos_router::params::ParamsMap;

use crate::routes;

/// The filter that a page's query asks for, within what the page itself lists (a project's runs). What is not understood is ignored.
pub fn read(query: &ParamsMap, within: &RunFilter) -> RunFilter {
    let text = |name: &str| query.get(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let tones = text("status").unwrap_or_default();
    let mut filter = RunFilter {
        tones: Tone::ALL.iter().copied().filter(|tone| tones.split(',').any(|name| name == tone.as_str())).collect(),
        name: text("name"),
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
        ("name", filter.name.clone()),
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
fn encoded(value: &str) -> String {
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

/// The filter that counts are made under: everything but families and pages.
pub fn counted(filter: &RunFilter) -> RunFilter {
    RunFilter { tones: Vec::new(), ..first_page(filter) }
}

/// Whether somebody has narrowed the list down from all that the page lists.
pub fn is_narrowed(filter: &RunFilter, within: &RunFilter) -> bool {
    !filter.tones.is_empty() || filter.name.is_some() || filter.project != within.project
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
            name: Some("a b&c".into()),
            after: Some("x_1".into()),
            ..RunFilter::default()
        };
        let address = write(routes::RUNS, &filter);
        assert_eq!(address, "/runs?project=default/mnist&status=running,failed&name=a%20b%26c&after=x_1");
        let query = parse("project=default/mnist&status=running,failed&name=a b&c=1&after=x_1");
        assert_eq!(read(&query, &RunFilter::default()), RunFilter { name: Some("a b".into()), ..filter });
    }

    #[test]
    fn a_project_page_lists_only_its_project() {
        let within = RunFilter { organization: Some("default".into()), project: Some("mnist".into()), ..RunFilter::default() };
        let filter = read(&parse("project=other/x&name=t"), &within);
        assert_eq!(filter.project.as_deref(), Some("mnist"));
        assert_eq!(write("/projects/default/mnist", &filter), "/projects/default/mnist?name=t");
        assert_eq!(write("/projects/default/mnist", &within), "/projects/default/mnist");
    }

    #[test]
    fn nonsense_is_ignored() {
        assert_eq!(read(&parse("status=walking,,&name= &project=x"), &RunFilter::default()), RunFilter::default());
    }

    #[test]
    fn a_chip_turns_its_family_on_and_off_and_begins_at_the_first_page() {
        let filter = RunFilter { after: Some("x".into()), ..RunFilter::default() };
        let on = toggled(&filter, Tone::Failed);
        assert_eq!((on.tones.as_slice(), &on.after), (&[Tone::Failed][..], &None));
        assert_eq!(toggled(&on, Tone::Failed).tones, []);
    }
}
