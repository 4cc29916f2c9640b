//! What code that gives no status to its caller tells of errors: loops of ufuncs, callbacks of C.

use crate::pipeline::Site;

/// Is given the sites of a function, and the status with which it ended.
pub type Failed = fn(&[Site], i32);

/// What compiled code finds at the symbol `numlir.loop_record`.
#[repr(C)]
pub struct Record {
    /// Told of the number of the site that failed.
    report: unsafe extern "C" fn(record: *const Record, status: i32),
    failed: Failed,
    /// Where errors come from; site numbers count from 1.
    sites: Vec<Site>,
}

impl Record {
    pub fn new(failed: Failed, sites: Vec<Site>) -> Box<Self> {
        Box::new(Self { report, failed, sites })
    }

    /// The symbol by which code finds the record, which must live as long as the code.
    pub fn symbol(&self) -> (&'static str, *const ()) {
        ("numlir.loop_record", (&raw const *self).cast())
    }
}

unsafe extern "C" fn report(record: *const Record, status: i32) {
    // SAFETY: compiled code passes its own record, which lives as long as the code.
    let record = unsafe { &*record };
    (record.failed)(&record.sites, status);
}
