//! What a user can see of tinyfoot, and what the library promises.

mod action;
mod agreement;
mod batch;
mod check;
mod commands;
mod cost;
mod csv;
mod devices;
mod diff;
mod figures;
mod fleet;
mod help;
mod hostile;
mod layers;
mod model;
mod names;
mod net;
mod network;
mod operation;
mod output;
mod pages;
mod program;
mod project;
mod promises;
mod properties;
mod published;
mod schemas;
mod seeds;
mod snapshots;
mod sweep;
mod terminal;
mod traceability;
mod uncertainty;
#[cfg(feature = "web")]
mod web;
