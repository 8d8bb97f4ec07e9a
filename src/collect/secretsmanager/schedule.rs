//! How many days a rotation schedule lets pass.

use aws_sdk_secretsmanager::types::RotationRulesType;

use crate::call::Call;
use crate::inventory::{Gap, Outcome};

const HOURS_PER_DAY: i64 = 24;

/// The most days between two rotations; nothing when there is no schedule.
///
/// Days that were set, or that AWS worked out of an expression after the first rotation, come first, then the expression `rate(…)`. A
/// `cron(…)` expression that AWS has not worked out yet is a gap.
pub(super) fn period_days(
    call: &'static Call,
    rules: &RotationRulesType,
) -> Result<Option<i64>, Gap> {
    if let Some(days) = rules.automatically_after_days() {
        return Ok(Some(days));
    }
    let Some(expression) = rules.schedule_expression() else {
        return Ok(None);
    };
    rate(expression).map(Some).ok_or_else(|| {
        Gap::new(
            call,
            Outcome::Malformed,
            format!("AWS has not said yet how many days pass under {expression}"),
        )
    })
}

/// The days of `rate(10 days)` or `rate(4 hours)`, part of a day counted as a day.
fn rate(expression: &str) -> Option<i64> {
    let inside = expression
        .trim()
        .strip_prefix("rate(")?
        .strip_suffix(')')?
        .trim();
    let (number, unit) = inside.split_once(' ')?;
    let number: i64 = number.parse().ok().filter(|number| *number > 0)?;
    match unit.trim() {
        "day" | "days" => Some(number),
        "hour" | "hours" => Some((number - 1) / HOURS_PER_DAY + 1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_secretsmanager::types::RotationRulesType;
    use proptest::prelude::*;

    use super::{period_days, rate};
    use crate::inventory::secretsmanager::LIST_SECRETS;

    #[test]
    fn days_come_before_the_expression_and_cron_is_not_guessed() {
        let rules = |days, expression: Option<&str>| {
            RotationRulesType::builder()
                .set_automatically_after_days(days)
                .set_schedule_expression(expression.map(str::to_owned))
                .build()
        };
        let days = |rules| {
            period_days(&LIST_SECRETS, &rules)
                .map_err(|gap| gap.error)
                .ok()
        };
        assert_eq!(days(rules(Some(30), Some("rate(90 days)"))), Some(Some(30)));
        assert_eq!(days(rules(None, Some("rate(90 days)"))), Some(Some(90)));
        assert_eq!(days(rules(None, None)), Some(None));
        assert_eq!(days(rules(None, Some("cron(0 8 1 * ? *)"))), None);
    }

    #[test]
    fn hours_are_rounded_up_to_days() {
        assert_eq!(rate("rate(4 hours)"), Some(1));
        assert_eq!(rate("rate(24 hours)"), Some(1));
        assert_eq!(rate("rate(25 hours)"), Some(2));
        assert_eq!(rate("rate(1 day)"), Some(1));
        assert_eq!(rate("rate(0 days)"), None);
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in ".{0,40}") {
            let _ = rate(&text);
        }
    }
}
