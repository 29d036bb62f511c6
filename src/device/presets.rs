//! Device files that are built in.

/// A built-in device file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// The name that it is called by.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

impl Preset {
    /// The first comment line of the text: what the preset is.
    pub fn summary(&self) -> &'static str {
        self.text
            .lines()
            .find_map(|line| line.strip_prefix("# "))
            .unwrap_or_default()
    }
}

/// A commented device file to start from.
pub static TEMPLATE: &str = include_str!("template.toml");

macro_rules! presets {
    ($($name:literal),* $(,)?) => {
        /// All presets, in the order in which they are listed.
        pub static ALL: &[Preset] = &[$(Preset {
            name: $name,
            text: include_str!(concat!("../../presets/", $name, ".toml")),
        }),*];
    };
}

presets![
    "keyword-spotting",
    "anomaly-detection",
    "image-classification",
    "web-calculator-vision",
    "web-calculator-anomaly",
    "pa1-person-detection",
    "person-sensor",
    "arduino-nano-33-ble-sense",
    "lorawan-sensor-node",
    "co2-sensor-solar",
    "pinetime",
    "bangle-js-2",
    "smart-speaker",
];

/// The preset of that name.
pub fn find(name: &str) -> Option<&'static Preset> {
    ALL.iter().find(|preset| preset.name == name)
}
