import Ascribe
import Ground
import Trajectories

/// A plan of runs: one command with every combination of what its axes list.
///
/// ```toml
/// command = "run"                     # or compare, critics, train, frontier, exact, blame, solve
/// scenarios = ["relay", "single"]
/// methods = ["grpo,graphgpo", "c3"]   # one value of --methods each
/// seeds = [0, 1, 2]
/// budgets = [20000, 80000]
/// sample = 20                         # as many combinations, drawn without replacement, in place of all
/// seed = 0                            # of that draw
///
/// [parameters]                        # of every scenario
/// turns = [5, 10]
///
/// [grid]                              # further options of the command
/// group-size = [4, 8]
///
/// [options]                           # the same in all runs
/// batches = 10
/// ```
struct SweepPlan {
  /// Commands that a plan may run.
  static let commands = ["run", "compare", "critics", "train", "frontier", "exact", "blame", "solve"]
  /// The most combinations of one plan.
  static let mostCells = 100_000

  /// A name with the values that it takes.
  struct Axis {
    let name: String
    let values: [String]
  }

  let command: String
  /// Whether the command plays batches, as many as it is told.
  let hasBatches: Bool
  /// The scenario first, then its parameters, methods, seeds, budgets, and the rest in the order of their names.
  let axes: [Axis]
  /// Words that all runs have.
  let options: [String]
  /// The runs, in the order of the axes, the last of which runs fastest.
  let cells: [SweepCell]

  /// Reads a plan.
  ///
  /// - Throws: `TraceError` for a file that is not well-formed, and for a field that has no use, with the nearest that has.
  init(_ path: String) throws {
    try self.init(
      TOMLFile.read(path, expected: "a plan of runs as TOML, or as JSON in a file that ends in .json"))
  }

  /// What a file says, as a plan.
  init(_ root: JSONNode) throws {
    let known = [
      "command", "scenarios", "methods", "seeds", "budgets", "sample", "seed", "parameters", "grid",
      "options",
    ]
    for (name, value) in root.fields where !known.contains(name) {
      throw value.error(
        found: "the key \"\(name)\"", expected: "one of \(known.joined(separator: ", "))",
        suggestion: NearestName.suggestion(for: name, among: known))
    }
    for name in ["parameters", "grid", "options"] {
      if let table = root[name], !table.isObject { throw table.error(expected: "a table, as in [\(name)]") }
    }
    command = try Self.command(root["command"])
    let shape = try CommandShape.root().subcommand(command)
    guard let shape else { throw root.error(at: "command", found: command, expected: "a command of ascribe") }
    hasBatches = shape.anyOption("batches") != nil

    var axes = [Axis(name: "scenario", values: try Self.values(root["scenarios"], at: "scenarios", of: root))]
    for (name, value) in root["parameters"]?.fields ?? [] {
      axes.append(Axis(name: "(\(name))", values: try Self.values(value, at: "parameters.\(name)", of: root)))
    }
    let shared = [("methods", "methods"), ("seeds", "seed"), ("budgets", "budget")]
    var options: [(axis: Axis, field: JSONNode)] = []
    for (field, option) in shared {
      guard let value = root[field] else { continue }
      options.append((Axis(name: option, values: try Self.values(value, at: field, of: root)), value))
    }
    for (name, value) in root["grid"]?.fields ?? [] {
      options.append((Axis(name: name, values: try Self.values(value, at: "grid.\(name)", of: root)), value))
    }
    for (place, option) in options.enumerated() {
      try Self.check(option.axis.name, of: shape, at: option.field)
      if options[..<place].contains(where: { $0.axis.name == option.axis.name }) {
        throw option.field.error(
          found: "a second list of --\(option.axis.name)", expected: "one list of each option")
      }
    }
    self.axes = axes + options.map(\.axis)

    var words: [String] = []
    for (name, value) in root["options"]?.fields ?? [] {
      let option = try Self.check(name, of: shape, at: value)
      guard !options.contains(where: { $0.axis.name == name }) else {
        throw value.error(found: "--\(name), which is an axis", expected: "an option that no axis sets")
      }
      words += try ProjectDefaults.words(name, option, value)
    }
    self.options = words
    cells = try Self.cells(of: self.axes, command, words, root)
  }

  private static func command(_ node: JSONNode?) throws(TraceError) -> String {
    guard let node else { return "run" }
    guard let name = node.string, commands.contains(name) else {
      throw node.error(
        expected: "one of \(commands.joined(separator: ", "))",
        suggestion: node.string.flatMap { NearestName.suggestion(for: $0, among: commands) })
    }
    return name
  }

  /// The values of an axis: a list, or one alone.
  private static func values(_ node: JSONNode?, at field: String, of root: JSONNode) throws(TraceError)
    -> [String]
  {
    let expected = "a list of texts, numbers or booleans, none of them twice"
    guard let node else { throw root.error(at: field, expected: expected) }
    let nodes = node.isArray ? node.elements : [node]
    guard !nodes.isEmpty else { throw node.error(found: "an empty list", expected: expected) }
    var values: [String] = []
    for node in nodes {
      guard node.string != nil || node.number != nil || node.flag != nil else {
        throw node.error(expected: expected)
      }
      guard !values.contains(node.plainText) else {
        throw node.error(found: "\(node.plainText) for the second time", expected: expected)
      }
      values.append(node.plainText)
    }
    return values
  }

  /// An option of the command that a plan may set.
  @discardableResult
  private static func check(
    _ name: String, of shape: CommandShape, at node: JSONNode
  ) throws(TraceError) -> CommandShape.Argument {
    let reserved =
      StoreOptions.names.map { String($0.dropFirst(2)) } + [
        "output", "json", "replace", "html", "csv", "npz",
      ]
    let names = shape.optionNames.filter { !reserved.contains($0) }
    guard let option = shape.anyOption(name), names.contains(name) else {
      throw node.error(
        found: "the option \"\(name)\"",
        expected: reserved.contains(name)
          ? "an option that does not say where results go: the store has them"
          : "an option of `ascribe \(shape.commandName)`",
        suggestion: NearestName.suggestion(for: name, among: names))
    }
    return option
  }

  /// All combinations, or as many as are to be drawn.
  private static func cells(
    of axes: [Axis], _ command: String, _ options: [String], _ root: JSONNode
  ) throws(TraceError) -> [SweepCell] {
    let counts = axes.map(\.values.count)
    var total = 1
    for count in counts {
      let (product, overflow) = total.multipliedReportingOverflow(by: count)
      guard !overflow, product <= 1 << 40 else {
        throw root.error(
          at: "scenarios", found: "more than 2^40 combinations", expected: "at most \(mostCells), or sample")
      }
      total = product
    }
    var chosen: [Int]?
    if let node = root["sample"] {
      guard let count = node.integer, (1...mostCells).contains(count) else {
        throw node.error(expected: "a whole number in 1...\(mostCells)")
      }
      var seed: UInt64 = 0
      if let node = root["seed"] {
        guard let value = node.integer, value >= 0 else {
          throw node.error(expected: "a whole number from 0 on")
        }
        seed = UInt64(value)
      }
      chosen = draw(min(count, total), of: total, seed: seed)
    } else if let node = root["seed"] {
      throw node.error(
        found: "a seed", expected: "it beside sample, whose draw it is of; seeds lists those of runs")
    }
    guard chosen != nil || total <= mostCells else {
      throw root.error(
        at: "sample", found: "missing for \(total) combinations", expected: "at most \(mostCells) without it")
    }
    return (chosen ?? Array(0..<total)).map { number in
      var rest = number
      var values: [String] = []
      for axis in axes.reversed() {
        values.append(axis.values[rest % axis.values.count])
        rest /= axis.values.count
      }
      return SweepCell(command, axes.map(\.name), values.reversed(), options)
    }
  }

  /// Different numbers below `total`, in ascending order.
  private static func draw(_ count: Int, of total: Int, seed: UInt64) -> [Int] {
    let stream = PhiloxStream(seed: seed, purpose: .sweep)
    var chosen: Set<Int> = []
    // Floyd's algorithm: one draw a number, whatever the total.
    for last in (total - count)..<total {
      let unit = PhiloxStream.unit(stream.word(episode: UInt64(last), turn: 0, draw: 0))
      let number = min(last, Int(unit * Double(last + 1)))
      chosen.insert(chosen.contains(number) ? last : number)
    }
    return chosen.sorted()
  }
}
