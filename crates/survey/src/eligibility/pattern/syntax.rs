//! Reading a regular expression as its paths.

use super::{Part, Path};

/// Ways through an expression.
const MOST_PATHS: usize = 100;
/// Times that something is said to be repeated.
const MOST_TIMES: u32 = 1000;

/// The ways through an expression without the `$` at its end; `None` where something in it is not
/// read.
pub(super) fn paths(pattern: &str) -> Option<Vec<Path>> {
    let mut text = Text(pattern.as_bytes());
    alternatives(&mut text, Depth::Top).filter(|_| text.0.is_empty())
}

/// Characters: the 128 of ASCII one by one, all others as one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Set {
    ascii: u128,
    others: bool,
}

impl Set {
    const ALL: Self = Self {
        ascii: u128::MAX,
        others: true,
    };

    pub(super) fn of(byte: u8) -> Self {
        Self::range(byte, byte)
    }

    fn range(from: u8, to: u8) -> Self {
        let mut set = Self::default();
        for byte in from..=to {
            match 1u128.checked_shl(byte.into()) {
                Some(bit) => set.ascii |= bit,
                None => set.others = true,
            }
        }
        set
    }

    fn or(self, other: Self) -> Self {
        Self {
            ascii: self.ascii | other.ascii,
            others: self.others || other.others,
        }
    }

    /// All but these. Of the characters beyond ASCII some may be in both.
    fn not(self) -> Self {
        Self {
            ascii: !self.ascii,
            others: true,
        }
    }

    pub(super) fn meets(self, other: Self) -> bool {
        self.ascii & other.ascii != 0 || (self.others && other.others)
    }
}

/// What is not read yet.
struct Text<'t>(&'t [u8]);

impl Text<'_> {
    fn peek(&self) -> Option<u8> {
        self.0.first().copied()
    }

    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn take(&mut self, expected: &[u8]) -> bool {
        match self.0.strip_prefix(expected) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }

    fn number(&mut self) -> Option<u32> {
        let mut number = None;
        while let Some(digit) = self.peek().filter(u8::is_ascii_digit) {
            self.next();
            let digit = u32::from(digit - b'0');
            number = Some(number.unwrap_or(0) * 10 + digit).filter(|number| *number <= MOST_TIMES);
            number?;
        }
        number
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Depth {
    Top,
    Group(u8),
}

impl Depth {
    /// Groups within groups beyond this help nobody.
    const DEEPEST: u8 = 5;

    fn deeper(self) -> Option<Self> {
        match self {
            Self::Top => Some(Self::Group(1)),
            Self::Group(depth) => (depth < Self::DEEPEST).then(|| Self::Group(depth + 1)),
        }
    }
}

/// The ways through alternatives, up to the end or to the parenthesis that closes them.
fn alternatives(text: &mut Text<'_>, depth: Depth) -> Option<Vec<Path>> {
    let mut paths = Vec::new();
    loop {
        let anchored = depth == Depth::Top && text.take(b"^");
        for mut path in sequence(text, depth)? {
            path.anchored = anchored;
            paths.push(path);
        }
        if paths.len() > MOST_PATHS {
            return None;
        }
        if !text.take(b"|") {
            return Some(paths);
        }
    }
}

fn sequence(text: &mut Text<'_>, depth: Depth) -> Option<Vec<Path>> {
    let mut paths = vec![Path::default()];
    while let Some(next) = text.peek() {
        match next {
            b'|' | b')' => break,
            b'(' => {
                let inner = group(text, depth)?;
                if paths.len() * inner.len() > MOST_PATHS {
                    return None;
                }
                paths = paths
                    .iter()
                    .flat_map(|path| inner.iter().map(|next| path.then(next)))
                    .collect();
            }
            _ => {
                let takes = character(text)?;
                let part = repeated(text, takes)?;
                for path in &mut paths {
                    path.parts.push(part);
                }
            }
        }
    }
    Some(paths)
}

fn group(text: &mut Text<'_>, depth: Depth) -> Option<Vec<Path>> {
    text.next();
    let _named_nothing = text.take(b"?:");
    let mut paths = alternatives(text, depth.deeper()?)?;
    if !text.take(b")") || matches!(text.peek(), Some(b'*' | b'+' | b'{')) {
        return None;
    }
    if text.take(b"?") {
        text.take(b"?");
        paths.push(Path::default());
    }
    Some(paths)
}

/// How often a character is taken.
fn repeated(text: &mut Text<'_>, takes: Set) -> Option<Part> {
    let (least, most) = match text.peek() {
        Some(b'*') => (0, None),
        Some(b'+') => (1, None),
        Some(b'?') => (0, Some(1)),
        Some(b'{') => {
            text.next();
            let least = text.number()?;
            let most = if text.take(b",") {
                text.number()
            } else {
                Some(least)
            };
            if text.peek() != Some(b'}') || most.is_some_and(|most| most < least) {
                return None;
            }
            (least, most)
        }
        _ => {
            return Some(Part {
                takes,
                needed: true,
                fixed: true,
            });
        }
    };
    text.next();
    text.take(b"?");
    Some(Part {
        takes,
        needed: least > 0,
        fixed: most == Some(least),
    })
}

fn character(text: &mut Text<'_>) -> Option<Set> {
    Some(match text.next()? {
        b'\\' => escape(text)?,
        b'[' => class(text)?,
        b'.' => Set::ALL,
        b'*' | b'+' | b'?' | b'{' | b'}' | b']' | b'^' | b'$' => return None,
        byte if byte.is_ascii() => Set::of(byte),
        _ => {
            // The rest of a character beyond ASCII.
            while text.peek().is_some_and(|byte| byte & 0xC0 == 0x80) {
                text.next();
            }
            Set::of(u8::MAX)
        }
    })
}

fn escape(text: &mut Text<'_>) -> Option<Set> {
    let digits = Set::range(b'0', b'9');
    let letters = Set::range(b'a', b'z').or(Set::range(b'A', b'Z'));
    let spaces = Set::range(b'\t', b'\r')
        .or(Set::of(b' '))
        .or(Set::of(u8::MAX));
    Some(match text.next()? {
        b'd' => digits,
        b'D' => digits.not(),
        b'w' => digits.or(letters).or(Set::of(b'_')),
        b'W' => digits.or(letters).or(Set::of(b'_')).not(),
        b's' => spaces,
        b'S' => spaces.not(),
        byte if byte.is_ascii_punctuation() => Set::of(byte),
        _ => return None,
    })
}

fn class(text: &mut Text<'_>) -> Option<Set> {
    let negated = text.take(b"^");
    let mut set = Set::default();
    while !text.take(b"]") {
        let from = member(text)?;
        let is_range = matches!(text.0, [b'-', end, ..] if *end != b']');
        let Member::Byte(first) = from else {
            if is_range {
                return None;
            }
            set = set.or(from.set());
            continue;
        };
        if is_range {
            text.next();
            let Member::Byte(last) = member(text)? else {
                return None;
            };
            if last < first {
                return None;
            }
            set = set.or(Set::range(first, last));
        } else {
            set = set.or(from.set());
        }
    }
    Some(if negated { set.not() } else { set })
}

/// What stands in a class.
enum Member {
    /// One character; `u8::MAX` for each beyond ASCII.
    Byte(u8),
    Several(Set),
}

impl Member {
    fn set(&self) -> Set {
        match self {
            Self::Byte(byte) => Set::of(*byte),
            Self::Several(set) => *set,
        }
    }
}

fn member(text: &mut Text<'_>) -> Option<Member> {
    let first = text.peek()?;
    if first == b'\\' {
        text.next();
        let escaped = text.peek()?;
        let set = escape(text)?;
        return Some(if escaped.is_ascii_punctuation() {
            Member::Byte(escaped)
        } else {
            Member::Several(set)
        });
    }
    if first.is_ascii() {
        text.next();
        return Some(Member::Byte(first));
    }
    character(text).map(|_| Member::Byte(u8::MAX))
}
