//! Whether what is asked is due.

#[cfg(feature = "everything")]
use survey::eligibility::{Moment, Past, Rules};
use survey::node::Node as _;
#[cfg(feature = "everything")]
use survey::occasion::Occasion;
#[cfg(feature = "everything")]
use survey::response::Decimal;
#[cfg(feature = "everything")]
use survey::templates;
#[cfg(feature = "everything")]
use survey::time::Timestamp;

use crate::asked::Asked;
#[cfg(feature = "everything")]
use crate::node::JsNode;
#[cfg(feature = "everything")]
use crate::platform;

#[cfg(feature = "everything")]
impl Asked {
    /// Whether it may be asked now. What it is sampled by is noted.
    pub(crate) fn is_due(&mut self) -> bool {
        let audience = platform::audience(&self.gathered);
        let mut rules = self.rules();
        rules.apply(&self.gathered, &audience);
        let mut moment = self.moment(&audience);
        if rules.sample < 1.0 && !moment.regardless {
            moment.draw = Some(platform::draw(&self.definition.id));
            let rate = audience.member("sample");
            self.visit.sampling_rate = rate.and_then(|rate| Decimal::of(&rate));
        }
        let gate = rules.closed(&self.past(), &moment, &platform::matches);
        gate.is_none()
    }

    fn rules(&self) -> Rules {
        match self.gathered.member("definition") {
            Some(given) => Rules::of(&given),
            None => templates::rules(&self.scene.tag),
        }
    }

    fn past(&self) -> Past {
        let text = self.gathered.member("past").and_then(|past| past.text());
        text.and_then(|text| Past::parse(&text)).unwrap_or_default()
    }

    fn moment(&self, audience: &JsNode) -> Moment {
        let occasion = Occasion::parse(&self.gathered);
        let others = platform::others(&self.definition.id) as i64;
        Moment {
            others: (others > 0).then(|| Timestamp::from_millis(others)),
            ..Moment::parse(&self.gathered, audience, &occasion)
        }
    }
}

#[cfg(not(feature = "everything"))]
impl Asked {
    /// Whether it may be asked now: to a visitor of whom nothing is remembered. Others are for the
    /// bundle that has everything.
    pub(crate) fn is_due(&mut self) -> bool {
        self.gathered.member("past").is_none() || self.visit.test || self.is_forced()
    }

    fn is_forced(&self) -> bool {
        let force = self.gathered.member("force");
        force.and_then(|force| force.flag()) == Some(true)
    }
}
