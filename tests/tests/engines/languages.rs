//! Which language is spoken, and how it is written.

use anyhow::Result;
use journeys::prompt::{Part, Prompt};
use journeys::site::Served;
use serde_json::json;

use crate::shop::{Shop, close, page, survey, tag};
use crate::walk::Walk;

/// Asks when it is loaded, on a page of this language, by a browser that wants these.
fn asks(page: &str, wishes: &str, attributes: &str) -> String {
    let tag = tag(&format!(
        r#"data-survey="drivers" data-trigger="load" data-test {attributes}"#
    ));
    format!(
        r#"<!doctype html><html lang="{page}"><head><title>.</title>
           <script>Object.defineProperty(navigator, 'languages', {{value: {wishes}}})</script>
           {tag}</head><body><p>.</p></body></html>"#
    )
}

const ENGLISH: &str = "I trust this company.";
const GERMAN: &str = "Ich vertraue diesem Unternehmen.";
const FRENCH: &str = "Cette entreprise m’inspire confiance.";
const SPANISH: &str = "Confío en esta empresa.";

pub(crate) async fn choice(walk: &Walk<'_>) -> Result<()> {
    let browser = walk.browser;
    let site = page("")?
        .page("/attribute", asks("fr", "['es']", r#"data-lang="de-AT""#))
        .page("/page", asks("fr-CA", "['es']", ""))
        .page("/browser", asks("", "['tlh', 'es-419']", ""))
        .page("/nobody", asks("tlh", "['tlh']", r#"data-lang="tlh""#))
        .serve()
        .await?;
    let speaks = async |path, ask: &str, language: &str| {
        browser.visit(&site.url(path)).await?;
        let prompt = Prompt::appears(browser).await?;
        prompt.asks(ask).await?;
        assert_eq!(prompt.attributes("section", "lang").await?, [language]);
        anyhow::Ok(())
    };
    walk.through("language by attribute", async || {
        speaks("/attribute", GERMAN, "de").await
    })
    .await?;
    walk.through("language by page", async || {
        speaks("/page", FRENCH, "fr").await
    })
    .await?;
    walk.through("language by browser", async || {
        speaks("/browser", SPANISH, "es").await
    })
    .await?;
    walk.through("one language file", async || {
        assert_eq!(languages(&site), ["de.json", "fr.json", "es.json"]);
        Ok(())
    })
    .await?;
    walk.through("fallback to English", async || {
        speaks("/nobody", ENGLISH, "en").await?;
        assert_eq!(languages(&site).len(), 3, "English comes with the prompt");
        Ok(())
    })
    .await
}

/// Which files of languages were asked for.
fn languages(site: &Served) -> Vec<String> {
    let requests = site.requests();
    let files = requests
        .iter()
        .filter_map(|path| path.split_once("/languages/"));
    files.map(|(_, file)| file.to_owned()).collect()
}

pub(crate) async fn writing(walk: &Walk<'_>) -> Result<()> {
    let browser = walk.browser;
    let site = page("")?
        .page("/ar", asks("ar-EG", "[]", ""))
        .page("/fa", asks("fa", "[]", ""))
        .page("/ko", asks("ko", "[]", ""))
        .serve()
        .await?;
    walk.through("right to left", async || {
        browser.visit(&site.url("/ar")).await?;
        let prompt = Prompt::appears(browser).await?;
        prompt.comes_to_rest().await?;
        assert_eq!(prompt.style("section", "direction").await?, "rtl");
        let ratings = prompt.areas("[data-rating]").await?;
        assert!(
            ratings.is_sorted_by(|one, next| one.left > next.left),
            "{ratings:?}"
        );
        let [low, high] = [
            prompt.areas("[part=low]").await?[0],
            prompt.areas("[part=high]").await?[0],
        ];
        assert!(low.left > high.left, "{low:?} {high:?}");
        let [card, close] = [
            prompt.areas("[part=card]").await?[0],
            prompt.areas("[part=close]").await?[0],
        ];
        assert!(
            close.left - card.left < card.right - close.right,
            "{close:?}"
        );
        Ok(())
    })
    .await?;
    walk.through("numerals", async || {
        let [one, four] = [digits(walk, 1).await?, digits(walk, 4).await?];
        let arabic = format!("السؤال {one} من {four}");
        for (path, progress) in [("/ar", arabic.as_str()), ("/fa", "پرسش ۱ از ۴")] {
            browser.visit(&site.url(path)).await?;
            let prompt = Prompt::appears(browser).await?;
            assert_eq!(
                prompt.attributes("progress", "aria-label").await?,
                [progress]
            );
            let values = prompt
                .run("return root.querySelector('[part=scale]').innerText.split(/\\s+/).join('')");
            assert_eq!(values.await?, "1234567", "as they are counted");
        }
        Ok(())
    })
    .await?;
    walk.through("words kept whole", async || {
        browser.visit(&site.url("/ko")).await?;
        let prompt = Prompt::appears(browser).await?;
        let breaks = prompt.style("[part=question]", "word-break").await?;
        assert_eq!(breaks, "keep-all");
        Ok(())
    })
    .await?;
    walk.through("plurals", async || {
        let stars = json!([{"id": "stars", "kind": "csat", "look": "stars"}]);
        let polish = [
            "1 gwiazdka",
            "2 gwiazdki",
            "3 gwiazdki",
            "4 gwiazdki",
            "5 gwiazdek",
        ];
        let mut arabic = ["نجمة واحدة", "نجمتان"].map(str::to_owned).to_vec();
        for count in 3..=5 {
            arabic.push(format!("{} نجوم", digits(walk, count).await?));
        }
        for (language, names) in [("pl", polish.map(str::to_owned).to_vec()), ("ar", arabic)] {
            let lang = format!(r#"data-lang="{language}""#);
            let shop = Shop::open_with(browser, &[survey("stars", &stars)], &lang).await?;
            let prompt = shop.ask("stars").await?;
            assert_eq!(
                prompt
                    .attributes("[data-rating] input", "aria-label")
                    .await?,
                names
            );
        }
        Ok(())
    })
    .await?;
    walk.through("texts per language", async || {
        let mut own = survey(
            "own",
            &json!([
                {"id": "nps", "kind": "nps", "ask": "Would you?", "low": "No"},
                {"id": "why", "kind": "text", "ask": "Why?"},
            ]),
        );
        own["language"] = json!("en");
        own["languages"] = json!({"de": {"nps.ask": "Würden Sie?"}});
        let shop = Shop::open_with(browser, &[own], r#"data-lang="de""#).await?;
        let prompt = shop.ask("own").await?;
        prompt.asks("Würden Sie?").await?;
        let high = prompt.part(Part::High).await?;
        assert_eq!(high.text().await?, "Äußerst wahrscheinlich", "the prompt's own word");
        assert_eq!(prompt.part(Part::Low).await?.text().await?, "No", "missed, and so as it is");
        let language = "return [...root.querySelectorAll('[part=low], [part=question]')] \
                            .map(element => (element.querySelector('[lang]') ?? element.closest('[lang]')).lang)";
        assert_eq!(prompt.run(language).await?, json!(["de", "en"]));
        prompt.rate(9).await?;
        prompt.asks("Why?").await?;
        assert_eq!(prompt.part(Part::Send).await?.text().await?, "Senden");
        close(browser).await
    })
    .await
}

/// A number in Arabic. It has two kinds of digits; which of them is standard, the browser knows.
async fn digits(walk: &Walk<'_>, number: u32) -> Result<String> {
    let script = "return new Intl.NumberFormat('ar').format(arguments[0])";
    let digits = walk.browser.run_with(script, vec![number.into()]).await?;
    Ok(serde_json::from_value(digits)?)
}
