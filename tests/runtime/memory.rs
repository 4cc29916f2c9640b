//! Blocks of memory, the frames of errors, and the list of symbols.

use numlir::runtime::{
    DATA_OFFSET, Owner, note_frames, numlir_allocate, numlir_allocate_zeroed, numlir_clear_frames, numlir_frame,
    numlir_release, numlir_retain, symbols, take_frames,
};
use std::{
    collections::HashSet,
    ptr::null_mut,
    slice::from_raw_parts,
    sync::atomic::{AtomicI64, Ordering},
};

/// The data of a block.
fn data(owner: *mut Owner) -> *mut u8 {
    owner.cast::<u8>().wrapping_add(DATA_OFFSET)
}

#[test]
fn blocks_are_aligned_and_writable_to_their_end() {
    for bytes in [0, 1, 64, 1_000, 5 << 20] {
        let owner = numlir_allocate(bytes);
        assert_eq!(data(owner).addr() % 64, 0);
        // SAFETY: the block has this many bytes, and this is its only reference.
        unsafe {
            data(owner).write_bytes(0xab, bytes as usize);
            numlir_release(owner);
        }
    }
}

#[test]
fn zeroed_blocks_are_zero_also_in_used_memory() {
    for bytes in [100, 5 << 20] {
        let used = numlir_allocate(bytes as i64);
        // SAFETY: both blocks have this many bytes and one reference, and the slice is gone before its block.
        unsafe {
            data(used).write_bytes(0xff, bytes);
            numlir_release(used);
            let owner = numlir_allocate_zeroed(bytes as i64);
            assert!(from_raw_parts(data(owner), bytes).iter().all(|byte| *byte == 0));
            numlir_release(owner);
        }
    }
}

#[test]
fn large_blocks_are_used_again_by_one_owner_at_a_time() {
    // A size that no other test asks for, as the tests of this binary run at the same time.
    const BYTES: i64 = (3 << 20) + 17;
    // SAFETY: each block has one reference, and is written only while it has.
    unsafe {
        let first = numlir_allocate(BYTES);
        let other = numlir_allocate(BYTES);
        assert_ne!(first, other);
        numlir_release(first);
        let again = numlir_allocate(BYTES);
        let fresh = numlir_allocate(BYTES);
        assert!(again != other && fresh != other && again != fresh);
        for block in [again, other, fresh] {
            data(block).write_bytes(1, BYTES as usize);
            numlir_release(block);
        }
    }
}

#[test]
fn small_blocks_are_used_again_by_one_owner_at_a_time() {
    // On a thread of its own, which ends with blocks that it kept.
    let on_a_thread = || {
        for bytes in [0, 1, 800, 2048, 2049, 7200, 32768] {
            // SAFETY: each block has one reference, and is written only while it has.
            unsafe {
                let blocks: Vec<_> = (0..20).map(|_| numlir_allocate(bytes)).collect();
                for (position, block) in blocks.iter().enumerate() {
                    assert!(data(*block).addr().is_multiple_of(DATA_OFFSET) && !blocks[..position].contains(block));
                    data(*block).write_bytes(1, bytes as usize);
                }
                blocks.iter().for_each(|block| numlir_release(*block));
                let again = [numlir_allocate(bytes), numlir_allocate(bytes)];
                assert!(again.iter().all(|block| blocks.contains(block)) && again[0] != again[1]);
                again.iter().for_each(|block| numlir_release(*block));
            }
        }
    };
    std::thread::spawn(on_a_thread).join().expect("the thread ends");
}

#[test]
fn sizes_that_cannot_be_give_null() {
    for bytes in [-1, i64::MIN, i64::MAX] {
        assert!(numlir_allocate(bytes).is_null() && numlir_allocate_zeroed(bytes).is_null());
    }
}

#[test]
fn the_last_reference_frees() {
    static FREED: AtomicI64 = AtomicI64::new(0);
    unsafe extern "C" fn note(_: *mut Owner) {
        FREED.fetch_add(1, Ordering::Relaxed);
    }
    let mut owner = Owner { references: AtomicI64::new(1), free: note };
    let owner = &raw mut owner;
    // SAFETY: the owner lives on this stack; null is allowed.
    unsafe {
        numlir_retain(owner);
        numlir_release(owner);
        assert_eq!(FREED.load(Ordering::Relaxed), 0);
        numlir_release(owner);
        numlir_retain(null_mut());
        numlir_release(null_mut());
    }
    assert_eq!(FREED.load(Ordering::Relaxed), 1);
}

#[test]
fn the_innermost_hundred_frames_are_kept() {
    numlir_clear_frames();
    (1..=150).for_each(|site| numlir_frame(site));
    assert_eq!(take_frames(), (1..=100).collect::<Vec<_>>());
    numlir_frame(7);
    numlir_clear_frames();
    note_frames(&[3, 4]);
    numlir_frame(5);
    assert_eq!(take_frames(), [3, 4, 5]);
    assert_eq!(take_frames(), []);
}

#[test]
fn every_symbol_has_one_address() {
    let symbols = symbols();
    let names: HashSet<_> = symbols.iter().map(|(name, _)| *name).collect();
    assert_eq!(names.len(), symbols.len());
    assert!(symbols.iter().all(|(_, address)| !address.is_null()));
    for name in ["numlir_allocate", "numlir_exp_c128", "numlir_exp_c64", "tanh", "tanhf", "memcpy"] {
        assert!(names.contains(name), "{name}");
    }
}
