//! The words that some texts of the JSON are one of.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::analysis::{Kind, Method, Per, Verdict};
use crate::block::{Block, Stage};
use crate::device::{Bound, SupplyKind, Variant};
use crate::factors::Basis;
use crate::grid::GridBasis;
use crate::model::Limit;
use crate::report::{State, listing};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident = $all:expr, $key:expr;)*) => {$(
        $(#[$doc])*
        pub(super) struct $name;

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "enum": $all.map($key) })
            }
        }
    )*};
}

words! {
    /// A functional block.
    BlockKey = Block::ALL, Block::key;
    /// A life-cycle stage.
    StageKey = Stage::ALL, Stage::key;
    /// A hardware variant.
    VariantKey = Variant::ALL, Variant::key;
    /// How a factor came to be.
    BasisKey = Basis::ALL, Basis::key;
    /// What the intensity of a grid includes.
    GridBasisKey = GridBasis::ALL, GridBasis::key;
    /// Where energy comes from.
    SupplyKey = SupplyKind::ALL, SupplyKind::key;
    /// What ends the life of a battery.
    LimitKey = Limit::ALL, Limit::key;
    /// How a distribution was found.
    MethodKey = [Method::Convolution, Method::Simulation], Method::key;
    /// What varies.
    InputKey = Kind::ALL, Kind::key;
    /// What is compared.
    PerKey = Per::ALL, Per::key;
    /// Which value of a footprint must keep a budget.
    BoundKey = Bound::ALL, Bound::key;
    /// How a check ends.
    VerdictKey = Verdict::ALL, Verdict::key;
    /// What has become of a device.
    StateKey = State::ALL, State::key;
    /// What is listed.
    ListingKey = listing::Kind::ALL, listing::Kind::key;
}
