//! The threads that help with parallel loops.
//!
//! There is a pool for each number of threads that a loop was run with, made when it is first needed. It has one thread
//! less: the one that enters the loop is the first. A process that was forked has none of its parent's threads, so it forgets
//! the pools and makes its own.

use std::{
    cell::Cell,
    ptr::null_mut,
    sync::{
        Mutex, Once, OnceLock, PoisonError,
        atomic::{AtomicPtr, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// More threads than this are never made.
const MOST_THREADS: usize = 1024;
/// How long a thread waits for another task before it sleeps.
const LINGER: Duration = Duration::from_micros(100);
/// The stack of a thread, in bytes; pages are taken as they are touched.
const STACK: usize = 16 << 20;

/// Threads, with how many of them are at work.
pub struct Pool {
    pool: rayon::ThreadPool,
    threads: usize,
    engaged: AtomicUsize,
    waiting: Mutex<Waiting>,
    /// How many tasks `waiting` holds, to look at without the lock.
    handed: AtomicUsize,
}

type Task = Box<dyn FnOnce() + Send>;

/// Threads that wait for a task without sleeping, and the tasks handed to them.
#[derive(Default)]
struct Waiting {
    threads: usize,
    tasks: Vec<Task>,
}

thread_local! {
    /// How many threads this thread's loops run on; 0 for the limit.
    static COUNT: Cell<usize> = const { Cell::new(0) };
    /// On a thread of a pool: the pool's number of threads, and the thread's own number.
    static HELPER: Cell<(usize, usize)> = const { Cell::new((0, 0)) };
}

/// The most threads that a loop may run on: the environment's `NUMLIR_NUM_THREADS`, or else `NUMBA_NUM_THREADS`, or as many as there are cores.
pub fn thread_limit() -> usize {
    static LIMIT: OnceLock<usize> = OnceLock::new();
    *LIMIT.get_or_init(|| {
        let variable = std::env::var("NUMLIR_NUM_THREADS").or_else(|_| std::env::var("NUMBA_NUM_THREADS"));
        let asked = variable.ok().and_then(|text| text.trim().parse().ok());
        let cores = || thread::available_parallelism().map_or(1, usize::from);
        asked.filter(|count| (1..=MOST_THREADS).contains(count)).unwrap_or_else(cores)
    })
}

/// How many threads loops run on that this thread enters.
pub fn thread_count() -> usize {
    let (threads, _) = HELPER.try_with(Cell::get).unwrap_or((0, 0));
    let chosen = COUNT.try_with(Cell::get).unwrap_or(0);
    match (threads, chosen) {
        (0, 0) => thread_limit(),
        (0, chosen) => chosen,
        (threads, 0) => threads,
        (threads, chosen) => chosen.min(threads),
    }
}

/// The same for compiled code.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_thread_count() -> i64 {
    thread_count() as i64
}

/// Sets it, from 1 to the limit. False where it is outside.
pub fn set_thread_count(count: usize) -> bool {
    let fits = (1..=thread_limit()).contains(&count);
    if fits {
        let _ = COUNT.try_with(|chosen| chosen.set(count));
    }
    fits
}

/// What [`thread_limit`] gives, for compiled code.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_thread_limit() -> i64 {
    thread_limit() as i64
}

/// What [`set_thread_count`] does, for compiled code: 0 where the number is outside.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_set_thread_count(count: i64) -> i64 {
    usize::try_from(count).is_ok_and(set_thread_count).into()
}

/// The number of the calling thread among those of its loop: 0 for the one that entered it, and outside of loops.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_thread_id() -> i64 {
    thread_number() as i64
}

/// The same.
pub fn thread_number() -> usize {
    HELPER.try_with(Cell::get).unwrap_or((0, 0)).1
}

/// Whether the calling thread is one of a pool's.
pub fn is_helper() -> bool {
    HELPER.try_with(Cell::get).unwrap_or((0, 0)).0 != 0
}

type Known = Mutex<Vec<(usize, Option<&'static Pool>)>>;

/// The pools of this process, by their numbers of threads. Null in a process that was just forked.
static POOLS: AtomicPtr<Known> = AtomicPtr::new(null_mut());

fn pools() -> &'static Known {
    static WATCH: Once = Once::new();
    WATCH.call_once(|| {
        unsafe extern "C" fn forget() {
            // Their threads, and whoever held the lock, are not in this process.
            POOLS.store(null_mut(), Ordering::Relaxed);
        }
        // SAFETY: the handler does nothing but store a pointer.
        unsafe { libc::pthread_atfork(None, None, Some(forget)) };
    });
    let known = POOLS.load(Ordering::Acquire);
    // SAFETY: what is stored was made below and is never freed.
    if let Some(known) = unsafe { known.as_ref() } {
        return known;
    }
    let made = Box::into_raw(Box::new(Mutex::new(Vec::new())));
    match POOLS.compare_exchange(null_mut(), made, Ordering::AcqRel, Ordering::Acquire) {
        // SAFETY: it is never freed.
        Ok(_) => unsafe { &*made },
        Err(known) => {
            // SAFETY: nobody else has seen `made`, and `known` is never freed.
            unsafe {
                drop(Box::from_raw(made));
                &*known
            }
        }
    }
}

impl Pool {
    /// The pool for loops that this thread enters; `None` where they run on this thread alone.
    pub fn current() -> Option<&'static Self> {
        let threads = thread_count();
        if threads == 1 {
            return None;
        }
        let mut known = pools().lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, pool)) = known.iter().find(|(count, _)| *count == threads) {
            return *pool;
        }
        // Where no threads can be had, loops run without.
        let pool = Self::new(threads).map(|pool| &*Box::leak(Box::new(pool)));
        known.push((threads, pool));
        pool
    }

    fn new(threads: usize) -> Option<Self> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads - 1)
            .stack_size(STACK)
            .thread_name(|number| format!("numlir-{}", number + 1))
            .start_handler(move |number| HELPER.set((threads, number + 1)))
            .build();
        Some(Self {
            pool: pool.ok()?,
            threads,
            engaged: AtomicUsize::new(0),
            waiting: Mutex::default(),
            handed: AtomicUsize::new(0),
        })
    }

    pub fn threads(&self) -> usize {
        self.threads
    }

    /// Reserves a thread; false where all are at work.
    pub fn engage(&self) -> bool {
        let more = |engaged: usize| (engaged + 1 < self.threads).then_some(engaged + 1);
        self.engaged.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).is_ok()
    }

    /// Gives it back.
    pub fn disengage(&self) {
        self.engaged.fetch_sub(1, Ordering::Relaxed);
    }

    /// Runs a task on a thread that is free: one that waits, if there is one, as waking another takes longer.
    pub fn spawn(&'static self, task: impl FnOnce() + Send + 'static) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.threads > waiting.tasks.len() {
            waiting.tasks.push(Box::new(task));
            self.handed.store(waiting.tasks.len(), Ordering::Relaxed);
            return;
        }
        drop(waiting);
        self.pool.spawn(move || {
            task();
            self.linger();
        });
    }

    /// Waits for the next task for a while: programs that have a loop often have another one behind it. Where there are more
    /// threads than cores, waiting would take from those that work.
    fn linger(&self) {
        static CORES: OnceLock<usize> = OnceLock::new();
        if self.threads > *CORES.get_or_init(|| thread::available_parallelism().map_or(1, usize::from)) {
            return;
        }
        let lock = || self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        lock().threads += 1;
        let mut until = Instant::now() + LINGER;
        loop {
            let late = Instant::now() > until;
            if !late && self.handed.load(Ordering::Relaxed) == 0 {
                std::hint::spin_loop();
                continue;
            }
            let mut waiting = lock();
            if let Some(task) = waiting.tasks.pop() {
                self.handed.store(waiting.tasks.len(), Ordering::Relaxed);
                waiting.threads -= 1;
                drop(waiting);
                task();
                lock().threads += 1;
                until = Instant::now() + LINGER;
            } else if late {
                waiting.threads -= 1;
                return;
            }
        }
    }
}
