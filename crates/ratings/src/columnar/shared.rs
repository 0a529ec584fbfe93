//! One file that several threads read.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek as _, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use parquet::errors::Result;
use parquet::file::reader::{ChunkReader, Length};

/// A file of which each reader has its own place. Clones of a [`File`] share theirs, so that
/// two threads would seek away under each other.
#[derive(Clone)]
pub(super) struct Shared {
    file: Arc<Mutex<File>>,
    length: u64,
}

impl Shared {
    pub(super) fn new(file: File) -> io::Result<Self> {
        let length = file.metadata()?.len();
        let file = Arc::new(Mutex::new(file));
        Ok(Self { file, length })
    }

    fn read_at(&self, place: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(place))?;
        file.read(buffer)
    }
}

impl Length for Shared {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for Shared {
    type T = BufReader<Place>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        let file = self.clone();
        Ok(BufReader::new(Place { file, at: start }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<bytes::Bytes> {
        let end = start.saturating_add(length as u64);
        if end > self.length {
            // A length that was never written must not be allocated.
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
        }
        let mut bytes = vec![0; length];
        let file = self.clone();
        Place { file, at: start }.read_exact(&mut bytes)?;
        Ok(bytes.into())
    }
}

/// Where one reader is.
pub(super) struct Place {
    file: Shared,
    at: u64,
}

impl Read for Place {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read_at(self.at, buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}
