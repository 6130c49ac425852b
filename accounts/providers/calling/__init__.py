"""What both clients call a provider with: connections that lead nowhere else, one deadline, strict JSON."""
