//! The GitHub Action: its scripts, run by bash as a runner would, with a program in awsert's place.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use serde_json::Value as Json;

use crate::local_aws::root;
use crate::reports::python;

/// A runner's folder: its files, and a PATH of its own.
struct Runner {
    folder: tempfile::TempDir,
}

/// What a step did.
struct Step {
    code: i32,
    log: String,
}

impl Runner {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["bin", "temp", "action"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        for name in ["output", "path", "summary"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        Self { folder }
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Puts a program on the PATH.
    fn program(self, name: &str, script: &str) -> Self {
        let path = self.path("bin").join(name);
        fs::write(&path, format!("#!/bin/bash\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        self
    }

    /// Runs a step of the action with its inputs, as `shell: bash` does.
    fn step(&self, at: usize, inputs: &[(&str, &str)]) -> Step {
        let action = action();
        let step = &action["runs"]["steps"][at];
        assert_eq!(step["shell"], "bash");
        let mut run = Command::new("/bin/bash");
        run.args(["--noprofile", "--norc", "-eo", "pipefail", "-c"])
            .arg(step["run"].as_str().unwrap())
            .env_clear()
            .env(
                "PATH",
                format!("{}:/usr/bin:/bin", self.path("bin").display()),
            )
            .env("GITHUB_ACTION_PATH", self.path("action"))
            .env("GITHUB_OUTPUT", self.path("output"))
            .env("GITHUB_PATH", self.path("path"))
            .env("GITHUB_STEP_SUMMARY", self.path("summary"))
            .env("RUNNER_TEMP", self.path("temp"));
        for (variable, expression) in step["env"].as_object().unwrap() {
            let expression = expression.as_str().unwrap();
            let input = expression
                .trim_start_matches("${{ inputs.")
                .trim_end_matches(" }}");
            assert!(action["inputs"][input].is_object(), "{expression}");
            let given = inputs.iter().find(|(name, _)| *name == input);
            run.env(variable, given.map_or("", |(_, value)| value));
        }
        let ran = run.output().unwrap();
        let log = [ran.stdout, ran.stderr].concat();
        Step {
            code: ran.status.code().unwrap(),
            log: String::from_utf8(log).unwrap(),
        }
    }
}

fn action() -> Json {
    let program = "import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))";
    python("moto", program, Path::new(&root().join("action.yml")))
}

/// Tells how it was called, writes a summary where it is told to, and ends as it is told.
fn stub(code: i32) -> String {
    format!(
        r#"printf '<%s>\n' "$@"
for argument; do case "$argument" in markdown=*) echo "the summary" >"${{argument#markdown=}}" ;; esac; done
exit {code}"#
    )
}

#[test]
fn the_action_calls_awsert_with_its_inputs_and_ends_as_it_does() {
    for code in [0, 1, 2, 3] {
        let runner = Runner::new().program("awsert", &stub(code));
        let step = runner.step(
            1,
            &[
                ("files", "tf.json\nother state.json\n"),
                ("expect", "expect ations.yaml"),
                (
                    "args",
                    "--wait=15m\n--output=junit=a b.xml\n$(touch pwned)\n",
                ),
            ],
        );
        assert_eq!(step.code, code, "{}", step.log);
        let log: Vec<&str> = step.log.lines().collect();
        assert_eq!(
            log[..11],
            [
                "<verify>",
                "<tf.json>",
                "<other state.json>",
                "<--expect>",
                "<expect ations.yaml>",
                "<--wait=15m>",
                "<--output=junit=a b.xml>",
                "<$(touch pwned)>",
                "<--output>",
                "<table>",
                "<--output>",
            ]
        );
        assert_eq!(runner.read("summary"), "the summary\n");
        assert_eq!(runner.read("output"), format!("exit-code={code}\n"));
        assert_eq!(fs::read_dir(runner.path("temp")).unwrap().count(), 0);
    }
}

#[test]
fn a_binary_on_the_path_is_taken_when_it_is_of_the_version_that_is_wanted() {
    let runner = || {
        let runner = Runner::new()
            .program("awsert", "echo awsert 1.2.3")
            .program("cargo", "printf '<%s>\\n' \"$@\"");
        fs::write(
            runner.path("action/Cargo.toml"),
            "[package]\nversion = \"1.3.0\"\n[dependencies]\nx = { version = \"9.9.9\" }\n",
        )
        .unwrap();
        runner
    };
    for version in ["", "1.2.3"] {
        let step = runner().step(0, &[("version", version)]);
        assert_eq!(
            (step.code, step.log.as_str()),
            (0, "awsert 1.2.3 is on the PATH\n")
        );
    }
    let building = runner();
    let step = building.step(0, &[("version", "1.3.0")]);
    assert_eq!(step.code, 0, "{}", step.log);
    assert!(
        step.log.starts_with("<build>\n<--release>\n<--locked>\n"),
        "{}",
        step.log
    );
    let built = building.path("temp").join("awsert/release");
    assert_eq!(building.read("path"), format!("{}\n", built.display()));

    let step = runner().step(0, &[("version", "2.0.0")]);
    assert_eq!(step.code, 2, "{}", step.log);
    insta::assert_snapshot!(step.log, @"::error title=awsert::version 2.0.0 is wanted, but the PATH has 1.2.3 and this action is 1.3.0: use the action at a revision of that version, or put that version on the PATH");
}

#[test]
fn the_action_knows_the_version_of_the_real_program() {
    let run = format!("exec {} \"$@\"", env!("CARGO_BIN_EXE_awsert"));
    let runner = Runner::new().program("awsert", &run);
    let version = env!("CARGO_PKG_VERSION");
    let step = runner.step(0, &[("version", version)]);
    assert_eq!(step.log, format!("awsert {version} is on the PATH\n"));
}

#[test]
fn without_awsert_the_action_builds_its_own_source() {
    let runner = Runner::new().program("cargo", "printf '<%s>\\n' \"$@\"");
    fs::copy(root().join("Cargo.toml"), runner.path("action/Cargo.toml")).unwrap();
    for version in ["", env!("CARGO_PKG_VERSION")] {
        let step = runner.step(0, &[("version", version)]);
        assert_eq!(step.code, 0, "{}", step.log);
        assert!(step.log.contains("<build>"), "{}", step.log);
    }
}
