//! The grammar: `query = all (OR all)*`, `all = primary (AND primary)*`, `primary = ( query ) | field:operation`.

use super::{
    Clause, MAX_DEPTH, MAX_TERMS, Query,
    cursor::Cursor,
    errors::{QueryError, shown},
    families::Reading,
    fields::Field,
    operations::Operation,
    terms::Term,
};

pub(super) struct Reader<'a> {
    cursor: Cursor<'a>,
    depth: usize,
    terms: usize,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { cursor: Cursor::new(text), depth: 0, terms: 0 }
    }

    pub(super) fn query(mut self) -> Result<Query, QueryError> {
        let mut query = Query::default();
        self.cursor.space();
        if self.cursor.peek().is_none() {
            return Ok(query);
        }
        query.push(self.any()?);
        match self.cursor.peek() {
            None => Ok(query),
            Some(')') => Err(self.cursor.error(self.cursor.word(), "this `)` closes nothing")),
            Some('(') => Err(self
                .cursor
                .error(self.cursor.word(), "a `(` can't stand here")
                .with_fix("join conditions with `,`, AND or OR; a value with a parenthesis, or a comma, is written in quotes")),
            Some(_) => Err(self.cursor.error(self.cursor.word(), "two conditions need `,`, AND or OR between them")),
        }
    }

    /// Leaves nothing but a `)`, the end or what can't stand there.
    fn any(&mut self) -> Result<Clause, QueryError> {
        let mut clauses = vec![self.all()?];
        while self.cursor.eat("|") || self.cursor.eat_keyword("or") {
            clauses.push(self.all()?);
        }
        Ok(Clause::any(clauses))
    }

    fn all(&mut self) -> Result<Clause, QueryError> {
        let mut clauses = vec![self.primary()?];
        self.cursor.space();
        while self.cursor.eat(",") || self.cursor.eat_keyword("and") {
            clauses.push(self.primary()?);
            self.cursor.space();
        }
        Ok(Clause::all(clauses))
    }

    fn primary(&mut self) -> Result<Clause, QueryError> {
        self.cursor.space();
        let start = self.cursor.at;
        if !self.cursor.eat("(") {
            return self.term().map(Clause::Term);
        }
        if self.depth == MAX_DEPTH {
            let message = format!("there are more than {MAX_DEPTH} parentheses in one another");
            return Err(self.cursor.error(start..self.cursor.at, message));
        }
        self.depth += 1;
        let clause = self.any()?;
        self.depth -= 1;
        if self.cursor.eat(")") {
            return Ok(clause);
        }
        Err(self.cursor.error(start..start + 1, "this `(` is never closed"))
    }

    fn term(&mut self) -> Result<Term, QueryError> {
        let field = self.field()?;
        self.terms += 1;
        let start = self.cursor.at;
        let operation = Operation::read(&mut self.cursor)?;
        if self.terms > MAX_TERMS {
            let span = start..self.cursor.at;
            return Err(self.cursor.error(span, format!("there are more than {MAX_TERMS} conditions")));
        }
        let negated = operation.negated;
        let test = Reading { text: self.cursor.text, field: &field, operation }.test()?;
        Ok(Term { field, negated, test })
    }

    /// Reads the field and its colon.
    fn field(&mut self) -> Result<Field, QueryError> {
        let start = self.cursor.at;
        let name = self.cursor.take_while(|character| character.is_alphanumeric() || character == '_');
        let part = if self.cursor.eat(".") { Some(self.part()?) } else { None };
        let span = start..self.cursor.at;
        self.cursor.space();
        if name.is_empty() || !self.cursor.eat(":") {
            let word = Cursor { at: start, ..self.cursor.clone() }.word();
            let message = match &self.cursor.text[word.clone()] {
                "" => "a condition is missing at the end".to_owned(),
                text => format!("`{}` is not a condition", shown(text)),
            };
            let fix = "a condition is `field:value`, like `status:failed` or `name:%train%`; a value that holds AND, OR, a comma or a \
                parenthesis is written in quotes";
            return Err(self.cursor.error(word, message).with_fix(fix));
        }
        Field::find(name, part).map_err(|(message, fix)| self.cursor.error(span, message).with_fix(fix))
    }

    /// Reads the name of an input, an output or a metric.
    fn part(&mut self) -> Result<String, QueryError> {
        let start = self.cursor.at;
        let part = match self.cursor.peek() {
            Some('"') => self.cursor.quoted()?,
            _ => self.cursor.take_while(super::fields::is_part).to_owned(),
        };
        if part.is_empty() {
            return Err(self.cursor.error(start - 1..self.cursor.at, "a name is missing after the dot"));
        }
        Ok(part)
    }
}
