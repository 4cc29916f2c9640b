//! Instances of classes: their fields in slots of the calling convention, behind a header.

use super::{
    memory::{LIVE_BLOCKS, Owner, numlir_release},
    nested,
};
use std::sync::atomic::{AtomicI64, Ordering};

/// An instance. Compiled code knows where its slots begin.
#[repr(C)]
#[derive(Debug)]
pub struct Instance {
    pub owner: Owner,
    /// Slots of all fields.
    pub width: i64,
    /// Which of the slots hold references, the first at the lowest bit of the first word.
    pub references: [u64; 4],
}

/// The distance from an instance to its slots, in bytes. Compiled code knows it.
pub const FIELDS_OFFSET: usize = 56;

const _: () = assert!(size_of::<Instance>() == FIELDS_OFFSET);

impl Instance {
    /// The slots of all fields.
    ///
    /// # Safety
    /// The instance is alive, and nobody changes it while the slice is used.
    pub unsafe fn slots(instance: *const Self) -> &'static [u64] {
        // SAFETY: by the contract above; so many slots follow the header.
        unsafe {
            let first = instance.cast::<u8>().add(FIELDS_OFFSET).cast::<u64>();
            std::slice::from_raw_parts(first, (*instance).width as usize)
        }
    }
}

/// A fresh instance, all of its slots zero; null when memory is out.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_instance_new(width: i64, a: u64, b: u64, c: u64, d: u64) -> *mut Instance {
    // SAFETY: `calloc` may be called with any size; the header lies at the start of so many bytes.
    unsafe {
        let made = libc::calloc(1, FIELDS_OFFSET + 8 * width as usize).cast::<Instance>();
        if !made.is_null() {
            let owner = Owner { references: AtomicI64::new(1), free: free_instance };
            made.write(Instance { owner, width, references: [a, b, c, d] });
            LIVE_BLOCKS.fetch_add(1, Ordering::Relaxed);
        }
        made
    }
}

unsafe extern "C" fn free_instance(owner: *mut Owner) {
    // SAFETY: this is what the owner says.
    unsafe { nested::end(owner, end_instance) };
}

unsafe fn end_instance(owner: *mut Owner) {
    LIVE_BLOCKS.fetch_sub(1, Ordering::Relaxed);
    // SAFETY: only instances made above carry this function, and this is their last use.
    unsafe {
        let instance = owner.cast::<Instance>();
        let slots = Instance::slots(instance);
        for (word, mask) in (*instance).references.into_iter().enumerate() {
            let mut rest = mask;
            while rest != 0 {
                let slot = word * 64 + rest.trailing_zeros() as usize;
                rest &= rest - 1;
                numlir_release(std::ptr::with_exposed_provenance_mut(slots[slot] as usize));
            }
        }
        libc::free(instance.cast());
    }
}

/// Whether two references are to one object.
#[unsafe(no_mangle)]
pub extern "C" fn numlir_same(a: *const Owner, b: *const Owner) -> bool {
    std::ptr::eq(a, b)
}
