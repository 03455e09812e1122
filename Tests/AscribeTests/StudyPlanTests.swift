import Ascribe
import Testing
import Simulation
import TestSupport

@Suite struct StudyPlanTests {
  private func plan(
    _ methods: String = "grpo", scenario: String = "or", settings: String = "", episodes: Int = 8,
    groupSize: Int = 4, batches: Int = 2, fitEpisodes: Int = 0, threads: Int = 1
  ) throws -> StudyPlan {
    let mdp = try compiled(scenario, settings)
    return try StudyPlan(
      mdp: mdp, policy: .uniform(on: mdp), methods: try Call.list(methods).map { try MethodRequest($0) },
      episodes: episodes, groupSize: groupSize, batches: batches, fitEpisodes: fitEpisodes, seed: 0,
      threads: threads)
  }

  private func message(_ body: () throws -> some Any) -> String {
    do {
      _ = try body()
      return "accepted"
    } catch {
      return "\(error)"
    }
  }

  @Test func numbersOutOfRangeAreRefused() {
    #expect(
      message { try plan(episodes: 0) } == "episodes is 0; accepted: a whole number in 1...10000000.")
    #expect(
      message { try plan(episodes: 10_000_001, groupSize: 1) }
        == "episodes is 10000001; accepted: a whole number in 1...10000000.")
    for size in [0, 9] {
      #expect(
        message { try plan(groupSize: size) }
          == "group-size is \(size); accepted: a whole number in 1...8, the number of episodes.")
    }
    #expect(
      message { try plan(groupSize: 3) }
        == "episodes is 8; accepted: a multiple of the group size, which is 3.")
    #expect(message { try plan(batches: 0) } == "batches is 0; accepted: a whole number in 1...1000000.")
    #expect(
      message { try plan(fitEpisodes: -1) } == "fit-episodes is -1; accepted: a whole number in 0...9999992.")
    #expect(message { try plan(threads: 0) } == "threads is 0; accepted: a whole number in 1...1024.")
    #expect(message { try plan(threads: 1025) } == "threads is 1025; accepted: a whole number in 1...1024.")
  }

  /// Columns count decisions in 32 bits: 2147483647 / (1000 · 2) episodes fit.
  @Test func aBatchThatColumnsCannotHoldIsRefused() {
    #expect(
      message { try plan(scenario: "dec-tiger", settings: "horizon=1000", episodes: 1_073_742, groupSize: 1) }
        == "episodes is 1073742; accepted: a whole number in 1...1073741 with up to 1000 turns of up to 2 decisions."
    )
    #expect(
      message {
        try plan(
          scenario: "dec-tiger", settings: "horizon=1000", episodes: 1_000_000, groupSize: 1,
          fitEpisodes: 73_742)
      }
        == "fit-episodes is 73742; accepted: a whole number in 0...73741 with up to 1000 turns of up to 2 decisions."
    )
  }

  @Test(arguments: ["grpo,grpo", "c3,grpo,c3(alternatives=8)", "c3(alternatives=2), c3( alternatives = 2 )"])
  func aMethodThatIsAskedForTwiceIsRefused(methods: String) throws {
    let last = try #require(try Call.list(methods).last)
    #expect(message { try plan(methods) } == "Method \"\(last)\" is asked for twice.")
  }

  @Test func theSameMethodWithOtherSettingsIsAnotherMethod() throws {
    #expect(try plan("c3,c3(alternatives=9),c3(baseline=fullMean)").methods.count == 3)
  }

  /// A plan that was changed after it was made is checked again before it runs.
  @Test func aChangedPlanIsChecked() throws {
    let changed = { (change: (inout StudyPlan) -> Void) in
      var plan = try plan()
      change(&plan)
      return message { try Study(plan).run() }
    }
    #expect(try changed { $0.batches = 0 } == "batches is 0; accepted: a whole number in 1...1000000.")
    #expect(try changed { $0.resamples = 0 } == "resamples is 0; accepted: a whole number in 1...10000000.")
    #expect(try changed { $0.confidence = 1 } == "confidence is 1.0; accepted: a number between 0 and 1.")
    #expect(
      try changed { $0.confidence = .nan } == "confidence is nan; accepted: a number between 0 and 1.")
    #expect(try changed { $0.confidence = 0.5 } == "accepted")
  }
}
