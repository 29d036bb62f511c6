//! One device against another.

use super::comparability;
use super::uncertainty::Paired;
use crate::block::Block;
use crate::device::Variant;
use crate::model::{Footprint, Remark, Term};
use crate::products::Product;
use crate::range::Range;

/// What is compared: the functional unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Per {
    /// A device over its life.
    #[default]
    Device,
    /// A year of service.
    ServiceYear,
    /// An inference.
    Inference,
}

impl Per {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Device, Self::ServiceYear, Self::Inference];

    /// The name in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::ServiceYear => "service_year",
            Self::Inference => "inference",
        }
    }

    /// In prose.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Device => "per device over its life",
            Self::ServiceYear => "per year of service",
            Self::Inference => "per inference",
        }
    }

    /// A footprint per what is compared, to draw from: its lines divided by how
    /// many years it serves. Nothing per inference, whose number is uncertain
    /// too.
    pub fn of(self, footprint: &Footprint) -> Option<Footprint> {
        let mut footprint = footprint.clone();
        match self {
            Self::Device => {}
            Self::ServiceYear => {
                let share = footprint.lifespan_years.recip();
                for line in &mut footprint.lines {
                    line.terms.push(Term::multiplier(share, "(per year)"));
                }
            }
            Self::Inference => return None,
        }
        Some(footprint)
    }
}

/// Devices side by side.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Comparison {
    /// What is compared.
    pub per: Per,
    /// The index of the device that the others are held against.
    pub baseline: usize,
    /// The devices, in the order that was asked for.
    pub devices: Vec<Compared>,
    /// The others against the baseline, drawn in pairs, if that was asked for.
    pub paired: Option<(Vec<Paired>, u64)>,
    /// Published products, with their footprint per what is compared.
    pub products: Vec<(Product, f64)>,
    /// In what the devices are not alike, so that they are to be compared
    /// with care.
    pub flags: Vec<Remark>,
}

/// A device in a comparison; all in kg CO2e per what is compared.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Compared {
    /// Its name.
    pub name: String,
    /// Its lifespan, in years.
    pub lifespan_years: f64,
    /// Its total.
    pub total: Range,
    /// Its blocks; nothing for one that is not modelled.
    pub blocks: Vec<(Block, Option<Range>)>,
    /// The place of its typical total, the lowest first; equals share one.
    pub rank: usize,
}

/// Why devices or products cannot be held against each other.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotComparable {
    /// The baseline is none of the devices.
    #[error("there is no device at {baseline}, counted from 0, among {devices}")]
    NoBaseline {
        /// The place that was asked for, counted from 0.
        baseline: usize,
        /// How many devices there are.
        devices: usize,
    },
    /// A device does not say how many inferences it makes.
    #[error("{0} does not say how often it infers, in all of its variants")]
    NoInference(String),
    /// A published product has no figure per what is compared.
    #[error("no footprint of {product} {per} is published")]
    Product {
        /// Its name.
        product: String,
        /// What was compared.
        per: &'static str,
    },
}

impl Compared {
    /// A block; nothing if it is not modelled.
    pub fn block(&self, block: Block) -> Option<Range> {
        self.blocks.iter().find(|(own, _)| *own == block)?.1
    }
}

impl Comparison {
    /// The device that the others are held against.
    pub fn baseline(&self) -> &Compared {
        &self.devices[self.baseline]
    }

    /// What a device has more than the baseline, variant by variant.
    pub fn difference(&self, device: &Compared) -> Range {
        device.total.minus(self.baseline().total)
    }

    /// How many times the baseline's a device's total is; infinite, or not a
    /// number, where the baseline is zero.
    pub fn ratio(&self, device: &Compared) -> Range {
        device.total.with(self.baseline().total, |a, b| a / b)
    }

    /// What a block has more than in the baseline; nothing where one of the
    /// two is not modelled.
    pub fn block_difference(&self, device: &Compared, block: Block) -> Option<Range> {
        Some(device.block(block)?.minus(self.baseline().block(block)?))
    }

    /// Whether a block is not the same in all devices.
    pub fn differs(&self, block: Block) -> bool {
        let first = self.baseline().block(block);
        self.devices
            .iter()
            .any(|device| match (device.block(block), first) {
                (Some(own), Some(first)) => own.minus(first) != Range::ZERO,
                (None, None) => false,
                _ => true,
            })
    }

    /// Whether a device is lower than the baseline in all three variants,
    /// higher in all three, or neither.
    pub fn is_lower_throughout(&self, device: &Compared) -> Option<bool> {
        let difference = self.difference(device);
        let signs: Vec<f64> = Variant::ALL
            .into_iter()
            .map(|variant| variant.of(difference).typical)
            .collect();
        if signs.iter().all(|kg| *kg < 0.0) {
            Some(true)
        } else if signs.iter().all(|kg| *kg > 0.0) {
            Some(false)
        } else {
            None
        }
    }
}

/// Holds devices and published products against the device at `baseline`.
///
/// # Errors
///
/// When there is no device at `baseline`, or a device or product has no
/// footprint per what is compared.
///
/// ```
/// use tinyfoot::analysis::{Per, compare};
/// use tinyfoot::{Device, Factors, Range, assess};
///
/// let factors = Factors::builtin();
/// let device = Device::preset("pinetime", &factors).unwrap();
/// let twice = [assess(&device, &factors), assess(&device, &factors)];
/// let compared = compare(&twice, &[], 0, Per::Device).unwrap();
/// assert_eq!(compared.difference(&compared.devices[1]), Range::ZERO);
/// ```
pub fn compare(
    footprints: &[Footprint],
    products: &[Product],
    baseline: usize,
    per: Per,
) -> Result<Comparison, NotComparable> {
    if baseline >= footprints.len() {
        return Err(NotComparable::NoBaseline {
            baseline,
            devices: footprints.len(),
        });
    }
    let mut devices = Vec::new();
    for footprint in footprints {
        let divisor = divisor(footprint, per)?;
        let divided = |kg: Range| kg.with(divisor, |kg, divisor| kg / divisor);
        devices.push(Compared {
            name: footprint.name.clone(),
            lifespan_years: footprint.lifespan_years,
            total: divided(footprint.total()),
            blocks: Block::ALL
                .into_iter()
                .map(|block| (block, footprint.block(block).map(divided)))
                .collect(),
            rank: 0,
        });
    }
    let totals: Vec<Range> = devices.iter().map(|device| device.total).collect();
    for device in &mut devices {
        let lower = totals
            .iter()
            .filter(|kg| kg.minus(device.total).typical < 0.0);
        device.rank = 1 + lower.count();
    }
    let products = products
        .iter()
        .map(|product| Ok((product.clone(), product_per(product, per)?)))
        .collect::<Result<_, NotComparable>>()?;
    Ok(Comparison {
        per,
        baseline,
        devices,
        paired: None,
        products,
        flags: comparability::flags(footprints, baseline, per),
    })
}

fn divisor(footprint: &Footprint, per: Per) -> Result<Range, NotComparable> {
    match per {
        Per::Device => Ok(Range::point(1.0)),
        Per::ServiceYear => Ok(Range::point(footprint.lifespan_years)),
        Per::Inference => footprint
            .energy
            .as_ref()
            .and_then(crate::model::EnergyBudget::inferences)
            .filter(|inferences| inferences.low > 0.0)
            .ok_or_else(|| NotComparable::NoInference(footprint.name.clone())),
    }
}

fn product_per(product: &Product, per: Per) -> Result<f64, NotComparable> {
    let divisor = match per {
        Per::Device => Some(1.0),
        Per::ServiceYear => product.lifetime_years,
        Per::Inference => None,
    };
    let divisor = divisor.ok_or_else(|| NotComparable::Product {
        product: product.product.clone(),
        per: per.describe(),
    })?;
    Ok(product.kg_co2e / divisor)
}
