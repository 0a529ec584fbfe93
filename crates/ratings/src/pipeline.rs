//! One pass over text on every core, in memory that does not grow with it.
//!
//! One thread reads blocks and cuts them where a record ends, workers turn each block into a
//! [`Part`], and the caller's thread appends the parts in the order of the input. So nothing
//! depends on how many threads there are or which is faster. A block's buffer returns to the
//! reading thread only when its part was appended, which bounds what is in flight.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::num::NonZero;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::error::Error;
use crate::plan::{Part, Plan};

/// Bytes in a block: large enough that a block costs nothing, small enough for a cache.
pub(crate) const BLOCK: usize = 1 << 20;

/// Most bytes in one record. Whoever forgets to close a quotation mark reaches it.
pub(crate) const LONGEST_RECORD: usize = 16_000_000;

/// Turns the whole records of a block into a part.
pub(crate) type Worker<'a> = Box<dyn FnMut(&[u8], &mut Part) + 'a>;

/// A format of text in which each record ends with a line.
pub(crate) trait Text: Sync {
    /// Finds where the last whole record of a block ends. A block begins with a record.
    fn cut(&self, block: &[u8]) -> Cut;

    /// A worker for blocks in any order.
    fn worker<'a>(&'a self, plan: &'a Plan) -> Worker<'a>;
}

/// The whole records of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cut {
    /// How many bytes they are.
    pub(crate) whole: usize,
    /// Where the record begins in which a quotation mark is open at the block's end.
    pub(crate) open: Option<usize>,
}

/// How the work is divided.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gear {
    pub(crate) workers: NonZero<usize>,
    /// Bytes in a block.
    pub(crate) block: usize,
}

impl Gear {
    /// A worker for each core.
    pub(crate) fn new() -> Self {
        Self {
            workers: thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN),
            block: BLOCK,
        }
    }
}

/// What is used again for block after block.
struct Vessel {
    bytes: Vec<u8>,
    part: Part,
}

/// One block on its way.
struct Job {
    number: usize,
    vessel: Box<Vessel>,
    /// How many of the bytes are whole records; the rest was copied to the next block.
    whole: usize,
}

/// What the appending thread hears of.
enum Message {
    Done(Job),
    /// The input failed behind so many blocks.
    Failed(usize, Failure),
}

impl Message {
    /// Its place in the input.
    fn number(&self) -> usize {
        match self {
            Self::Done(job) => job.number,
            Self::Failed(number, _) => *number,
        }
    }
}

/// Reads an input, from the beginning of a record to the end, and appends it to what stands
/// `before` it. `progress` hears how many bytes were read since it was last called.
pub(crate) fn run(
    format: &impl Text,
    plan: &Plan,
    before: Part,
    input: impl Read + Send,
    gear: Gear,
    progress: &mut dyn FnMut(u64),
) -> Result<Part, Error> {
    let (free, blank) = mpsc::channel();
    // One for each worker, one being filled, and one being appended.
    for _ in 0..gear.workers.get() + 2 {
        let vessel = Vessel {
            bytes: Vec::new(),
            part: Part::new(plan.scale),
        };
        // Nothing fails to be sent while the receiver stands right here.
        let _ = free.send(Box::new(vessel));
    }
    let (fill, filled) = mpsc::channel();
    let filled = Mutex::new(filled);
    let (report, reports) = mpsc::channel();
    thread::scope(|scope| {
        let failures = report.clone();
        scope.spawn(move || {
            let reader = Reader {
                format,
                input,
                block: gear.block,
                carry: Vec::new(),
            };
            if let Err((number, failure)) = reader.run(&blank, &fill) {
                let _ = failures.send(Message::Failed(number, failure));
            }
        });
        for _ in 0..gear.workers.get() {
            let (report, filled) = (report.clone(), &filled);
            scope.spawn(move || work(format, plan, filled, &report));
        }
        drop(report);
        let whole = append(plan, before, &reports, &free, progress);
        // Without it the reading thread ends, and then the workers.
        drop(free);
        whole
    })
}

fn work(format: &impl Text, plan: &Plan, filled: &Mutex<Receiver<Job>>, report: &Sender<Message>) {
    let mut read = format.worker(plan);
    loop {
        let next = filled.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(mut job) = next else { return };
        let Vessel { bytes, part } = &mut *job.vessel;
        read(&bytes[..job.whole], part);
        if report.send(Message::Done(job)).is_err() {
            return;
        }
    }
}

/// Appends the parts in order.
fn append(
    plan: &Plan,
    mut whole: Part,
    reports: &Receiver<Message>,
    free: &Sender<Box<Vessel>>,
    progress: &mut dyn FnMut(u64),
) -> Result<Part, Error> {
    let mut early = BTreeMap::new();
    for next in 0.. {
        while !early.contains_key(&next)
            && let Ok(message) = reports.recv()
        {
            early.insert(message.number(), message);
        }
        match early.remove(&next) {
            Some(Message::Done(mut job)) => {
                let part = &mut job.vessel.part;
                whole.append(part);
                part.clear();
                whole.check(plan)?;
                progress(job.whole as u64);
                let _ = free.send(job.vessel);
            }
            Some(Message::Failed(_, failure)) => return Err(failure.after(whole.lines)),
            None => break,
        }
    }
    Ok(whole)
}

/// Why the input cannot be read on.
enum Failure {
    Io(io::Error),
    LongRecord,
    /// So many lines into the block.
    OpenQuote {
        lines: u64,
    },
}

impl Failure {
    /// The error that it is behind so many lines.
    fn after(self, lines: u64) -> Error {
        match self {
            Self::Io(error) => Error::Io(error),
            Self::LongRecord => Error::LongRecord { line: lines + 1 },
            Self::OpenQuote { lines: more } => Error::OpenQuote {
                line: lines + more + 1,
            },
        }
    }
}

/// The reading thread.
struct Reader<'a, F, R> {
    format: &'a F,
    input: R,
    /// Bytes in a block.
    block: usize,
    /// What was read behind the last whole record.
    carry: Vec<u8>,
}

impl<F: Text, R: Read> Reader<'_, F, R> {
    /// Hands on block after block, until the end or until nobody listens any more. An error
    /// comes with the number of the block that it stands for.
    fn run(
        mut self,
        blank: &Receiver<Box<Vessel>>,
        fill: &Sender<Job>,
    ) -> Result<(), (usize, Failure)> {
        for (number, mut vessel) in blank.iter().enumerate() {
            let whole = self
                .next(&mut vessel.bytes)
                .map_err(|failure| (number, failure))?;
            let job = Job {
                number,
                vessel,
                whole,
            };
            if whole == 0 || fill.send(job).is_err() {
                break;
            }
        }
        Ok(())
    }

    /// Fills a block and returns how many bytes of it are whole records; 0 at the end.
    fn next(&mut self, bytes: &mut Vec<u8>) -> Result<usize, Failure> {
        bytes.clear();
        bytes.append(&mut self.carry);
        let mut size = self.block;
        loop {
            let ended = self.fill(bytes, size)?;
            let cut = self.format.cut(bytes);
            if let Some(start) = cut.open.filter(|_| ended) {
                return Err(Failure::OpenQuote {
                    lines: lines(&bytes[..start]),
                });
            }
            if ended {
                return Ok(bytes.len());
            }
            if cut.whole > 0 {
                self.carry.extend_from_slice(&bytes[cut.whole..]);
                return Ok(cut.whole);
            }
            if size >= LONGEST_RECORD {
                return Err(Failure::LongRecord);
            }
            size *= 2;
        }
    }

    /// Reads until there are `size` bytes. Returns whether the input ended before.
    fn fill(&mut self, bytes: &mut Vec<u8>, size: usize) -> Result<bool, Failure> {
        let wanted = size.saturating_sub(bytes.len());
        bytes.reserve(wanted);
        let read = self.input.by_ref().take(wanted as u64).read_to_end(bytes);
        read.map(|read| read < wanted).map_err(Failure::Io)
    }
}

/// How many lines end in `bytes`: with a newline, a carriage return, or one behind the other.
pub(crate) fn lines(bytes: &[u8]) -> u64 {
    let newlines = memchr::memchr_iter(b'\n', bytes).count();
    let alone = |at: &usize| bytes.get(at + 1) != Some(&b'\n');
    let returns = memchr::memchr_iter(b'\r', bytes).filter(alone).count();
    (newlines + returns) as u64
}
