//! Parallel loops: a loop's chunks are run by the thread that enters it and by helpers from a pool of rayon's.
//!
//! How a loop is cut into chunks follows from the number of its iterations and their cost ([`numlir_parallel_chunks`]), and a
//! chunk's partial results have a place of their own: neither depends on who runs what. Each thread has a share of the chunks, the same
//! one each time, so that it finds in its caches what it worked on before; whoever is done with its own takes from others', until no chunk
//! is left. The thread that entered the loop takes part from the start, so that entering costs it one
//! message to the pool; a helper that comes when all is done finds the loop closed and touches nothing of it.
//!
//! A chunk that fails keeps chunks behind it from starting, and none before it, so the error that is raised in the end is that of
//! the lowest iteration that fails. Chunks are run in parts that take some milliseconds, between which
//! a participant looks whether it is to stop; the thread that entered the loop asks the host ([`on_interrupt`]) now and then.

mod chunks;
mod pool;
mod shadow;

pub use chunks::{
    chunksize, numlir_chunksize, numlir_parallel_band, numlir_parallel_bands, numlir_parallel_chunks,
    numlir_set_chunksize, set_chunksize,
};
pub use pool::{
    numlir_set_thread_count, numlir_thread_count, numlir_thread_id, numlir_thread_limit, set_thread_count,
    thread_count, thread_limit,
};

pub use shadow::{
    numlir_shadow_access, numlir_shadow_enter, numlir_shadow_iteration, numlir_shadow_leave, numlir_shadow_line,
};

use super::{
    caught::{Raised, put_back, take_raised},
    float_status,
    print::Away,
    random::Streams,
};
use pool::Pool;
use std::{
    ffi::c_void,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, AtomicI32, AtomicI64, AtomicUsize, Ordering},
    },
    thread::{self, Thread},
    time::{Duration, Instant},
};

/// What a function gives that was told to stop: no site has this number, and the host knows why.
pub const INTERRUPTED: i32 = i32::MIN;

/// A body over the iterations `first..last` of a chunk: `(captures, first, last, chunk)`, gives a status.
pub type Body = unsafe extern "C" fn(*const c_void, i64, i64, i64) -> i32;

/// How often the host is asked whether a loop is to stop.
const ASK_EVERY: Duration = Duration::from_millis(50);
/// Parts of a chunk are made to take about so long.
const PART: Duration = Duration::from_millis(10);
/// How many iterations the first part has at most: they may take any time.
const FIRST_PART: i64 = 64;
/// How long the thread that entered a loop looks for the end before it sleeps.
const SPINS: u32 = 2000;

static ON_INTERRUPT: OnceLock<fn() -> bool> = OnceLock::new();

/// Says how to find out that the calling thread is to stop its loop. It is asked on threads that entered a loop, and may
/// take its time. The first one counts.
pub fn on_interrupt(ask: fn() -> bool) {
    let _ = ON_INTERRUPT.set(ask);
}

/// On the count of helpers: no more may come.
const CLOSED: usize = 1 << (usize::BITS - 1);

/// Neighbouring chunks, of which the first ones have been claimed. Alone on its line of the cache.
#[repr(align(64))]
struct Share {
    next: AtomicI64,
    end: i64,
}

struct Loop {
    body: Body,
    captures: *const c_void,
    count: i64,
    chunks: i64,
    /// Whether chunks must not be run in parts.
    whole: bool,
    /// The generators of chunks, where the body draws random numbers.
    streams: Option<Streams>,
    chunksize: i64,
    shares: Vec<Share>,
    /// The lowest chunk that failed.
    failed: AtomicI64,
    interrupted: AtomicBool,
    failure: Mutex<Option<Failure>>,
    /// How many iterations a part has; learned while running.
    part: AtomicI64,
    /// Helpers at work, and [`CLOSED`].
    helpers: AtomicUsize,
    /// The floating-point flags that helpers have raised.
    flags: AtomicI32,
    /// Helpers that were asked for and are not yet done.
    wanted: AtomicUsize,
    owner: Thread,
}

// SAFETY: the captures are read by participants only, while the thread that entered the loop waits for them.
unsafe impl Send for Loop {}
// SAFETY: as above.
unsafe impl Sync for Loop {}

struct Failure {
    chunk: i64,
    raised: Raised,
}

/// The flag of a loop whose chunks must not be run in parts.
const WHOLE: i32 = 1;
/// The flag of a loop whose body draws random numbers.
const DRAWS: i32 = 2;

/// Runs a loop of `count` iterations in `chunks` chunks. Gives 0, or the status of the lowest iteration that failed, with
/// what is noted of its error on this thread.
///
/// # Safety
///
/// `body` may be called with `captures` from any thread during this call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn numlir_parallel_run(
    body: Body,
    captures: *const c_void,
    count: i64,
    chunks: i64,
    flags: i32,
) -> i32 {
    let pool = Pool::current();
    let count_of_shares = pool.map_or(1, Pool::threads).min(usize::try_from(chunks).unwrap_or(1)).max(1);
    let share = |number: usize| {
        let (first, end) = chunks::bounds(chunks, count_of_shares as i64, number as i64);
        Share { next: AtomicI64::new(first), end }
    };
    let work = Arc::new(Loop {
        body,
        captures,
        count,
        chunks,
        whole: flags & WHOLE != 0,
        streams: (flags & DRAWS != 0).then(Streams::draw),
        chunksize: chunksize(),
        shares: (0..count_of_shares).map(share).collect(),
        failed: AtomicI64::new(i64::MAX),
        interrupted: AtomicBool::new(false),
        failure: Mutex::new(None),
        part: AtomicI64::new((count / chunks / 8).clamp(1, FIRST_PART)),
        helpers: AtomicUsize::new(0),
        flags: AtomicI32::new(0),
        wanted: AtomicUsize::new(0),
        owner: thread::current(),
    });
    // Helpers may print, and so need what this thread may hold. A thread of the pool holds nothing.
    let away = (!pool::is_helper()).then(Away::new);
    call_helper(pool, &work);
    work.take_part(pool, true);
    work.close();
    drop(away);
    float_status::raise(work.flags.load(Ordering::Relaxed));
    work.outcome()
}

/// Asks for a helper, if there are chunks for it and a thread is free.
fn call_helper(pool: Option<&'static Pool>, work: &Arc<Loop>) {
    let Some(pool) = pool else { return };
    // What is left is asked last: it is in the caches of the threads that take from it.
    if work.wanted.load(Ordering::Relaxed) + 1 >= pool.threads() || !work.has_several_left() || !pool.engage() {
        return;
    }
    work.wanted.fetch_add(1, Ordering::Relaxed);
    let work = work.clone();
    pool.spawn(move || {
        if work.enter() {
            // Each helper calls the next one, so that no thread wakes all others.
            call_helper(Some(pool), &work);
            float_status::clear();
            work.take_part(Some(pool), false);
            work.flags.fetch_or(float_status::raised(), Ordering::Relaxed);
            work.leave();
        }
        work.wanted.fetch_sub(1, Ordering::Relaxed);
        pool.disengage();
    });
}

impl Loop {
    /// Claims and runs chunks until none is left.
    fn take_part(self: &Arc<Self>, pool: Option<&'static Pool>, is_owner: bool) {
        let outer = chunks::exchange_chunksize(self.chunksize);
        let mut asked = Instant::now();
        let mut share = pool::thread_number() % self.shares.len();
        while let Some(chunk) = self.claim(&mut share) {
            if self.interrupted.load(Ordering::Relaxed) {
                break;
            }
            if self.must_stop(chunk) {
                // So must those behind it.
                self.shares[share].next.fetch_max(self.shares[share].end, Ordering::Relaxed);
                continue;
            }
            self.run(chunk, is_owner, &mut asked);
            // Threads may have become free meanwhile.
            call_helper(pool, self);
        }
        chunks::exchange_chunksize(outer);
    }

    /// The next chunk of a share, or of one behind it.
    fn claim(&self, share: &mut usize) -> Option<i64> {
        for _ in 0..self.shares.len() {
            let Share { next, end } = &self.shares[*share];
            if next.load(Ordering::Relaxed) < *end {
                let chunk = next.fetch_add(1, Ordering::Relaxed);
                if chunk < *end {
                    return Some(chunk);
                }
            }
            *share = (*share + 1) % self.shares.len();
        }
        None
    }

    /// Whether more than one chunk is not claimed yet.
    fn has_several_left(&self) -> bool {
        let left = |share: &Share| (share.end - share.next.load(Ordering::Relaxed)).max(0);
        let mut sum = 0;
        self.shares.iter().any(|share| {
            sum += left(share);
            sum > 1
        })
    }

    fn must_stop(&self, chunk: i64) -> bool {
        self.interrupted.load(Ordering::Relaxed) || self.failed.load(Ordering::Relaxed) < chunk
    }

    /// Runs a chunk.
    fn run(&self, chunk: i64, is_owner: bool, asked: &mut Instant) {
        let _outer = self.streams.as_ref().map(|streams| streams.enter(chunk));
        let (mut first, end) = chunks::bounds(self.count, self.chunks, chunk);
        let mut started = Instant::now();
        while first < end {
            if self.must_stop(chunk) {
                return;
            }
            let part = self.part.load(Ordering::Relaxed);
            let last = if self.whole { end } else { first.saturating_add(part).min(end) };
            // SAFETY: by the contract of `numlir_parallel_run`.
            let status = unsafe { (self.body)(self.captures, first, last, chunk) };
            if status != 0 {
                return self.fail(chunk, status);
            }
            let now = Instant::now();
            self.learn(part, last - first, now - started);
            if is_owner && now - *asked > ASK_EVERY {
                self.ask();
                *asked = Instant::now();
            }
            started = now;
            first = last;
        }
    }

    /// Makes parts longer or shorter, as one took this time.
    fn learn(&self, part: i64, length: i64, took: Duration) {
        if took < PART / 4 && length == part {
            self.part.store(part.saturating_mul(4), Ordering::Relaxed);
        } else if took > PART * 4 && part > 1 {
            self.part.store((part / 2).max(1), Ordering::Relaxed);
        }
    }

    fn ask(&self) {
        if ON_INTERRUPT.get().is_some_and(|is_interrupted| is_interrupted()) {
            self.interrupted.store(true, Ordering::Relaxed);
        }
    }

    /// Notes that a chunk failed; of several the lowest counts.
    fn fail(&self, chunk: i64, status: i32) {
        let failure = Failure { chunk, raised: take_raised(status) };
        if status == INTERRUPTED {
            return self.interrupted.store(true, Ordering::Relaxed);
        }
        self.failed.fetch_min(chunk, Ordering::Relaxed);
        let mut known = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        if known.as_ref().is_none_or(|known| chunk < known.chunk) {
            *known = Some(failure);
        }
    }

    /// A helper comes; false where it is too late.
    fn enter(&self) -> bool {
        let coming = |helpers: usize| (helpers & CLOSED == 0).then_some(helpers + 1);
        self.helpers.fetch_update(Ordering::Acquire, Ordering::Relaxed, coming).is_ok()
    }

    /// A helper goes.
    fn leave(&self) {
        if self.helpers.fetch_sub(1, Ordering::Release) == CLOSED | 1 {
            self.owner.unpark();
        }
    }

    /// Lets nobody in any more, and waits for those inside.
    fn close(&self) {
        self.helpers.fetch_or(CLOSED, Ordering::Relaxed);
        let is_empty = || self.helpers.load(Ordering::Acquire) == CLOSED;
        for _ in 0..SPINS {
            if is_empty() {
                return;
            }
            std::hint::spin_loop();
        }
        while !is_empty() {
            thread::park_timeout(ASK_EVERY);
            if !is_empty() {
                self.ask();
            }
        }
    }

    fn outcome(&self) -> i32 {
        if self.interrupted.load(Ordering::Relaxed) {
            return INTERRUPTED;
        }
        let failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner).take();
        failure.map_or(0, |failure| put_back(failure.raised))
    }
}
