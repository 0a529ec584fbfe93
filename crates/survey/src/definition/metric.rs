//! What definitions and responses say alike: the format's version, and a metric with its scale.

use score::{Direction, Metric, Scale};

use crate::node::Node;
use crate::problem::Code;
use crate::read::{Object, Reader};

pub(super) const DIRECTIONS: &[&str] = &["higher_is_easier", "lower_is_easier"];

/// The format's version: 1.
#[inline(never)]
pub(crate) fn version<N: Node>(reader: &mut Reader, fields: &Object<'_, N>) {
    fields.read(reader, "v", |reader, node| match node.number() {
        Some(1.0) => Some(()),
        Some(_) => reader.report(Code::Version),
        None => reader.report(Code::WrongType("a number")),
    });
}

/// A metric from the fields `scale`, `top` and `direction` of an object; those left out are as usual.
pub(crate) fn metric<N: Node>(
    reader: &mut Reader,
    fields: &Object<'_, N>,
    usual: Metric,
) -> Option<Metric> {
    let scale = if fields.has("scale") {
        // Without it nothing can be said about the numbers that lie on it.
        fields.read(reader, "scale", scale)?
    } else {
        usual.scale()
    };
    let most = scale.max() - scale.min();
    let top = fields.whole(reader, "top", 1, most);
    let direction = match fields.name(reader, "direction", DIRECTIONS) {
        Some("lower_is_easier") => Direction::LowerIsEasier,
        _ => Direction::default(),
    };
    let (meaningless, metric): (&[&str], _) = match usual {
        Metric::Nps => {
            if scale != Scale::NPS {
                reader.report_at("scale", Code::NpsScale);
                return None;
            }
            (&["top", "direction"], usual)
        }
        Metric::Csat { .. } => {
            let top = top.map_or(Metric::default_top(scale), i32::unsigned_abs);
            (&["direction"], Metric::Csat { scale, top })
        }
        Metric::Ces { .. } => (&["top"], Metric::Ces { scale, direction }),
        Metric::Rating { .. } => (&["top", "direction"], Metric::Rating { scale }),
    };
    refuse(reader, fields, meaningless);
    Some(metric)
}

fn scale<N: Node>(reader: &mut Reader, node: &N) -> Option<Scale> {
    let mut ends = Vec::new();
    reader.each(node, (2, 2), &mut |reader, node| {
        ends.extend(reader.whole(node, -Scale::MAX_BOUND, Scale::MAX_BOUND));
    })?;
    match ends.as_slice() {
        [min, max] => Scale::new(*min, *max).or_else(|| reader.report(Code::BadScale)),
        _ => None, // an end that was reported already
    }
}

/// Reports fields that would have no effect here.
#[inline(never)]
pub(super) fn refuse<N: Node>(reader: &mut Reader, fields: &Object<'_, N>, meaningless: &[&str]) {
    for key in meaningless {
        if fields.has(key) {
            reader.report_at(key, Code::NotForKind);
        }
    }
}
