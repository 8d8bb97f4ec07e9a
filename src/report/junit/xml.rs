//! The document as JUnit's readers know it, written as it comes. Which letters XML can hold is the business of [`super::line`].

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::line;
use crate::report::Run;

/// What became of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Passed,
    Failure,
    Error,
    Skipped,
}

/// What is told of a case that did not pass.
pub(super) struct Told {
    pub(super) kind: Kind,
    pub(super) ty: String,
    pub(super) message: String,
    pub(super) text: Option<String>,
}

/// A suite, and how many of its cases came out how.
#[derive(Default)]
pub(super) struct Suite {
    pub(super) name: String,
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

impl Suite {
    pub(super) fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    pub(super) fn count(&mut self, kind: Kind) {
        self.tests += 1;
        match kind {
            Kind::Passed => {}
            Kind::Failure => self.failures += 1,
            Kind::Error => self.errors += 1,
            Kind::Skipped => self.skipped += 1,
        }
    }
}

/// The document, being written.
pub(super) struct Document<W> {
    out: Writer<W>,
    started: String,
    /// Those to come.
    suites: std::vec::IntoIter<Suite>,
    /// The one that is open.
    open: Option<String>,
}

impl<W: io::Write> Document<W> {
    pub(super) fn begin(run: &Run, suites: Vec<Suite>, out: W) -> io::Result<Self> {
        let mut out = Writer::new_with_indent(out, b' ', 4);
        out.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let sum = |of: fn(&Suite) -> usize| suites.iter().map(of).sum::<usize>();
        let lasted = run.finished_at.duration_since(run.started_at);
        let seconds = lasted.as_secs_f64().max(0.0);
        start(
            &mut out,
            "testsuites",
            &[
                ("name", env!("CARGO_PKG_NAME")),
                ("tests", &sum(|suite| suite.tests).to_string()),
                ("failures", &sum(|suite| suite.failures).to_string()),
                ("errors", &sum(|suite| suite.errors).to_string()),
                ("time", &format!("{seconds:.3}")),
            ],
        )?;
        Ok(Self {
            out,
            started: run
                .started_at
                .strftime("%Y-%m-%dT%H:%M:%S%.3f+00:00")
                .to_string(),
            suites: suites.into_iter(),
            open: None,
        })
    }

    /// Begins a suite, unless it is the one that is open.
    pub(super) fn enter(&mut self, name: &str) -> io::Result<()> {
        if self.open.as_deref() == Some(name) {
            return Ok(());
        }
        self.leave()?;
        // They come as they were counted.
        let suite = self.suites.next().unwrap_or_else(|| Suite::named(name));
        start(
            &mut self.out,
            "testsuite",
            &[
                ("name", &line(name)),
                ("tests", &suite.tests.to_string()),
                // What nobody meant to run; ours are skipped.
                ("disabled", "0"),
                ("errors", &suite.errors.to_string()),
                ("failures", &suite.failures.to_string()),
                ("timestamp", &self.started),
                ("skipped", &suite.skipped.to_string()),
            ],
        )?;
        self.open = Some(name.to_owned());
        Ok(())
    }

    fn leave(&mut self) -> io::Result<()> {
        match self.open.take() {
            Some(_) => end(&mut self.out, "testsuite"),
            None => Ok(()),
        }
    }

    /// A case of the suite.
    pub(super) fn case(&mut self, class: &str, name: &str, told: Option<&Told>) -> io::Result<()> {
        // Some readers insist on a time; a verdict takes none worth telling.
        let attributes = [("name", name), ("classname", class), ("time", "0.000")];
        start(&mut self.out, "testcase", &attributes)?;
        if let Some(told) = told {
            let tag = match told.kind {
                Kind::Failure => "failure",
                Kind::Error => "error",
                Kind::Skipped | Kind::Passed => "skipped",
            };
            let attributes = [("message", told.message.as_str()), ("type", &told.ty)];
            match &told.text {
                Some(text) => {
                    start(&mut self.out, tag, &attributes)?;
                    self.out.write_event(Event::Text(BytesText::new(text)))?;
                    end(&mut self.out, tag)?;
                }
                None => {
                    let element = BytesStart::new(tag).with_attributes(attributes);
                    self.out.write_event(Event::Empty(element))?;
                }
            }
        }
        end(&mut self.out, "testcase")
    }

    pub(super) fn end(mut self) -> io::Result<()> {
        self.leave()?;
        end(&mut self.out, "testsuites")?;
        self.out.get_mut().write_all(b"\n")
    }
}

fn start<W: io::Write>(
    out: &mut Writer<W>,
    name: &str,
    attributes: &[(&str, &str)],
) -> io::Result<()> {
    let element = BytesStart::new(name).with_attributes(attributes.iter().copied());
    out.write_event(Event::Start(element))
}

fn end<W: io::Write>(out: &mut Writer<W>, name: &str) -> io::Result<()> {
    out.write_event(Event::End(BytesEnd::new(name)))
}
