//! The functional blocks of a device and the stages of its life.

/// A functional block of a device, or a part of its life that is no hardware.
///
/// The twelve hardware blocks and their hardware specification levels are
/// those of Pirson & Bol (2021).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Block {
    /// Training of the machine-learning model, allocated to one device.
    Training,
    /// Microcontrollers and application processors.
    Processing,
    /// Memory chips outside the processor.
    Memory,
    /// Sensors, microphones, imagers.
    Sensing,
    /// Radio chips and antennas.
    Connectivity,
    /// Chips for security alone.
    Security,
    /// Motors, relays.
    Actuators,
    /// LEDs, switches, displays, speakers.
    UserInterface,
    /// Batteries, mains supplies and their auxiliaries.
    PowerSupply,
    /// The printed circuit board.
    Pcb,
    /// Passive and discrete components.
    Others,
    /// The enclosure.
    Casing,
    /// Transport of the finished device to its user.
    Transport,
    /// Energy in use.
    Use,
    /// Treatment at the end of life.
    EndOfLife,
    /// Components that no block above describes.
    Custom,
}

impl Block {
    /// All blocks, in the order in which they are printed.
    pub const ALL: [Self; 16] = [
        Self::Training,
        Self::Processing,
        Self::Memory,
        Self::Sensing,
        Self::Connectivity,
        Self::Security,
        Self::Actuators,
        Self::UserInterface,
        Self::PowerSupply,
        Self::Pcb,
        Self::Others,
        Self::Casing,
        Self::Transport,
        Self::Use,
        Self::EndOfLife,
        Self::Custom,
    ];

    /// The name in device files, JSON and CSV.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Training => "training",
            Self::Processing => "processing",
            Self::Memory => "memory",
            Self::Sensing => "sensing",
            Self::Connectivity => "connectivity",
            Self::Security => "security",
            Self::Actuators => "actuators",
            Self::UserInterface => "user_interface",
            Self::PowerSupply => "power_supply",
            Self::Pcb => "pcb",
            Self::Others => "others",
            Self::Casing => "casing",
            Self::Transport => "transport",
            Self::Use => "use",
            Self::EndOfLife => "end_of_life",
            Self::Custom => "custom",
        }
    }

    /// What stands at a key of it, such as `processing.mcu_mm2`.
    pub(crate) fn path(self, key: &str) -> String {
        [self.key(), ".", key].concat()
    }

    /// The block of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|block| block.key() == key)
    }

    /// The block that other words mean, in the singular or plural.
    pub(crate) fn meant_by(word: &str) -> Option<Self> {
        let word = word.to_ascii_lowercase();
        Self::ALL
            .into_iter()
            .find(|block| block.other_names().contains(&word.trim_end_matches('s')))
    }

    /// What people call it, too.
    const fn other_names(self) -> &'static [&'static str] {
        match self {
            Self::Training => &["model", "ml", "machine_learning"],
            Self::Processing => &[
                "mcu",
                "cpu",
                "soc",
                "processor",
                "microcontroller",
                "compute",
            ],
            Self::Memory => &["flash", "ram", "storage", "dram", "sram"],
            Self::Sensing => &["sensor", "camera", "microphone", "imu"],
            Self::Connectivity => &["radio", "wireles", "antenna", "network", "communication"],
            Self::Security => &["crypto", "secure_element"],
            Self::Actuators => &["motor", "relay", "servo"],
            Self::UserInterface => &["ui", "display", "screen", "led", "button", "speaker"],
            Self::PowerSupply => &["battery", "batterie", "cell", "power", "supply", "charger"],
            Self::Pcb => &["board", "printed_circuit_board"],
            Self::Others => &["other", "passive", "misc"],
            Self::Casing => &["case", "enclosure", "housing", "packaging"],
            Self::Transport => &["shipping", "shipment", "logistic", "freight", "delivery"],
            Self::Use => &["usage", "operation", "energy", "use_phase", "electricity"],
            Self::EndOfLife => &["eol", "disposal", "waste", "recycling", "e_waste"],
            Self::Custom => &["component", "part"],
        }
    }

    /// The name in prose.
    pub fn label(self) -> &'static str {
        match self {
            Self::Pcb => "PCB",
            Self::UserInterface => "user interface",
            Self::PowerSupply => "power supply",
            Self::EndOfLife => "end of life",
            other => other.key(),
        }
    }

    /// Whether the block is made of items that have factors.
    pub const fn has_items(self) -> bool {
        !matches!(self, Self::Training | Self::Use | Self::Custom)
    }

    /// The stage that the block's lines belong to, unless an entry says
    /// otherwise.
    pub const fn stage(self) -> Stage {
        match self {
            Self::Training => Stage::Training,
            Self::Transport => Stage::Transport,
            Self::Use => Stage::Use,
            Self::EndOfLife => Stage::EndOfLife,
            _ => Stage::Production,
        }
    }
}

/// A life-cycle stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Training of the machine-learning model.
    Training,
    /// Raw materials and manufacture.
    Production,
    /// From the factory to the user.
    Transport,
    /// Energy in use.
    Use,
    /// Parts replaced during life.
    Replacement,
    /// Treatment at the end of life.
    EndOfLife,
}

impl Stage {
    /// All stages, in the order of a life.
    pub const ALL: [Self; 6] = [
        Self::Training,
        Self::Production,
        Self::Transport,
        Self::Use,
        Self::Replacement,
        Self::EndOfLife,
    ];

    /// The name in device files, JSON and CSV.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Training => "training",
            Self::Production => "production",
            Self::Transport => "transport",
            Self::Use => "use",
            Self::Replacement => "replacement",
            Self::EndOfLife => "end_of_life",
        }
    }

    /// The stage of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.key() == key)
    }

    /// Whether it goes on as long as the device serves: a footprint of it that
    /// is stated grows with the years.
    pub(crate) const fn goes_on(self) -> bool {
        matches!(self, Self::Use | Self::Replacement)
    }

    /// The name in prose.
    pub const fn label(self) -> &'static str {
        match self {
            Self::EndOfLife => "end of life",
            other => other.key(),
        }
    }
}
