//! A proxy on the loopback address that harms what is handed in, and nothing else.

use std::io;
use std::mem;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Result, ensure};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use super::fault::{Fault, Outage};
use super::message::{self, Request};

/// How late [`Fault::Delay`] is.
pub const LATE: Duration = Duration::from_secs(2);
/// Connections that may wait to be accepted.
const BACKLOG: u32 = 128;

/// A proxy. Dropping it ends it, and whatever it holds.
///
/// It is in front of a collector, or answers by itself; then it is no collector: it knows no copy
/// from another. Each connection carries one request. Only `POST /v1/responses` is harmed; whatever
/// else is asked for passes, except while [nobody listens](Fault::Refuse).
pub struct Proxy {
    address: SocketAddr,
    door: Door,
    inside: Arc<Inside>,
}

/// Whether anybody listens.
enum Door {
    Open(JoinHandle<()>),
    /// The port stays ours.
    Shut(TcpSocket),
    /// Between the two, or lost.
    Gone,
}

struct Inside {
    behind: Behind,
    outage: Mutex<Option<Outage>>,
    counts: Mutex<Counts>,
    reached: Mutex<Vec<String>>,
    /// How many answers passed unharmed: what is held waits for one more.
    passed: watch::Sender<u32>,
    /// Whether one is held.
    held: Mutex<bool>,
    connections: Mutex<JoinSet<()>>,
}

/// What answers.
enum Behind {
    Collector(SocketAddr),
    /// Nothing but this status.
    Status(u16),
}

/// What became of the answers that were handed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// To how many the fault happened. Of those that were refused nobody knows.
    pub met: u32,
    /// How many passed unharmed.
    pub passed: u32,
}

impl Proxy {
    /// In front of a collector.
    ///
    /// # Errors
    ///
    /// When there is no free port.
    pub async fn before(collector: SocketAddr) -> Result<Self> {
        Self::open(Behind::Collector(collector)).await
    }

    /// In front of nothing: what is not harmed is answered with this status.
    ///
    /// # Errors
    ///
    /// When there is no free port.
    pub async fn alone(status: u16) -> Result<Self> {
        Self::open(Behind::Status(status)).await
    }

    async fn open(behind: Behind) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let inside = Arc::new(Inside {
            behind,
            outage: Mutex::default(),
            counts: Mutex::default(),
            reached: Mutex::default(),
            passed: watch::Sender::new(0),
            held: Mutex::default(),
            connections: Mutex::default(),
        });
        Ok(Self {
            address,
            door: Door::Open(tokio::spawn(listen(listener, Arc::clone(&inside)))),
            inside,
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of something behind it.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Where answers go.
    #[must_use]
    pub fn endpoint(&self) -> String {
        self.url("/v1/responses")
    }

    /// Harms what is handed in from now on, in place of what harmed it before.
    ///
    /// # Errors
    ///
    /// When connections are to be refused so many times, since nobody counts them; or when the port
    /// is lost.
    pub async fn suffer(&mut self, outage: Outage) -> Result<()> {
        if outage.fault == Fault::Refuse {
            ensure!(
                outage.left.is_none(),
                "refused connections cannot be counted: refuse until it is healed"
            );
            self.shut().await?;
        } else {
            self.listen_again()?;
        }
        *lock(&self.inside.outage) = Some(outage);
        Ok(())
    }

    /// Lets everything pass from now on. What was hung stays so.
    ///
    /// # Errors
    ///
    /// When the port is lost.
    pub fn heal(&mut self) -> Result<()> {
        *lock(&self.inside.outage) = None;
        self.listen_again()
    }

    /// What happened so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        *lock(&self.inside.counts)
    }

    /// The bodies that reached what is behind it, in their order.
    #[must_use]
    pub fn reached(&self) -> Vec<String> {
        lock(&self.inside.reached).clone()
    }

    /// Whether it holds an answer until a later one has passed.
    #[must_use]
    pub fn holds(&self) -> bool {
        *lock(&self.inside.held)
    }

    async fn shut(&mut self) -> Result<()> {
        let task = match mem::replace(&mut self.door, Door::Gone) {
            Door::Open(task) => task,
            door => {
                self.door = door;
                return Ok(());
            }
        };
        task.abort();
        // Its listener is closed once it ended; it can only have been cancelled.
        let _ = task.await;
        let socket = TcpSocket::new_v4()?;
        socket.set_reuseaddr(true)?;
        socket.bind(self.address)?;
        self.door = Door::Shut(socket);
        Ok(())
    }

    fn listen_again(&mut self) -> Result<()> {
        self.door = match mem::replace(&mut self.door, Door::Gone) {
            Door::Shut(socket) => {
                let listener = socket.listen(BACKLOG)?;
                Door::Open(tokio::spawn(listen(listener, Arc::clone(&self.inside))))
            }
            door => door,
        };
        ensure!(!matches!(self.door, Door::Gone), "the port is lost");
        Ok(())
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Door::Open(task) = &self.door {
            task.abort();
        }
        lock(&self.inside.connections).abort_all();
    }
}

async fn listen(listener: TcpListener, inside: Arc<Inside>) {
    while let Ok((stream, _)) = listener.accept().await {
        let within = Arc::clone(&inside);
        // A connection that breaks is what this is about.
        let connection = async move { drop(within.serve(stream).await) };
        lock(&inside.connections).spawn(connection);
    }
}

impl Inside {
    async fn serve(&self, mut stream: TcpStream) -> io::Result<()> {
        let Some(request) = Request::read(&mut stream).await? else {
            return Ok(());
        };
        if !request.hands_in() {
            return self.pass(&request, &mut stream).await;
        }
        match self.next_fault() {
            Some(fault) => {
                lock(&self.counts).met += 1;
                self.harm(fault, &request, stream).await
            }
            None => {
                let reply = self.hand_in(&request).await?;
                lock(&self.counts).passed += 1;
                self.passed.send_modify(|passed| *passed += 1);
                stream.write_all(&reply).await
            }
        }
    }

    fn next_fault(&self) -> Option<Fault> {
        let fault = lock(&self.outage).as_ref()?.fault;
        // What comes while one is held is the later one.
        if fault == Fault::Reorder && *lock(&self.held) {
            return None;
        }
        lock(&self.outage).as_mut()?.next()
    }

    async fn harm(&self, fault: Fault, request: &Request, mut stream: TcpStream) -> io::Result<()> {
        match fault {
            // It came before nobody listened.
            Fault::Refuse | Fault::ResetBefore => return reset(&stream),
            Fault::ResetAfter => {
                self.hand_in(request).await?;
                return reset(&stream);
            }
            Fault::Hang => std::future::pending().await,
            Fault::Reorder => {
                let mut passed = self.passed.subscribe();
                *lock(&self.held) = true;
                // The sender lives as long as this does.
                let _ = passed.changed().await;
                let reply = self.hand_in(request).await;
                *lock(&self.held) = false;
                return stream.write_all(&reply?).await;
            }
            Fault::Duplicate => drop(self.hand_in(request).await?),
            Fault::TooMany => {
                return stream
                    .write_all(&message::reply(429, "Retry-After: 1\r\n"))
                    .await;
            }
            Fault::Invalid => return stream.write_all(&message::reply(422, "")).await,
            Fault::Unavailable => return stream.write_all(&message::reply(503, "")).await,
            Fault::Delay | Fault::TruncateHead | Fault::TruncateBody | Fault::NoCors => {}
        }
        let reply = self.hand_in(request).await?;
        let (head, body) = message::parts(&reply);
        let told = match fault {
            Fault::TruncateHead => &head[..head.len() / 2],
            Fault::TruncateBody => &reply[..head.len() + body.len() / 2],
            Fault::NoCors => &message::without_cors(&reply),
            _ => &reply[..],
        };
        if fault == Fault::Delay {
            tokio::time::sleep(LATE).await;
        }
        stream.write_all(told).await
    }

    /// Hands an answer in, and gives what is said to it.
    async fn hand_in(&self, request: &Request) -> io::Result<Vec<u8>> {
        let reply = match self.behind {
            Behind::Status(status) => message::reply(status, ""),
            Behind::Collector(address) => {
                let mut collector = TcpStream::connect(address).await?;
                collector.write_all(&request.to_bytes()).await?;
                let mut reply = Vec::new();
                collector.read_to_end(&mut reply).await?;
                reply
            }
        };
        lock(&self.reached).push(request.text());
        Ok(reply)
    }

    /// Lets through whatever else is asked for.
    async fn pass(&self, request: &Request, stream: &mut TcpStream) -> io::Result<()> {
        match self.behind {
            Behind::Status(_) => stream.write_all(&message::reply(404, "")).await,
            Behind::Collector(address) => {
                let mut collector = TcpStream::connect(address).await?;
                collector.write_all(&request.to_bytes()).await?;
                tokio::io::copy(&mut collector, stream).await.map(drop)
            }
        }
    }
}

/// Has the connection reset when it is dropped.
fn reset(stream: &TcpStream) -> io::Result<()> {
    stream.set_zero_linger()
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
