//! Reading a [`Node`] strictly, with the path of every problem.

use crate::node::{Kind, Node};
use crate::problem::{Code, Problem};

/// More problems than this help nobody.
const MOST_PROBLEMS: usize = 50;
/// Characters in an id.
const LONGEST_ID: usize = 64;

/// Where the reader stands, and what it found wrong so far.
#[derive(Default)]
pub(crate) struct Reader {
    at: String,
    problems: Vec<Problem>,
}

/// An object whose members are asked for one by one.
pub(crate) struct Object<'n, N>(&'n N);

impl Reader {
    /// Runs `read` over a whole document.
    pub(crate) fn document<T>(
        read: impl FnOnce(&mut Reader) -> Option<T>,
    ) -> Result<T, Vec<Problem>> {
        let mut reader = Reader::default();
        match read(&mut reader) {
            Some(value) if reader.problems.is_empty() => Ok(value),
            _ => Err(reader.problems),
        }
    }

    /// Records a problem at the place where the reader stands. Always `None`, for `return`.
    pub(crate) fn report<T>(&mut self, code: Code) -> Option<T> {
        self.record(code);
        None
    }

    /// Records a problem at a member of the object at which the reader stands.
    #[inline(never)]
    pub(crate) fn report_at(&mut self, key: &str, code: Code) {
        self.inside(key, |reader| reader.record(code));
    }

    #[inline(never)]
    fn record(&mut self, code: Code) {
        if self.problems.len() < MOST_PROBLEMS {
            let at = self.at.clone();
            self.problems.push(Problem { at, code });
        }
    }

    fn inside<T>(&mut self, key: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let end = self.enter(key);
        let value = read(self);
        self.at.truncate(end);
        value
    }

    /// Steps into a member; the path is to be cut to the length returned.
    #[inline(never)]
    fn enter(&mut self, key: &str) -> usize {
        let end = self.at.len();
        if end > 0 {
            self.at.push('.');
        }
        self.at.push_str(key);
        end
    }

    /// Reads each element of a list.
    #[inline(never)]
    pub(crate) fn each<N: Node>(
        &mut self,
        node: &N,
        (min, max): (usize, usize),
        read: &mut dyn FnMut(&mut Self, &N),
    ) -> Option<()> {
        if node.kind() != Kind::List {
            return self.report(Code::WrongType("a list"));
        }
        let items = node.items();
        if items.len() < min || items.len() > max {
            return self.report(Code::WrongCount(min, max));
        }
        let end = self.at.len();
        for (index, item) in items.iter().enumerate() {
            self.at.push('[');
            push_number(&mut self.at, index as u64);
            self.at.push(']');
            read(self, item);
            self.at.truncate(end);
        }
        Some(())
    }

    /// An object; members outside `known` are reported.
    #[inline(never)]
    pub(crate) fn object<'n, N: Node>(
        &mut self,
        node: &'n N,
        known: &'static [&'static str],
    ) -> Option<Object<'n, N>> {
        let object = self.open_object(node)?;
        for key in node.keys() {
            if !known.contains(&key.as_str()) {
                self.report_at(&key, Code::UnknownField(known));
            }
        }
        Some(object)
    }

    /// An object; members that nobody asks for are ignored.
    pub(crate) fn open_object<'n, N: Node>(&mut self, node: &'n N) -> Option<Object<'n, N>> {
        if node.kind() == Kind::Object {
            Some(Object(node))
        } else {
            self.report(Code::WrongType("an object"))
        }
    }

    /// A text of at most `max` characters that says something.
    pub(crate) fn text<N: Node>(&mut self, node: &N, max: usize) -> Option<String> {
        self.checked_text(node, text_fault, max)
    }

    /// A text of at most `max` characters, perhaps empty.
    pub(crate) fn any_text<N: Node>(&mut self, node: &N, max: usize) -> Option<String> {
        self.checked_text(node, any_text_fault, max)
    }

    /// 1 to 64 letters, digits, `-`, `_` and `.`.
    pub(crate) fn id<N: Node>(&mut self, node: &N) -> Option<String> {
        self.checked_text(node, |text, _| id_fault(text), LONGEST_ID)
    }

    /// A text without a fault, by a function that knows the most characters.
    #[inline(never)]
    pub(crate) fn checked_text<N: Node>(
        &mut self,
        node: &N,
        fault: fn(&str, usize) -> Option<Code>,
        max: usize,
    ) -> Option<String> {
        let Some(text) = node.text() else {
            return self.report(Code::WrongType("a text"));
        };
        match fault(&text, max) {
            Some(code) => self.report(code),
            None => Some(text),
        }
    }

    /// One of the names of a closed list.
    #[inline(never)]
    pub(crate) fn name<N: Node>(
        &mut self,
        node: &N,
        known: &'static [&'static str],
    ) -> Option<&'static str> {
        let Some(text) = node.text() else {
            return self.report(Code::WrongType("a text"));
        };
        match known.iter().find(|name| **name == text) {
            Some(name) => Some(name),
            None => self.report(Code::UnknownValue(known)),
        }
    }

    /// A whole number within bounds, both included.
    #[inline(never)]
    pub(crate) fn whole<N: Node>(&mut self, node: &N, min: i32, max: i32) -> Option<i32> {
        let number = self.number(node, min.into(), max.into())?;
        let whole = number as i32;
        if f64::from(whole) == number {
            Some(whole)
        } else {
            self.report(Code::NotWhole)
        }
    }

    /// A number within bounds, both included.
    pub(crate) fn number<N: Node>(&mut self, node: &N, min: f64, max: f64) -> Option<f64> {
        let Some(number) = node.number() else {
            return self.report(Code::WrongType("a number"));
        };
        if number < min || number > max {
            return self.report(Code::OutOfRange(min, max));
        }
        Some(number)
    }

    /// `true` or `false`.
    #[inline(never)]
    pub(crate) fn flag<N: Node>(&mut self, node: &N) -> Option<bool> {
        match node.flag() {
            None => self.report(Code::WrongType("true or false")),
            flag => flag,
        }
    }
}

// One function for each sort of value: what is shared by all fields stands in a browser once.
impl<N: Node> Object<'_, N> {
    /// Reports those members that must be there and are not.
    #[inline(never)]
    pub(crate) fn needs(&self, reader: &mut Reader, keys: &[&str]) {
        for key in keys {
            if !self.has(key) {
                reader.report_at(key, Code::Missing);
            }
        }
    }

    /// Reads a member, if it is there.
    pub(crate) fn read<T>(
        &self,
        reader: &mut Reader,
        key: &str,
        read: impl FnOnce(&mut Reader, &N) -> Option<T>,
    ) -> Option<T> {
        let node = self.0.member(key)?;
        reader.inside(key, |reader| read(reader, &node))
    }

    /// A [text](Reader::text), if the member is there.
    #[inline(never)]
    pub(crate) fn text(&self, reader: &mut Reader, key: &str, max: usize) -> Option<String> {
        self.read(reader, key, |reader, node| reader.text(node, max))
    }

    /// An [id](Reader::id), if the member is there.
    #[inline(never)]
    pub(crate) fn id(&self, reader: &mut Reader, key: &str) -> Option<String> {
        self.read(reader, key, Reader::id)
    }

    /// A [name](Reader::name), if the member is there.
    #[inline(never)]
    pub(crate) fn name(
        &self,
        reader: &mut Reader,
        key: &str,
        known: &'static [&'static str],
    ) -> Option<&'static str> {
        self.read(reader, key, |reader, node| reader.name(node, known))
    }

    /// A [whole number](Reader::whole), if the member is there.
    #[inline(never)]
    pub(crate) fn whole(&self, reader: &mut Reader, key: &str, min: i32, max: i32) -> Option<i32> {
        self.read(reader, key, |reader, node| reader.whole(node, min, max))
    }

    /// `true` or `false`, if the member is there.
    #[inline(never)]
    pub(crate) fn flag(&self, reader: &mut Reader, key: &str) -> Option<bool> {
        self.read(reader, key, Reader::flag)
    }

    /// `true`, if the member is there.
    #[inline(never)]
    pub(crate) fn truth(&self, reader: &mut Reader, key: &str) -> Option<()> {
        if self.flag(reader, key)? {
            return Some(());
        }
        reader.report_at(key, Code::WrongType("true"));
        None
    }

    /// Whether the member is there and of this kind.
    #[inline(never)]
    pub(crate) fn is(&self, key: &str, kind: Kind) -> bool {
        let member = self.0.member(key);
        member.is_some_and(|member| member.kind() == kind)
    }

    /// Whether the member is there, whatever it is.
    #[inline(never)]
    pub(crate) fn has(&self, key: &str) -> bool {
        self.0.member(key).is_some()
    }
}

/// What is wrong with an id.
pub(crate) fn id_fault(text: &str) -> Option<Code> {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    text_fault(text, LONGEST_ID).or_else(|| (!text.bytes().all(known)).then_some(Code::BadId))
}

/// What is wrong with a text of at most `max` characters that says something.
#[inline(never)]
pub(crate) fn text_fault(text: &str, max: usize) -> Option<Code> {
    any_text_fault(text, max).or_else(|| text.chars().all(is_space).then_some(Code::Empty))
}

/// What is wrong with a text of at most `max` characters, perhaps empty.
#[inline(never)]
pub(crate) fn any_text_fault(text: &str, max: usize) -> Option<Code> {
    if text.chars().count() > max {
        return Some(Code::TooLong(max));
    }
    text.chars()
        .any(is_control)
        .then_some(Code::ControlCharacter)
}

pub(crate) fn is_control(character: char) -> bool {
    character.is_control() && !matches!(character, '\t' | '\n' | '\r')
}

/// What stands before and after the first separator, as [`str::split_once`] has it, which brings more
/// into a browser. The separator is not empty.
#[inline(never)]
pub(crate) fn cut<'t>(text: &'t str, separator: &str) -> Option<(&'t str, &'t str)> {
    let mut windows = text.as_bytes().windows(separator.len());
    let at = windows.position(|bytes| bytes == separator.as_bytes())?;
    Some((text.get(..at)?, text.get(at + separator.len()..)?))
}

/// Whether a character changes the direction of what follows it.
pub(crate) fn is_bidi_control(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// As [`char::is_whitespace`], without the table that it brings into a browser: the property is
/// stable, its list short.
pub(crate) fn is_space(character: char) -> bool {
    matches!(
        character,
        '\t'..='\r' | ' ' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}'
            | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// Appends a number in decimal digits; `format!` would weigh more in a browser than all the rest of this file.
pub(crate) fn push_number(text: &mut String, number: u64) {
    if number >= 10 {
        push_number(text, number / 10);
    }
    text.push(char::from(b'0' + (number % 10) as u8));
}

#[cfg(test)]
mod tests {
    #[test]
    fn spaces_are_those_of_the_standard_library() {
        for character in '\0'..=char::MAX {
            let expected = character.is_whitespace();
            assert_eq!(super::is_space(character), expected, "{character:?}");
        }
    }
}
