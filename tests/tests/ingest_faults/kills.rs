//! The collector is killed under load, again and again.

use std::time::Duration;

use crate::load::{assert_all_there, deliver, number, responses, wait_for};
use crate::stand::{Done, Stand};

const RESPONSES: u32 = 10_000;
const KILLS: u32 = 5;

#[test]
fn every_acknowledged_response_is_there_once_after_kills_on_sqlite() -> Done {
    survives_kills(&Stand::sqlite()?)
}

#[test]
fn every_acknowledged_response_is_there_once_after_kills_on_postgres() -> Done {
    Stand::postgres()?.map_or(Ok(()), |stand| survives_kills(&stand))
}

/// `AFTERWORD_KILLS` and `AFTERWORD_RESPONSES` make it longer.
fn survives_kills(stand: &Stand) -> Done {
    let (responses, kills) = (responses(RESPONSES), number("AFTERWORD_KILLS", KILLS));
    let mut collector = stand.start()?;
    let broken = deliver(responses, collector.address(), |acknowledged, address| {
        for kill in 1..=kills {
            wait_for(acknowledged, responses / (kills + 1) * kill);
            collector.kill()?;
            collector = stand.start()?;
            *address.write().unwrap() = collector.address();
        }
        Ok(())
    })?;
    assert!(broken >= kills, "only {broken} requests were hit by a kill");
    assert_all_there(stand, &collector, responses)?;
    collector.terminate()?;
    assert!(collector.wait(Duration::from_secs(5))?.success());
    Ok(())
}
