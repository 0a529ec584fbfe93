//! The examples of `SIGNING.md`, each run as it stands there: its token is believed, and no other.

use std::io::ErrorKind;
use std::process::Command;

use super::*;
use crate::clock;
use serde_json::{Value, json};

const DOCUMENT: &str = include_str!("../../SIGNING.md");
const SECRET: &str = "a key that is at least 32 bytes long";

/// A language of the document, and how a file of it is run.
struct Language {
    fence: &'static str,
    file: &'static str,
    program: &'static [&'static str],
    /// Whoever works on this project has it; the others are run where they are.
    everywhere: bool,
}

const LANGUAGES: &[Language] = &[
    Language {
        fence: "js",
        file: "sign.mjs",
        program: &["node"],
        everywhere: true,
    },
    Language {
        fence: "python",
        file: "sign.py",
        program: &["python3"],
        everywhere: true,
    },
    Language {
        fence: "php",
        file: "sign.php",
        program: &["php"],
        everywhere: false,
    },
    Language {
        fence: "ruby",
        file: "sign.rb",
        program: &["ruby"],
        everywhere: false,
    },
    Language {
        fence: "go",
        file: "sign.go",
        program: &["go", "run"],
        everywhere: false,
    },
];

/// The one block of code in the document that is marked so.
fn block(fence: &str) -> &'static str {
    let opening = format!("```{fence}\n");
    let mut blocks = DOCUMENT.split(opening.as_str()).skip(1);
    let block = blocks.next().and_then(|rest| rest.split_once("\n```"));
    assert!(blocks.next().is_none(), "two blocks of {fence}");
    block.expect(fence).0
}

impl Language {
    /// What the example prints; `None` where nothing runs it here.
    fn token(&self) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(self.file);
        std::fs::write(&file, block(self.fence)).unwrap();
        let (program, arguments) = self.program.split_first().unwrap();
        let output = Command::new(program)
            .args(arguments)
            .arg(&file)
            .env("AFTERWORD_SIGNING_KEY", SECRET)
            .output();
        let output = match output {
            Ok(output) => output,
            Err(error) if error.kind() == ErrorKind::NotFound && !self.everywhere => return None,
            Err(error) => panic!("{program}: {error}"),
        };
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program}: {errors}");
        Some(String::from_utf8(output.stdout).unwrap().trim().to_owned())
    }
}

fn payload(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

/// The token with another respondent, under the signature that it had.
fn forged(token: &str) -> String {
    let mut claims = payload(token);
    claims["respondent"] = "c-1043".into();
    let (_, signature) = token.rsplit_once('.').unwrap();
    let payload = BASE64_URL_SAFE_NO_PAD.encode(claims.to_string());
    format!("{VERSION}.{payload}.{signature}")
}

/// What every example says; the rest is another each time.
fn expected() -> Value {
    json!({
        "respondent": "c-1042", "site": "default", "order": "A-1001", "value": 59.9, "currency": "EUR",
        "agent": "Zoë", "department": "sales", "segment": "new",
    })
}

fn check(token: &str) {
    let key = Key::new(SECRET).unwrap();
    let now = clock::now();
    let claims = key.verify(token, now).unwrap();
    assert_eq!(
        (claims.respondent.as_str(), claims.site.as_str()),
        ("c-1042", "default")
    );
    let hour_later = Timestamp::from_millis(now.millis() + 3_600_000 + 1);
    assert_eq!(key.verify(token, hour_later), Err(Unbelieved::Expired));
    let wrong = Err(Unbelieved::WrongSignature);
    assert_eq!(key.verify(&forged(token), now), wrong);
    let other = Key::new(&SECRET.to_uppercase()).unwrap();
    assert_eq!(other.verify(token, now), wrong);

    let mut said = payload(token);
    let fields = said.as_object_mut().unwrap();
    let nonce = fields.remove("nonce").unwrap();
    assert!(nonce.as_str().unwrap().len() >= 32, "{nonce}");
    assert_eq!(fields.remove("exp"), Some(claims.exp.into()));
    assert_eq!(said, expected());
}

#[test]
fn every_example_makes_a_token_that_is_believed() {
    for language in LANGUAGES {
        let (Some(first), Some(second)) = (language.token(), language.token()) else {
            println!(
                "{} is not here; its example was not run",
                language.program[0]
            );
            continue;
        };
        check(&first);
        let nonce = |token: &str| payload(token)["nonce"].clone();
        assert_ne!(nonce(&first), nonce(&second), "{}", language.fence);
    }
}

#[test]
fn every_block_of_code_is_run() {
    let fences = DOCUMENT.lines().filter_map(|line| line.strip_prefix("```"));
    let known = |fence: &&str| LANGUAGES.iter().any(|language| language.fence == *fence);
    let (run, rest): (Vec<_>, Vec<_>) = fences.filter(|fence| !fence.is_empty()).partition(known);
    assert_eq!((run.len(), rest), (LANGUAGES.len(), vec!["html"]));
}
