//! `afterword link`: the address of a hosted survey, signed where it says who is asked; as a QR code,
//! or as what an e-mail shows.

mod email;
mod qr;

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde_json::{Map, Value};
use survey::duration::Duration;
use url::Url;

use crate::clock;
use crate::hosted::Address;
use crate::signed::{Claims, Key};

/// To what a link leads, whom it asks, and as what it is written.
#[derive(Args)]
pub(crate) struct Options {
    /// The survey's id.
    survey: String,
    /// The collector's address, as those see it who are asked.
    #[arg(long, default_value = "http://127.0.0.1:8737", value_parser = base)]
    base: Url,
    #[arg(long, value_enum, default_value = "url")]
    format: Format,
    #[arg(long, default_value = "default")]
    site: String,
    /// The language; without it, each browser's.
    #[arg(long, value_name = "CODE")]
    lang: Option<String>,
    /// Who is asked, as the site names its customers. This and what follows is signed.
    #[arg(long)]
    respondent: Option<String>,
    /// The order that it is about.
    #[arg(long, requires = "respondent")]
    order: Option<String>,
    /// What else is known of the occasion; `name` stands in texts that name it.
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair, requires = "respondent")]
    context: Vec<(String, Value)>,
    /// How long the link is good [default: 30d].
    #[arg(long, value_name = "TIME", value_parser = duration, requires = "respondent")]
    expires: Option<Duration>,
    /// Let it be answered once.
    #[arg(long, requires = "respondent")]
    single_use: bool,
    /// The key; better given in the environment, which other users of the machine do not see.
    #[arg(long, env = "AFTERWORD_SIGNING_KEY", hide_env_values = true)]
    #[arg(value_parser = Key::new)]
    signing_key: Option<Key>,
    /// The folder of your definitions, for the question in an e-mail.
    #[arg(long, value_name = "DIR", env = "AFTERWORD_SURVEYS")]
    surveys: Option<PathBuf>,
}

/// What a link is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Url,
    /// A QR code for this terminal.
    Qr,
    Svg,
    Png,
    /// A piece of HTML for an e-mail: the first rating, each of its numbers a link.
    Email,
    /// The same for the part of an e-mail that is plain text.
    EmailText,
}

/// How long a link is good if nobody says: 30 days.
const USUAL: i64 = 30 * 86_400_000;

fn base(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).ok();
    url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        .ok_or_else(|| "an address such as https://feedback.example.org".into())
}

fn duration(text: &str) -> Result<Duration, String> {
    Duration::parse(text)
        .ok_or_else(|| "a whole number and its unit, such as 12h or 30d".to_owned())
}

/// A key and what it says: a number or a flag where it looks like one, else a text.
fn pair(text: &str) -> Result<(String, Value), String> {
    let (key, value) = text
        .split_once('=')
        .filter(|(key, _)| !key.is_empty())
        .ok_or("a key and its value, such as agent=Zoe")?;
    let scalar = serde_json::from_str(value).ok();
    let scalar = scalar.filter(|json: &Value| json.is_number() || json.is_boolean());
    Ok((key.to_owned(), scalar.unwrap_or_else(|| value.into())))
}

/// Exit code 1 where the link cannot be made.
pub(crate) fn run(options: &Options) -> ExitCode {
    let written = link(options).and_then(|bytes| {
        io::stdout()
            .write_all(&bytes)
            .map_err(|error| error.to_string())
    });
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("afterword: {error}");
            ExitCode::FAILURE
        }
    }
}

fn link(options: &Options) -> Result<Vec<u8>, String> {
    let claims = options
        .respondent
        .as_deref()
        .map(|respondent| claims(options, respondent));
    let claims = claims.transpose()?;
    let token = claims.as_ref().map(|claims| sign(options, claims));
    let mut address = Address::to(&options.survey);
    // A token says whose survey it is.
    address.site = (claims.is_none() && options.site != "default").then(|| options.site.clone());
    address.language.clone_from(&options.lang);
    address.token = token.transpose()?;
    let href = |score: Option<i32>| {
        let mut address = address.clone();
        address.score = score.map(|score| score.to_string());
        let base = options.base.as_str().trim_end_matches('/');
        format!("{base}{}", address.action())
    };
    let url = href(None);
    let vouched = claims.map(|claims| claims.context).unwrap_or_default();
    let mail = || email::Mail::of(options, &vouched, &href);
    Ok(match options.format {
        Format::Url => format!("{url}\n").into_bytes(),
        Format::Qr => qr::terminal(&url)?.into_bytes(),
        Format::Svg => qr::svg(&url)?.into_bytes(),
        Format::Png => qr::png(&url)?,
        Format::Email => mail()?.html().into_bytes(),
        Format::EmailText => mail()?.text().into_bytes(),
    })
}

fn claims(options: &Options, respondent: &str) -> Result<Claims, String> {
    let lasting = options.expires.map_or(USUAL, |time| {
        i64::try_from(time.millis()).unwrap_or(i64::MAX)
    });
    let until = clock::now().millis().saturating_add(lasting) / 1000;
    let mut claims = Claims::new(options.site.as_str(), respondent, until);
    let order = options.order.iter();
    let order = order.map(|order| ("order".to_owned(), order.as_str().into()));
    claims.context = order
        .chain(options.context.iter().cloned())
        .collect::<Map<_, _>>();
    // Good for this survey alone.
    claims
        .context
        .insert("survey".into(), options.survey.as_str().into());
    if options.single_use {
        claims.nonce = Some(nonce()?);
    }
    Ok(claims)
}

fn nonce() -> Result<String, String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| format!("no randomness: {error}"))?;
    Ok(bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // writing to a String does not fail
        text
    }))
}

fn sign(options: &Options, claims: &Claims) -> Result<String, String> {
    let key = options.signing_key.as_ref().ok_or(
        "a link that says who is asked has to be signed: give the key of the site as \
         AFTERWORD_SIGNING_KEY",
    )?;
    key.sign(claims).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_known_is_a_number_a_flag_or_a_text() {
        for (text, value) in [
            ("value=59.9", json!(59.9)),
            ("gift=true", json!(true)),
            ("agent=Zoë", json!("Zoë")),
            ("order=", json!("")),
            ("list=[1]", json!("[1]")),
            ("a=b=c", json!("b=c")),
        ] {
            assert_eq!(pair(text).unwrap().1, value, "{text}");
        }
        assert!(pair("agent").is_err() && pair("=x").is_err());
    }

    #[test]
    fn a_base_is_an_address_of_the_web() {
        assert!(base("https://feedback.example.org/inner/").is_ok());
        for text in [
            "",
            "feedback.example.org",
            "javascript:alert(1)",
            "file:///etc",
        ] {
            assert!(base(text).is_err(), "{text}");
        }
    }
}
