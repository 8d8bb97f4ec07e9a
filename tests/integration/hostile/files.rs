//! Check files that attack the parsers, the patterns and the clock: refused with words, or read; never a crash.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use super::account::ACCOUNT;
use super::terminal::{ATTACK, assert_harmless};
use crate::awsert::{Ran, awsert, scan};
use crate::local_aws::MOTO;

/// No command on files takes longer, in a debug build on a busy machine.
const LONGEST: Duration = Duration::from_secs(20);

/// A check of this expression.
fn check(assert: &str) -> String {
    format!(
        r#"format: 1
id: rds-instance-own
title: A title
severity: low
resource: AWS::RDS::DBInstance
assert: |
  {assert}
message:
  fail: "{{resource.id}} fails"
  pass: "{{resource.id}} passes"
risk: Some.
remediation:
  text: Mend it.
examples:
  - {{ verdict: pass, resource: {{ db_instance_class: db.t4g.micro }} }}
"#
    )
}

/// A text in YAML, with escapes for what stands in no YAML as it is.
pub(super) fn quoted(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|letter| match letter {
            '"' | '\\' => format!("\\{letter}"),
            ' '..='~' => letter.to_string(),
            _ => format!("\\U{:08x}", u32::from(letter)),
        })
        .collect();
    format!("\"{escaped}\"")
}

/// Runs to its end, within bounds and without a crash, and says nothing that a terminal obeys.
#[track_caller]
pub(super) fn bounded(run: impl FnOnce() -> Ran) -> Ran {
    let began = Instant::now();
    let ran = run();
    assert!(began.elapsed() < LONGEST, "took {:?}", began.elapsed());
    assert!(
        [0, 1, 2].contains(&ran.code),
        "{}: {}",
        ran.code,
        ran.stderr
    );
    assert_harmless(&ran.stderr);
    assert_harmless(&ran.stdout);
    ran
}

fn test(folder: &Path) -> Ran {
    bounded(|| awsert(["checks", "test"]).arg(folder).run())
}

/// What `checks test` makes of one file.
#[track_caller]
fn tested(text: impl AsRef<[u8]>) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("own.yaml"), text).unwrap();
    test(folder.path())
}

#[track_caller]
fn assert_refused(text: impl AsRef<[u8]>, because: &str) {
    let ran = tested(text).exits(2);
    assert!(ran.stderr.contains(because), "{}", ran.stderr);
    assert!(!ran.stderr.contains("ParseError {"), "{}", ran.stderr);
}

#[test]
fn expressions_have_bounds() {
    let nested = |open: &str, close: &str, depth: usize| {
        check(&format!(
            "{}true{}",
            open.repeat(depth),
            close.repeat(depth)
        ))
    };
    assert_refused(nested("(", ")", 10_000), "at most 8192 are allowed");
    for (open, close, depth) in [
        ("(", ")", 4_000),
        ("[", "]", 4_000),
        ("!(", ")", 2_000),
        ("resource.security_groups.all(g, ", ")", 200),
        ("true ? true : (", ")", 400),
        ("f(", ")", 2_000),
        ("{1: ", "}", 1_000),
        ("(", "", 8_000),
    ] {
        assert_refused(nested(open, close, depth), "nested more than");
    }
    for flat in [
        format!("1{} == 1", " + 1".repeat(2_000)),
        format!("resource{}.id == \"\"", ".vpc".repeat(1_900)),
        format!("resource{} == 1", "[0]".repeat(2_500)),
        format!("\"a\"{} == \"a\"", ".lowerAscii()".repeat(600)),
    ] {
        assert_refused(check(&flat), "nested more than");
    }
    for sound in [
        format!("true{}", " && true".repeat(800)),
        format!("{}true", "!".repeat(8_000)),
        format!("{}1 < 2", "-".repeat(8_001)),
    ] {
        tested(check(&sound)).exits(0);
    }
    for wrong in [
        "99999999999999999999999999 > 1",
        "1e999999 > 1.0",
        "\"\\ud800\" == \"\"",
        "\u{0}",
        ATTACK,
    ] {
        tested(check(wrong)).exits(2);
    }
}

#[test]
fn regular_expressions_have_bounds() {
    let matching = |pattern: &str| {
        check(&format!(
            "resource.db_instance_class.matches(\"{pattern}\")"
        ))
    };
    assert_refused(matching("(a{1000}){1000}"), "exceeds size limit");
    assert_refused(matching("((((a{50}){50}){50}){50})"), "exceeds size limit");
    assert_refused(
        matching(&format!("{}{}", "(".repeat(3_000), ")".repeat(3_000))),
        "not a regular expression",
    );
    // What makes engines that go back take until the end of time. Here it is linear: it does not match, and that is the verdict.
    let slow = matching("^(a+)+$").replace("db.t4g.micro", &format!("{}b", "a".repeat(65_536)));
    let ran = tested(slow).exits(1);
    assert!(
        ran.stdout.contains("promises Pass, came out Fail"),
        "{}",
        ran.stdout
    );
    let slow = matching("(.*)(.*)(.*)(.*)(.*)[^a]$").replace("db.t4g.micro", &"a".repeat(65_536));
    tested(slow).exits(1);
}

/// Ten elements to the power of forty.
#[test]
fn a_check_that_would_never_end_is_given_up_and_unknown() {
    let endless = format!(
        "{}true{}",
        "[1, 2, 3, 4, 5, 6, 7, 8, 9, 0].all(x, ".repeat(40),
        ")".repeat(40)
    );
    // Five million elements take some seconds where nothing is optimised, at each of two resources.
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("own.yaml"), check(&endless)).unwrap();
    let ran = awsert(["checks", "test"]).arg(folder.path()).run().exits(1);
    assert!(ran.stdout.contains("came out Unknown"), "{}", ran.stdout);
    let ran = scan(&MOTO.url, ACCOUNT)
        .args([
            "--check",
            "rds-instance-own",
            "--format",
            "json",
            "--checks",
        ])
        .arg(folder.path())
        .run()
        .exits(3);
    let report: Json = ran.json();
    for finding in report["findings"].as_array().unwrap() {
        assert_eq!(finding["status"], "unknown");
        let message = finding["message"].as_str().unwrap();
        assert!(
            message.contains("given up after 5000000 elements"),
            "{message}"
        );
    }
}

/// Texts and lists that double at every step would fill the memory of the world.
#[test]
fn a_check_that_doubles_what_it_has_is_given_up_and_unknown() {
    for doubling in [
        format!("\"a\"{}.size() > 0", ".replace(\"a\", \"aa\")".repeat(100)),
        format!("\"a\"{}.size() > 0", ".replace(\"\", \"aa\")".repeat(100)),
        format!("[\"a\"]{}.size() > 0", ".map(x, x + x)".repeat(100)),
        format!("[[1]]{}.size() > 0", ".map(x, x + x)".repeat(100)),
        format!(
            "[\"a\", \"b\"]{}.size() > 0",
            ".map(x, [x, x].join(\",\"))".repeat(60)
        ),
    ] {
        let ran = tested(check(&doubling)).exits(1);
        assert!(
            ran.stdout.contains("came out Unknown"),
            "{doubling}: {}",
            ran.stdout
        );
    }
}

/// As deep as expressions may be, on the small stacks of the threads that judge.
#[test]
fn the_deepest_expression_that_is_allowed_can_be_judged() {
    let folder = tempfile::tempdir().unwrap();
    for (name, deep) in [
        (
            "filter",
            format!(
                "resource.security_groups{}.size() >= 0",
                ".filter(g, true)".repeat(195)
            ),
        ),
        ("sum", format!("0{} >= 0", " + 1".repeat(195))),
        (
            "nested",
            format!("{}true{}", "[1].all(x, ".repeat(28), ")".repeat(28)),
        ),
        (
            "ternary",
            format!("{}true{}", "(true ? ".repeat(28), " : false)".repeat(28)),
        ),
        (
            "text",
            format!("\"a\"{} == \"a\"", ".replace(\"a\", \"a\")".repeat(195)),
        ),
    ] {
        let text = check(&deep).replace("rds-instance-own", &format!("rds-own-{name}"));
        fs::write(folder.path().join(format!("{name}.yaml")), text).unwrap();
    }
    scan(&MOTO.url, ACCOUNT)
        .args(["--check", "rds-own-*", "--checks"])
        .arg(folder.path())
        .run()
        .exits(0);
}

/// Lists of lists of lists, each ten times the one before.
pub(super) fn laughs(name: &str) -> String {
    let levels: String = (1..10)
        .map(|level| {
            format!(
                ", {name}{level}: &{name}{level} [{}]",
                vec![format!("*{name}{}", level - 1); 10].join(",")
            )
        })
        .collect();
    format!("{{{name}0: &{name}0 [l, l, l, l, l, l, l, l, l, l]{levels}}}")
}

#[test]
fn yaml_has_bounds() {
    let sound = check("resource.db_instance_class.matches(\"^db\")");
    tested(&sound).exits(0);
    let example = |value: &str| sound.replace("db.t4g.micro", value);
    for (text, because) in [
        (example(&laughs("a")), "budget"),
        (
            example(&format!("{}{}", "[".repeat(10_000), "]".repeat(10_000))),
            "recursion limit",
        ),
        (
            example(&format!("{}1{}", "{a: ".repeat(10_000), "}".repeat(10_000))),
            "budget",
        ),
        (
            format!("{sound}x: {}\n", "[".repeat(10_000)),
            "unknown field",
        ),
        (format!("{sound}risk: again\n"), "duplicate"),
        (
            sound.replace("format: 1", "format: 99999999999999999999999"),
            "",
        ),
        (sound.replace("format: 1", "format: 1e400"), ""),
        (sound.replace("format: 1", "format: [1]"), ""),
        (sound.replace("Some.", "Some\u{0}"), ""),
        (String::new(), ""),
        ("---\n---\n---\n".to_owned(), ""),
        ("&a [*a]".to_owned(), ""),
        ("!!python/object:os.system {}".to_owned(), ""),
        ("\t".repeat(10_000), ""),
        ("- ".repeat(10_000), ""),
        ("? ".repeat(10_000), ""),
        ("a: ".repeat(10_000), ""),
    ] {
        assert_refused(&text, because);
    }
    assert_refused(
        sound
            .replace("Some", "S\u{e9}")
            .replace('\u{e9}', "\u{fffd}")
            .into_bytes()
            .iter()
            .map(|byte| if *byte == 0xef { 0xff } else { *byte })
            .collect::<Vec<u8>>(),
        "is not UTF-8 text: see line 11",
    );
    assert_refused(
        sound
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>(),
        "",
    );
    assert_refused("#".repeat(5 * 1024 * 1024), "larger than 4 MiB");
    // A mark of the byte order is what editors leave, and a long file is only long.
    tested(format!("\u{feff}{sound}")).exits(0);
    tested(format!("{sound}#{}", "x".repeat(1024 * 1024))).exits(0);
    tested(sound.replace("Some.", &"risk ".repeat(200_000))).exits(0);
    tested(sound.replace("{resource.id} passes", &"{resource.id}".repeat(5_000))).exits(0);
    assert_refused(
        sound.replace(
            "{resource.id} passes",
            &format!("{{resource{}}}", ".a".repeat(5_000)),
        ),
        "at most 8192",
    );
}

#[test]
fn what_a_check_file_says_is_shown_harmlessly() {
    let attack = quoted(ATTACK);
    let sound = check("true");
    let folder = tempfile::tempdir().unwrap();
    let title = sound.replace("A title", &attack).replace("Some.", &attack);
    fs::write(
        folder.path().join("own.yaml"),
        format!("{title}# \u{202e}\u{200b}"),
    )
    .unwrap();
    let with = |arguments: &[&str]| {
        let folder = folder.path();
        bounded(|| {
            awsert([])
                .args(arguments.iter().copied())
                .arg("--checks")
                .arg(folder)
                .run()
        })
    };
    assert!(
        with(&["checks", "list"])
            .exits(0)
            .stdout
            .contains("\\u{1b}[31m")
    );
    with(&["checks", "show", "rds-instance-own"]).exits(0);
    for wrong in [
        sound.replace("rds-instance-own", &attack),
        sound.replace("AWS::RDS::DBInstance", &attack),
        sound.replace("severity: low", &format!("severity: {attack}")),
        sound.replace("risk: Some.", &format!("risk: Some.\n{attack}: x")),
        sound.replace("db_instance_class:", &format!("{attack}:")),
        sound.replace("verdict: pass", &format!("verdict: {attack}")),
        sound.replace("{resource.id} passes", "{resource.\u{1b}[31m\u{202e}}"),
        check(&format!("resource.{ATTACK}").replace('\n', "")),
        check("resource.db_instance_class.matches(\"\u{9b}31m(\")"),
    ] {
        let ran = tested(wrong);
        assert!([1, 2].contains(&ran.code), "{}", ran.stdout);
    }
    let odd = folder.path().join("\u{1b}[31m\u{202e}\n.yaml");
    fs::write(odd, "x").unwrap();
    with(&["checks", "list"]).exits(2);
}

/// Folders that lead into one another, and files that are none.
#[cfg(unix)]
#[test]
fn folders_of_checks_are_walked_once() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("own.yaml"),
        check("resource.db_instance_class != \"\""),
    )
    .unwrap();
    for link in ["a", "b", "c.yaml"] {
        std::os::unix::fs::symlink(folder.path(), folder.path().join(link)).unwrap();
    }
    let ran = test(folder.path()).exits(0);
    assert_eq!(ran.stdout, "1 checks, 1 examples, 0 failed\n");
    let linked = folder.path().join("a");
    test(&linked).exits(0);
    assert_eq!(test(Path::new("/dev/zero")).code, 2);
    std::os::unix::fs::symlink("nowhere", folder.path().join("gone.yaml")).unwrap();
    let ran = test(folder.path()).exits(2);
    assert!(ran.stderr.contains("gone.yaml"), "{}", ran.stderr);
}
