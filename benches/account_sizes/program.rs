//! Runs a program and says what it cost: time, processor time of it and of this process, and memory at most.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What a run cost.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    pub began: Instant,
    pub wall: Duration,
    /// User and system time of the program and its children.
    pub cpu: Duration,
    /// The same of this process meanwhile: of the endpoint.
    pub own_cpu: Duration,
    /// The most memory that was resident, of the program and its children together.
    pub peak: u64,
    pub code: Option<i32>,
}

/// How often memory is looked at. The kernel keeps the peak; only the last moments before the end are missed.
const LOOK: Duration = Duration::from_millis(2);

/// Runs a program to its end, its output thrown away.
pub fn run(command: &mut Command) -> Cost {
    let (own, children) = processor_time();
    let began = Instant::now();
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let (code, peak) = watch(&mut child);
    let wall = began.elapsed();
    let (own_after, children_after) = processor_time();
    Cost {
        began,
        wall,
        cpu: children_after.saturating_sub(children),
        own_cpu: own_after.saturating_sub(own),
        peak,
        code,
    }
}

fn watch(child: &mut Child) -> (Option<i32>, u64) {
    let mut peak = 0;
    loop {
        peak = peak.max(peak_of_tree(child.id()));
        if let Ok(Some(status)) = child.try_wait() {
            return (status.code(), peak);
        }
        std::thread::sleep(LOOK);
    }
}

/// The peaks of a process and its children, together.
fn peak_of_tree(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes: Option<u64> = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    let children =
        fs::read_to_string(format!("/proc/{process}/task/{process}/children")).unwrap_or_default();
    let children = children
        .split_whitespace()
        .filter_map(|child| child.parse().ok());
    kilobytes.unwrap_or_default() * 1024 + children.map(peak_of_tree).sum::<u64>()
}

/// Processor time of this process, and of its children that have ended (proc_pid_stat(5): fields 14 to 17, in hundredths of a second).
fn processor_time() -> (Duration, Duration) {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<u64> = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .map(|field| field.parse().unwrap_or_default())
        .collect();
    let ticks = |at: usize| fields.get(at).copied().unwrap_or_default();
    let of = |ticks: u64| Duration::from_millis(ticks * 10);
    (of(ticks(11) + ticks(12)), of(ticks(13) + ticks(14)))
}
