//! Where an error came through on its way out of compiled code.

use std::cell::RefCell;

/// A traceback longer than this helps nobody, and a runaway recursion would fill memory with one.
const MOST_FRAMES: usize = 100;

thread_local! {
    static FRAMES: RefCell<Vec<i32>> = const { RefCell::new(Vec::new()) };
}

/// Notes that an error passed through the call at `site`. Compiled code calls it innermost first; of very deep
/// errors the innermost frames are kept.
pub extern "C" fn numlir_frame(site: i32) {
    note_frames(&[site]);
}

/// Forgets the frames and the values of an error that compiled code has caught.
pub extern "C" fn numlir_clear_frames() {
    take_frames();
    take_values();
}

thread_local! {
    static VALUES: RefCell<Vec<i64>> = const { RefCell::new(Vec::new()) };
}

/// Notes a value for the text of the error that compiled code is about to raise.
pub extern "C" fn numlir_note_value(value: i64) {
    let _ = VALUES.try_with(|values| values.borrow_mut().push(value));
}

/// The values noted for the text of this thread's error, in order, and none left behind.
pub fn take_values() -> Vec<i64> {
    VALUES.try_with(RefCell::take).unwrap_or_default()
}

/// Notes frames that were taken on another thread, where part of a parallel loop failed.
pub fn note_frames(sites: &[i32]) {
    // The thread's storage is gone only while the thread ends, when nobody reads a traceback any more.
    let _ = FRAMES.try_with(|frames| {
        let mut frames = frames.borrow_mut();
        let room = MOST_FRAMES.saturating_sub(frames.len());
        frames.extend(sites.iter().take(room));
    });
}

/// The sites that an error on this thread passed through, innermost first, and none left behind.
pub fn take_frames() -> Vec<i32> {
    FRAMES.try_with(RefCell::take).unwrap_or_default()
}
