/// The text of a large problem: each joint action leads from each state to eight others, and eight joint observations
/// may be seen there.
struct ProblemText {
  private let states, actions, observations: Int
  private var text: String
  private var random: UInt64 = 3

  init(states: Int, actions: Int, observations: Int) {
    self.states = states
    self.actions = actions
    self.observations = observations
    text = """
      agents: 2
      discount: 1
      values: reward
      states: \(states)
      start:
      uniform
      actions:
      \(actions)
      \(actions)
      observations:
      \(observations)
      \(observations)

      """
  }

  /// The file's bytes.
  var bytes: [UInt8] {
    var writer = self
    for action in 0..<actions * actions {
      for state in 0..<states {
        writer.row("T: \(action) : \(state)", below: states)
        writer.row("O: \(action) : \(state)", below: observations * observations)
        writer.text += "R: \(action) : \(state) : * : * : \(writer.draw(below: 1000))\n"
      }
    }
    return Array(writer.text.utf8)
  }

  /// Eight equal probabilities, of columns a step apart.
  private mutating func row(_ prefix: String, below count: Int) {
    let first = draw(below: count)
    for place in 0..<8 { text += "\(prefix) : \((first + place * (count / 8)) % count) : 0.125000000\n" }
  }

  /// A number from a linear congruential generator (Knuth's MMIX).
  private mutating func draw(below count: Int) -> Int {
    random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((random >> 33) % UInt64(count))
  }
}
