//! What a user can see of tinyfoot, and what the library promises.

mod action;
mod agreement;
mod check;
mod commands;
mod csv;
mod diff;
mod help;
mod hostile;
mod layers;
mod model;
mod operation;
mod program;
mod properties;
mod published;
mod schemas;
mod snapshots;
mod sweep;
mod terminal;
mod traceability;
mod uncertainty;
