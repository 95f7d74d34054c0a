//! Which operations a field takes, by its family: the table of Polyaxon's value parsers.

use uuid::Uuid;

use super::{
    errors::QueryError,
    fields::{Family, Field},
    operations::{Operation, Piece},
    terms::{Comparison, Test, TextTest},
    times::{Moment, TimeTest},
};
use crate::Status;

const BOOLEANS: [&str; 2] = ["true", "false"];
const CLONING_KINDS: [&str; 3] = ["restart", "copy", "cache"];

/// Checks one operation of one field.
pub(super) struct Reading<'a> {
    pub(super) text: &'a str,
    pub(super) field: &'a Field,
    pub(super) operation: Operation,
}

impl Reading<'_> {
    /// What is asked of the field.
    pub(super) fn test(self) -> Result<Test, QueryError> {
        let Some(first) = self.operation.pieces.first() else {
            return Err(self.refuse(format!("`{}` needs a value", self.field)));
        };
        let one = self.operation.pieces.len() == 1 && !self.operation.list && !self.operation.range;
        for piece in &self.operation.pieces {
            let word = !piece.quoted && !piece.opens && !piece.closes && matches!(piece.text.as_str(), "nil" | "_any_");
            let takes_more =
                !one || self.operation.comparison != Comparison::Equal || (piece.text == "_any_" && self.operation.negated);
            if word && takes_more {
                let fix = format!("`{0}:{1}`; a value that reads so is written in quotes: `\"{1}\"`", self.field, piece.text);
                return Err(self.at(piece, format!("`{}` stands alone", piece.text)).with_fix(fix));
            }
            if word {
                return Ok(if piece.text == "nil" { Test::Nil } else { Test::Any });
            }
        }
        let family = self.field.family();
        if self.operation.range && family != Family::DateTime {
            return Err(self.refuse(format!("`..` is not allowed for `{}`", self.field)));
        }
        if self.operation.list && matches!(family, Family::Scalar | Family::DateTime) {
            return Err(self.refuse(format!("`|` is not allowed for `{}`", self.field)));
        }
        if self.operation.comparison != Comparison::Equal {
            let sign = self.operation.comparison;
            if family == Family::Search || self.vocabulary() == Some(&BOOLEANS) {
                return Err(self.refuse(format!("`{sign}` is not allowed for `{}`", self.field)));
            }
            if !one {
                return Err(self.refuse(format!("`{sign}` takes one value")));
            }
        }
        match family {
            Family::Scalar => self.number(first),
            Family::DateTime => self.time(first, one),
            Family::Value | Family::Search => self.words(first, one),
        }
    }

    fn number(&self, piece: &Piece) -> Result<Test, QueryError> {
        let number = (!piece.opens && !piece.closes).then(|| piece.text.parse::<f64>().ok());
        match number.flatten().filter(|number| number.is_finite()) {
            Some(number) => Ok(Test::Number(self.operation.comparison, number)),
            None => Err(self.at(piece, format!("`{}` is not a number", piece.shown())).with_fix(self.allowed())),
        }
    }

    fn time(&self, first: &Piece, one: bool) -> Result<Test, QueryError> {
        if one {
            if let Some(word) = TimeTest::word(&first.text).filter(|_| !first.opens && !first.closes) {
                if self.operation.comparison == Comparison::Equal {
                    return Ok(Test::Time(word));
                }
                let fix = format!("`{0}:{1}`, or `{0}:~{1}` for what is older", self.field, first.text);
                return Err(self.at(first, format!("`{}` stands alone", first.text)).with_fix(fix));
            }
            return Ok(Test::Time(TimeTest::Compare(self.operation.comparison, self.moment(first)?)));
        }
        let [first, last] = self.operation.pieces.as_slice() else {
            return Err(self.refuse("a range has two ends: `a .. b`".to_owned()));
        };
        let (begin, end) = (self.moment(first)?, self.moment(last)?);
        if let (Moment::At(from, _), Moment::At(until, _)) = (begin, end)
            && until < from
        {
            return Err(self.at(last, "the range ends before it begins").with_fix(format!("{end} .. {begin}")));
        }
        Ok(Test::Time(TimeTest::Between(begin, end)))
    }

    fn moment(&self, piece: &Piece) -> Result<Moment, QueryError> {
        let moment = (!piece.opens && !piece.closes).then(|| Moment::parse(&piece.text)).flatten();
        moment.ok_or_else(|| {
            let fix = "write `2026-11-24`, `2026-11-24 05:03`, `2026-11-24T05:03:12+01:00`, `today` or `yesterday`, or alone \
                `last_hour`, `last_day`, `last_week`, `last_month`, `last_year`";
            self.at(piece, format!("`{}` is not a date", piece.shown())).with_fix(fix)
        })
    }

    fn words(&self, first: &Piece, one: bool) -> Result<Test, QueryError> {
        let mut values = Vec::with_capacity(self.operation.pieces.len());
        for piece in &self.operation.pieces {
            if piece.opens || piece.closes {
                self.check_pattern(piece, one)?;
            }
            let value = self.value(piece)?;
            if value.is_empty() && (piece.opens || piece.closes) {
                return Err(self.at(piece, "`%` needs a text beside it").with_fix(self.allowed()));
            }
            values.push(value);
        }
        if self.operation.list {
            if values.len() < 2 {
                return Err(self.refuse("a list has two values or more: `a|b`".to_owned()));
            }
            return Ok(Test::Text(TextTest::OneOf(values)));
        }
        let value = values.swap_remove(0);
        Ok(Test::Text(match (first.opens, first.closes) {
            (true, true) => TextTest::Contains(value),
            (true, false) => TextTest::EndsWith(value),
            (false, true) => TextTest::StartsWith(value),
            (false, false) => TextTest::Compare(self.operation.comparison, value),
        }))
    }

    fn check_pattern(&self, piece: &Piece, one: bool) -> Result<(), QueryError> {
        if self.field.family() != Family::Search {
            let fix = "patterns are for id, name and description; write the value in quotes to look for a `%`";
            return Err(self.at(piece, format!("`%` is not allowed for `{}`", self.field)).with_fix(fix));
        }
        if !one {
            return Err(self.at(piece, "a pattern stands alone").with_fix("join patterns with OR"));
        }
        if !piece.quoted && piece.text.contains('%') {
            let fix = "write the text in quotes to look for a `%`: `%\"100%\"%`";
            return Err(self.at(piece, "`%` stands only at the ends of a pattern").with_fix(fix));
        }
        Ok(())
    }

    /// The words the field knows, when it knows them all.
    fn vocabulary(&self) -> Option<&'static [&'static str]> {
        match self.field {
            Field::IsManaged => Some(&BOOLEANS),
            Field::CloningKind => Some(&CLONING_KINDS),
            _ => None,
        }
    }

    /// The value as the field holds it.
    fn value(&self, piece: &Piece) -> Result<String, QueryError> {
        let unknown = |known: &[&str]| {
            let meant = spec::names::closest(&piece.text, known.iter().copied());
            let fix =
                meant.map_or_else(|| format!("it is one of {}", known.join(", ")), |meant| format!("did you mean `{meant}`?"));
            self.at(piece, format!("`{}` is not a value of `{}`", piece.shown(), self.field)).with_fix(fix)
        };
        match self.field {
            Field::Status if piece.text.parse::<Status>().is_err() => {
                let known: Vec<&str> = Status::ALL.iter().map(|status| status.as_str()).collect();
                Err(unknown(&known))
            }
            Field::Original => Uuid::try_parse(&piece.text).map(|id| id.as_simple().to_string()).map_err(|_| {
                let fix = "32 hexadecimal digits, with or without hyphens, as a run's own page shows them";
                self.at(piece, format!("`{}` is not a run's id", piece.shown())).with_fix(fix)
            }),
            // A part of an id may be asked for too.
            Field::Id => Ok(piece.text.replace('-', "").to_lowercase()),
            _ => match self.vocabulary() {
                Some(known) if !known.contains(&piece.text.as_str()) => Err(unknown(known)),
                _ => Ok(piece.text.clone()),
            },
        }
    }

    fn allowed(&self) -> String {
        format!("`{}` takes {}", self.field, self.field.family().allowed())
    }

    /// The whole operation is to blame.
    fn refuse(&self, message: String) -> QueryError {
        QueryError::new(self.text, self.operation.span.clone(), message).with_fix(self.allowed())
    }

    /// One value is to blame.
    fn at(&self, piece: &Piece, message: impl Into<String>) -> QueryError {
        QueryError::new(self.text, piece.span.clone(), message)
    }
}
