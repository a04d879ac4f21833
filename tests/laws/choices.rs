//! Random choices from a list of bytes, so that a failing example shrinks by shrinking the list.

/// Bytes handed out one by one; when they run out every choice is the first.
pub(crate) struct Choices {
    list: Vec<u8>,
    at: usize,
    /// Whether conditions may ask what was answered: the one thing that changes with seeing.
    pub(crate) known: bool,
    /// Whether rules may say what answers must agree with: then an inspection can be refused.
    pub(crate) agree: bool,
}

impl Choices {
    pub(crate) fn new(list: &[u8]) -> Self {
        Self { list: list.to_vec(), at: 0, known: false, agree: false }
    }

    /// A number below `n`; zero when nothing is left.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        let byte = self.list.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(byte) % n.max(1)
    }

    /// Once in `n`; never when nothing is left.
    pub(crate) fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == n - 1
    }

    pub(crate) fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}
