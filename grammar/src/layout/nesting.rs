//! What a scanner is inside of: brackets, f-strings and their replacement fields.
//!
//! It also bounds how deep a tree the text can make, so that recursion over the text or the tree cannot exhaust the
//! stack. Brackets and lambdas that contain each other are counted; and so is every sign that can add one level
//! (operators, dots, brackets, prefixes), since the last comma beside it. The sum over all open brackets is never
//! less than the depth of the expression that is being read.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Context {
    /// The logical line itself.
    Line,
    /// Inside the bracket that opens with this byte.
    Bracket(u8),
    /// In the text of an f-string.
    FString { quote: u8, triple: bool, raw: bool },
    /// In a replacement field of an f-string.
    Field,
    /// In the format specification of a replacement field.
    FormatSpec,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub context: Context,
    /// Where it opened.
    pub at: usize,
    signs: u32,
    lambdas: u32,
    /// Lambdas whose colon is still to come.
    lambda_heads: u32,
}

impl Frame {
    fn new(context: Context, at: usize) -> Self {
        Self { context, at, signs: 0, lambdas: 0, lambda_heads: 0 }
    }
}

#[derive(Debug)]
pub(super) enum TooDeep {
    Brackets,
    Lambdas,
    Signs,
}

pub(super) struct Nesting {
    line: Frame,
    frames: Vec<Frame>,
    signs: u32,
    lambdas: u32,
}

impl Nesting {
    /// CPython's limit for brackets.
    const MOST_FRAMES: usize = 200;
    const MOST_LAMBDAS: u32 = 100;
    /// Enough for a sum of several thousand terms, few enough to drop such a tree on any thread's stack.
    const MOST_SIGNS: u32 = 6000;

    pub(super) fn new() -> Self {
        Self { line: Frame::new(Context::Line, 0), frames: Vec::new(), signs: 0, lambdas: 0 }
    }

    pub(super) fn context(&self) -> Context {
        self.top().context
    }

    pub(super) fn top(&self) -> &Frame {
        self.frames.last().unwrap_or(&self.line)
    }

    /// Whether a line break here is part of the logical line.
    pub(super) fn is_open(&self) -> bool {
        !self.frames.is_empty()
    }

    /// The f-string whose text or format specification is at hand.
    pub(super) fn fstring(&self) -> Option<&Frame> {
        self.frames.iter().rev().find(|frame| matches!(frame.context, Context::FString { .. }))
    }

    pub(super) fn open(&mut self, context: Context, at: usize) -> Result<(), TooDeep> {
        if self.frames.len() >= Self::MOST_FRAMES {
            return Err(TooDeep::Brackets);
        }
        self.sign()?;
        self.frames.push(Frame::new(context, at));
        Ok(())
    }

    pub(super) fn close(&mut self) {
        if let Some(frame) = self.frames.pop() {
            self.signs -= frame.signs;
            self.lambdas -= frame.lambdas;
        }
    }

    /// Turns the replacement field on top into its format specification.
    pub(super) fn enter_format_spec(&mut self) {
        self.top_mut().context = Context::FormatSpec;
    }

    /// A sign that can make the tree one level deeper.
    pub(super) fn sign(&mut self) -> Result<(), TooDeep> {
        self.top_mut().signs += 1;
        self.signs += 1;
        if self.signs > Self::MOST_SIGNS { Err(TooDeep::Signs) } else { Ok(()) }
    }

    pub(super) fn lambda(&mut self) -> Result<(), TooDeep> {
        let top = self.top_mut();
        top.lambdas += 1;
        top.lambda_heads += 1;
        self.lambdas += 1;
        if self.lambdas > Self::MOST_LAMBDAS { Err(TooDeep::Lambdas) } else { Ok(()) }
    }

    pub(super) fn colon(&mut self) {
        let top = self.top_mut();
        top.lambda_heads = top.lambda_heads.saturating_sub(1);
    }

    /// A comma ends what stands beside it, unless it separates the parameters of a lambda.
    pub(super) fn comma(&mut self) {
        if self.top().lambda_heads == 0 {
            self.forget_top();
        }
    }

    /// The end of a statement.
    pub(super) fn statement_end(&mut self) {
        self.forget_top();
        self.top_mut().lambda_heads = 0;
    }

    fn forget_top(&mut self) {
        let Frame { signs, lambdas, .. } = *self.top();
        self.signs -= signs;
        self.lambdas -= lambdas;
        let top = self.top_mut();
        top.signs = 0;
        top.lambdas = 0;
    }

    fn top_mut(&mut self) -> &mut Frame {
        self.frames.last_mut().unwrap_or(&mut self.line)
    }
}
