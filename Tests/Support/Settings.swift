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
