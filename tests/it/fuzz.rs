//! The seeds of the fuzzer, through the same promises.

#[path = "../../fuzz/targets.rs"]
pub(crate) mod targets;

use std::fs;
use std::path::Path;

#[test]
fn seeds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
    for (name, target) in targets::ALL {
        let mut count = 0;
        for seed in fs::read_dir(folder.join(name)).unwrap() {
            let path = seed.unwrap().path();
            target(&fs::read(path).unwrap());
            count += 1;
        }
        assert!(count > 0, "{name} has no seeds");
    }
}
