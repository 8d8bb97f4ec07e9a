//! Runs many scans, a few at a time: most of their time is waiting, and none may starve another into a timeout.

use std::collections::VecDeque;
use std::sync::Mutex;

/// How many at once.
const AT_ONCE: usize = 8;

/// What `work` makes of each item, in their order.
pub fn all<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let queue: Mutex<VecDeque<(usize, T)>> = Mutex::new(items.into_iter().enumerate().collect());
    let done: Mutex<Vec<(usize, R)>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().expect("no worker panics with it").pop_front();
                    let Some((place, item)) = next else { break };
                    let result = work(item);
                    done.lock()
                        .expect("no worker panics with it")
                        .push((place, result));
                }
            });
        }
    });
    let mut done = done.into_inner().expect("no worker panics with it");
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, result)| result).collect()
}
