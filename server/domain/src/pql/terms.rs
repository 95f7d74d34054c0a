//! One condition: a field and what is asked of it.

use std::fmt;

use super::{fields::Field, times::TimeTest};

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// It is that value.
    Equal,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Comparison {
    /// What `~` makes of it: `~<1` is `>=1`. Equality has no opposite among these.
    #[must_use]
    pub const fn opposite(self) -> Option<Self> {
        match self {
            Self::Equal => None,
            Self::Less => Some(Self::GreaterOrEqual),
            Self::LessOrEqual => Some(Self::Greater),
            Self::Greater => Some(Self::LessOrEqual),
            Self::GreaterOrEqual => Some(Self::Less),
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Equal => "",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        })
    }
}

/// What is asked of a word or a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextTest {
    /// It is that value, or comes before or after it.
    Compare(Comparison, String),
    /// It is one of these, two or more.
    OneOf(Vec<String>),
    /// `a%`
    StartsWith(String),
    /// `%a`
    EndsWith(String),
    /// `%a%`
    Contains(String),
}

impl fmt::Display for TextTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compare(comparison, value) => write!(f, "{comparison}{}", literal(value, false)),
            Self::OneOf(values) => {
                let values: Vec<String> = values.iter().map(|value| literal(value, false)).collect();
                f.write_str(&values.join("|"))
            }
            Self::StartsWith(value) => write!(f, "{}%", literal(value, false)),
            Self::EndsWith(value) => write!(f, "%{}", literal(value, false)),
            Self::Contains(value) => write!(f, "%{}%", literal(value, false)),
        }
    }
}

/// What is asked of a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// Nothing: `_any_`, with which Polyaxon's clients switch a default filter off.
    Any,
    /// It has no value.
    Nil,
    /// Of a field of the family value or search.
    Text(TextTest),
    /// Of a field of the family scalar.
    Number(Comparison, f64),
    /// Of a field of the family datetime.
    Time(TimeTest),
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("_any_"),
            Self::Nil => f.write_str("nil"),
            Self::Text(test) => test.fmt(f),
            Self::Number(comparison, number) => {
                // A number of three hundred digits reads badly.
                let usual = *number == 0.0 || (1e-6..1e15).contains(&number.abs());
                if usual { write!(f, "{comparison}{number}") } else { write!(f, "{comparison}{number:e}") }
            }
            Self::Time(test) => test.fmt(f),
        }
    }
}

/// One condition. It is made by [`super::parse`] only, so that the test always fits the field.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    pub(super) field: Field,
    pub(super) negated: bool,
    pub(super) test: Test,
}

impl Term {
    /// What it is about.
    pub const fn field(&self) -> &Field {
        &self.field
    }

    /// Whether `~` turns it round. A comparison becomes its opposite; everything else then holds where the field has no value
    /// as well.
    pub const fn negated(&self) -> bool {
        self.negated
    }

    /// What is asked.
    pub const fn test(&self) -> &Test {
        &self.test
    }
}

/// Its canonical text: `status:~failed|stopped`.
impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}{}", self.field, if self.negated { "~" } else { "" }, self.test)
    }
}

/// A value as a query writes it: as it is, or in quotes when it would mean something else.
pub(super) fn literal(text: &str, always_quoted: bool) -> String {
    let first = text.chars().next();
    let special = first.is_none_or(|first| matches!(first, '"' | '~' | '<' | '>' | '=') || first.is_whitespace())
        || text.ends_with(char::is_whitespace)
        || matches!(text, "nil" | "_any_")
        || text.contains("..")
        || text.contains(|character: char| matches!(character, ',' | '(' | ')' | '|' | '%') || character.is_control())
        || text.chars().any(|character| character != ' ' && character.is_whitespace())
        || text.split(' ').any(|word| word.eq_ignore_ascii_case("and") || word.eq_ignore_ascii_case("or"));
    if special || always_quoted { serde_json::Value::from(text).to_string() } else { text.to_owned() }
}
