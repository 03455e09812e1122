package import Trajectories

/// `name=value` pairs parted by blanks.
package func pairs(_ settings: String) -> [(name: String, value: String)] {
  settings.split(separator: " ").map { setting in
    let parts = setting.split(separator: "=", maxSplits: 1)
    return (name: String(parts[0]), value: String(parts[1]))
  }
}

/// The `name=value` pairs parted by blanks of settings.
package func text(_ settings: [(name: String, value: String)]) -> String {
  settings.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
}

/// One of the values that each parameter may take, chosen at random.
///
/// - Parameters:
///   - values: What parameters of these names are chosen from where they are numbers or choices.
///   - numbers: What other numbers are chosen from.
package func randomSettings(
  for specifications: [ParameterSpecification], seed: UInt64,
  values: [String: [String]] = [
    "eps": ["0.000001", "0.5"], "gamma": ["0", "0.95", "1"], "omega": ["0.1", "0.5", "1"],
  ],
  numbers: [String] = ["0", "0.25", "1", "10"]
) -> [(name: String, value: String)] {
  var generator = SplitMix64(seed: seed)
  return specifications.map { specification in
    let offered =
      switch specification.kind {
      case .choice(let words), .file(let words): values[specification.name] ?? words
      case .integer(let range): range.map(String.init)
      case .flag: ["true", "false"]
      case .number: values[specification.name] ?? numbers
      }
    return (specification.name, offered.randomElement(using: &generator) ?? "")
  }
}

/// Settings of built-in scenarios with which their histories fit into tables.
package let settingsForHistories = [
  "dec-tiger": "horizon=3", "broadcast-channel": "horizon=3", "recycling-robots": "horizon=3",
  "meeting-grid": "horizon=2", "box-pushing": "horizon=2", "relay": "components=2 horizon=5",
  "single": "turns=3 fork=1", "chain": "forks=3", "repair": "turns=4 fork=1 repairTurn=2",
  "decoy": "turns=3 fork=1", "proof": "steps=2 tokensPerMessage=2 horizon=4",
  "repair-shop": "defects=1 horizon=7", "service": "requests=1 horizon=6",
  "household": "rooms=2 chores=1 horizon=5", "shop": "constraints=1 horizon=5",
  "web": "sections=1 records=1 horizon=6", "research": "facets=2 passes=1 horizon=4",
  "swarm": "workers=2 shards=1 horizon=3",
]

/// Settings of the families of tasks with which they are solved as fast as other small scenarios.
package let settingsOfFamilies = [
  "proof": "steps=2 tokensPerMessage=2 horizon=5", "repair-shop": "defects=1 horizon=12",
  "service": "requests=1 horizon=9", "household": "rooms=2 chores=1 horizon=8",
  "shop": "constraints=1 horizon=6", "web": "sections=1 records=1 horizon=8",
  "research": "facets=2 passes=1 horizon=7", "swarm": "workers=2 shards=1 horizon=6",
]
