//! What a release says of those before it: the comparison of two releases, the table of revisions, the changelog.

mod diff;
mod luohu;
mod table;
