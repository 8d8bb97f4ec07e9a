//! Bodies in CBOR (RFC 8949) as the JSON that says the same, to be looked into and changed like one, and back. What AWS's services send is all it knows:
//! maps with names for keys, lists, texts, numbers, truth values, and points in time.

use serde_json::{Map, Number, Value as Json};

/// What a point in time is called: CBOR has a tag for it, JSON has not.
pub const MOMENT: &str = "@moment";

/// The value that these bytes are, all of them.
pub fn parse(bytes: &[u8]) -> Option<Json> {
    let mut rest = bytes;
    let value = value(&mut rest)?;
    rest.is_empty().then_some(value)
}

/// The value as it is sent.
pub fn to_bytes(value: &Json) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(value, &mut bytes);
    bytes
}

/// What ends a list, a map or a text whose length was not told.
const BREAK: u8 = 0xff;

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(taken)
}

/// The number in a head; nothing in `Some` for a length that is not told.
#[expect(
    clippy::option_option,
    reason = "bytes that are no head, and a head without a length, are two things"
)]
fn argument(rest: &mut &[u8], low: u8) -> Option<Option<u64>> {
    let bytes = match low {
        0..24 => return Some(Some(u64::from(low))),
        24..28 => take(rest, 1 << (low - 24))?,
        31 => return Some(None),
        _ => return None,
    };
    Some(Some(
        bytes
            .iter()
            .fold(0, |number, byte| number << 8 | u64::from(*byte)),
    ))
}

fn is_at_end(rest: &mut &[u8]) -> bool {
    let ends = rest.first() == Some(&BREAK);
    if ends {
        *rest = &rest[1..];
    }
    ends
}

fn text(rest: &mut &[u8], length: Option<u64>) -> Option<String> {
    let Some(length) = length else {
        let mut whole = String::new();
        while !is_at_end(rest) {
            whole.push_str(value(rest)?.as_str()?);
        }
        return Some(whole);
    };
    let bytes = take(rest, usize::try_from(length).ok()?)?;
    String::from_utf8(bytes.to_vec()).ok()
}

fn value(rest: &mut &[u8]) -> Option<Json> {
    let head = *take(rest, 1)?.first()?;
    let (major, low) = (head >> 5, head & 0x1f);
    if major == 7 {
        return simple(rest, low);
    }
    let number = argument(rest, low)?;
    let goes_on = |read: usize, rest: &mut &[u8]| match number {
        Some(length) => u64::try_from(read).is_ok_and(|read| read < length),
        None => !is_at_end(rest),
    };
    match major {
        0 => Some(number?.into()),
        1 => Some((-1 - i64::try_from(number?).ok()?).into()),
        3 => text(rest, number).map(Json::from),
        4 => {
            let mut items = Vec::new();
            while goes_on(items.len(), rest) {
                items.push(value(rest)?);
            }
            Some(items.into())
        }
        5 => {
            let mut members = Map::new();
            let mut read = 0;
            while goes_on(read, rest) {
                let name = value(rest)?.as_str()?.to_owned();
                members.insert(name, value(rest)?);
                read += 1;
            }
            Some(members.into())
        }
        6 if number == Some(1) => Some(serde_json::json!({ MOMENT: value(rest)? })),
        _ => None,
    }
}

/// Truth values, nothing, and fractions, of which services send those of four and eight bytes.
fn simple(rest: &mut &[u8], low: u8) -> Option<Json> {
    let fraction = match low {
        20 => return Some(false.into()),
        21 => return Some(true.into()),
        22 => return Some(Json::Null),
        26 => f64::from(f32::from_be_bytes(take(rest, 4)?.try_into().ok()?)),
        27 => f64::from_be_bytes(take(rest, 8)?.try_into().ok()?),
        _ => return None,
    };
    Number::from_f64(fraction).map(Json::Number)
}

fn head(major: u8, number: u64, bytes: &mut Vec<u8>) {
    match u8::try_from(number) {
        Ok(low @ 0..24) => bytes.push(major << 5 | low),
        _ => {
            bytes.push(major << 5 | 0x1b);
            bytes.extend(number.to_be_bytes());
        }
    }
}

fn length(of: usize) -> u64 {
    u64::try_from(of).expect("a body is not that long")
}

fn write(value: &Json, bytes: &mut Vec<u8>) {
    match value {
        Json::Null => bytes.push(0xf6),
        Json::Bool(value) => bytes.push(if *value { 0xf5 } else { 0xf4 }),
        Json::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
            (Some(number), ..) => head(0, number, bytes),
            (None, Some(number), _) => head(1, number.unsigned_abs() - 1, bytes),
            (None, None, fraction) => {
                bytes.push(0xfb);
                bytes.extend(fraction.unwrap_or_default().to_be_bytes());
            }
        },
        Json::String(text) => {
            head(3, length(text.len()), bytes);
            bytes.extend(text.as_bytes());
        }
        Json::Array(items) => {
            head(4, length(items.len()), bytes);
            for item in items {
                write(item, bytes);
            }
        }
        Json::Object(members) => match members.get(MOMENT) {
            Some(moment) => {
                head(6, 1, bytes);
                write(moment, bytes);
            }
            None => {
                head(5, length(members.len()), bytes);
                for (name, value) in members {
                    write(&Json::String(name.clone()), bytes);
                    write(value, bytes);
                }
            }
        },
    }
}

#[test]
fn what_is_read_is_what_was_written() {
    let value = serde_json::json!({
        "Alarms": [{ "Name": "a", "Threshold": 200.5, "Period": 60, "At": { MOMENT: 1_893_456_000.25 } }, null, -7, true],
        "Next": "",
    });
    assert_eq!(parse(&to_bytes(&value)), Some(value));
    // Lengths may be left to be found out.
    let open = b"\xbf\x61a\x9f\x01\xf5\xff\x61b\x7f\x61x\x61y\xff\xff";
    assert_eq!(
        parse(open),
        Some(serde_json::json!({ "a": [1, true], "b": "xy" }))
    );
    assert_eq!(parse(&open[..open.len() - 1]), None);
}
