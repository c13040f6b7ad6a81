//! How much of a workbook is read at most.

/// How much of a workbook is read at most. What goes beyond is an error, never cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of all parts together, unpacked; an XLS file counts as it is. 256 MiB unless set.
    pub unpacked_bytes: u64,
    /// Cells with text in one sheet, and texts in the table of shared strings; 8 Mi unless set.
    pub cells: u64,
    /// Fields that the rows of a sheet have together: rows with text, each as wide as its last text or merged range; 64 Mi unless set.
    pub grid: u64,
    /// Bytes of text in one sheet, in UTF-8; four times as much with the texts that merged ranges repeat. 256 MiB unless set.
    pub text_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { unpacked_bytes: 256 << 20, cells: 8 << 20, grid: 64 << 20, text_bytes: 256 << 20 }
    }
}
