//! Private copies of global arrays, at addresses that stay.

use std::{
    alloc::{Layout, alloc_zeroed, dealloc, handle_alloc_error},
    ptr::NonNull,
};

/// Wide enough for every vector load.
const ALIGNMENT: usize = 64;

/// Memory that lives as long as the code compiled against it.
#[derive(Default)]
pub struct FrozenData {
    blocks: Vec<(NonNull<u8>, Layout)>,
}

// SAFETY: the blocks belong to this value alone, and nobody writes to them once they are filled.
unsafe impl Send for FrozenData {}
// SAFETY: as above.
unsafe impl Sync for FrozenData {}

impl FrozenData {
    /// The bytes of the copy at an address; an empty one has one byte.
    pub fn bytes(&self, address: usize) -> Option<&[u8]> {
        let (block, layout) = self.blocks.iter().find(|(block, _)| block.as_ptr().addr() == address)?;
        // SAFETY: the block is as long as its layout says, zeroed or filled, and lives as long as this value.
        Some(unsafe { std::slice::from_raw_parts(block.as_ptr(), layout.size()) })
    }

    /// The address of a copy of `bytes`.
    pub fn keep(&mut self, bytes: &[u8]) -> usize {
        let layout = Layout::from_size_align(bytes.len().max(1), ALIGNMENT)
            .expect("a slice is at most isize::MAX bytes, and only one that fills the address space rounds past it");
        // SAFETY: the layout's size is not zero.
        let Some(block) = NonNull::new(unsafe { alloc_zeroed(layout) }) else { handle_alloc_error(layout) };
        // SAFETY: the block is fresh and as long as the slice.
        unsafe { block.copy_from_nonoverlapping(NonNull::from(bytes).cast(), bytes.len()) };
        self.blocks.push((block, layout));
        block.as_ptr().expose_provenance()
    }
}

impl Drop for FrozenData {
    fn drop(&mut self) {
        for (block, layout) in self.blocks.drain(..) {
            // SAFETY: allocated in `keep` with this layout.
            unsafe { dealloc(block.as_ptr(), layout) };
        }
    }
}
