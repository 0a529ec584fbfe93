//! Which regular expressions may stand in a definition: those that no address can make slow.
//!
//! Browsers match by trying: where two parts of an expression can divide a text between them in
//! several ways, all of them may be tried. So an expression is read as its paths (one for each choice
//! of alternatives), and on each path a repetition has to end where it leaves no choice: at a
//! character that it cannot take itself, or at the end of the path. One repetition may leave a
//! choice, if no other follows it. A path that does not begin with `^` may begin anywhere, which is
//! such a choice. The time is then proportional to the address.
//!
//! What is read: literals, escapes (`\d \w \s` and their opposites, `\/ \. \-` and the like),
//! classes, `.`, `^` at the beginning of an alternative, `$` at the end of the expression, groups
//! that are not repeated, and `* + ? {n} {n,} {n,m}` after a single character, greedy or not.
//! Everything else is refused: references back, looks ahead and behind, repeated groups, boundaries.

mod syntax;

use syntax::Set;

/// What is wrong with an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatternFault {
    /// It is longer than 200 bytes, has more than 100 ways through it, or something that is not read.
    Unreadable,
    /// Some address makes it slow.
    Slow,
}

/// Bytes of an expression.
const LONGEST: usize = 200;

/// What is wrong with an expression, if anything is.
#[must_use]
pub fn fault(pattern: &str) -> Option<PatternFault> {
    let body = pattern.strip_suffix('$');
    // A dollar sign that is escaped is a character.
    let body = body.filter(|body| trailing_backslashes(body).is_multiple_of(2));
    let body = body.unwrap_or(pattern);
    match syntax::paths(body).filter(|_| pattern.len() <= LONGEST) {
        None => Some(PatternFault::Unreadable),
        Some(paths) if paths.iter().all(Path::is_quick) => None,
        Some(_) => Some(PatternFault::Slow),
    }
}

fn trailing_backslashes(text: &str) -> usize {
    text.bytes().rev().take_while(|byte| *byte == b'\\').count()
}

/// One way through an expression.
#[derive(Clone, Debug, Default)]
struct Path {
    anchored: bool,
    parts: Vec<Part>,
}

/// A character, and how often it is taken.
#[derive(Clone, Copy, Debug)]
struct Part {
    takes: Set,
    /// Whether there must be one.
    needed: bool,
    /// Whether the number is fixed.
    fixed: bool,
}

impl Path {
    fn is_quick(&self) -> bool {
        // Not being anchored is a choice already.
        let mut chosen = !self.anchored;
        for (index, part) in self.parts.iter().enumerate() {
            if part.fixed {
                continue;
            }
            if chosen {
                return false;
            }
            chosen = self.leaves_choice(part.takes, index + 1);
        }
        true
    }

    /// Whether what follows could also take a character of a repetition.
    fn leaves_choice(&self, repeated: Set, from: usize) -> bool {
        for part in self.parts.get(from..).unwrap_or_default() {
            if part.takes.meets(repeated) {
                return true;
            }
            if part.needed {
                return false;
            }
        }
        false
    }

    fn then(&self, next: &Path) -> Path {
        let mut path = self.clone();
        path.parts.extend(&next.parts);
        path
    }
}

#[cfg(test)]
mod tests {
    use super::syntax::{Set, paths};
    use super::{Part, Path, PatternFault, fault};
    use proptest::prelude::*;

    /// Matches by trying, as browsers do, and counts the characters that are looked at.
    fn tries(parts: &[Part], text: &[u8], looked: &mut usize) -> bool {
        let Some((part, rest)) = parts.split_first() else {
            // Whatever stands after the expression makes it fail, which is the worst.
            return false;
        };
        let mut taken = usize::from(part.needed);
        if !part.fixed {
            taken = text.len();
        }
        let takes = |byte: &u8| part.takes.meets(Set::of(*byte));
        let possible = text
            .iter()
            .take(taken)
            .take_while(|byte| takes(byte))
            .count();
        *looked += possible + 1;
        let least = usize::from(part.needed);
        (least..=possible)
            .rev()
            .any(|end| tries(rest, &text[end..], looked))
    }

    fn looked(path: &Path, text: &[u8]) -> usize {
        let mut looked = 0;
        let starts = if path.anchored { 0 } else { text.len() };
        for start in 0..=starts {
            tries(&path.parts, &text[start..], &mut looked);
        }
        looked
    }

    proptest! {
        #[test]
        fn what_is_let_pass_is_quick(
            pattern in r"\^?((a|b|\.|/|\[ab\]|\[\^/\]|\(a\|b\)\??|\(a/\)\?)|(a|b|\.|/|\[ab\]|\[\^/\])([*+?]|\{2\}|\{1,\})){1,6}",
            text in "[ab/]{0,60}",
        ) {
            if fault(&pattern).is_none() {
                for path in paths(&pattern).unwrap() {
                    let most = 3 * (path.parts.len() + 1) * (text.len() + 1);
                    prop_assert!(looked(&path, text.as_bytes()) <= most, "{pattern} {text}");
                }
            }
        }
    }

    #[test]
    fn what_is_refused_is_slow() {
        for pattern in ["^.*.*.*x", "^\\w+\\d+\\w+x", "\\d+x"] {
            let [path] = paths(pattern).unwrap().try_into().unwrap();
            let text = "1".repeat(60);
            assert!(
                looked(&path, text.as_bytes()) > 10 * path.parts.len() * text.len(),
                "{pattern}"
            );
        }
    }

    #[test]
    fn quick_expressions() {
        for pattern in [
            "",
            "^/checkout$",
            "/checkout",
            "^/p/\\d+$",
            "^/p/\\d+/reviews",
            "^/[a-z]{2}/shop",
            "^/(?:de|en|fr)/cart/.*$",
            "^/.*/done$",
            "^https://shop\\.example/",
            "^/a?b",
            "^/[^/]+/[^/]+/end$",
            "^/p(/\\w+)?$",
            "^/über/",
            "^/a|^/b",
            "done$",
            "\\/cart\\/",
            "^/x{3}y",
            "^/\\$",
            "/v1/(a|b)c",
            "^[^/]*/x",
        ] {
            assert_eq!(fault(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn slow_expressions() {
        for pattern in [
            "^.*.*x",
            "^/.*a.*b",
            "^a*(b)?a*x",
            "^\\w+\\d+$",
            "\\d+x",
            "^(a|b)*",
            "^[a-z]+[a-m]*-",
            "^a*a*a*b",
            "^/.*/\\d+$",
            "^x*|y*z",
            "^a?a?b",
            "^/[^/]+.*x",
            "^é+[ü]*x",
        ] {
            let slow = fault(pattern);
            let refused = slow == Some(PatternFault::Slow) || pattern == "^(a|b)*";
            assert!(refused, "{pattern} {slow:?}");
        }
    }

    #[test]
    fn unreadable_expressions() {
        for pattern in [
            "(",
            ")",
            "[",
            "a**",
            "*",
            "a{2,1}",
            "a{",
            "a{1001}",
            "(?=a)",
            "(?<n>a)",
            "(?!a)",
            "\\1",
            "\\b",
            "\\",
            "[z-a]",
            "[\\d-z]",
            "(a)+",
            "a$b",
            "a^b",
            "\\q",
            "]",
            "}",
            "((((((a))))))",
        ] {
            assert_eq!(fault(pattern), Some(PatternFault::Unreadable), "{pattern}");
        }
        let many = "(a|b)".repeat(7);
        assert_eq!(fault(&many), Some(PatternFault::Unreadable), "{many}");
        let long = "a".repeat(201);
        assert_eq!(fault(&long), Some(PatternFault::Unreadable));
    }
}
