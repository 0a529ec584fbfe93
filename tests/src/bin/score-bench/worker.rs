//! Counters in another language: a script that reads the ratings once and then counts them each
//! time it is asked, by a line with the counter's name.

use crate::arrays::Timed;
use crate::ratings::Classes;
use anyhow::{Context, Result, bail};
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

pub(crate) struct Worker {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Worker {
    /// # Errors
    ///
    /// When the script cannot be started.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {command:?}"))?;
        Ok(Self {
            questions: child.stdin.take().context("no way to ask")?,
            answers: BufReader::new(child.stdout.take().context("no way to answer")?),
            child,
        })
    }

    /// Lets one of the script's counters count.
    ///
    /// # Errors
    ///
    /// When it does not answer with seconds, promoters and detractors.
    pub(crate) fn count(&mut self, counter: &str) -> Result<Timed> {
        writeln!(self.questions, "{counter}")?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        let words: Vec<&str> = answer.split_whitespace().collect();
        let [seconds, promoters, detractors] = words.as_slice() else {
            bail!("{counter} answers {answer:?}");
        };
        Ok(Timed {
            seconds: seconds.parse()?,
            counted: Some(Classes {
                promoters: promoters.parse()?,
                detractors: detractors.parse()?,
            }),
        })
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
