//! Footprints as functions of their uncertain inputs.
//!
//! The inputs are the terms of the lines and their emission factors; what has
//! the same path or is the same factor is one variable, in one device or in
//! several. The same lines that give the point estimate are evaluated anew for
//! each draw.

use super::NotFound;
use super::column::{self, Number};
use super::distribution::Distribution;
use super::inputs::{Inputs, Kind, Link, Ties, Variable};
use crate::block::Block;
use crate::device::{Correlation, RateUnit};
use crate::model::{Footprint, Line, Term, Wear};

/// A product of variables and a constant.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Product {
    /// The constant.
    pub(super) coefficient: f64,
    /// Variables; one that stands twice is squared.
    pub(super) variables: Vec<usize>,
    /// Sums of other products.
    sums: Vec<Sum>,
    /// Sets of cells that are replaced: not a product, but a step function of
    /// others.
    sets: Option<usize>,
}

/// A sum of products.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sum {
    /// What is certain.
    constant: f64,
    /// Multiples of a variable.
    singles: Vec<(f64, usize)>,
    /// All others.
    products: Vec<Product>,
}

impl Sum {
    pub(super) fn of<'a>(products: impl IntoIterator<Item = &'a Product>) -> Self {
        let mut sum = Self::default();
        for product in products {
            match product.variables[..] {
                _ if product.is_certain() => sum.constant += product.coefficient,
                [only] if product.is_plain() => sum.singles.push((product.coefficient, only)),
                _ => sum.products.push(product.clone()),
            }
        }
        sum
    }

    /// Takes out those multiples of variables that are asked for.
    pub(super) fn take_singles(
        &mut self,
        is_taken: impl Fn(f64, usize) -> bool,
    ) -> Vec<(f64, usize)> {
        let singles = std::mem::take(&mut self.singles);
        let (taken, left) = singles
            .into_iter()
            .partition(|(scale, variable)| is_taken(*scale, *variable));
        self.singles = left;
        taken
    }

    pub(super) fn add_single(&mut self, scale: f64, variable: usize) {
        self.singles.push((scale, variable));
    }

    fn renumber(&mut self, places: &[usize], sets: usize) {
        for (_, variable) in &mut self.singles {
            *variable = places[*variable];
        }
        for product in &mut self.products {
            product.renumber(places, sets);
        }
    }
}

/// How many sets of cells are replaced, from what is drawn and what a set
/// holds.
#[derive(Clone, Debug)]
struct Sets {
    drawn_wh_per_year: Sum,
    usable_wh: Sum,
    wear: Wear,
    lifespan_years: f64,
}

/// Fills sums with a constant and multiples of columns.
type AddUp<V> = fn(&mut [f64], f64, &[(f64, &[V])]);

/// Devices as functions of their uncertain inputs.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The variables.
    pub(super) variables: Vec<Variable>,
    /// How they are drawn.
    pub(super) inputs: Inputs,
    /// Which of them go together in the baseline, or the only device.
    links: Vec<Link>,
    /// The same of each device.
    ties: Vec<Ties>,
    /// For each device, its lines by block.
    pub(super) devices: Vec<Vec<(Block, Product)>>,
    /// For each of several devices, its variables.
    pub(super) inputs_of: Vec<Vec<usize>>,
    sets: Vec<Sets>,
}

impl Plan {
    /// The plan of some devices, each of which shares the variables that are the
    /// same with the one at `baseline`.
    ///
    /// Variables that one of the two correlates with one another, and the other
    /// does not or in another way, are not both shared: as many are as can be.
    /// What a device alone correlates with what is shared is drawn given that.
    ///
    /// # Errors
    ///
    /// When the correlations that a device states contradict one another.
    pub fn new(footprints: &[Footprint], baseline: usize) -> Result<Self, NotFound> {
        let mut plan = Self::default();
        let (before, rest) = footprints.split_at(baseline.min(footprints.len()));
        for footprint in rest.iter().take(1).chain(before).chain(rest.iter().skip(1)) {
            plan.join(Self::alone(footprint));
        }
        // The baseline was the first one.
        let last = footprints.len().min(baseline + 1);
        plan.devices[..last].rotate_left(usize::from(last > 0));
        plan.inputs_of[..last].rotate_left(usize::from(last > 0));
        plan.ready()
    }

    /// The plan of one device.
    ///
    /// # Errors
    ///
    /// As of [`Plan::new`].
    pub fn of(footprint: &Footprint) -> Result<Self, NotFound> {
        let mut plan = Self::alone(footprint);
        plan.ties.push(Ties::new(&plan.links, &[]));
        plan.ready()
    }

    fn ready(mut self) -> Result<Self, NotFound> {
        let inputs = Inputs::new(&self.variables, &self.ties);
        self.inputs = inputs.ok_or(NotFound::ContradictoryCorrelations)?;
        Ok(self)
    }

    /// The plan of one device, of which it is not known yet how it is drawn.
    fn alone(footprint: &Footprint) -> Self {
        let mut plan = Self::default();
        let sets = plan.sets_of(footprint);
        let lines = footprint.lines.iter();
        let lines = lines
            .map(|line| (line.block, plan.line(line, sets)))
            .collect();
        plan.links = plan.links(footprint);
        plan.devices.push(lines);
        plan
    }

    /// Takes in the device of another plan; the first one is the baseline.
    fn join(&mut self, mut other: Self) {
        let shared = self.shared(&other);
        let place = |(own, variable): (usize, &Variable)| {
            let known = shared.iter().find(|(shared, _)| *shared == own);
            match known {
                Some((_, place)) => *place,
                None => {
                    self.variables.push(variable.clone());
                    self.variables.len() - 1
                }
            }
        };
        let places: Vec<usize> = other.variables.iter().enumerate().map(place).collect();
        for link in &mut other.links {
            link.between = link.between.map(|variable| places[variable]);
        }
        let of_baseline: Vec<usize> = shared.iter().map(|(_, place)| *place).collect();
        self.ties.push(Ties::new(&other.links, &of_baseline));
        if self.devices.is_empty() {
            self.links = other.links;
        }
        for (_, product) in other.devices.iter_mut().flatten() {
            product.renumber(&places, self.sets.len());
        }
        for sets in &mut other.sets {
            for sum in [&mut sets.drawn_wh_per_year, &mut sets.usable_wh] {
                sum.renumber(&places, 0);
            }
        }
        self.sets.append(&mut other.sets);
        self.devices.append(&mut other.devices);
        self.inputs_of.push(places);
    }

    /// The variables of another plan that are those of the baseline, and which
    /// of these: they go together there as they do here. What does not with the
    /// most others is not among them; in no order but that of the names.
    fn shared(&self, other: &Self) -> Vec<(usize, usize)> {
        let of_baseline = self.inputs_of.first().map_or(&[][..], |own| own);
        let variables = other.variables.iter().enumerate();
        let mut shared: Vec<(usize, usize)> = variables
            .filter_map(|(own, variable)| {
                let mut same = of_baseline.iter().copied();
                let place = same.find(|place| self.variables[*place] == *variable)?;
                Some((own, place))
            })
            .collect();
        let are_alike = |(a, b): (usize, usize), (c, d): (usize, usize)| {
            a == c || other.rank([a, c]) == self.rank([b, d])
        };
        loop {
            let conflicts = |own: (usize, usize)| {
                let others = shared.iter().filter(|with| !are_alike(own, **with));
                others.count()
            };
            let most = shared
                .iter()
                .map(|own| (conflicts(*own), &other.variables[own.0].name, *own))
                .max_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
            match most {
                Some((1.., _, most)) => shared.retain(|own| *own != most),
                _ => return shared,
            }
        }
    }

    /// How two variables go together, in the baseline or the only device.
    fn rank(&self, pair: [usize; 2]) -> Option<f64> {
        let is_meant = |link: &&Link| pair.iter().all(|variable| link.between.contains(variable));
        self.links.iter().find(is_meant).map(|link| link.rank)
    }

    /// The variables.
    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }

    /// A variable that spreads so far that moments rest on few of so many
    /// draws: the relative variance of a sample variance is kurtosis / samples,
    /// and the kurtosis of a lognormal is about exp(4 ln² gsd).
    pub fn spreads_too_far(&self, samples: u64) -> Option<String> {
        const MOST: f64 = 1e-2;
        /// What is less than that is no long tail, however few the draws.
        const LONG_TAIL: f64 = 10.0;
        #[expect(clippy::cast_precision_loss, reason = "it is compared only")]
        let most = (MOST * samples as f64).max(LONG_TAIL);
        let is_too_far = |variable: &&Variable| match variable.distribution {
            Distribution::Lognormal { gsd, .. } => (4.0 * gsd.ln().powi(2)).exp() > most,
            _ => false,
        };
        let found = self.variables.iter().find(is_too_far);
        found.map(|variable| variable.name.clone())
    }

    /// How many pairs of variables are correlated.
    pub fn correlations(&self) -> usize {
        self.links.len()
    }

    fn line(&mut self, line: &Line, sets: Option<usize>) -> Product {
        let mut product = self.product(&line.terms, sets);
        let factor = &line.factor;
        match factor
            .gsd
            .filter(|gsd| *gsd > 1.0 && factor.kg_co2e_per_unit > 0.0)
        {
            Some(gsd) => {
                let variable = self.variable(Variable {
                    name: factor.id.to_string(),
                    kind: Kind::Factor,
                    distribution: Distribution::Lognormal {
                        median: factor.kg_co2e_per_unit,
                        gsd,
                    },
                });
                product.variables.push(variable);
            }
            None => product.coefficient *= factor.kg_co2e_per_unit,
        }
        product
    }

    fn product(&mut self, terms: &[Term], sets: Option<usize>) -> Product {
        let mut product = Product {
            coefficient: 1.0,
            variables: Vec::new(),
            sums: Vec::new(),
            sets: None,
        };
        for term in terms {
            let path = term.path.as_deref();
            if path == Some(SETS_REPLACED) && sets.is_some() {
                product.sets = sets;
                continue;
            }
            if !term.summands.is_empty() && !term.value.is_point() {
                let summands = term.summands.iter();
                let products: Vec<Product> =
                    summands.map(|terms| self.product(terms, sets)).collect();
                product.sums.push(Sum::of(&products));
                continue;
            }
            let distribution = if term.is_reciprocal {
                Distribution::of_reciprocal(term.value, term.shape)
            } else {
                Distribution::of(term.value, term.shape)
            };
            match (path, distribution) {
                (Some(path), Some(distribution)) => {
                    let variable = self.variable(Variable {
                        name: path.to_owned(),
                        kind: Kind::Quantity,
                        distribution,
                    });
                    product.variables.push(variable);
                }
                _ => product.coefficient *= term.value.typical,
            }
        }
        product
    }

    /// The number of a variable: that of the same one, if it is there.
    fn variable(&mut self, variable: Variable) -> usize {
        let found = self.variables.iter().position(|other| *other == variable);
        found.unwrap_or_else(|| {
            self.variables.push(variable);
            self.variables.len() - 1
        })
    }

    /// The correlations of a device between its variables.
    fn links(&self, footprint: &Footprint) -> Vec<Link> {
        let place = |name: &String| {
            let is_meant = |own: &Variable| own.kind == Kind::Quantity && own.name == *name;
            self.variables.iter().position(is_meant)
        };
        let link = |correlation: &Correlation| {
            let [first, second] = &correlation.between;
            // What has no influence on the footprint needs no correlation.
            let between = [place(first)?, place(second)?];
            // What is drawn is a rate, which falls where its interval grows.
            let is_interval = |name: &&String| name.ends_with(RateUnit::Interval.key());
            let rank = match correlation.between.iter().filter(is_interval).count() {
                1 => -correlation.rank,
                _ => correlation.rank,
            };
            Some(Link { between, rank })
        };
        let stated = footprint.correlations.iter();
        stated
            .filter(|correlation| correlation.rank != 0.0)
            .filter_map(link)
            .collect()
    }

    fn sets_of(&mut self, footprint: &Footprint) -> Option<usize> {
        let energy = footprint.energy.as_ref()?;
        let battery = energy.battery.as_ref()?;
        let drawn = energy.drains.iter().filter(|drain| drain.is_from_battery);
        let drawn: Vec<Product> = drawn
            .map(|drain| {
                let mut product = self.product(&drain.terms, None);
                product.coefficient *= 1e3;
                product
            })
            .collect();
        let usable_wh: Vec<Product> = battery
            .energy_terms
            .iter()
            .map(|terms| self.product(terms, None))
            .collect();
        self.sets.push(Sets {
            drawn_wh_per_year: Sum::of(&drawn),
            usable_wh: Sum::of(&usable_wh),
            wear: battery.wear,
            lifespan_years: footprint.lifespan_years,
        });
        Some(self.sets.len() - 1)
    }

    /// How often each variable stands in sums.
    pub(super) fn uses<'a>(&'a self, sums: impl IntoIterator<Item = &'a Sum>) -> Vec<usize> {
        let mut uses = vec![0; self.variables.len()];
        let mut left: Vec<&Sum> = sums.into_iter().collect();
        while let Some(sum) = left.pop() {
            let singles = sum.singles.iter().map(|(_, variable)| variable);
            let products = sum.products.iter();
            for variable in singles.chain(products.flat_map(|product| &product.variables)) {
                uses[*variable] += 1;
            }
            for product in &sum.products {
                left.extend(&product.sums);
                if let Some(sets) = product.sets {
                    let sets = &self.sets[sets];
                    left.extend([&sets.drawn_wh_per_year, &sets.usable_wh]);
                }
            }
        }
        uses
    }

    /// Whether no two lines of a device share a variable, and each is a plain
    /// product: then they are independent of one another.
    pub(super) fn is_sum_of_independent_terms(&self, device: usize) -> bool {
        let mut seen = vec![false; self.variables.len()];
        self.devices[device].iter().all(|(_, product)| {
            let is_alone = product.variables.iter().all(|variable| {
                let is_new = !std::mem::replace(&mut seen[*variable], true);
                is_new && !self.inputs.is_correlated(*variable)
            });
            product.coefficient == 0.0 || (product.is_plain() && is_alone)
        })
    }

    /// Fills a column with the sum of products, from the columns of the
    /// variables, of which multiples are added up as is said.
    pub(super) fn fill<V: Number>(
        &self,
        add_up: AddUp<V>,
        sum: &Sum,
        variables: &[Vec<V>],
        column: &mut [f64],
    ) {
        let singles: Vec<(f64, &[V])> = sum
            .singles
            .iter()
            .map(|(scale, variable)| (*scale, &variables[*variable][..]))
            .collect();
        add_up(column, sum.constant, &singles);
        for product in &sum.products {
            match product.variables[..] {
                [first, second] if product.is_plain() => {
                    let scale = product.coefficient;
                    column::add_product(column, scale, &variables[first], &variables[second]);
                }
                _ => {
                    let values = self.values(add_up, product, variables, column.len());
                    column::add(column, 1.0, &values);
                }
            }
        }
    }

    fn values<V: Number>(
        &self,
        add_up: AddUp<V>,
        product: &Product,
        variables: &[Vec<V>],
        count: usize,
    ) -> Vec<f64> {
        let mut values = vec![product.coefficient; count];
        for variable in &product.variables {
            column::multiply(&mut values, &variables[*variable]);
        }
        let sum = |sum: &Sum| {
            let mut column = vec![0.0; count];
            self.fill(add_up, sum, variables, &mut column);
            column
        };
        for own in &product.sums {
            column::multiply(&mut values, &sum(own));
        }
        if let Some(sets) = product.sets {
            let sets = &self.sets[sets];
            let (usable, annual) = (sum(&sets.usable_wh), sum(&sets.drawn_wh_per_year));
            for ((value, usable), annual) in values.iter_mut().zip(usable).zip(annual) {
                *value *= sets.wear.sets(usable / annual, sets.lifespan_years) - 1.0;
            }
        }
        values
    }
}

impl Product {
    /// Gives each variable its new place, and moves the sets on.
    fn renumber(&mut self, places: &[usize], sets: usize) {
        for variable in &mut self.variables {
            *variable = places[*variable];
        }
        for sum in &mut self.sums {
            sum.renumber(places, sets);
        }
        self.sets = self.sets.map(|own| own + sets);
    }

    /// Whether it is the same whatever is drawn.
    pub(super) fn is_certain(&self) -> bool {
        self.coefficient == 0.0 || (self.variables.is_empty() && self.is_plain())
    }

    /// Whether it is a product of variables alone.
    pub(super) fn is_plain(&self) -> bool {
        self.sums.is_empty() && self.sets.is_none()
    }
}

/// The path of the term that counts replaced sets of cells.
const SETS_REPLACED: &str = "replacement.sets";
