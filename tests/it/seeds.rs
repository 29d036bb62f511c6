//! The seeds of the fuzzer, held against the same promises.

use std::fs;
use std::path::Path;

use crate::promises::ALL;

#[test]
fn seeds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/seeds");
    for (name, target) in ALL {
        let mut count = 0;
        for seed in fs::read_dir(folder.join(name)).unwrap() {
            let path = seed.unwrap().path();
            target(&fs::read(path).unwrap());
            count += 1;
        }
        assert!(count > 0, "{name} has no seeds");
    }
}
