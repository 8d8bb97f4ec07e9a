//! Functions on filter patterns of CloudWatch Logs.

use super::{Function, Parameter, Returns};
use crate::expr::eval::{Answer, Evaluation};
use crate::inventory::logs::DESCRIBE_METRIC_FILTERS;
use crate::inventory::{Gap, Outcome, Value};
use crate::logs::{Counts, Event, Pattern};

pub(super) const FUNCTIONS: &[Function] = &[Function {
    name: "counts_every",
    receiver: Parameter::String,
    parameters: &[Parameter::Strings],
    returns: Returns::Bool,
    reads: &[],
    doc: "Whether the filter pattern takes in every event of which these facts hold, whatever else it says: `[\"eventName=DeleteTrail\"]`; a member without a value is one that the event does not have. Unknown for a pattern that is not understood.",
    eval: counts_every,
}];

fn counts_every(evaluation: &mut Evaluation<'_>, args: &[Value]) -> Answer {
    let [Value::String(pattern), Value::List(facts)] = args else {
        return Answer::Null;
    };
    if let Some(gap) = &facts.gap {
        return evaluation.unknown(gap);
    }
    let event = Event::new(facts.items.iter().filter_map(Value::as_str));
    let counts = Pattern::parse(pattern).map_or(Counts::Unclear, |pattern| pattern.counts(&event));
    match counts {
        Counts::Every => Answer::value(true),
        Counts::NotEvery => Answer::value(false),
        Counts::Unclear => {
            let gap = Gap::new(
                &DESCRIBE_METRIC_FILTERS,
                Outcome::OutOfScope,
                format!(
                    "which events the filter pattern {pattern} takes in cannot be told from it alone"
                ),
            );
            evaluation.undecided("filter_pattern".to_owned(), gap)
        }
    }
}
