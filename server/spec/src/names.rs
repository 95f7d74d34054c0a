//! Names: which are allowed, and which one was probably meant.

/// The candidate that looks most like `name`, if one does.
pub fn closest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Nobody mistypes a word of a hundred letters, and the comparison is quadratic.
    if name.chars().count() > 64 {
        return None;
    }
    let wanted = plain(name);
    candidates
        .into_iter()
        .map(|candidate| (distance(&wanted, &plain(candidate)), candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.chars().count().max(wanted.len()) / 3).min(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
        .filter(|candidate| *candidate != name)
}

/// `did you mean `image`?`, or the names there are.
pub(crate) fn suggestion(name: &str, candidates: &[&str]) -> Option<String> {
    match closest(name, candidates.iter().copied()) {
        Some(candidate) => Some(format!("did you mean `{candidate}`?")),
        None if candidates.is_empty() => None,
        None => Some(format!("known here: {}", list(candidates))),
    }
}

/// `a`, `b` and `c`, shortened when there are many.
pub fn list(names: &[&str]) -> String {
    let mut text = names.iter().take(12).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if names.len() > 12 {
        text.push_str(", …");
    }
    text
}

/// `12,345`.
pub fn count_text(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// All of them, however many.
pub(crate) fn all(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// `a`, `b` or `c`.
pub(crate) fn any(names: &[&str]) -> String {
    match names {
        [others @ .., last] if !others.is_empty() => format!("{} or `{last}`", all(others)),
        _ => all(names),
    }
}

/// Whether it is a name Polyaxon takes for components, operations, inputs and outputs.
pub(crate) fn is_slug(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '-' | '_'))
}

/// Whether Kubernetes takes it as a container's name.
pub(crate) fn is_dns_label(name: &str) -> bool {
    let inside = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-';
    !name.is_empty() && name.len() <= 63 && name.chars().all(inside) && !name.starts_with('-') && !name.ends_with('-')
}

/// Without what people get wrong about case and separators.
fn plain(name: &str) -> Vec<char> {
    name.chars().filter(|character| !matches!(character, '_' | '-' | ' ')).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// How many letters have to be changed, added, removed or swapped with their neighbour.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, right) in b.iter().enumerate() {
            let mut cost = (last[j] + usize::from(left != right)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *left == b[j - 1] && a[i - 1] == *right {
                cost = cost.min(before[j - 1] + 1);
            }
            row.push(cost);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let fields = ["name", "image", "command", "args", "env", "workingDir"];
        for (typed, meant) in [("imaeg", "image"), ("comand", "command"), ("working_dir", "workingDir"), ("arg", "args")] {
            assert_eq!(closest(typed, fields), Some(meant), "{typed}");
        }
        assert_eq!(closest("volumes", fields), None);
        assert_eq!(closest("a", ["b"]), None);
        assert_eq!(closest(&"x".repeat(100_000), fields), None);
    }

    #[test]
    fn counts_read_well() {
        for (count, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(count_text(count), text);
        }
    }

    #[test]
    fn knows_the_names_it_may_have() {
        assert!(is_slug("My-job_2") && !is_slug("") && !is_slug("a b") && !is_slug("a.b"));
        assert!(is_dns_label("main-1") && !is_dns_label("Main") && !is_dns_label("-a") && !is_dns_label("a/b"));
    }
}
