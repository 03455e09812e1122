import Testing

/// `ascribe critics`.
@Suite struct CriticsTests {
  /// A policy file in which both agents of Dec-Tiger do the same: probabilities of listen, open-left and open-right.
  private static func policy(none: String, left: String, right: String) -> String {
    let row = { (known: String, numbers: String) in
      let entries = zip(["listen", "open-left", "open-right"], numbers.split(separator: " ")).map {
        "\"\($0)\": \($1)"
      }
      return "\"\(known)\": {\(entries.joined(separator: ", "))}"
    }
    let table = "{\(row("none", none)), \(row("hear-left", left)), \(row("hear-right", right))}"
    return
      #"{"schema": "ascribe.policy/1", "values": "probabilities", "agents": {"agent-0": \#(table), "agent-1": \#(table)}}"#
  }

  private static let repeated = policy(none: "1 0 0", left: "1 0 0", right: "0 1 0")
  private static let opening = policy(none: "0.5 0.25 0.25", left: "0.2 0.1 0.7", right: "0.2 0.7 0.1")
  private static let three = "--critic pinto --critic symmetric --critic asymmetric"
  private static let small = "--episodes 8 --batches 2 --fit-episodes 8"

  private func record(_ policy: String, scenario: String = "dec-tiger(horizon=2)") throws -> Record {
    try Workplace.use { place in
      try place.write(policy, to: "policy.json")
      let call = try place.ascribe(
        "critics \(scenario) --policy table:policy.json \(Self.three) \(Self.small) --json")
      expectSuccess(call)
      return try decode(Record.self, from: call.output)
    }
  }

  /// Listen first, then open the left door after hear-right: V of the tiger's side is -28.325 and 16.7.
  @Test func biasesGivenWhatIsHeard() throws {
    let record = try record(Self.repeated)
    expectEqual(record.value, -7.8125, within: 1e-12)
    #expect(record.critics.map(\.method.id) == ["pinto", "symmetric", "asymmetric"])
    let squares = ["pinto": 944.472188, "symmetric": 824.835151, "asymmetric": 0]
    for critic in record.critics {
      let gap = try #require(critic.limit.gaps.first { $0.slice == ResultJSON.Slice(agent: nil, turn: 1) })
      expectEqual(gap.meanSquare, try #require(squares[critic.method.id]), within: 5e-7)
      for summary in critic.limit.biases { expectEqual(summary.mean, 0, within: 1e-12) }
    }
    let states = record.critics[0].limit.informationStates.filter { $0.agent == nil && $0.turn == 1 }
    let expected: [(heard: String, probability: Double, value: Double, bias: Double)] = [
      ("agent-0: hear-left, agent-1: hear-left", 0.3725, -2, -24.965185),
      ("agent-0: hear-left, agent-1: hear-right", 0.1275, -46, 40.1875),
      ("agent-0: hear-right, agent-1: hear-left", 0.1275, -46, 40.1875),
      ("agent-0: hear-right, agent-1: hear-right", 0.3725, 17.885906, -2.545721),
    ]
    #expect(states.count == 4)
    for row in expected {
      let state = try #require(states.first { $0.name == row.heard })
      expectEqual(state.probability, row.probability, within: 1e-12)
      expectEqual(state.value, row.value, within: 5e-7)
      expectEqual(state.criticValue - state.value, row.bias, within: 5e-7)
      expectEqual(state.criticValue, row.value + row.bias, within: 1e-6)
    }
    // The policy is deterministic: it has no gradient to be near to.
    let none = Number.undefined("allZero")
    for critic in record.critics {
      #expect(critic.limit.gradientAgreement.allSatisfy { $0.cosine == none && $0.relativeError == none })
      #expect(critic.fitted.gradients.allSatisfy { $0.cosine.mean == none && $0.ofMean.cosine == none })
    }
  }

  /// Agents listen first with probability 1/2: the gradient of the first decision, exact and from bootstraps.
  @Test func gradientsFromBootstraps() throws {
    let record = try record(Self.opening)
    expectEqual(record.value, -82.35075, within: 1e-10)
    let places = record.choices.indices.filter { record.choices[$0].informationState == "none" }
    let first = places.map { record.choices[$0] }
    #expect(
      first.map(\.action) == ["listen", "open-left", "open-right", "listen", "open-left", "open-right"])
    for place in places {
      let share = record.choices[place].action == "listen" ? 1.0 : -0.5
      expectEqual(record.gradient[place], 10.499625 * share, within: 1e-10)
      expectEqual(record.gradient(of: "asymmetric", place), 10.499625 * share, within: 1e-10)
      expectEqual(record.gradient(of: "pinto", place), 6.9375 * share, within: 1e-10)
      expectEqual(record.gradient(of: "symmetric", place), 8.161095 * share, within: 1e-6)
    }
    let errors = try record.critics.map { try #require($0.limit.gradientAgreement[0].relativeError.value) }
    #expect(errors[0] > errors[1] && errors[1] > 0.2 && errors[2] < 1e-12)
  }

  @Test func theRecordHoldsEverything() throws {
    let record = try record(Self.opening)
    #expect(record.schema == "ascribe.critics/2")
    #expect(
      [record.scenario.names.label, record.scenario.names.policy] == [
        "dec-tiger(horizon=2)", "table:policy.json",
      ])
    #expect(
      [record.scenario.horizon, record.plan.batches, record.plan.episodesPerBatch, record.plan.fitEpisodes]
        == [2, 2, 8, 8])
    #expect(record.sampled == ResultJSON.Sampled(batches: 2, episodes: 16, turns: 32, decisions: 64))
    #expect(record.critics.map(\.view) == ["privileged", "information", "both"])
    for critic in record.critics {
      #expect(critic.seesTurn && !critic.valuesActions)
      // All and two agents, over both turns and at each.
      #expect(critic.limit.gaps.count == 9 && critic.fitted.errors.count == 9)
      #expect(critic.limit.gradientAgreement.map(\.agent) == [nil, "agent-0", "agent-1"])
      #expect(critic.fitted.gradients.map(\.ofMean.agent) == [nil, "agent-0", "agent-1"])
      #expect(critic.fitted.errors[0].turns == 32)
      #expect(critic.fitted.fittedTurns == 2 * 8 * 2)
      #expect(critic.fitted.calibration.tenths.reduce(0) { $0 + $1.turns } == 32)
      for error in critic.fitted.errors {
        for errors in [error.fromTruth, error.fromLimit] {
          let mean = try #require(errors.mean.mean.value)
          #expect(
            try #require(errors.mean.lower.value) <= mean && mean <= (try #require(errors.mean.upper.value)))
          #expect(abs(mean) <= errors.rootMeanSquare + 1e-12)
          #expect(errors.rootMeanSquare <= abs(errors.worst) + 1e-12)
        }
      }
    }
  }

  /// The digits of the text are those of the record.
  @Test func theTextShowsTheNumbers() throws {
    try Workplace.use { place in
      try place.write(Self.repeated, to: "repeat.json")
      try place.write(Self.opening, to: "open.json")
      let line = "critics dec-tiger(horizon=2) \(Self.three) \(Self.small) --policy table:"
      let biases = try place.ascribe(line + "repeat.json --details --cells")
      expectSuccess(biases)
      for text in ["944.472188", "824.835151", "-24.965185", "+40.187500", "-2.545721", "17.885906"] {
        #expect(biases.output.contains(" \(text)"), "\(text)")
      }
      #expect(biases.output.contains("\nvalue -7.812500, success 0.000000; sampled return "))
      #expect(biases.output.contains("\nAll of these gradients are 0\n"))
      let gradients = try place.ascribe(line + "open.json --details")
      expectSuccess(gradients)
      let rows = gradients.output.split(separator: "\n").filter { $0.hasPrefix("agent-0  none") }
      let words = rows.map { $0.split(separator: " ").dropFirst(2).map(String.init) }
      // The asymmetric critic has the exact gradient.
      #expect(words.first == ["listen", "+10.499625", "+6.937500", "+8.161095"])
      #expect(gradients.output.contains("\nasymmetric: the same gradient as exact here\n"))
      #expect(!gradients.output.contains("Errors of values by agent and turn"))
    }
  }

  /// The same problem from a file, where the tiger's side is named otherwise.
  @Test func aProblemFileIsAScenario() throws {
    try Workplace.use { place in
      try place.addProblem()
      let call = try place.ascribe(
        "critics tiger.dpomdp --horizon 2 --policy uniform \(Self.small) --critic pinto --json")
      expectSuccess(call)
      let record = try decode(Record.self, from: call.output)
      expectEqual(record.value, -2 * 416.0 / 9, within: 1e-10)
      let own = try place.ascribe(
        "critics dec-tiger(horizon=2) --policy uniform \(Self.small) --critic pinto --json")
      let other = try decode(Record.self, from: own.output)
      #expect(record.critics[0].limit.gaps.count == other.critics[0].limit.gaps.count)
      for (one, another) in zip(record.critics[0].limit.gaps, other.critics[0].limit.gaps) {
        expectEqual(one.meanSquare, another.meanSquare, within: 1e-10)
      }
    }
  }

  /// Where nobody names a critic, all are reported on that value states and can be fitted.
  @Test func allCriticsOfStatesAreTheDefault() throws {
    try Workplace.use { place in
      let call = try place.ascribe("critics and \(Self.small) --json")
      expectSuccess(call)
      let record = try decode(Record.self, from: call.output)
      let ids = record.critics.map(\.method.id)
      #expect(record.critics.allSatisfy { !$0.valuesActions && $0.method.label == $0.method.id })
      #expect(["pinto", "symmetric", "asymmetric"].allSatisfy(ids.contains))
      #expect(Set(ids).isDisjoint(with: record.leftOut.map(\.id)))
      let text = try place.ascribe("critics and \(Self.small)").output
      for left in record.leftOut { #expect(text.contains("\n\(left.id) is left out: \(left.reason)\n")) }
    }
  }

  @Test func theResultsGoToAFile() throws {
    try Workplace.use { place in
      let line = "critics and \(Self.small) --critic symmetric"
      let text = try place.ascribe(line + " --output critics.json")
      expectSuccess(text)
      #expect(try place.files() == ["critics.json"])
      let json = try place.ascribe(line + " --json")
      #expect(try place.bytes("critics.json").elementsEqual(json.output.utf8))
    }
  }

  @Test func bytesDependOnTheSeedAlone() throws {
    try Workplace.use { place in
      let line = "critics coupling \(Self.three) --episodes 16 --batches 3 --fit-episodes 16 --cells --seed "
      let first = try place.ascribe(line + "3 --threads 1")
      expectSuccess(first)
      for threads in ["--threads 2", "--threads 7", ""] {
        #expect(try place.ascribe("\(line)3 \(threads)").output == first.output)
      }
      #expect(try place.ascribe(line + "4").output != first.output)
      let json = try place.ascribe(line + "3 --threads 1 --json")
      #expect(try place.ascribe(line + "3 --threads 2 --json").output == json.output)
    }
  }

  @Test func oneBatchHasNoIntervals() throws {
    try Workplace.use { place in
      let call = try place.ascribe(
        "critics coupling \(Self.three) --episodes 8 --batches 1 --fit-episodes 0 --json")
      #expect(call.code == 0)
      #expect(
        call.complaints
          == "ascribe: note: one batch only, so there are no intervals: they need two or more.\n")
      let record = try decode(Record.self, from: call.output)
      let tooFew = Number.undefined("tooFew")
      for critic in record.critics {
        #expect(critic.fitted.fittedTurns == 0)
        for error in critic.fitted.errors {
          #expect(error.fromTruth.mean.mean.value != nil)
          #expect(error.fromTruth.mean.lower == tooFew && error.fromLimit.mean.upper == tooFew)
        }
      }
    }
  }

  /// A critic of another return says so; in the scenario's own return there is nothing to say.
  @Test func aCriticOfAnotherReturnIsPointedOut() throws {
    try Workplace.use { place in
      let line = "critics and \(Self.small) --critic pinto --critic "
      let other = try place.ascribe([
        "critics", "and", "--critic", "pinto", "--critic", "pinto(gamma=0.5,reward=outcome)", "--episodes",
        "8",
        "--batches", "2",
      ])
      expectSuccess(other)
      #expect(
        other.output.contains(
          "\npinto(gamma=0.5,reward=outcome): with gamma=0.5 and reward=outcome its values are of another return "
            + "than the exact ones.\n"))
      #expect(!(try place.ascribe(line + "symmetric").output.contains("another return")))
    }
  }
}
