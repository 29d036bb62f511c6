//! What a text changes of the one below it, and that each value keeps the
//! source of its own text.

use tinyfoot::device::Request;
use tinyfoot::{Block, Device, Factors, Footprint, Line, Range, assess};

/// Files by name, for devices that extend one another.
struct Files(&'static [(&'static str, &'static str)]);

impl tinyfoot::device::Files for Files {
    fn read(
        &self,
        reference: &str,
        _: Option<&str>,
    ) -> Result<Option<tinyfoot::Source>, tinyfoot::Problems> {
        let file = self.0.iter().find(|(name, _)| *name == reference);
        Ok(file.map(|(name, text)| tinyfoot::Source {
            name: (*name).to_owned(),
            text: (*text).to_owned(),
        }))
    }
}

fn load(files: &'static [(&'static str, &'static str)], set: &[&str]) -> Result<Device, String> {
    let request = set
        .iter()
        .fold(Request::named(files[0].0), |request, assignment| {
            request.set(assignment)
        });
    request
        .load(&Files(files), &Factors::builtin())
        .map_err(|problems| problems.to_string())
}

fn footprint(files: &'static [(&'static str, &'static str)], set: &[&str]) -> Footprint {
    let device = load(files, set).unwrap();
    assess(&device, &Factors::builtin())
}

fn preset(name: &'static str, set: &[&str]) -> Result<Footprint, String> {
    let factors = Factors::builtin();
    let request = set
        .iter()
        .fold(Request::named(name), |request, assignment| {
            request.set(assignment)
        });
    let device = request
        .load(&Files(&[]), &factors)
        .map_err(|problems| problems.to_string())?;
    Ok(assess(&device, &factors))
}

fn line<'a>(footprint: &'a Footprint, block: Block, item: &str) -> &'a Line {
    footprint
        .lines_of(block)
        .find(|line| line.item == item)
        .unwrap()
}

fn typical(footprint: &Footprint, block: Block) -> Option<f64> {
    footprint.block(block).map(|kg| kg.typical)
}

#[test]
fn a_value_of_its_own_is_not_the_parent_s() {
    let found = preset("keyword-spotting", &["processing.mcu_mm2=17"]).unwrap();
    assert_eq!(
        line(&found, Block::Processing, "mcu_mm2").sources[..],
        [""; 0]
    );
    // What was not touched keeps its source.
    let found = preset("keyword-spotting", &["casing.abs_g=17"]).unwrap();
    assert_eq!(line(&found, Block::Casing, "abs_g").sources[..], [""; 0]);
    let steel = ["prakash-2023", "pirson-bol-2021"];
    assert_eq!(line(&found, Block::Casing, "steel_g").sources[..], steel);
    let set = ["casing.abs_g=17", "casing.source='scale'"];
    let found = preset("keyword-spotting", &set).unwrap();
    assert_eq!(line(&found, Block::Casing, "abs_g").sources[..], ["scale"]);
    assert_eq!(line(&found, Block::Casing, "steel_g").sources[..], steel);
}

/// A factor is of the file that states it, not of the one that extends it.
#[test]
fn the_layer_of_a_factor() {
    let footprint = footprint(
        &[
            (
                "child",
                "extends = 'base'\nname = 'Child'\n[factors.pcb.own_g]\nkg_co2e = 1\nsource = 's'\n[pcb]\nown_g = 1",
            ),
            (
                "base",
                "name = 'Base'\n[factors.casing.bamboo_g]\nkg_co2e = 1\nsource = 's'\n[casing]\nbamboo_g = 1",
            ),
        ],
        &[],
    );
    let layer = |block, item| line(&footprint, block, item).factor.layer.clone();
    assert_eq!(layer(Block::Casing, "bamboo_g"), "base");
    assert_eq!(layer(Block::Pcb, "own_g"), "Child");
}

/// The sources of a level are those of its own quantities alone.
#[test]
fn the_sources_of_a_level() {
    let text = "[sensing]\nhsl = 2\nelectret_microphone_g = 0.1\nsource = 'mine'";
    let device = Device::parse(text, &Factors::builtin()).unwrap();
    let found = assess(&device, &Factors::builtin());
    let sensor = &line(&found, Block::Sensing, "sensor_mm2").sources;
    assert_eq!(sensor[..], ["mine", "pirson-bol-2021"]);
    assert_eq!(
        line(&found, Block::Sensing, "electret_microphone_g").sources[..],
        ["mine"]
    );
}

/// A new footprint needs a new source: the old one did not say it.
#[test]
fn a_stated_footprint_does_not_borrow_a_source() {
    let refusal = preset("pa1-person-detection", &["memory.kg_co2e=0.9"]).unwrap_err();
    assert!(refusal.contains("without a source"), "{refusal}");
    let set = ["memory.kg_co2e=0.9", "memory.source=supplier"];
    let found = preset("pa1-person-detection", &set).unwrap();
    assert_eq!(
        line(&found, Block::Memory, "kg_co2e").sources[..],
        ["supplier"]
    );
    let own = "[custom]\nb = { kg_co2e = 1, source = 'a' }";
    let refusal = load(Box::leak(Box::new([("d", own)])), &["custom.b.kg_co2e=5"]).unwrap_err();
    assert!(refusal.contains("without a source"), "{refusal}");
    // Training is exempt, and says so.
    let found = preset("keyword-spotting", &["training.kg_co2e=5"]).unwrap();
    assert_eq!(found.lines[0].sources[..], [""; 0]);
    assert!(
        found
            .assumptions
            .iter()
            .any(|remark| remark.code == "unsourced")
    );
}

/// An assumption about values that were changed since says so.
#[test]
fn an_assumption_that_may_not_fit_any_more() {
    const OF_THE_PARENT: &[(&str, &str)] = &[
        ("child", "extends = 'base'\n[pcb]\nfr4_4_layer_cm2 = 9"),
        ("base", "[pcb]\nfr4_4_layer_cm2 = 8\nassumption = 'a guess'"),
    ];
    const OF_THE_CHILD: &[(&str, &str)] = &[
        ("child", "extends = 'base'\n[pcb]\nassumption = 'a guess'"),
        ("base", "[pcb]\nfr4_4_layer_cm2 = 8"),
    ];
    let says = |set: &[&str]| {
        let found = preset("arduino-nano-33-ble-sense", set).unwrap();
        let remark = found
            .assumptions
            .into_iter()
            .find(|remark| remark.block == Some(Block::Pcb));
        remark.unwrap().text
    };
    assert!(!says(&[]).contains("before values"));
    assert!(says(&["pcb.fr4_4_layer_cm2=9"]).contains("before values of the block were changed"));
    // Of two files, the child is the newer one.
    let assumed = |files| {
        let found = footprint(files, &[]);
        found
            .assumptions
            .iter()
            .find_map(|remark| (remark.block == Some(Block::Pcb)).then(|| remark.text.clone()))
    };
    assert!(assumed(OF_THE_PARENT).unwrap().contains("before values"));
    assert_eq!(assumed(OF_THE_CHILD).unwrap(), "a guess");
}

#[test]
fn omitting() {
    const CHAIN: &[(&str, &str)] = &[
        (
            "child",
            "extends = 'base'\nomit = ['pcb']\n[casing]\nabs_g = 100",
        ),
        ("base", "extends = 'keyword-spotting'\nomit = ['casing']"),
    ];
    let found = footprint(CHAIN, &[]);
    // Omitted by the base and given anew by the child.
    assert_eq!(typical(&found, Block::Casing), Some(100.0 * 0.00344));
    assert_eq!(typical(&found, Block::Pcb), None);
    // A text is a list of one; what is omitted must be there.
    let found = preset("keyword-spotting", &["omit=casing"]).unwrap();
    assert_eq!(typical(&found, Block::Casing), None);
    let refusal = preset("keyword-spotting", &["omit=custom"]).unwrap_err();
    assert!(refusal.contains("no block `custom` to omit"), "{refusal}");
    // What is named twice is gone as well.
    let found = preset("keyword-spotting", &["omit=['casing', 'casing']"]).unwrap();
    assert_eq!(typical(&found, Block::Casing), None);
    // A block that there might be is no slip of the pen.
    let refusal = preset("web-calculator-vision", &["omit=actuators"]).unwrap_err();
    let help = "; the device that it extends has: ";
    assert!(refusal.contains(help), "{refusal}");
    let refusal = load(&[("d", "omit = ['pcb']\n[pcb]\nhsl = 0")], &[]).unwrap_err();
    assert!(refusal.contains("no block `pcb` to omit"), "{refusal}");
}

/// A budget of a block goes with it, and the table with the last one.
#[test]
fn omitting_a_budget() {
    const FILES: &[(&str, &str)] = &[
        ("child", "extends = 'base'\nomit = ['casing']"),
        (
            "base",
            "[casing]\nabs_g = 1\n[pcb]\nhsl = 0\n\
             [budget.block_kg_co2e]\ncasing = 1\npcb = 2",
        ),
    ];
    const PARTS: &[(&str, &str)] = &[(
        "base",
        "[pcb]\nhsl = 0\n[budget]\nblock_kg_co2e = { custom = 9, pcb = 9 }\n\
         [custom]\na = { kg_co2e = 1, source = 's' }\nb = { kg_co2e = 2, source = 's' }",
    )];
    let found = load(FILES, &[]).unwrap();
    assert_eq!(found.budgets.len(), 1);
    let found = load(FILES, &["omit=pcb"]).unwrap_err();
    assert!(found.contains("the device has no block"), "{found}");
    let none = load(FILES, &["omit=pcb", "memory.hsl=0"]).unwrap();
    assert!(none.budgets.is_empty());
    // That of components goes with the last of them.
    let left = |omit: &str| load(PARTS, &[omit]).unwrap().budgets.len();
    assert_eq!(left("omit=custom.a"), 2);
    assert_eq!(left("omit=['custom.a', 'custom.b']"), 1);
}

/// A component goes by its name, and the block with the last one.
#[test]
fn omitting_components() {
    const BASE: (&str, &str) = (
        "base",
        "[custom]\nbracket = { kg_co2e = 1, source = 's' }\n\
         'the screw' = { kg_co2e = 2, source = 's' }\n[pcb]\nhsl = 0",
    );
    let left = |omit: &str| -> Result<Option<f64>, String> {
        let child: &str = Box::leak(format!("extends = 'base'\nomit = {omit}").into());
        let files: &[(&str, &str)] = Box::leak(Box::new([("child", child), BASE]));
        let device = load(files, &[])?;
        Ok(typical(
            &assess(&device, &Factors::builtin()),
            Block::Custom,
        ))
    };
    assert_eq!(left("['custom.bracket']"), Ok(Some(2.0)));
    assert_eq!(left("['custom.the screw']"), Ok(Some(1.0)));
    assert_eq!(left("['custom.bracket', 'custom.the screw']"), Ok(None));
    assert_eq!(left("['custom']"), Ok(None));
    let refusal = left("['custom.brakket']").unwrap_err();
    assert!(
        refusal.contains("did you mean `custom.bracket`?"),
        "{refusal}"
    );
}

/// Reuse is said of what was there; a new part is new.
#[test]
fn a_new_part_is_not_reused() {
    const FILES: &[(&str, &str)] = &[
        (
            "child",
            "extends = 'base'\n[casing]\nkg_co2e = 5\nsource = 'supplier'",
        ),
        ("base", "[casing]\nreused = true\nabs_g = 10"),
    ];
    assert_eq!(typical(&footprint(FILES, &[]), Block::Casing), Some(5.0));
    assert_eq!(
        typical(&footprint(&FILES[1..], &[]), Block::Casing),
        Some(0.0)
    );
}

#[test]
fn reuse_is_of_hardware() {
    for block in ["use", "transport", "end_of_life"] {
        let text = format!("[{block}]\nkg_co2e = 1\nsource = 's'\nreused = true");
        assert!(
            Device::parse(&text, &Factors::builtin()).is_err(),
            "{block}"
        );
    }
}

/// Distances and legs say the same thing: the child's take the parent's place.
#[test]
fn legs_and_distances() {
    const LEGS: &[(&str, &str)] = &[
        (
            "child",
            "extends = 'base'\n[transport]\nlegs = [{ mode = 'truck', km = 10 }]",
        ),
        (
            "base",
            "[transport]\nplane_distance_km = 1000\nweight_g = 1000",
        ),
    ];
    const DISTANCE: &[(&str, &str)] = &[
        (
            "child",
            "extends = 'base'\n[transport]\nplane_distance_km = 1000",
        ),
        (
            "base",
            "[transport]\nlegs = [{ mode = 'truck', km = 10 }]\nweight_g = 1000",
        ),
    ];
    assert_eq!(
        typical(&footprint(LEGS, &[]), Block::Transport),
        Some(10.0 * 0.000_267)
    );
    assert_eq!(
        typical(&footprint(DISTANCE, &[]), Block::Transport),
        Some(0.5846)
    );
    // A distance beside a level replaces the level's leg of that mode.
    let text = "[transport]\nhsl = 1\nvariant = 'low'\nplane_distance_km = 0";
    let device = Device::parse(text, &Factors::builtin()).unwrap();
    let found = assess(&device, &Factors::builtin());
    assert_eq!(
        typical(&found, Block::Transport),
        Some(50.0 * 1e-3 * 100.0 * 0.000_267)
    );
}

/// Entries of `[custom]`, `[factors]` and `[sources]` are kept one by one.
#[test]
fn tables_of_entries() {
    const FILES: &[(&str, &str)] = &[
        (
            "child",
            "extends = 'base'\n[custom]\nb = { kg_co2e = 2, source = 'y' }\n\
             [factors.casing.cork_g]\nkg_co2e = 0.1\nsource = 'y'\n\
             [sources.y]\ntitle = 'Y'\nauthors = 'Y'\nyear = 2001",
        ),
        (
            "base",
            "[custom]\na = { kg_co2e = 1, source = 'x' }\n[casing]\nbamboo_g = 1\ncork_g = 1\n\
             [factors.casing.bamboo_g]\nkg_co2e = 0.2\nsource = 'x'\n\
             [factors.casing.cork_g]\nkg_co2e = 0.4\nsource = 'x'\n\
             [sources.x]\ntitle = 'X'\nauthors = 'X'\nyear = 2000",
        ),
    ];
    let found = footprint(FILES, &[]);
    assert_eq!(typical(&found, Block::Custom), Some(3.0));
    assert_eq!(typical(&found, Block::Casing), Some(0.2 + 0.1));
    let keys: Vec<&str> = found
        .own
        .citations
        .iter()
        .map(|citation| citation.key.as_ref())
        .collect();
    assert_eq!(keys, ["x", "y"]);
}

/// An override replaces what stands at the end of its path, and no more.
#[test]
fn deep_overrides() {
    const FILES: &[(&str, &str)] = &[(
        "d",
        "[processing]\nmcu_mm2 = { low = 5, typical = 10, high = 17 }\n\
         [custom]\nb = { kg_co2e = 1, stage = 'end_of_life', source = 's' }\n\
         [uncovered]\nparts = ['cable']\ncovered_count = 5",
    )];
    let found = footprint(FILES, &["processing.mcu_mm2.typical=12"]);
    let quantity = line(&found, Block::Processing, "mcu_mm2").quantity();
    assert_eq!(quantity, Range::new(5.0, 12.0, 17.0));
    let set = ["custom.b.kg_co2e=5", "custom.b.source=x"];
    let found = footprint(FILES, &set);
    assert_eq!(
        found.stage(tinyfoot::Stage::EndOfLife),
        Some(Range::point(5.0))
    );
    let found = footprint(FILES, &["uncovered.covered_count=9"]);
    let coverage = found.coverage.unwrap();
    assert_eq!((coverage.covered, coverage.parts), (9, 10));
}

/// One path and one value, or nothing: no more can be slipped in.
#[test]
fn overrides_that_are_none() {
    for bad in [
        "# a=b",
        "#a=\n(",
        "casing.abs_g=1\n[pcb]\nhsl=0",
        "\"extends\"='pinetime'",
        "casing.abs_g=1\nlifespan_years=3",
    ] {
        let refusal = preset("keyword-spotting", &[bad]).unwrap_err();
        assert!(refusal.starts_with("--set:1:"), "{bad}: {refusal}");
    }
    let request = Request::named("keyword-spotting").lifespan_years("5\n[casing]\nabs_g = 1");
    let refusal = request
        .load(&Files(&[]), &Factors::builtin())
        .unwrap_err()
        .to_string();
    assert!(
        refusal.contains("`lifespan_years` must be a number"),
        "{refusal}"
    );
    // Problems of the file and of the overrides, all at once.
    let refusal = load(&[("d", "[csing]\nabs_g = 1")], &["nothing"]).unwrap_err();
    assert!(
        refusal.contains("d:1:2") && refusal.contains("--set:1:1"),
        "{refusal}"
    );
}

/// A child is called by its own name or its file's, never by its parent's.
#[test]
fn names() {
    const FILES: &[(&str, &str)] = &[("doors/front.toml", "extends = 'keyword-spotting'")];
    assert_eq!(load(FILES, &[]).unwrap().name, "front");
    assert_eq!(load(FILES, &["name=Front"]).unwrap().name, "Front");
    assert_eq!(
        preset("keyword-spotting", &[]).unwrap().name,
        "Keyword spotting"
    );
}

/// A value of its own, with its own source and assumption.
#[test]
fn values_with_an_origin() {
    let text = "[custom]\nb = { kg_co2e = { typical = 1, source = 's', assumption = 'guess' } }\n\
        [pcb]\nkg_co2e = { typical = 2, source = 't' }";
    let device = Device::parse(text, &Factors::builtin()).unwrap();
    let found = assess(&device, &Factors::builtin());
    assert_eq!(line(&found, Block::Custom, "b").sources[..], ["s"]);
    assert_eq!(line(&found, Block::Pcb, "kg_co2e").sources[..], ["t"]);
    assert!(
        found
            .assumptions
            .iter()
            .any(|remark| remark.text == "b: guess")
    );
}

/// Levels and items of a set lie over the built-in ones.
#[test]
fn sets_of_levels() {
    let mut factors = Factors::builtin();
    let set = "[levels.pcb.0]\nsource = 'house'\nitems = { fr4_4_layer_cm2 = 1 }\n\
        [factors.pcb.fr4_4_layer_cm2]\nkg_co2e = 0.5\nsource = 'house'\n\
        [levels.casing.9]\nkg_co2e = 7\nsource = 'house'";
    factors.layer(set, "house.toml").unwrap();
    let text = "[pcb]\nhsl = 0\n[casing]\nhsl = 9\nabs_g = 1";
    let found = assess(&Device::parse(text, &factors).unwrap(), &factors);
    assert_eq!(typical(&found, Block::Pcb), Some(0.5));
    assert_eq!(typical(&found, Block::Casing), Some(7.00344));
    let layers: Vec<_> = factors
        .levels(Block::Pcb)
        .iter()
        .map(|(_, layer)| *layer)
        .collect();
    assert_eq!(layers[..2], ["house.toml", "pirson-bol-2021"]);
    // The built-in name stays where the set gives none; a factor that is far
    // from the built-in one is no secret.
    assert_eq!(
        factors.label(Block::Pcb, "fr4_4_layer_cm2"),
        "4-layer FR4 board"
    );
    assert!(
        found
            .warnings
            .iter()
            .any(|remark| remark.code == "factor-far-off")
    );
}

#[test]
fn sets_that_are_wrong() {
    for (set, problem) in [
        (
            "[factors.casing.b_g]\nsame_as = 'processing.mcu_mm2'",
            "per mm², this item per g",
        ),
        (
            "[factors.casing.b_g]\nsame_as = 'casing.abs_g'\ngsd = 2",
            "`gsd` next to `same_as`",
        ),
        (
            "[factors.casing.b_g]\nunknown = 'why'\nkg_co2e = 2",
            "`kg_co2e` next to `unknown`",
        ),
        (
            "[levels.casing.5]\nsource = 's'",
            "casing HSL-5 says nothing",
        ),
        (
            "[levels.transport.5]\nsource = 's'\nkg_co2e = 3",
            "no footprint as a whole",
        ),
        (
            "[levels.transport.5]\nsource = 's'\nitems = { plane_km = 3 }",
            "unknown item `plane_km`",
        ),
        (
            "[levels.pcb.5]\nsource = 's'\nitems = { board = 3 }",
            "unknown item `board`",
        ),
        (
            "[levels.pcb.5]\nsource = 's'\nitems.b_g = { typical = 3, source = 'x' }",
            "an origin of its own",
        ),
        (
            "[casing.bamboo_g]\nkg_co2e = 1",
            "write `[factors.casing...]`",
        ),
        (
            "[sources.worldsteel]\ntitle = 'My blog'\nauthors = 'I'\nyear = 2026",
            "`worldsteel` is the key of another source, World Steel Association (2023)",
        ),
        (
            "[factors.use.z_g]\nkg_co2e = 1\nsource = 's'",
            "`use` has no items",
        ),
        (
            "[levels.custom.1]\nkg_co2e = 1\nsource = 's'",
            "`custom` has no items",
        ),
        (
            "[factors.transport.mule_km]\nkg_co2e = 1\nsource = 's'",
            "`mule_km` is no mode of transport",
        ),
        (
            "[factors.casing.b_g]\nkg_co2e = 3\nfeasible = [5, 6]\nsource = 's'",
            "`kg_co2e` is 3, outside `feasible`",
        ),
        (
            "[factors.casing.b_g]\nfeasible = [1, 2, 3]\nkg_co2e = 2\nsource = 's'",
            "an array of two numbers, not an array of 3",
        ),
        ("[factors.casing.b_g]\ngsd = 2", "has no `kg_co2e`"),
        ("[factors.casing.b_g]\ngsd = 2", "without a source"),
        (
            "[factors.casing.b_g]\nkg_co2e = 3\nsource = 's'\ncell.kind = 'alkaline'",
            "unknown kind of cell `alkaline`",
        ),
        (
            "[factors.casing.b_g]\nkg_co2e = 3\nsource = 's'\ncell.kind = 'primary'",
            "`cell` has no `source`",
        ),
    ] {
        let mut factors = Factors::builtin();
        let problems = factors.layer(set, "set").unwrap_err().to_string();
        assert!(problems.contains(problem), "{problems}");
    }
    // A level whose mode has no factor is an error where it is used.
    let mut factors = Factors::builtin();
    let set = "[levels.transport.5]\nsource = 's'\nitems = { mule_distance_km = 3, weight_g = 1 }";
    factors.layer(set, "set").unwrap();
    let refusal = Device::parse("[transport]\nhsl = 5", &factors)
        .unwrap_err()
        .to_string();
    assert!(
        refusal.contains("the mode `mule` is not known"),
        "{refusal}"
    );
}

/// A key means one source, whichever layer cites it.
#[test]
fn a_key_means_one_source() {
    let source = |title: &str| {
        format!("[sources.house]\ntitle = '{title}'\nauthors = 'House'\nyear = 2026\n")
    };
    let factor = "[factors.casing.b_g]\nkg_co2e = 1\nsource = 'house'\n";
    let mut factors = Factors::builtin();
    factors
        .layer(&(source("One") + factor), "one.toml")
        .unwrap();
    // The same source twice is no contradiction.
    factors
        .layer(&(source("One") + factor), "two.toml")
        .unwrap();
    let problems = factors.layer(&(source("Other") + factor), "other.toml");
    let problems = problems.unwrap_err().to_string();
    assert!(
        problems.contains("`house` is the key of another source, House (2026)"),
        "{problems}"
    );
    let problems = Device::parse(&(source("Other") + "[casing]\nb_g = 1"), &factors);
    assert!(
        problems
            .unwrap_err()
            .to_string()
            .contains("key of another source")
    );
    let files = &[
        (
            "child.toml",
            "extends = 'parent.toml'\n[sources.k]\ntitle = 'C'\nauthors = 'C'\nyear = 2",
        ),
        (
            "parent.toml",
            "[pcb]\nfr4_4_layer_cm2 = 1\n[sources.k]\ntitle = 'P'\nauthors = 'P'\nyear = 1900",
        ),
    ];
    let problems = load(files, &[]).unwrap_err();
    assert!(
        problems.contains("`k` is a source of the device that this one extends"),
        "{problems}"
    );
}

/// What a borrowed factor borrows from may borrow itself.
#[test]
fn factors_that_are_shared_in_turn() {
    let mut factors = Factors::builtin();
    let set = "[factors.security.external_ic_mm2]\nsame_as = 'processing.mcu_mm2'";
    factors.layer(set, "set").unwrap();
    // `led_driver_mm2` is the same as `external_ic_mm2`.
    let device = Device::parse("[user_interface]\nled_driver_mm2 = 2", &factors).unwrap();
    let found = assess(&device, &factors);
    assert_eq!(typical(&found, Block::UserInterface), Some(2.0 * 0.01682));
    let circle = "[factors.casing.a_g]\nsame_as = 'casing.b_g'\n[factors.casing.b_g]\nsame_as = 'casing.a_g'";
    factors.layer(circle, "circle").unwrap();
    let problems = Device::parse("[casing]\na_g = 1", &factors).unwrap_err();
    assert!(
        problems.to_string().contains("share a factor in a circle"),
        "{problems}"
    );
}

/// A source set beside a plain number is that of the number.
#[test]
fn a_source_for_a_plain_number() {
    let files = &[("device.toml", "[pcb]\nfr4_4_layer_cm2 = 8")];
    let found = footprint(files, &["pcb.fr4_4_layer_cm2.source=drawing"]);
    let board = line(&found, Block::Pcb, "fr4_4_layer_cm2");
    assert_eq!(board.quantity().typical, 8.0);
    assert_eq!(board.sources[..], ["drawing"]);
}

/// A mistyped key is a text, and the output says that it looks like a key.
#[test]
fn a_mistyped_citation_key() {
    let files = &[(
        "device.toml",
        "[pcb]\nfr4_4_layer_cm2 = 8\nsource = 'prakash-2022'",
    )];
    let warnings = footprint(files, &[]).warnings;
    assert_eq!(warnings[0].code, "unknown-citation");
    assert!(
        warnings[0].text.contains("is `prakash-2023` meant?"),
        "{warnings:?}"
    );
}

/// A name in quotes may hold what separates a path from its value.
#[test]
fn a_path_with_an_equals_sign() {
    let files = &[("device.toml", "[pcb]\nfr4_4_layer_cm2 = 8")];
    let set = [
        r#"custom."a=b.c".kg_co2e=0.5"#,
        r#"custom."a=b.c".source="supplier""#,
    ];
    let found = footprint(files, &set);
    assert_eq!(line(&found, Block::Custom, "a=b.c").kg_co2e().typical, 0.5);
}

/// What the device says of the origin of a range is not said of a new one.
#[test]
fn a_range_from_the_command_line_has_no_borrowed_origin() {
    let files = &[(
        "device.toml",
        "[processing]\nmcu_mm2 = { typical = 10, source = 'x-ray', assumption = 'one die' }",
    )];
    let found = footprint(files, &["processing.mcu_mm2.typical=12"]);
    let changed = line(&found, Block::Processing, "mcu_mm2");
    assert_eq!(changed.quantity().typical, 12.0);
    assert_eq!(changed.sources[..], [""; 0]);
    let texts: Vec<_> = found
        .assumptions
        .iter()
        .map(|remark| &remark.text)
        .collect();
    assert!(
        texts.iter().all(|text| !text.contains("one die")),
        "{texts:?}"
    );
}

/// A year is of a place, whichever; a number is of its own year.
#[test]
fn a_grid_year_stays() {
    const FILES: &[(&str, &str)] = &[
        (
            "device.toml",
            "[use]\nmean_power_mw = 1\ngrid = 'FR'\ngrid_year = 2015",
        ),
        ("child.toml", "extends = 'device.toml'\n[use]\ngrid = 'DE'"),
    ];
    const CHILD: &[(&str, &str)] = &[FILES[1], FILES[0]];
    let year = |found: &Footprint| found.grids[0].grid.year;
    assert_eq!(year(&footprint(FILES, &[])), Some(2015));
    assert_eq!(year(&footprint(FILES, &["use.grid=FR"])), Some(2015));
    assert_eq!(year(&footprint(CHILD, &[])), Some(2015));
    assert_eq!(year(&footprint(FILES, &["use.grid=300"])), None);
    let refused = load(FILES, &["use.grid=US-CA"]).unwrap_err();
    assert!(
        refused.contains("California has no figure for 2015"),
        "{refused}"
    );
}

/// What is lost on the way, and how a grid goes on, is of the grid that a file
/// states; on the command line another one is tried out, and all else stays.
#[test]
fn a_grid_goes_with_its_course() {
    const FILES: &[(&str, &str)] = &[
        (
            "device.toml",
            "[use]\nmean_power_mw = 1\ngrid = 'FR'\ngrid_loss_percent = 6\n\
             grid_trend_percent_per_year = -4",
        ),
        ("child.toml", "extends = 'device.toml'\n[use]\ngrid = 'DE'"),
        (
            "other.toml",
            "extends = 'device.toml'\n[use]\nmean_power_mw = 2",
        ),
    ];
    const CHILD: &[(&str, &str)] = &[FILES[1], FILES[0]];
    const OTHER: &[(&str, &str)] = &[FILES[2], FILES[0]];
    let course = |found: &Footprint| {
        let used = &found.grids[0];
        (used.trend_percent_per_year, used.loss_percent)
    };
    let said = |found: &Footprint| -> Vec<String> {
        let remarks = found.assumptions.iter();
        let replaced = remarks.filter(|remark| remark.code == "replaced-values");
        replaced.map(|remark| remark.text.clone()).collect()
    };
    let own = (Some(-4.0), Some(6.0));
    assert_eq!(course(&footprint(FILES, &[])), own);
    assert_eq!(course(&footprint(OTHER, &[])), own);
    assert_eq!(course(&footprint(FILES, &["use.grid=DE"])), own);
    let child = footprint(CHILD, &[]);
    assert_eq!(course(&child), (None, None));
    assert_eq!(
        said(&child),
        ["what is laid over the file replaces `grid_loss_percent`, `grid_trend_percent_per_year`"]
    );
    let restated = footprint(CHILD, &["use.grid_trend_percent_per_year=-1"]);
    assert_eq!(course(&restated), (Some(-1.0), None));
}

/// What a block says in one of two ways, and the layer above in the other, is
/// dropped aloud; what is replaced by the same key, or goes with it, is not.
#[test]
fn what_takes_the_place_of_another_way_says_so() {
    const FILES: &[(&str, &str)] = &[
        (
            "device.toml",
            "[casing]\nkg_co2e = 5\nsource = 's'\n[transport]\nweight_g = 100\n\
             legs = [{ mode = 'truck', km = 300 }]\n\
             [use]\nmean_power_mw = 10\ngrid = 'FR'\ngrid_year = 2015",
        ),
        (
            "child.toml",
            "extends = 'device.toml'\n[transport]\nplane_distance_km = 1000",
        ),
    ];
    const CHILD: &[(&str, &str)] = &[FILES[1], FILES[0]];
    let said = |found: &Footprint| -> Vec<String> {
        let remarks = found.assumptions.iter();
        remarks
            .filter(|remark| remark.code == "replaced-values")
            .map(|remark| format!("{}: {}", remark.block.unwrap().key(), remark.text))
            .collect()
    };
    let none: [&str; 0] = [];
    assert_eq!(said(&footprint(FILES, &[])), none);
    let same = [
        "use.mean_power_mw=5",
        "use.grid=300",
        "transport.weight_g=50",
    ];
    assert_eq!(said(&footprint(FILES, &same)), none);
    let others = [
        "casing.abs_g=10",
        "use.sleep_uw=10",
        "transport.truck_distance_km=100",
    ];
    assert_eq!(
        said(&footprint(FILES, &others)),
        [
            "casing: what is laid over the file replaces `kg_co2e`",
            "transport: what is laid over the file replaces `legs`",
            "use: what is laid over the file replaces `mean_power_mw`",
        ]
    );
    assert_eq!(
        said(&footprint(CHILD, &[])),
        ["transport: what is laid over the file replaces `legs`"]
    );
}

/// A source that the command line gives is that of a value behind it, too.
#[test]
fn a_source_before_its_value() {
    const FILES: &[(&str, &str)] = &[(
        "device.toml",
        "[custom]\nu = { kg_co2e = 1, stage = 'use', source = 'x' }",
    )];
    let sources = |set: &[&str]| {
        let found = footprint(FILES, set);
        found.lines[0].sources.clone()
    };
    let [source, value] = ["custom.u.source='y'", "custom.u.kg_co2e=2"];
    assert_eq!(sources(&[source, value])[..], ["y"]);
    assert_eq!(sources(&[value, source])[..], ["y"]);
    let factors = Factors::builtin();
    let request = Request::named("device.toml").set(source);
    let opened = request.open(&Files(FILES)).unwrap();
    assert!(opened.load(&[value.to_owned()], &factors).is_ok());
    // Nor does it go with the items that a footprint takes the place of.
    let request = Request::named("keyword-spotting").set("casing.source='y'");
    let opened = request.open(&Files(FILES)).unwrap();
    let device = opened.load(&["casing.kg_co2e=1".to_owned()], &factors);
    let found = assess(&device.unwrap(), &factors);
    assert_eq!(line(&found, Block::Casing, "kg_co2e").sources[..], ["y"]);
}

/// A path reaches into an array by the places of what is in it.
#[test]
fn a_leg_by_its_place() {
    const FILES: &[(&str, &str)] = &[(
        "device.toml",
        "[transport]\nweight_g = 1000\n\
         legs = [{ mode = 'truck', km = 100 }, { mode = 'plane', km = { low = 1, typical = 2, high = 3 } }]",
    )];
    let legs = |set: &[&str]| -> Vec<Range> {
        let found = footprint(FILES, set);
        found.lines.iter().map(Line::quantity).collect()
    };
    let point = Range::point;
    assert_eq!(legs(&[]), [point(100.0), Range::new(1.0, 2.0, 3.0)]);
    assert_eq!(
        legs(&["transport.legs.0.km=50", "transport.legs.1.km.high=9"]),
        [point(50.0), Range::new(1.0, 2.0, 9.0)]
    );
    assert_eq!(
        legs(&["transport.legs.1={mode='ship', km=7}"]),
        [point(100.0), point(7.0)]
    );
    for (wrong, why) in [
        (
            "transport.legs.2.km=5",
            "there is no leg `transport.legs.2`",
        ),
        ("transport.legs.x.km=5", "`legs` must be an array"),
    ] {
        let refused = load(FILES, &[wrong]).unwrap_err();
        assert!(refused.contains(why), "{refused}");
    }
}

/// A level of transport and legs take the place of one another; a weight is that
/// of the device.
#[test]
fn a_level_of_transport_and_legs() {
    const LEGS: &str = "[transport]\nweight_g = 30\nlegs = [{ mode = 'ship', km = 100 }]";
    const FILES: &[(&str, &str)] = &[("device", LEGS)];
    const LEVEL: &[(&str, &str)] = &[("level", "[transport]\nhsl = 1")];
    const BOTH: &[(&str, &str)] = &[(
        "device",
        "[transport]\nhsl = 1\nweight_g = 30\nlegs = [{ mode = 'ship', km = 100 }]",
    )];
    let legs = |files, set: &[&str]| -> Vec<(String, f64)> {
        let found = footprint(files, set);
        let lines = found.lines.iter();
        lines
            .map(|line| (line.item.to_string(), line.quantity().typical))
            .collect()
    };
    let level = legs(LEVEL, &["transport.weight_g=30"]);
    assert!(level.len() > 1 && legs(FILES, &[]).len() == 1);
    assert_eq!(legs(FILES, &["transport.hsl=1"]), level);
    let set = [
        "transport.weight_g=30",
        "transport.legs=[{mode='ship', km=100}]",
    ];
    assert_eq!(legs(LEVEL, &set), legs(FILES, &[]));
    let refused = load(BOTH, &[]).unwrap_err();
    assert!(
        refused.contains("nothing of the level is left"),
        "{refused}"
    );
}

/// What is said of a battery is not said of the primary cells in its place.
#[test]
fn other_cells_have_their_own_energy() {
    const FILES: &[(&str, &str)] = &[
        (
            "device.toml",
            "extends = 'base.toml'\n[power_supply]\nli_ion_g = 0\naa_alkaline_piece = 2\n\
             [use]\nsupply = 'primary'",
        ),
        (
            "base.toml",
            "[power_supply]\nli_ion_g = 10\n[use]\nsupply = 'rechargeable'\ngrid = 'FR'\n\
             mean_power_mw = 1\nbattery_wh = 1.7\nself_discharge_percent_per_year = 20\n\
             usable_fraction = 0.8\ncycle_life = 500",
        ),
    ];
    let battery = |set: &[&str]| {
        let found = footprint(FILES, set);
        let replaced = found.assumptions.iter();
        let mut replaced = replaced.filter(|remark| remark.code == "replaced-values");
        let text = replaced.next().map(|remark| remark.text.clone());
        let battery = found.energy.and_then(|energy| energy.battery).unwrap();
        (battery.usable_wh.typical, text.unwrap_or_default())
    };
    let (wh, text) = battery(&[]);
    // Two cells of 3.125 Wh.
    assert!((wh - 6.25).abs() < 1e-12, "{wh}");
    for key in [
        "battery_wh",
        "self_discharge_percent_per_year",
        "usable_fraction",
    ] {
        assert!(text.contains(key), "{text}");
    }
    // What is laid over it with the supply is of the cells that are there.
    let (wh, _) = battery(&["use.battery_wh=5"]);
    assert!((wh - 5.0).abs() < 1e-12, "{wh}");
    let harvested = footprint(&FILES[1..], &["use.supply='harvested'"]);
    let battery = harvested.energy.and_then(|energy| energy.battery).unwrap();
    assert!((battery.usable_wh.typical - 1.36).abs() < 1e-12);
}

/// What is omitted comes back by no list that is empty.
#[test]
fn nothing_omitted_is_no_override() {
    const FILES: &[(&str, &str)] = &[(
        "device.toml",
        "extends = 'keyword-spotting'\nomit = ['casing']",
    )];
    let refused = load(FILES, &["omit=[]"]).unwrap_err();
    assert!(refused.contains("`omit=[]` omits nothing"), "{refused}");
    let found = footprint(FILES, &["omit=['pcb']"]);
    let left = |block| found.lines.iter().any(|line| line.block == block);
    assert!(!left(Block::Casing) && !left(Block::Pcb) && left(Block::Processing));
}

/// A factor that is given, and wrong, is not said to be missing as well.
#[test]
fn one_problem_of_a_wrong_factor() {
    const FILES: &[(&str, &str)] = &[(
        "device",
        "[power_supply]\ncr2032_piece = 1\n\
         [factors.power_supply.cr2032_piece]\nkg_co2e = { typical = 1 }\nsource = 's'",
    )];
    let refusal = load(FILES, &[]).unwrap_err();
    assert!(refusal.contains("`kg_co2e` must be a number"), "{refusal}");
    assert!(!refusal.contains("is not known"), "{refusal}");
}
