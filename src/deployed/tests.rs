//! Files of deployments as their tools write them.
