//! A proxy between the collector and its database, which may lose the answer to a commit.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

/// What a session sends to commit: a simple query with this text.
const COMMIT: &[u8] = b"COMMIT\0";

/// Passes everything on. Every so many commits it lets one reach the database, waits for the answer,
/// and then cuts the connection instead of passing the answer on.
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    inside: Arc<Inside>,
}

struct Inside {
    database: SocketAddr,
    every: u32,
    commits: AtomicU32,
    lost: AtomicU32,
}

impl Proxy {
    pub(crate) fn start(database: SocketAddr, every: u32) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let inside = Arc::new(Inside {
            database,
            every,
            commits: AtomicU32::new(0),
            lost: AtomicU32::new(0),
        });
        let shared = Arc::clone(&inside);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let inside = Arc::clone(&shared);
                thread::spawn(move || inside.pass(&client));
            }
        });
        Ok(Self { address, inside })
    }

    /// How many answers to commits were lost.
    pub(crate) fn lost(&self) -> u32 {
        self.inside.lost.load(Ordering::Relaxed)
    }
}

impl Inside {
    fn pass(self: Arc<Self>, client: &TcpStream) -> io::Result<()> {
        let server = TcpStream::connect(self.database)?;
        // Raised by the one direction, and lowered by what the other one does about it.
        let doomed = Arc::new(AtomicU32::new(0));
        let (to_client, from_server) = (client.try_clone()?, server.try_clone()?);
        let (inside, sentence) = (Arc::clone(&self), Arc::clone(&doomed));
        thread::spawn(move || inside.answers(&from_server, &to_client, &sentence));
        let mut bytes = vec![0; 64 << 10];
        loop {
            let read = (&*client).read(&mut bytes)?;
            if read == 0 {
                return server.shutdown(Shutdown::Both);
            }
            let passed = &bytes[..read];
            // It stands alone: whoever commits has waited for all answers before.
            if passed.ends_with(COMMIT) {
                let number = self.commits.fetch_add(1, Ordering::Relaxed) + 1;
                doomed.store(
                    u32::from(number.is_multiple_of(self.every)),
                    Ordering::SeqCst,
                );
            }
            (&server).write_all(passed)?;
        }
    }

    fn answers(
        &self,
        server: &TcpStream,
        client: &TcpStream,
        doomed: &AtomicU32,
    ) -> io::Result<()> {
        let mut bytes = vec![0; 64 << 10];
        loop {
            let read = (&*server).read(&mut bytes)?;
            if doomed.swap(0, Ordering::SeqCst) == 1 {
                // It answers after the commit is on its disk.
                self.lost.fetch_add(1, Ordering::Relaxed);
                client.shutdown(Shutdown::Both)?;
                return server.shutdown(Shutdown::Both);
            }
            if read == 0 {
                return client.shutdown(Shutdown::Both);
            }
            (&*client).write_all(&bytes[..read])?;
        }
    }
}
