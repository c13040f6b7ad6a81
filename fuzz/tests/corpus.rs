//! Every file of `corpus/` keeps the laws of its target. Needs no libFuzzer; a crash that was found becomes a file there.

use std::fs;
use std::path::Path;

use tongbi_fuzz::TARGETS;

#[test]
fn every_file_keeps_the_laws() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for (name, target) in TARGETS {
        let files: Vec<_> = fs::read_dir(corpus.join(name)).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert!(files.len() > 2, "{name} has {} files", files.len());
        for file in files {
            println!("{}", file.display());
            target(&fs::read(&file).unwrap());
        }
    }
}
