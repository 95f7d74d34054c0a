//! What may be typed into a form. Every bad field is named at once.

use domain::{ApiError, FieldError};

use crate::passwords;

const SHORTEST_PASSWORD: usize = 8;
const LONGEST_NAME: usize = 64;
const LONGEST_LINE: usize = 255;
const LONGEST_EMAIL: usize = 254;
/// The longest README, in bytes.
const LONGEST_README: usize = 100 * 1024;
const MOST_TAGS: usize = 32;

/// Collects what is wrong. Each check answers the value as it will be stored.
#[derive(Default)]
pub(crate) struct Fields(Vec<FieldError>);

impl Fields {
    /// Says that a field is wrong.
    pub(crate) fn refuse(&mut self, field: &str, message: impl Into<String>) {
        self.0.push(FieldError { field: field.to_owned(), message: message.into() });
    }

    /// All of what is wrong, if anything is.
    pub(crate) fn finish(self) -> Result<(), ApiError> {
        if self.0.is_empty() { Ok(()) } else { Err(ApiError::fields(self.0)) }
    }

    /// A user's name.
    pub(crate) fn username(&mut self, field: &str, value: &str) -> String {
        self.name(field, value, "-_.")
    }

    /// The name of an organization or a project, which is part of its address.
    pub(crate) fn slug(&mut self, field: &str, value: &str) -> String {
        self.name(field, value, "-_")
    }

    fn name(&mut self, field: &str, value: &str, signs: &str) -> String {
        let value = value.trim();
        if value.is_empty() {
            self.refuse(field, "is missing");
        } else if value.chars().count() > LONGEST_NAME {
            self.refuse(field, format!("is longer than {LONGEST_NAME} characters"));
        } else if !value.chars().all(|c| c.is_ascii_alphanumeric() || signs.contains(c)) {
            let allowed = signs.chars().map(|sign| format!("`{sign}`")).collect::<Vec<_>>().join(", ");
            self.refuse(field, format!("may only have the letters a to z, digits, {allowed}"));
        } else if !value.chars().any(|c| c.is_ascii_alphanumeric()) {
            self.refuse(field, "needs a letter or a digit");
        }
        value.to_owned()
    }

    /// An address; an empty one is none.
    pub(crate) fn email(&mut self, field: &str, value: Option<&str>) -> Option<String> {
        let value = value.map(str::trim).filter(|value| !value.is_empty())?;
        let parts = value.split_once('@');
        let fine = parts.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'));
        if !fine || value.len() > LONGEST_EMAIL || value.chars().any(|c| c.is_whitespace() || c.is_control()) {
            self.refuse(field, "is not an e-mail address such as ada@example.org");
        }
        Some(value.to_owned())
    }

    /// A password that somebody chose.
    pub(crate) fn new_password(&mut self, field: &str, value: &str) {
        if value.chars().count() < SHORTEST_PASSWORD {
            self.refuse(field, format!("needs at least {SHORTEST_PASSWORD} characters"));
        } else if value.len() > passwords::LONGEST {
            self.refuse(field, format!("is longer than {} bytes", passwords::LONGEST));
        }
    }

    /// What somebody has to fill in, whatever it is.
    pub(crate) fn present(&mut self, field: &str, value: &str) {
        if value.is_empty() {
            self.refuse(field, "is missing");
        }
    }

    /// One line of text, which may be empty.
    pub(crate) fn line(&mut self, field: &str, value: &str) -> String {
        let value = value.trim();
        if value.chars().count() > LONGEST_LINE {
            self.refuse(field, format!("is longer than {LONGEST_LINE} characters"));
        } else if value.chars().any(char::is_control) {
            self.refuse(field, "is one line, without control characters");
        }
        value.to_owned()
    }

    /// One line of text that names something for its owner.
    pub(crate) fn title(&mut self, field: &str, value: &str) -> String {
        if value.trim().is_empty() {
            self.refuse(field, "is missing");
        } else if value.trim().chars().count() > LONGEST_NAME {
            self.refuse(field, format!("is longer than {LONGEST_NAME} characters"));
            return value.trim().to_owned();
        }
        self.line(field, value)
    }

    /// Markdown.
    pub(crate) fn readme(&mut self, field: &str, value: String) -> String {
        if value.len() > LONGEST_README {
            self.refuse(field, format!("is longer than {} KiB", LONGEST_README / 1024));
        } else if value.contains('\0') {
            self.refuse(field, "has a NUL character, which no text has");
        }
        value
    }

    /// Words to find something by: trimmed, each once.
    pub(crate) fn tags(&mut self, field: &str, values: &[String]) -> Vec<String> {
        let mut tags: Vec<String> = Vec::new();
        for value in values.iter().map(|value| value.trim()).filter(|value| !value.is_empty()) {
            if value.chars().count() > LONGEST_NAME || value.chars().any(|c| c.is_control() || c == ',') {
                let shown: String = value.chars().take(LONGEST_NAME).collect();
                self.refuse(field, format!("`{shown}` has a comma or more than {LONGEST_NAME} characters"));
                return tags;
            }
            if !tags.iter().any(|tag| tag == value) {
                tags.push(value.to_owned());
            }
        }
        if tags.len() > MOST_TAGS {
            self.refuse(field, format!("are more than {MOST_TAGS}"));
        }
        tags
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(check: impl FnOnce(&mut Fields)) -> Vec<String> {
        let mut fields = Fields::default();
        check(&mut fields);
        fields.0.into_iter().map(|error| format!("{} {}", error.field, error.message)).collect()
    }

    #[test]
    fn names() {
        for (name, fine) in [
            ("ada", true),
            ("Ada.L-1_2", true),
            (" ada ", true),
            ("", false),
            ("..", false),
            ("a b", false),
            ("ada@x", false),
            ("ädä", false),
            (&"a".repeat(64), true),
            (&"a".repeat(65), false),
        ] {
            assert_eq!(said(|fields| _ = fields.username("username", name)).is_empty(), fine, "{name}");
        }
        assert_eq!(said(|fields| _ = fields.slug("name", "a.b")), ["name may only have the letters a to z, digits, `-`, `_`"]);
    }

    #[test]
    fn addresses() {
        for (address, fine) in [
            ("a@b", true),
            ("ada@example.org", true),
            ("ada", false),
            ("@b", false),
            ("a@", false),
            ("a@b@c", false),
            ("a b@c", false),
        ] {
            assert_eq!(said(|fields| _ = fields.email("email", Some(address))).is_empty(), fine, "{address}");
        }
        let mut fields = Fields::default();
        assert_eq!(fields.email("email", Some("  ")), None);
        assert!(fields.finish().is_ok());
    }

    #[test]
    fn every_bad_field_is_named_at_once() {
        let mut fields = Fields::default();
        fields.username("username", "a b");
        fields.new_password("password", "short");
        fields.line("description", "two\nlines");
        fields.tags("tags", &["a,b".into()]);
        let error = fields.finish().unwrap_err();
        let named: Vec<&str> = error.fields.iter().map(|field| field.field.as_str()).collect();
        assert_eq!(named, ["username", "password", "description", "tags"]);
    }

    #[test]
    fn tags_are_trimmed_and_each_there_once() {
        let mut fields = Fields::default();
        let tags = ["a ", "b", "", "a"].map(str::to_owned);
        assert_eq!(fields.tags("tags", &tags), ["a", "b"]);
        let many: Vec<String> = (0..33).map(|number| number.to_string()).collect();
        assert_eq!(said(|fields| _ = fields.tags("tags", &many)), ["tags are more than 32"]);
    }
}
