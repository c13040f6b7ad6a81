//! Floor 3: the stages between cells and tables. They read no file and write none, and never import `io`.
//!
//! | stage | does |
//! |---|---|
//! | [`ingest`] | walks a table by its layout; each figure becomes a statement or goes to quarantine |
//! | [`classify`] | texts to codes: indicator, area, period, words of the source |
//! | [`periods`] | period, year, month and quarter texts to one span |
//! | [`normalize`] | number text and unit text to exact digits and one conversion |
//! | [`reconcile`] | one key, many statements: duplicates, conflicts, precedence |
//! | [`derive`](mod@derive) | the base one year earlier, and the growth over it |
//! | [`printed`] | growth with the digits that are published, as columns |
//! | [`derivation`] | figures computed from finished series: shares, ratios, averages, sums |
//! | [`check`] | published rates beside recomputed ones |
//! | [`parts`] | totals against their parts, printed shares against what their figures allow |
//! | [`implied`] | the bases inside published rates |
//! | [`points`] | stocks of one day under two spellings |
//! | [`magnitude`] | values that slipped by a power of ten |

pub mod check;
pub mod classify;
pub mod derivation;
pub mod derive;
pub mod implied;
pub mod ingest;
pub mod magnitude;
pub mod mapping;
pub mod near;
pub mod normalize;
pub mod parts;
pub mod periods;
pub mod points;
pub mod printed;
pub mod reconcile;
pub mod source;
