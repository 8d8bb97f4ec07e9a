//! Takes filter patterns apart (CloudWatch Logs User Guide, "Filter pattern syntax for metric filters").

use regex::Regex;

use super::pattern::{Asks, Member, Pattern, Role, Term, Test};

/// Deeper than this nobody writes, and hostile text might.
const DEEPEST: usize = 32;

pub(super) fn pattern(text: &str) -> Option<Pattern> {
    let text = text.trim();
    if text.is_empty() || text == "\"\"" {
        return Some(Pattern::Everything);
    }
    if text.starts_with('[') {
        return None;
    }
    if let Some(inner) = text.strip_prefix('{') {
        let mut tokens = Tokens::of(inner.strip_suffix('}')?)?;
        let asked = any(&mut tokens, 0)?;
        return tokens.next().is_none().then_some(Pattern::Json(asked));
    }
    terms(text).map(Pattern::Terms)
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Open,
    Close,
    And,
    Or,
    /// `=`, `!=`, `<` …
    Operator(&'static str),
    /// A selector, a value without quotes, or a word such as `NOT`.
    Word(String),
    Quoted(String),
    Regex(String),
}

struct Tokens {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
}

impl Tokens {
    fn of(text: &str) -> Option<Self> {
        let mut tokens = Vec::new();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let (token, after) = token(rest)?;
            tokens.push(token);
            rest = after.trim_start();
        }
        Some(Self {
            tokens: tokens.into_iter().peekable(),
        })
    }

    fn next(&mut self) -> Option<Token> {
        self.tokens.next()
    }

    fn take(&mut self, token: &Token) -> bool {
        self.tokens.next_if_eq(token).is_some()
    }

    fn word(&mut self) -> Option<String> {
        match self.next()? {
            Token::Word(word) => Some(word),
            _ => None,
        }
    }
}

const SIGNS: &[(&str, Token)] = &[
    ("&&", Token::And),
    ("||", Token::Or),
    ("(", Token::Open),
    (")", Token::Close),
    ("!=", Token::Operator("!=")),
    ("<=", Token::Operator("<=")),
    (">=", Token::Operator(">=")),
    ("<", Token::Operator("<")),
    (">", Token::Operator(">")),
    ("=", Token::Operator("=")),
];

fn token(text: &str) -> Option<(Token, &str)> {
    if let Some((sign, token)) = SIGNS.iter().find(|(sign, _)| text.starts_with(sign)) {
        return Some((token.clone(), &text[sign.len()..]));
    }
    if let Some(rest) = text.strip_prefix('"') {
        let (quoted, after) = quoted(rest)?;
        return Some((Token::Quoted(quoted), after));
    }
    if let Some(rest) = text.strip_prefix('%') {
        let (regex, after) = rest.split_once('%')?;
        return Some((Token::Regex(regex.to_owned()), after));
    }
    let ends = |c: char| c.is_whitespace() || "()=!<>&|\"%".contains(c);
    let end = text.find(ends).unwrap_or(text.len());
    (end > 0).then(|| (Token::Word(text[..end].to_owned()), &text[end..]))
}

/// The text up to the quote that ends it, and what is behind it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut read = String::new();
    let mut chars = text.char_indices();
    while let Some((place, c)) = chars.next() {
        match c {
            '"' => return Some((read, &text[place + 1..])),
            '\\' => read.push(chars.next()?.1),
            c => read.push(c),
        }
    }
    None
}

fn any(tokens: &mut Tokens, depth: usize) -> Option<Test> {
    let mut tests = vec![all(tokens, depth)?];
    while tokens.take(&Token::Or) {
        tests.push(all(tokens, depth)?);
    }
    Some(Test::Any(tests))
}

fn all(tokens: &mut Tokens, depth: usize) -> Option<Test> {
    let mut tests = vec![one(tokens, depth)?];
    while tokens.take(&Token::And) {
        tests.push(one(tokens, depth)?);
    }
    Some(Test::All(tests))
}

fn one(tokens: &mut Tokens, depth: usize) -> Option<Test> {
    if tokens.take(&Token::Open) {
        if depth == DEEPEST {
            return None;
        }
        let test = any(tokens, depth + 1)?;
        return tokens.take(&Token::Close).then_some(test);
    }
    let path = tokens.word()?.strip_prefix("$.")?.to_owned();
    let asks = match tokens.next()? {
        Token::Operator("=") => match tokens.next()? {
            Token::Word(text) | Token::Quoted(text) => Asks::Is(text),
            Token::Regex(regex) => Asks::Matches(Regex::new(&regex).ok()?),
            _ => return None,
        },
        Token::Operator("!=") => match tokens.next()? {
            Token::Word(text) | Token::Quoted(text) => Asks::IsNot(text),
            Token::Regex(regex) => Asks::DoesNotMatch(Regex::new(&regex).ok()?),
            _ => return None,
        },
        Token::Operator(_) => {
            tokens.word()?;
            Asks::Other
        }
        Token::Word(word) if word == "NOT" => {
            (tokens.word()? == "EXISTS").then_some(Asks::NotExists)?
        }
        Token::Word(word) if word == "IS" => {
            tokens.word()?;
            Asks::Other
        }
        _ => return None,
    };
    Some(Test::Member(Member { path, asks }))
}

fn terms(text: &str) -> Option<Vec<Term>> {
    let mut terms = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let role = match rest.as_bytes()[0] {
            b'?' => Role::Alternative,
            b'-' => Role::Excluded,
            b'%' => return None,
            _ => Role::Needed,
        };
        if role != Role::Needed {
            rest = &rest[1..];
        }
        let (text, after) = match rest.strip_prefix('"') {
            Some(inner) => quoted(inner)?,
            None => {
                let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                (rest[..end].to_owned(), &rest[end..])
            }
        };
        terms.push(Term { text, role });
        rest = after.trim_start();
    }
    Some(terms)
}
