//! Tests.
use tinyfoot::*;
#[test]
fn all() {
    let f = Factors::builtin();
    for p in device::presets::ALL {
        match Device::preset(p.name, &f) {
            Err(e) => panic!("{}: {e}", p.name),
            Ok(d) => {
                let x = assess(&d, &f);
                println!(
                    "{:30} {:?} own {:?} {:?}",
                    p.name,
                    x.total(),
                    x.coverage,
                    x.warnings.len()
                );
                for b in &x.modelled {
                    println!("   {:?} {:?}", b, x.block(*b));
                }
            }
        }
    }
}
