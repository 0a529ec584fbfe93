//! Each fault does what it says: to the client that hands an answer in, and to the collector.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use journeys::collector::{Connection, Reply, id};
use journeys::faults::{Fault, LATE, Proxy};
use journeys::house::House;
use journeys::wait::until;
use serde_json::{Value, json};
use tokio::task::{JoinHandle, spawn_blocking};

/// Long enough for anything that does not wait.
const A_WHILE: Duration = Duration::from_millis(300);

/// A collector, and a proxy before it.
struct Way {
    house: House,
    proxy: Proxy,
}

impl Way {
    async fn open() -> Result<Self> {
        let house = House::open()?;
        let proxy = Proxy::before(house.address()).await?;
        Ok(Self { house, proxy })
    }

    /// With this on it.
    async fn with(fault: Fault) -> Result<Self> {
        let mut way = Self::open().await?;
        way.proxy.suffer(fault.until_healed()).await?;
        Ok(way)
    }

    /// Hands in the one answer of these tests.
    async fn post(&self, seq: u32) -> std::io::Result<Reply> {
        post(self.proxy.address(), seq).await.unwrap()
    }

    /// How often it is in the store, and of which state.
    fn stored(&self) -> Result<Vec<Value>> {
        let rows = self.house.rows()?.into_iter();
        Ok(rows.map(|mut row| row["seq"].take()).collect())
    }

    /// Once healed, what is handed in is acknowledged, as this.
    async fn recovers(mut self, expected: &str) -> Result<()> {
        self.proxy.heal()?;
        let reply = self.post(1).await?;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.json()["status"], expected);
        assert_eq!(self.stored()?, [1]);
        Ok(())
    }
}

fn post(address: SocketAddr, seq: u32) -> JoinHandle<std::io::Result<Reply>> {
    let body = json!({
        "v": 1, "id": id(1), "seq": seq, "survey": "nps", "outcome": "complete",
        "answered_at": "2026-01-31T12:00:00.000Z",
        "answers": [{"question": "nps", "metric": "nps", "rating": 9, "scale": [0, 10]}],
    });
    spawn_blocking(move || Connection::open(address)?.post(body.to_string().as_bytes()))
}

#[tokio::test]
async fn without_a_fault_it_is_as_if_it_were_not_there() -> Result<()> {
    let way = Way::open().await?;
    let reply = way.post(1).await?;
    assert_eq!(reply.json()["status"], "stored");
    assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
    let address = way.proxy.address();
    let loader =
        spawn_blocking(move || Connection::open(address)?.send("GET", "/afterword.js", &[], b""));
    assert_eq!(loader.await??.status, 200);
    assert_eq!((way.proxy.counts().met, way.proxy.counts().passed), (0, 1));
    Ok(())
}

#[tokio::test]
async fn refuse() -> Result<()> {
    let way = Way::with(Fault::Refuse).await?;
    for _ in 0..2 {
        let error = way.post(1).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    }
    assert!(way.stored()?.is_empty());
    way.recovers("stored").await
}

#[tokio::test]
async fn refused_connections_cannot_be_counted() -> Result<()> {
    let mut way = Way::open().await?;
    way.proxy.suffer(Fault::Refuse.once()).await.unwrap_err();
    way.recovers("stored").await
}

#[tokio::test]
async fn reset_before_the_commit() -> Result<()> {
    let way = Way::with(Fault::ResetBefore).await?;
    let error = way.post(1).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    assert!(way.stored()?.is_empty());
    way.recovers("stored").await
}

#[tokio::test]
async fn reset_after_the_commit() -> Result<()> {
    let way = Way::with(Fault::ResetAfter).await?;
    let error = way.post(1).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    assert_eq!(way.stored()?, [1]);
    way.recovers("duplicate").await
}

#[tokio::test]
async fn hang() -> Result<()> {
    let way = Way::with(Fault::Hang).await?;
    let hung = post(way.proxy.address(), 1);
    met(&way.proxy, 1).await?;
    tokio::time::sleep(A_WHILE).await;
    assert!(!hung.is_finished() && way.stored()?.is_empty());
    way.recovers("stored").await?;
    // The proxy is gone, and with it what it held.
    hung.await?.unwrap_err();
    Ok(())
}

#[tokio::test]
async fn delay() -> Result<()> {
    let way = Way::with(Fault::Delay).await?;
    let start = Instant::now();
    let late = post(way.proxy.address(), 1);
    until("the commit", async || {
        Ok((way.stored()?.len() == 1).then_some(()))
    })
    .await?;
    assert!(start.elapsed() < LATE, "the commit is not late");
    assert_eq!(late.await??.json()["status"], "stored");
    assert!(start.elapsed() >= LATE, "its answer is");
    way.recovers("duplicate").await
}

#[tokio::test]
async fn truncate() -> Result<()> {
    for fault in [Fault::TruncateHead, Fault::TruncateBody] {
        let way = Way::with(fault).await?;
        let error = way.post(1).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedEof, "{fault}");
        assert_eq!(way.stored()?, [1], "{fault}");
        way.recovers("duplicate").await?;
    }
    Ok(())
}

#[tokio::test]
async fn answers_of_others() -> Result<()> {
    for (fault, status, retry_after) in [
        (Fault::TooMany, 429, Some("1")),
        (Fault::Invalid, 422, None),
        (Fault::Unavailable, 503, None),
    ] {
        let way = Way::with(fault).await?;
        let reply = way.post(1).await?;
        assert_eq!(reply.status, status);
        assert_eq!(reply.header("retry-after"), retry_after);
        let exposed = reply.header("access-control-expose-headers");
        assert_eq!(exposed, Some("Retry-After"));
        assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
        assert!(way.stored()?.is_empty());
        way.recovers("stored").await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_answer_that_no_page_can_read() -> Result<()> {
    let way = Way::with(Fault::NoCors).await?;
    let reply = way.post(1).await?;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json()["status"], "stored");
    assert_eq!(reply.header("access-control-allow-origin"), None);
    assert_eq!(way.stored()?, [1]);
    way.recovers("duplicate").await
}

#[tokio::test]
async fn duplicate() -> Result<()> {
    let way = Way::with(Fault::Duplicate).await?;
    assert_eq!(way.post(1).await?.json()["status"], "duplicate");
    let reached = way.proxy.reached();
    assert!(reached.len() == 2 && reached[0] == reached[1]);
    assert_eq!(way.stored()?, [1]);
    way.recovers("duplicate").await
}

/// The later state is there first: the one that was held comes too late.
#[tokio::test]
async fn reorder() -> Result<()> {
    let way = Way::with(Fault::Reorder).await?;
    let held = post(way.proxy.address(), 1);
    met(&way.proxy, 1).await?;
    tokio::time::sleep(A_WHILE).await;
    assert!(!held.is_finished() && way.stored()?.is_empty());
    assert_eq!(way.post(2).await?.json()["status"], "stored");
    assert_eq!(held.await??.json()["status"], "stale");
    assert_eq!(way.stored()?, [2]);
    Ok(())
}

#[tokio::test]
async fn a_fault_is_over_after_so_many_requests() -> Result<()> {
    let mut way = Way::open().await?;
    way.proxy.suffer(Fault::Unavailable.times(2)).await?;
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(way.post(1).await?.status);
    }
    assert_eq!(statuses, [503, 503, 200]);
    assert_eq!((way.proxy.counts().met, way.proxy.counts().passed), (2, 1));
    Ok(())
}

#[tokio::test]
async fn one_fault_takes_the_place_of_another() -> Result<()> {
    let mut way = Way::with(Fault::Refuse).await?;
    way.proxy.suffer(Fault::Unavailable.until_healed()).await?;
    assert_eq!(way.post(1).await?.status, 503);
    for _ in 0..2 {
        way.proxy.suffer(Fault::Refuse.until_healed()).await?;
        way.post(1).await.unwrap_err();
    }
    way.recovers("stored").await
}

#[tokio::test]
async fn alone_it_answers_by_itself_and_knows_no_copies() -> Result<()> {
    let mut proxy = Proxy::alone(204).await?;
    proxy.suffer(Fault::ResetAfter.once()).await?;
    post(proxy.address(), 1).await?.unwrap_err();
    assert_eq!(post(proxy.address(), 1).await??.status, 204);
    let reached = proxy.reached();
    assert!(reached.len() == 2 && reached[0] == reached[1]);
    Ok(())
}

async fn met(proxy: &Proxy, requests: u32) -> Result<()> {
    let waited = tokio::time::timeout(LATE, async {
        while proxy.counts().met < requests {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    if waited.await.is_err() {
        bail!("{:?} instead of {requests} requests met", proxy.counts());
    }
    Ok(())
}
