//! What a user can see of tinyfoot, and what the library promises.

mod agreement;
mod commands;
mod fleet;
mod hostile;
mod layers;
mod model;
mod net;
mod operation;
mod program;
mod properties;
mod published;
mod snapshots;
mod sweep;
mod traceability;
mod uncertainty;
