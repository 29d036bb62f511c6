//! Every built-in number resolves to a source.

use tinyfoot::device::{Content, presets};
use tinyfoot::factors::{BUILTIN, ItemFactor};
use tinyfoot::report::{Bibliography, Kind, Listing};
use tinyfoot::{Block, Device, Factors, assess, equivalents, grid, parts, products};

fn assert_resolve(bibliography: &Bibliography, sources: &[String], what: &str) {
    assert!(!sources.is_empty(), "{what} has no source");
    for source in sources {
        assert!(
            bibliography.find(source).is_some(),
            "{what}: unknown source {source}"
        );
    }
}

#[test]
fn factors_and_levels() {
    let factors = Factors::builtin();
    let bibliography = Bibliography::new(&factors);
    let mut known = 0;
    for block in Block::ALL {
        for item in factors.items(block) {
            let what = format!("{}.{}", block.key(), item.key);
            match &item.factor {
                ItemFactor::Known(factor) => {
                    assert_resolve(&bibliography, &factor.sources, &what);
                    assert_eq!(factor.layer, BUILTIN);
                    assert!(
                        factor.covers.is_some(),
                        "{what} does not say what it covers"
                    );
                    let value = factor.kg_co2e_per_unit;
                    if let Some((low, high)) = factor.feasible {
                        assert!(
                            (low..=high).contains(&value),
                            "{what} is outside its interval"
                        );
                    }
                    assert_eq!(factor.gsd.is_some(), factor.gsd_basis.is_some(), "{what}");
                    known += 1;
                }
                ItemFactor::SameAs(block, key) => {
                    assert!(factors.factor(*block, key).is_ok(), "{what} shares nothing");
                }
                ItemFactor::Unknown(why) => assert!(!why.is_empty()),
            }
        }
        for (level, layer) in factors.levels(block) {
            let what = format!("{} HSL-{}", block.key(), level.number);
            assert_eq!(layer, BUILTIN);
            assert_resolve(&bibliography, &level.sources, &what);
            for (key, _) in &level.items {
                let is_transport = block == Block::Transport;
                assert!(
                    is_transport || factors.item(block, key).is_some(),
                    "{what}: {key}"
                );
            }
        }
    }
    assert_eq!(known, 27);
}

/// Every quantity of the published levels: the number of items and the sum of
/// their typical values, block by block, counted in the source's table.
#[test]
fn all_published_levels_are_there() {
    let factors = Factors::builtin();
    let count = |block| {
        let levels = factors.levels(block);
        let items: usize = levels.iter().map(|(level, _)| level.items.len()).sum();
        (levels.len(), items)
    };
    assert_eq!(count(Block::Processing), (4, 7));
    assert_eq!(count(Block::Memory), (4, 6));
    assert_eq!(count(Block::Sensing), (3, 4));
    assert_eq!(count(Block::Connectivity), (4, 5));
    assert_eq!(count(Block::Security), (2, 1));
    assert_eq!(count(Block::Actuators), (4, 5));
    assert_eq!(count(Block::UserInterface), (3, 12));
    // The four auxiliaries of levels 2 and 3 are one set.
    assert_eq!(count(Block::PowerSupply), (4, 7 + 1 + 2 + 3));
    assert_eq!(count(Block::Pcb), (4, 8));
    assert_eq!(count(Block::Others), (4, 5 + 7 + 7 + 7));
    assert_eq!(count(Block::Casing), (3, 9));
    assert_eq!(count(Block::Transport), (3, 9));
}

/// `gsd` is exp of the sample standard deviation of the logarithms of the
/// values that `gsd_basis` lists.
#[test]
fn geometric_standard_deviations() {
    let factors = Factors::builtin();
    let mut checked = 0;
    for block in Block::ALL {
        for item in factors.items(block) {
            let Ok(factor) = factors.factor(block, &item.key) else {
                continue;
            };
            let (Some(gsd), Some(basis)) = (factor.gsd, &factor.gsd_basis) else {
                continue;
            };
            let Some((list, _)) = basis
                .split_once("CO2e")
                .filter(|_| basis.contains("published"))
            else {
                continue;
            };
            let logarithms: Vec<f64> = list
                .replace(" and ", ", ")
                .split(", ")
                .filter_map(|value| {
                    value
                        .trim_matches(|c: char| !c.is_ascii_digit())
                        .parse()
                        .ok()
                })
                .map(f64::ln)
                .collect();
            #[expect(clippy::cast_precision_loss)]
            let count = logarithms.len() as f64;
            let mean = logarithms.iter().sum::<f64>() / count;
            let squares: f64 = logarithms.iter().map(|value| (value - mean).powi(2)).sum();
            let computed = (squares / (count - 1.0)).sqrt().exp();
            assert!(
                (computed - gsd).abs() < 0.005,
                "{}: {computed} is not {gsd}",
                item.key
            );
            checked += 1;
        }
    }
    assert!(checked >= 6, "{checked}");
}

#[test]
fn grids_and_products() {
    let bibliography = Bibliography::default();
    let grids = grid::all();
    assert!(grids.len() > 280);
    for grid in grids {
        assert_resolve(&bibliography, &grid.sources, &grid.name);
        let again = grid::find(grid.code.unwrap(), None).unwrap();
        assert_eq!(again, grid);
    }
    for product in products::all() {
        assert_resolve(&bibliography, &[product.source], &product.product);
    }
}

/// Named parts, cells and everyday things: each cites sources that resolve,
/// says what it covers, and holds numbers that make sense.
#[test]
fn parts_and_cells() {
    let factors = Factors::builtin();
    let bibliography = Bibliography::new(&factors);
    for mcu in parts::mcus() {
        assert_resolve(&bibliography, &mcu.sources, &mcu.mcu);
        assert!(!mcu.covers.is_empty(), "{}", mcu.mcu);
        assert!(mcu.active_mw().is_some() || mcu.sleep_uw.is_some());
        assert_eq!(
            mcu.sleep_uw.is_some(),
            mcu.sleep_state.is_some(),
            "{}",
            mcu.mcu
        );
        if let Some(active) = mcu.active_mw() {
            assert!(0.0 < active.low && active.low <= active.typical);
            assert!(active.typical <= active.high && active.high < 1e4);
        }
        assert_eq!(parts::mcu(&mcu.mcu).unwrap(), mcu);
    }
    for radio in parts::radios() {
        assert_resolve(&bibliography, &radio.sources, &radio.radio);
        assert!(!radio.covers.is_empty() && radio.energy_uj > 0.0);
        let per_byte = (radio.per == parts::Per::Byte).then_some(1.0);
        let payload = radio.payload_bytes.or(per_byte);
        assert!(
            parts::message(&radio.radio, payload).is_ok(),
            "{}",
            radio.radio
        );
    }
    for row in parts::inferences() {
        let what = format!("{} on {}", row.task, row.on);
        assert_resolve(&bibliography, &row.sources, &what);
        assert!(!row.covers.is_empty() && row.energy_uj > 0.0, "{what}");
        assert!(parts::inference(&row.task, &row.on).is_ok(), "{what}");
    }
    let mut cells = 0;
    for block in Block::ALL {
        for item in factors.items(block) {
            if let Some(cell) = &item.cell {
                assert_resolve(&bibliography, &cell.sources, &item.key);
                cells += 1;
            }
        }
    }
    assert_eq!(cells, 7);
    for everyday in equivalents::all() {
        assert_resolve(&bibliography, &[everyday.source], &everyday.label);
    }
}

/// Each block of each preset cites a source that resolves, and says what it
/// assumes.
#[test]
fn presets_cite() {
    let factors = Factors::builtin();
    let bibliography = Bibliography::new(&factors);
    for preset in presets::ALL {
        let device = Device::preset(preset.name, &factors).unwrap();
        assert_resolve(&bibliography, &device.sources, preset.name);
        for input in &device.blocks {
            let what = format!("{} {}", preset.name, input.block.key());
            if let Content::Use(operation) = &input.content
                && let Some(supply) = &operation.supply.grid
            {
                assert_resolve(&bibliography, &supply.grid.sources, &what);
            }
        }
        for line in assess(&device, &factors).lines {
            let what = format!("{} {}", preset.name, line.item);
            assert_resolve(&bibliography, &line.sources, &what);
            // What comes from no grid is nothing by definition.
            if !line.is_stated() && line.factor.id != "grid.none" {
                assert_resolve(&bibliography, &line.factor.sources, &what);
            }
        }
        assert!(device.lifespan_stated && device.description.is_some());
        assert!(!preset.summary().is_empty());
    }
}

#[test]
fn every_source_says_what_was_read_off() {
    let bibliography = Bibliography::default();
    for citation in bibliography.citations() {
        assert!(citation.read_off.is_some(), "{}", citation.key);
    }
    let listing = Listing::new(Kind::Sources, &Factors::builtin());
    assert_eq!(listing.names().count(), bibliography.citations().count());
}

#[test]
fn presets_are_the_files_in_their_folder() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/presets");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let mut names: Vec<String> = presets::ALL
        .iter()
        .map(|preset| format!("{}.toml", preset.name))
        .collect();
    files.sort();
    names.sort();
    assert_eq!(files, names);
}
