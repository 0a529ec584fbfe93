//! A journey that notes what it walks through.

use std::cell::RefCell;

use anyhow::{Context as _, Result, ensure};
use journeys::browser::Browser;
use journeys::engine;

use crate::CANNOT;

/// A journey in one engine.
pub(crate) struct Walk<'b> {
    pub(crate) browser: &'b Browser,
    /// What lies on the way.
    features: &'static [&'static str],
    walked: RefCell<Vec<&'static str>>,
}

impl Walk<'_> {
    /// Walks through a feature, where the engine can.
    pub(crate) async fn through(
        &self,
        feature: &'static str,
        steps: impl AsyncFnOnce() -> Result<()>,
    ) -> Result<()> {
        ensure!(
            self.features.contains(&feature),
            "the table does not send this journey through {feature:?}"
        );
        // Shown where an assertion fails.
        println!("{feature}");
        let engine = self.browser.engine();
        let mut all = CANNOT.iter();
        let cannot = all.any(|(of, features, _)| *of == engine && features.contains(&feature));
        if !cannot {
            steps().await.context(feature)?;
        }
        self.walked.borrow_mut().push(feature);
        Ok(())
    }

    fn ensure_complete(&self) -> Result<()> {
        let walked = self.walked.borrow();
        let left_out = self
            .features
            .iter()
            .find(|feature| !walked.contains(feature));
        ensure!(left_out.is_none(), "{left_out:?} was left out");
        Ok(())
    }
}

/// Makes a journey through these features in each engine, one after the other.
pub(crate) async fn in_each_engine(
    features: &'static [&'static str],
    journey: impl AsyncFn(&Walk<'_>) -> Result<()>,
) -> Result<()> {
    engine::in_each_engine(async |browser| {
        let walk = Walk {
            browser,
            features,
            walked: RefCell::default(),
        };
        journey(&walk).await?;
        walk.ensure_complete()
    })
    .await
}
