//! Which build of the compiler this is.

use std::{
    ffi::{c_int, c_void},
    slice,
    sync::OnceLock,
};

const PT_NOTE: u32 = 4;
const NT_GNU_BUILD_ID: u32 = 3;

/// A text that differs between builds whose code may differ: the linker's build ID of the library or program that this function is in.
/// `None` where it has none.
pub fn build_identity() -> Option<&'static str> {
    static IDENTITY: OnceLock<Option<String>> = OnceLock::new();
    IDENTITY
        .get_or_init(|| {
            let mut found: Option<String> = None;
            // SAFETY: the callback has the type that the C library asks for, and `found` outlives the call.
            unsafe { libc::dl_iterate_phdr(Some(visit), (&raw mut found).cast()) };
            found
        })
        .as_deref()
}

/// Looks at one loaded file; one with this function in it ends the search.
unsafe extern "C" fn visit(information: *mut libc::dl_phdr_info, _: libc::size_t, found: *mut c_void) -> c_int {
    // SAFETY: the C library lends a valid description of a file whose segments are mapped; `found` is `build_identity`'s.
    unsafe {
        let information = &*information;
        let headers = slice::from_raw_parts(information.dlpi_phdr, usize::from(information.dlpi_phnum));
        let base = information.dlpi_addr as usize;
        let here = visit as *const () as usize;
        let segment = |header: &libc::Elf64_Phdr| (base + header.p_vaddr as usize, header.p_memsz as usize);
        let holds = |header: &libc::Elf64_Phdr| {
            let (start, size) = segment(header);
            header.p_type == libc::PT_LOAD && (start..start + size).contains(&here)
        };
        if !headers.iter().any(holds) {
            return 0;
        }
        let notes = headers.iter().filter(|header| header.p_type == PT_NOTE).map(segment);
        let identity =
            notes.filter_map(|(start, size)| build_id(slice::from_raw_parts(start as *const u8, size))).next();
        *found.cast::<Option<String>>() = identity;
        1
    }
}

/// The build ID among the notes of a segment, as hexadecimal digits.
fn build_id(mut notes: &[u8]) -> Option<String> {
    while let Some((header, rest)) = notes.split_first_chunk::<12>() {
        let word =
            |at: usize| u32::from_ne_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]) as usize;
        let (name, description, kind) = (word(0), word(4), word(8));
        let start = name.next_multiple_of(4);
        let text = rest.get(start..start + description)?;
        if kind == NT_GNU_BUILD_ID as usize && rest.starts_with(b"GNU\0") {
            return Some(text.iter().map(|byte| format!("{byte:02x}")).collect());
        }
        notes = rest.get(start + description.next_multiple_of(4)..)?;
    }
    None
}
