//! The laid-out text under construction, and the map from its offsets back to the original text.

use crate::tree::Span;

/// From a byte of the laid-out text on, the original offset is the laid-out one plus `shift`.
struct Segment {
    laid_out: u32,
    shift: i32,
}

/// Maps offsets of the laid-out text to offsets of the original. Most bytes are copied in runs, so a short sorted
/// list of runs is the whole map.
pub(crate) struct OffsetMap {
    segments: Vec<Segment>,
}

impl OffsetMap {
    /// The original offset of the byte at a laid-out offset.
    pub(crate) fn original(&self, laid_out: usize) -> u32 {
        let offset = laid_out as u32;
        let index = self.segments.partition_point(|segment| segment.laid_out <= offset);
        let shift = self.segments[index.saturating_sub(1)].shift;
        offset.saturating_add_signed(shift)
    }

    /// The original span of a laid-out range. The end is mapped through the last byte, because what follows it
    /// may belong to another run.
    pub(crate) fn span(&self, start: usize, end: usize) -> Span {
        let start_offset = self.original(start);
        let end_offset = if end > start { self.original(end - 1) + 1 } else { start_offset };
        Span { start: start_offset, end: end_offset }
    }
}

pub(super) struct Output<'t> {
    bytes: &'t [u8],
    text: Vec<u8>,
    map: OffsetMap,
    /// Original bytes before this one are in the output or were dropped.
    copied: usize,
}

impl<'t> Output<'t> {
    pub(super) fn new(bytes: &'t [u8], start: usize) -> Self {
        let segments = vec![Segment { laid_out: 0, shift: start as i32 }];
        Self { bytes, text: Vec::new(), map: OffsetMap { segments }, copied: start }
    }

    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// Copies everything up to `end` that is still to be copied.
    pub(super) fn copy_to(&mut self, end: usize) {
        self.text.extend_from_slice(&self.bytes[self.copied..end]);
        self.copied = end;
    }

    /// Copies up to `start`, then writes `byte` for each byte of `start..end`.
    pub(super) fn replace(&mut self, start: usize, end: usize, byte: u8) {
        self.copy_to(start);
        self.text.resize(self.text.len() + end - start, byte);
        self.copied = end;
    }

    /// Copies up to `start`, then leaves `start..end` out.
    pub(super) fn drop(&mut self, start: usize, end: usize) {
        self.copy_to(start);
        self.resume(end);
    }

    /// Continues at an original offset, whatever lies before it.
    pub(super) fn resume(&mut self, at: usize) {
        self.copied = at;
        let laid_out = self.text.len() as u32;
        let shift = at as i32 - laid_out as i32;
        match self.map.segments.last_mut() {
            Some(last) if last.shift == shift => {}
            Some(last) if last.laid_out == laid_out => last.shift = shift,
            _ => self.map.segments.push(Segment { laid_out, shift }),
        }
    }

    /// Writes a byte that has no counterpart; the caller resumes afterwards.
    pub(super) fn insert(&mut self, byte: u8) {
        self.text.push(byte);
    }

    pub(super) fn finish(self) -> (String, OffsetMap) {
        let text = String::from_utf8(self.text)
            .expect("whole characters are copied, and only ASCII bytes take the place of ASCII bytes");
        (text, self.map)
    }
}
