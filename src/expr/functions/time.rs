//! Functions on points in time.

use super::{Function, Parameter, Returns};
use crate::expr::eval::Answer;
use crate::inventory::Value;

const SECONDS_PER_DAY: i64 = 86_400;

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "age_days",
        receiver: Parameter::Timestamp,
        parameters: &[],
        returns: Returns::Int,
        reads: &[],
        doc: "Whole days from then until the run began; negative for the future.",
        eval: |evaluation, args| match args {
            [Value::Timestamp(then)] => {
                let seconds = evaluation.now().as_second() - then.as_second();
                Answer::value(seconds.div_euclid(SECONDS_PER_DAY))
            }
            _ => Answer::Null,
        },
    },
    Function {
        name: "days_until",
        receiver: Parameter::Timestamp,
        parameters: &[],
        returns: Returns::Int,
        reads: &[],
        doc: "Whole days from the run's beginning until then; negative for the past.",
        eval: |evaluation, args| match args {
            [Value::Timestamp(then)] => {
                let seconds = then.as_second() - evaluation.now().as_second();
                Answer::value(seconds.div_euclid(SECONDS_PER_DAY))
            }
            _ => Answer::Null,
        },
    },
];
