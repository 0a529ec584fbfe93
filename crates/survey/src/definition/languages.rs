//! The texts of a definition in several languages.

use super::question::Questions;
use super::text::own_text;
use super::{Asked, ClassText, Definition, Text};
use crate::node::Node;
use crate::problem::Code;
use crate::read::{Object, Reader, id_fault};
use crate::words::ALIASES;

/// A text of the definition, as `languages` names it.
struct Known {
    path: String,
    /// How many questions stand before it.
    after: usize,
}

/// Reads all languages, and puts the texts of the one that is asked for in the place of the
/// definition's first ones.
#[inline(never)]
pub(super) fn translate<N: Node>(
    reader: &mut Reader,
    fields: &Object<'_, N>,
    asked: Option<&str>,
    definition: &mut Definition,
    questions: &Questions,
) {
    let mut chosen = None;
    fields.read(reader, "languages", |reader, node| {
        let languages = reader.open_object(node)?;
        let known = known(definition);
        for language in node.keys() {
            languages.read(reader, &language, |reader, node| {
                if let Some(fault) = id_fault(&language) {
                    return reader.report(fault);
                }
                if definition.language.as_ref() == Some(&language) {
                    return reader.report(Code::FirstLanguage);
                }
                texts(reader, node, &known, questions)
            });
        }
        chosen = asked.and_then(|asked| nearest(asked, definition.language.as_deref(), node));
        Some(())
    });
    let Some(asked) = asked else { return };
    let own = definition.language.clone();
    let own = own.filter(|own| asked != own);
    each_text(definition, &mut |path, _, text| {
        let said = chosen.as_ref().and_then(|texts| texts.member(path)?.text());
        match said {
            Some(said) => text.text = said,
            None => text.language.clone_from(&own),
        }
    });
}

/// Reads the texts of one language.
#[inline(never)]
fn texts<N: Node>(
    reader: &mut Reader,
    node: &N,
    known: &[Known],
    questions: &Questions,
) -> Option<()> {
    let texts = reader.open_object(node)?;
    for path in node.keys() {
        let mut named = known.iter().filter(|text| text.path == path);
        let text = named.next();
        if text.is_none() && !questions.gap {
            reader.report_at(&path, Code::UnknownText);
            continue;
        }
        if named.next().is_some() {
            reader.report_at(&path, Code::TwoTexts);
        }
        let ahead = text.and_then(|text| questions.ids.get(text.after..));
        texts.read(reader, &path, |reader, node| {
            own_text(reader, node, ahead.unwrap_or_default())
        });
    }
    Some(())
}

/// The texts in a language, or in the one that it is a form of; nothing where the definition's
/// first language is that one.
fn nearest<N: Node>(asked: &str, first: Option<&str>, languages: &N) -> Option<N> {
    let mut language = asked;
    loop {
        let texts = languages.member(language);
        if texts.is_some() || first == Some(language) {
            return texts;
        }
        language = wider(language)?;
    }
}

/// The language that another one is a form of: by its other code, or without its region. Not
/// without its script: `zh-Hant` is not read by everybody who reads `zh`.
fn wider(language: &str) -> Option<&str> {
    if let Some((_, code)) = ALIASES.iter().find(|(alias, _)| *alias == language) {
        return Some(code);
    }
    let (wider, part) = language.rsplit_once('-')?;
    (part.len() != 4).then_some(wider)
}

fn known(definition: &mut Definition) -> Vec<Known> {
    let mut known = Vec::new();
    each_text(definition, &mut |path, after, _| {
        let path = path.into();
        known.push(Known { path, after });
    });
    known
}

/// The paths of all texts that the definition has itself.
pub(super) fn own_paths(definition: &mut Definition) -> Vec<String> {
    let known = known(definition).into_iter();
    known.map(|text| text.path).collect()
}

/// Visits the definition's own texts, each with its path in `languages` and the number of questions
/// before it.
fn each_text(definition: &mut Definition, visit: &mut dyn FnMut(&str, usize, &mut Text)) {
    let mut walk = Walk {
        path: String::new(),
        after: 0,
        visit,
    };
    for question in &mut definition.questions {
        walk.within(&question.id, |walk| {
            walk.class_text("ask", &mut question.ask);
            match &mut question.kind {
                Asked::Rating { low, high, .. } => {
                    walk.optional("low", low);
                    walk.optional("high", high);
                }
                Asked::Choice { options, .. } => walk.within("options", |walk| {
                    for option in options {
                        walk.text(&option.id, &mut option.label);
                    }
                }),
                Asked::Contact { consent, .. } => walk.optional("consent", consent),
                Asked::Text { .. } | Asked::Statement(_) => {}
            }
        });
        walk.after += 1;
    }
    let thanks = &mut definition.thanks;
    walk.within("thanks", |walk| {
        walk.class_text("text", &mut thanks.text);
        if let Some(link) = &mut thanks.link {
            walk.text("link.label", &mut link.label);
        }
    });
}

struct Walk<'v> {
    path: String,
    after: usize,
    visit: &'v mut dyn FnMut(&str, usize, &mut Text),
}

impl Walk<'_> {
    fn within(&mut self, key: &str, go: impl FnOnce(&mut Self)) {
        let end = self.enter(key);
        go(self);
        self.path.truncate(end);
    }

    #[inline(never)]
    fn enter(&mut self, key: &str) -> usize {
        let end = self.path.len();
        if end > 0 {
            self.path.push('.');
        }
        self.path.push_str(key);
        end
    }

    #[inline(never)]
    fn text(&mut self, key: &str, text: &mut Text) {
        self.within(key, |walk| (walk.visit)(&walk.path, walk.after, text));
    }

    fn optional(&mut self, key: &str, text: &mut Option<Text>) {
        if let Some(text) = text {
            self.text(key, text);
        }
    }

    #[inline(never)]
    fn class_text(&mut self, key: &str, text: &mut ClassText) {
        match text {
            ClassText::Standard => {}
            ClassText::Same(text) => self.text(key, text),
            ClassText::Each(texts) => self.within(key, |walk| {
                for (class, text) in texts {
                    walk.text(class.name(), text);
                }
            }),
        }
    }
}
