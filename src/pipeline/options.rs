//! What a function is compiled with.

use crate::{codegen, library::Precompiled};
use numlir_passes::code::FastMath;

/// What the user asks of a compilation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Options {
    /// Accesses outside an array raise IndexError.
    pub boundscheck: bool,
    /// Division by zero gives infinities and NaN instead of ZeroDivisionError.
    pub error_model_numpy: bool,
    /// What floating-point operations may be taken for.
    pub fastmath: FastMath,
    /// Loops may call vector versions of math functions, at most 4 ulp from the scalar ones.
    pub vector_math: bool,
    /// Loops over `prange` run on several threads.
    pub parallel: bool,
    /// What stays serial all the same.
    pub serial: SerialParts,
    /// Where they run.
    pub loops_on: LoopsOn,
    /// The positions of arguments that are arrays of the device.
    pub device_arguments: Vec<usize>,
    /// What becomes of parallel loops whose iterations certainly meet in memory.
    pub races: Races,
    /// The function is a kernel that every thread of a grid runs, compiled as loops over its threads.
    pub kernel: bool,
    /// The kernel is compiled for a device.
    pub device: bool,
    /// Threads of a kernel that wait at different barriers are an error.
    pub debug: bool,
    /// The IR is verified after each pass.
    pub verify: bool,
}

/// Parts of what `parallel` makes parallel, by Numba's names: those that stay serial.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct SerialParts(u8);

impl SerialParts {
    /// Loops over `prange`, stencils; operations on whole arrays that give new ones, that write in place, assignments, reductions; loops
    /// made of several; comprehensions, which are serial in any case.
    pub const NAMES: [&str; 8] =
        ["prange", "stencil", "numpy", "inplace_binop", "setitem", "reduction", "fusion", "comprehension"];

    /// The parts of names; `None` where a name is no part.
    pub fn from_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        names.into_iter().try_fold(Self::default(), |parts, name| {
            Some(Self(parts.0 | 1 << Self::NAMES.iter().position(|known| *known == name)?))
        })
    }

    pub fn has(self, name: &str) -> bool {
        self.names().any(|known| known == name)
    }

    pub(super) fn text(self) -> String {
        self.names().collect::<Vec<_>>().join(" ")
    }

    fn names(self) -> impl Iterator<Item = &'static str> {
        (0..).zip(Self::NAMES).filter(move |(bit, _)| self.0 >> bit & 1 != 0).map(|(_, name)| name)
    }
}

/// Where parallel loops run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum LoopsOn {
    /// On threads of the CPU.
    #[default]
    Threads,
    /// On a device, each as a kernel.
    Device(Box<codegen::Device>),
    /// As the kernels that a device would run, compiled for the CPU.
    Kernels,
}

/// What becomes of parallel loops whose iterations certainly meet in memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Races {
    /// They are said.
    #[default]
    Warn,
    /// They are errors.
    Error,
    /// Nothing.
    Ignore,
    /// They are said; and those that only running shows raise, in loops that run on one thread.
    Check,
}

impl Races {
    pub(super) fn option(self) -> &'static str {
        match self {
            Self::Error => "races=error",
            Self::Ignore => "races=ignore",
            Self::Warn | Self::Check => "",
        }
    }
}

impl Options {
    /// Which functions of the library may be called as the machine code that a build has made of them: with what that was made with.
    pub(super) fn precompiled(&self) -> Precompiled {
        let serial = !self.parallel && !self.kernel && !self.device && self.loops_on == LoopsOn::Threads;
        let usual = self.vector_math && self.fastmath == FastMath::default();
        if serial && usual { Precompiled::Present } else { Precompiled::None }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            boundscheck: true,
            error_model_numpy: false,
            fastmath: FastMath::default(),
            vector_math: true,
            parallel: false,
            serial: SerialParts::default(),
            loops_on: LoopsOn::Threads,
            device_arguments: Vec::new(),
            races: Races::Warn,
            kernel: false,
            device: false,
            debug: false,
            verify: cfg!(debug_assertions),
        }
    }
}
