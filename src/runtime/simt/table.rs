//! What compiled code says of a kernel, as words.

/// Words before those of the points.
const HEADER: usize = 6;
/// Words of a point.
const POINT: usize = 8;

/// A kernel's table.
#[derive(Clone, Copy)]
pub struct Table(*const u64);

/// Why threads wait at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The kernel's beginning, or where nobody waits.
    Free,
    Barrier,
    Count,
    And,
    Or,
    SyncWarp,
    Grid,
    ActiveMask,
    ShuffleIndex,
    ShuffleUp,
    ShuffleDown,
    ShuffleXor,
    All,
    Any,
    Equal,
    Ballot,
    MatchAny,
    MatchAll,
}

impl Kind {
    const ALL: [Kind; 18] = [
        Self::Free,
        Self::Barrier,
        Self::Count,
        Self::And,
        Self::Or,
        Self::SyncWarp,
        Self::Grid,
        Self::ActiveMask,
        Self::ShuffleIndex,
        Self::ShuffleUp,
        Self::ShuffleDown,
        Self::ShuffleXor,
        Self::All,
        Self::Any,
        Self::Equal,
        Self::Ballot,
        Self::MatchAny,
        Self::MatchAll,
    ];

    /// Whether all threads of the block are waited for.
    pub fn is_of_block(self) -> bool {
        matches!(self, Self::Barrier | Self::Count | Self::And | Self::Or)
    }

    /// Whether threads of the warp are waited for, those that a mask names.
    pub fn is_of_warp(self) -> bool {
        !self.is_of_block() && !matches!(self, Self::Free | Self::Grid | Self::ActiveMask)
    }
}

impl Table {
    /// # Safety
    /// The words are those of a kernel's table, and live as long as the result is used.
    pub unsafe fn new(words: *const u64) -> Self {
        Self(words)
    }

    fn word(self, index: usize) -> u64 {
        // SAFETY: by the contract of `new`; callers ask for words of the header and of points that exist.
        unsafe { *self.0.add(index) }
    }

    /// Bytes of scratch memory for each thread.
    pub fn scratch(self) -> usize {
        self.word(0) as usize
    }

    /// Bytes of static shared memory.
    pub fn shared(self) -> usize {
        self.word(1) as usize
    }

    pub fn points(self) -> usize {
        self.word(2) as usize
    }

    /// Whether blocks wait for one another.
    pub fn has_grid_points(self) -> bool {
        self.word(3) & 2 != 0
    }

    pub fn is_debug(self) -> bool {
        self.word(3) & 4 != 0
    }

    /// The status of threads that wait at different barriers.
    pub fn divergence(self) -> i32 {
        self.word(4) as i32
    }

    /// The status of threads that race for shared memory.
    pub fn race(self) -> i32 {
        self.word(5) as i32
    }

    /// A word of a point, which counts from 1.
    fn of(self, point: i32, word: usize) -> u64 {
        debug_assert!(point >= 1 && point as usize <= self.points());
        self.word(HEADER + (point as usize - 1) * POINT + word)
    }

    pub fn kind(self, point: i32) -> Kind {
        Kind::ALL.get(self.of(point, 0) as usize).copied().unwrap_or(Kind::Free)
    }

    /// Bytes of the value that threads bring.
    pub fn value_size(self, point: i32) -> usize {
        self.of(point, 1) as usize
    }

    /// Where the operands of a point are, in units of the threads' number.
    pub fn operand(self, point: i32, index: usize) -> usize {
        self.of(point, 2 + index) as usize
    }

    /// Where a result goes, if it is used.
    pub fn result(self, point: i32, index: usize) -> Option<usize> {
        let offset = self.of(point, 5 + index);
        (offset != u64::MAX).then_some(offset as usize)
    }

    pub fn line(self, point: i32) -> i64 {
        self.of(point, 7) as i64
    }
}
