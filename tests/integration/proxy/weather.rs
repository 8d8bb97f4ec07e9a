//! Faults that come by chance: so many in a hundred of all requests, from a seed.

use std::sync::atomic::{AtomicU64, Ordering};

use super::fault::{Fault, Times};

/// How many in a hundred requests go wrong, and how. A request that is made again draws again.
#[derive(Clone, Copy, Debug)]
pub struct Weather {
    pub seed: u64,
    pub throttled: u64,
    pub reset: u64,
    pub failed: u64,
}

/// The chance of a run.
#[derive(Debug)]
pub struct Dice {
    weather: Weather,
    drawn: AtomicU64,
}

impl Dice {
    pub fn new(weather: Weather) -> Self {
        Self {
            weather,
            drawn: AtomicU64::new(0),
        }
    }

    /// What goes wrong with the next request, if anything does.
    pub fn draw(&self) -> Option<Fault> {
        let drawn = self.drawn.fetch_add(1, Ordering::Relaxed);
        let roll = mixed(self.weather.seed, drawn) % 100;
        let Weather {
            throttled,
            reset,
            failed,
            ..
        } = self.weather;
        if roll < throttled {
            Some(Fault::Throttled(Times::Always))
        } else if roll < throttled + reset {
            Some(Fault::Reset(Times::Always))
        } else if roll < throttled + reset + failed {
            Some(Fault::Failed(500, Times::Always))
        } else {
            None
        }
    }
}

/// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators"): the number at a place of a seed's sequence.
fn mixed(seed: u64, place: u64) -> u64 {
    let mut z = seed.wrapping_add(place.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
